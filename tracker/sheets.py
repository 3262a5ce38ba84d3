"""Tables as files: CSV that spreadsheets open with the right letters, and XLSX. Cells hold what the page shows.

Rows are taken as they come and let go when they are written, so a table may be longer than the memory is large.

A spreadsheet runs what begins like a formula. So in a CSV such a text gets an apostrophe in front, as spreadsheets themselves write it,
and in an XLSX every text is stored as text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

from tracker import cells, xlsx

Value = cells.Value
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")  # the wide forms that spreadsheets read as signs
AT_ONCE, SENT = 500, 100
"""So many rows of a CSV are written at once, and so many are sent."""
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: what it is called, its headings, its rows, and sentences that stand above it in an XLSX.

    The rows may be read only once, as they are needed.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[str] = field(default=())


def as_csv(sheet: Sheet, *, delimiter: str = ",") -> bytes:
    """The table in UTF-8 with the mark by which spreadsheets know it, numbers and days in plain form."""
    return b"".join(csv_portions(sheet, delimiter=delimiter))


def csv_portions(sheet: Sheet, *, delimiter: str = ",") -> Iterator[bytes]:
    """The same piece by piece: the headings at once, then the rows as they come."""
    written = cells.Writer(
        lambda value: _quoted(_plain(value), delimiter), lambda texts: _plain_texts(texts, delimiter)
    )
    headings = [_quoted(_plain(heading), delimiter) for heading in sheet.headings]
    yield ("\ufeff" + delimiter.join(headings) + "\r\n").encode()
    for columns in cells.columns_of(sheet.rows, AT_ONCE):
        lines = map(delimiter.join, written.rows(columns))
        while some := list(islice(lines, SENT)):
            yield "\r\n".join([*some, ""]).encode()


def _plain_texts(texts: Sequence[str], delimiter: str) -> Sequence[str]:
    """Many texts as cells: what none of them needs is not tried on each."""
    together = "".join(texts)
    if not together.isprintable() or not all(text[:1].isalnum() for text in texts):
        texts = [harmless(text) for text in texts]
        together = "".join(texts)
    return [_quoted(text, delimiter) for text in texts] if _takes_quotes(together, delimiter) else texts


def _quoted(text: str, delimiter: str) -> str:
    if not _takes_quotes(text, delimiter):
        return text
    return '"{}"'.format(text.replace('"', '""'))


def _takes_quotes(text: str, delimiter: str) -> bool:
    return delimiter in text or '"' in text or "\n" in text or "\r" in text


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    if text.isprintable() and text[:1].isalnum():
        return text
    text = cells.readable(text)
    return f"'{text}" if FORMULA.match(text) else text


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return harmless(value)
    if type(value) is int:
        return str(value)
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def as_xlsx(*sheets: Sheet) -> bytes:
    """The tables as sheets of one file, each with a heading that stays in view and can be filtered by."""
    stored = io.BytesIO()
    xlsx.write(stored, sheets)
    return stored.getvalue()
