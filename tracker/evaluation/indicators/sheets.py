"""The values of a partnership as a table file: CSV for machines, XLSX for people.

Nobody's words become a formula: in CSV a text that a spreadsheet would take for one gets an apostrophe in front, in XLSX every text
is written as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from tracker.evaluation.indicators.words import category_of
from tracker.i18n import _, _l, _lp

if TYPE_CHECKING:
    from tracker.evaluation.indicators.models import Indicator, IndicatorValue
    from tracker.i18n import LazyString
    from tracker.projects.models import Document

Cell = str | Decimal | date | None
Row = list[Cell]

HEADINGS: tuple[tuple[LazyString, int], ...] = (
    (_l("Name of the indicator"), 40),
    (_l("What is counted"), 40),
    (_l("Unit"), 14),
    (_l("Which way is good"), 18),
    (_l("At the start"), 14),
    (_l("Day of the start"), 14),
    (_l("Target"), 14),
    (_l("Day of the target"), 14),
    (_l("When it was measured"), 14),
    (_l("What was counted"), 20),
    (_lp("indicator", "Value"), 14),
    (_l("Source"), 40),
    (_l("Link to evidence"), 40),
    (_l("Document of the partnership"), 40),
    (_l("Note"), 40),
    (_l("Cancelled on"), 14),
    (_l("Why it was cancelled"), 40),
)
"""What the columns are called, and how wide they are."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_NAME = 31
"""Of a sheet, as spreadsheets allow it."""


def headings() -> list[str]:
    return [str(heading) for heading, _width in HEADINGS]


def rows_of(indicators: Iterable[Indicator], may_read: Callable[[Document], bool]) -> Iterator[Row]:
    """One row for each value, cancelled ones too; an indicator without values has one row of its own.

    ``may_read`` says whether the title of a document is for this reader.
    """
    for indicator in indicators:
        head: Row = [
            indicator.name,
            indicator.counted,
            indicator.unit,
            str(indicator.direction),
            indicator.baseline,
            indicator.baseline_on,
            indicator.target,
            indicator.target_on,
        ]
        if not indicator.values:
            yield [*head, *[None] * (len(HEADINGS) - len(head))]
        for value in indicator.values:
            yield [*head, *_of_value(value, may_read)]


def _of_value(value: IndicatorValue, may_read: Callable[[Document], bool]) -> Row:
    document = value.document
    return [
        value.measured_on,
        category_of(value),
        value.value,
        value.source,
        value.evidence_link,
        document.title if document is not None and may_read(document) else "",
        value.note,
        value.cancelled_on,
        value.cancelled_reason,
    ]


def as_csv(rows: Iterable[Row]) -> bytes:
    """Comma-separated, days as 2026-05-31, numbers with a point, in Unicode with the mark by which spreadsheets know it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(headings())
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_xlsx(rows: Iterable[Row]) -> bytes:
    """A workbook with one sheet: numbers are numbers, days are days, the headings stay in view."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet(_("Indicators")[:LONGEST_NAME])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for place, (heading, width) in enumerate(HEADINGS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, str(heading), bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(last, place, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(last, place, cell)
                elif cell is not None:
                    sheet.write_number(last, place, float(cell))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(HEADINGS) - 1)
    return written.getvalue()
