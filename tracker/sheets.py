"""Tables as files: CSV that spreadsheets open with the right letters, and XLSX. Cells hold what the page shows.

A spreadsheet runs what begins like a formula. So in a CSV such a text gets an apostrophe in front, as spreadsheets themselves write it,
and in an XLSX every text is stored as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

Value = str | int | Decimal | date | None
"""What a cell can hold; ``None`` is an empty cell."""

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")  # the wide forms that spreadsheets read as signs
LETTERS_OF_TITLE = 31
REFUSED_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_TEXT = 32_767
"""More characters than these no cell of a spreadsheet takes."""
NARROWEST, WIDEST = 8, 60
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: what it is called, its headings, its rows, and sentences that stand above it in an XLSX."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = field(default=())


def as_csv(sheet: Sheet, *, delimiter: str = ",") -> bytes:
    """The table in UTF-8 with the mark by which spreadsheets know it, numbers and days in plain form."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([harmless(heading) for heading in sheet.headings])
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return written.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = UNREADABLE.sub("", text)
    return f"'{text}" if FORMULA.match(text) else text


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def as_xlsx(*sheets: Sheet) -> bytes:
    """The tables as sheets of one file, each with a heading that stays in view and can be filtered by."""
    stored = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stored, options) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        for title, sheet in zip(_titles(sheets), sheets, strict=True):
            page = book.add_worksheet(title)
            first = len(sheet.notes) + (1 if sheet.notes else 0)
            for number, note in enumerate(sheet.notes):
                page.write_string(number, 0, _readable(note))
            for place, text in enumerate(sheet.headings):
                page.write_string(first, place, _readable(text), heading)
            for number, row in enumerate(sheet.rows, start=first + 1):
                for place, value in enumerate(row):
                    _write(page, number, place, value, cell=cell, day=day)
            page.freeze_panes(first + 1, 1)
            if sheet.rows and sheet.headings:
                page.autofilter(first, 0, first + len(sheet.rows), len(sheet.headings) - 1)
            for place, width in enumerate(_widths(sheet)):
                page.set_column(place, place, width)
    return stored.getvalue()


def _write(page: Any, number: int, place: int, value: Value, *, cell: Any, day: Any) -> None:
    if value is None or value == "":
        page.write_blank(number, place, None, cell)
    elif isinstance(value, str):
        page.write_string(number, place, _readable(value), cell)
    elif isinstance(value, date):
        page.write_datetime(number, place, value, day)
    else:
        page.write_number(number, place, value, cell)


def _readable(text: str) -> str:
    return UNREADABLE.sub("", text)[:LONGEST_TEXT]


def _titles(sheets: Iterable[Sheet]) -> list[str]:
    """Names that spreadsheets take: short, without their special signs, each once."""
    titles: list[str] = []
    for number, sheet in enumerate(sheets, start=1):
        title = REFUSED_IN_TITLE.sub(" ", _readable(sheet.title)).strip()[:LETTERS_OF_TITLE] or str(number)
        if title.casefold() in {known.casefold() for known in titles}:
            title = f"{title[: LETTERS_OF_TITLE - 4]} {number}"
        titles.append(title)
    return titles


def _widths(sheet: Sheet) -> list[int]:
    """As wide as what stands in a column, within what a screen can show."""
    columns = [[heading] for heading in sheet.headings]
    for row in sheet.rows:
        for column, value in zip(columns, row, strict=False):
            column.append("" if value is None else str(value))
    longest = (
        max(max((len(line) for line in text.splitlines()), default=0) for text in column)
        for column in columns
    )
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]
