"""Reading a list of people from a file: XLSX, or CSV as spreadsheets in Russia and elsewhere write it."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook

from tracker.cells import UNREADABLE
from tracker.errors import DomainError
from tracker.i18n import _, _l
from tracker.people.columns import column_of
from tracker.sheets import FORMULA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
LARGEST_INSIDE = 400 * 1024 * 1024
"""What a packed file may unpack to."""
LOOKED_THROUGH = 15
"""Among so many first rows the headings are looked for."""
DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its headings, and each row with its number in the file."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(name: str, content: bytes) -> Table:
    """The table of a file; one that cannot be read is a ``DomainError`` that says what to do."""
    if not content.strip():
        raise DomainError(_l("This file is empty."), field="file")
    cells = _spreadsheet(content) if content[:2] == b"PK" else _text(name, content)
    return _table(cells)


def _spreadsheet(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_INSIDE:
                raise DomainError(_l("This file is too large. Divide it into several."), field="file")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        _refuse_too_long(sheet.height)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as error:
        raise DomainError(
            _l("This is not a spreadsheet that can be read. Save it as XLSX or CSV and try again."),
            field="file",
        ) from error
    return [[_cell(value) for value in row[:MOST_COLUMNS]] for row in rows]


def _cell(value: Any) -> str:
    """A cell as text: whole numbers without a point, days in plain form."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return _tidy(str(value))


def _text(name: str, content: bytes) -> list[list[str]]:
    if (
        name.lower().endswith((".xls", ".xlsb", ".ods", ".doc", ".docx", ".pdf"))
        or b"\x00\x00" in content[:400]
    ):
        raise DomainError(
            _l("This is not a spreadsheet that can be read. Save it as XLSX or CSV and try again."),
            field="file",
        )
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise DomainError(_l("This is no table: its rows cannot be told apart."), field="file") from error
    _refuse_too_long(len(rows))
    return [[_unguarded(_tidy(value)) for value in row[:MOST_COLUMNS]] for row in rows]


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _tidy(text: str) -> str:
    return UNREADABLE.sub("", text).strip()[:LONGEST_CELL]


def _unguarded(text: str) -> str:
    """Without the apostrophe by which a text that looks like a formula is kept from being one."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def _refuse_too_long(rows: int) -> None:
    if rows > MOST_ROWS:
        sentence = _("At most %(most)d rows at once. Divide the file into several.", most=MOST_ROWS)
        raise DomainError(sentence, field="file")


def _table(cells: list[list[str]]) -> Table:
    place = _place_of_headings(cells)
    if place is None:
        raise DomainError(_l("There is nothing in this file but empty cells."), field="file")
    headings = cells[place]
    while headings and not headings[-1]:
        headings = headings[:-1]
    rows = [
        (number, _fitted(row, len(headings)))
        for number, row in enumerate(cells[place + 1 :], start=place + 2)
        if any(row[: len(headings)])
    ]
    if not rows:
        raise DomainError(_l("Below the headings there are no rows in this file."), field="file")
    return Table(headings, rows)


def _place_of_headings(cells: Sequence[Sequence[str]]) -> int | None:
    """The row that holds most words known as headings, or the first one that is not empty."""
    best, most = None, 1
    for place, row in enumerate(cells[:LOOKED_THROUGH]):
        known = _known_among(row)
        if known > most:
            best, most = place, known
    if best is not None:
        return best
    return next((place for place, row in enumerate(cells) if any(row)), None)


def _known_among(row: Iterable[str]) -> int:
    return sum(column_of(cell) is not None for cell in row)


def _fitted(row: list[str], width: int) -> list[str]:
    return (row + [""] * width)[:width]
