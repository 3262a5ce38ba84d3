"""Writing XLSX: tables become sheets of one file, row by row, with no more than some rows in memory at a time.

A workbook is a ZIP of XML parts. Those of the sheets are written as their rows come; texts stand where they are used, because
a list of all of them would have to be kept until the end.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice, zip_longest
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from tracker import cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracker.cells import Columns, Value
    from tracker.sheets import Sheet

LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What spreadsheets would read as the number of a sign."""
REFUSED_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
LETTERS_OF_TITLE = 31
LONGEST_TEXT = 32_767
"""More characters than these no cell of a spreadsheet takes."""
MOST_ROWS = 1_048_576
"""More rows than these no sheet takes; what is left goes on another one."""
NARROWEST, WIDEST = 8, 60
LOOKED_AT = 200
"""So many first rows tell how wide the columns are."""
AT_ONCE = 500
QUICK = 3
"""How hard the parts are packed: the next steps take much longer and gain little."""
FIRST_DAY = date(1899, 12, 30).toordinal()
"""Day 0 of spreadsheets."""
HEADING, CELL, DAY = 1, 2, 3
"""Places of the formats in ``STYLES``."""
EMPTY = f'<c s="{CELL}"/>'

START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'{START}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>'
)
RELATIONS = (
    f'{START}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
STYLES = (
    f'{START}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class _Written:
    """A sheet that stands in the file: its name, and the range of its table where that can be filtered."""

    title: str
    range: str


def write(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write the tables as sheets, each with a heading that stays in view and can be filtered by."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as book:
        book.writestr("[Content_Types].xml", TYPES)
        book.writestr("_rels/.rels", RELATIONS)
        book.writestr("xl/styles.xml", STYLES)
        written: list[_Written] = []
        for sheet in sheets:
            left: Iterator[Columns] | None = cells.columns_of(sheet.rows, AT_ONCE)
            while left is not None:
                title = _title(sheet.title, [each.title for each in written])
                filtered, left = _write_sheet(book, len(written) + 1, sheet, left)
                written.append(_Written(title, filtered))
        _write_book(book, written)


def _write_sheet(
    book: zipfile.ZipFile, number: int, sheet: Sheet, coming: Iterator[Columns]
) -> tuple[str, Iterator[Columns] | None]:
    """Write one part with as many rows as it takes; returns the range that can be filtered, and what is left, if anything."""
    above = len(sheet.notes) + (1 if sheet.notes else 0)
    head = above + 1
    first = list(islice(coming, 1))
    shown = [[*map(_shown, column[:LOOKED_AT])] for columns in first for column in columns]
    with book.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
        part.write(_beginning(head, _widths(sheet.headings, shown), is_first=number == 1).encode())
        notes = [*([note] for note in sheet.notes), []] if sheet.notes else []
        part.write("".join(_row([_text(note, 0) for note in each]) for each in notes).encode())
        part.write(_row([_text(heading, HEADING) for heading in sheet.headings]).encode())
        count, left = _write_rows(part, chain(first, coming), MOST_ROWS - head)
        filtered = (
            f"A{head}:{_letters(len(sheet.headings))}{head + count}" if count and sheet.headings else ""
        )
        part.write(b"</sheetData>")
        part.write(f'<autoFilter ref="{filtered}"/>'.encode() if filtered else b"")
        part.write(b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>')
    return filtered, left


def _write_rows(
    part: IO[bytes], coming: Iterator[Columns], most: int
) -> tuple[int, Iterator[Columns] | None]:
    """Write at most so many rows; returns how many they were, and what is left, if anything."""
    writer, count = cells.Writer(_cell, _text_cells), 0
    for columns in coming:
        room = most - count
        rows = [_row(row) for row in writer.rows([column[:room] for column in columns])]
        part.write("".join(rows).encode())
        count += len(rows)
        if columns and len(columns[0]) > room:
            return count, chain([[column[room:] for column in columns]], coming)
    return count, None


def _beginning(head: int, widths: Sequence[int], *, is_first: bool) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    columns = f"<cols>{columns}</cols>" if columns else ""
    selected = ' tabSelected="1"' if is_first else ""
    return (
        f'{START}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView{selected} workbookViewId="0"><pane xSplit="1" ySplit="{head}" topLeftCell="B{head + 1}" '
        'activePane="bottomRight" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"{columns}<sheetData>"
    )


def _row(written: Sequence[str]) -> str:
    return f"<row>{''.join(written)}</row>"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return _text(value, CELL) if value else EMPTY
    if value is None:
        return EMPTY
    if isinstance(value, date):
        return f'<c s="{DAY}"><v>{value.toordinal() - FIRST_DAY}</v></c>'
    return f'<c s="{CELL}"><v>{format(value, "f") if isinstance(value, Decimal) else value}</v></c>'


def _text_cells(texts: Sequence[str]) -> Sequence[str]:
    """Many texts as cells: what none of them needs is not tried on each."""
    together = "".join(texts)
    is_plain = together.isprintable() and not any(sign in together for sign in ("&", "<", ">", "_x"))
    if (
        is_plain
        and "" not in texts
        and [*map(str.strip, texts)] == [*texts]
        and max(map(len, texts)) <= LONGEST_TEXT
    ):
        return [f'<c s="{CELL}" t="inlineStr"><is><t>{text}</t></is></c>' for text in texts]
    return [_text(text, CELL) if text else EMPTY for text in texts]


def _text(text: str, style: int) -> str:
    text = cells.readable(text)[:LONGEST_TEXT]
    kept = ' xml:space="preserve"' if text.strip() != text else ""
    if "_x" in text or not text.isprintable():
        text = LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")
    return f'<c s="{style}" t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'


def _write_book(book: zipfile.ZipFile, written: Sequence[_Written]) -> None:
    numbered = list(enumerate(written, start=1))
    pages = "".join(
        f'<sheet name={quoteattr(each.title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, each in numbered
    )
    filtered = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" hidden="1">'
        f"'{escape(each.title)}'!{_fixed(each.range)}</definedName>"
        for number, each in numbered
        if each.range
    )
    names = f"<definedNames>{filtered}</definedNames>" if filtered else ""
    book.writestr(
        "xl/workbook.xml",
        f'{START}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{pages}</sheets>{names}</workbook>",
    )
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _each in numbered
    )
    styles = f'<Relationship Id="rId{len(written) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>'
    book.writestr(
        "xl/_rels/workbook.xml.rels",
        f'{START}<Relationships xmlns="{PACKAGE}/relationships">{parts}{styles}</Relationships>',
    )


def _fixed(area: str) -> str:
    """A range that stays where it is: ``A1:C9`` as ``$A$1:$C$9``."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", area)


def _letters(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _title(wanted: str, taken: Sequence[str]) -> str:
    """A name that spreadsheets take: short, without their special signs, not there yet."""
    number = len(taken) + 1
    title = REFUSED_IN_TITLE.sub(" ", cells.readable(wanted)).strip()[:LETTERS_OF_TITLE] or str(number)
    if title.casefold() in {known.casefold() for known in taken}:
        title = f"{title[: LETTERS_OF_TITLE - 4]} {number}"
    return title


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def _widths(headings: Sequence[str], columns: Sequence[Sequence[str]]) -> list[int]:
    """As wide as what stands in a column, within what a screen can show."""
    longest = (
        max(max((len(line) for line in text.splitlines()), default=0) for text in [heading, *column])
        for heading, column in zip_longest(headings, columns[: len(headings)], fillvalue=())
    )
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]
