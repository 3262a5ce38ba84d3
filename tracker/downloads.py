"""Tables sent as files: a CSV while it is read, an XLSX as soon as it is whole.

A file that looks whole is whole. A CSV that breaks off ends its connection without the mark of the end, so that no browser keeps
it for complete; an XLSX is written into a temporary file and sent only then.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, cast

from flask import Response, current_app, send_file, stream_with_context

from tracker import sheets, xlsx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.sheets import Sheet

KEPT_IN_MEMORY = 1024 * 1024


def csv_file(sheet: Sheet, name: str, *, delimiter: str = ",") -> Response:
    """A table as a CSV, whose rows are read while it is sent.

    By then the session of the view is closed: rows that ask the database do so in a session of their own time.
    """
    portions = _logged(sheets.csv_portions(sheet, delimiter=delimiter), name)
    response = Response(stream_with_context(portions), content_type=f"{sheets.CSV_TYPE}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _kept_by_nobody(response)


def _logged(portions: Iterator[bytes], name: str) -> Iterator[bytes]:
    try:
        yield from portions
    except Exception:
        current_app.logger.exception("%s broke off while it was sent", name)
        raise


def xlsx_file(name: str, *tables: Sheet) -> Response:
    """Tables as the sheets of an XLSX."""
    # It is closed by the server, after it was sent.
    written = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
    try:
        xlsx.write(cast("Any", written), tables)
    except BaseException:
        written.close()
        raise
    size = written.tell()
    written.seek(0)
    response = send_file(
        cast("Any", written), mimetype=sheets.XLSX_TYPE, as_attachment=True, download_name=name
    )
    response.content_length = size
    return _kept_by_nobody(response)


def _kept_by_nobody(response: Response) -> Response:
    """What is filtered for one reader is for no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
