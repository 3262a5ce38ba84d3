"""Tables as files: nothing runs, nothing gets lost, and spreadsheets can read them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tracker import sheets
from tracker.sheets import Sheet

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1", "  =1+1", "＝1+1", "|calc", "%0A=1"]


def read_csv(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def read_xlsx(content: bytes, name: str) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_becomes_text(text: str) -> None:
    sheet = Sheet("Все", [text], [[text]])

    assert read_csv(sheets.as_csv(sheet)) == [[f"'{text}"], [f"'{text}"]]
    assert (
        "<f>"
        not in zipfile.ZipFile(io.BytesIO(sheets.as_xlsx(sheet))).read("xl/worksheets/sheet1.xml").decode()
    )


@given(st.text())
def test_no_text_of_a_csv_begins_like_a_formula(text: str) -> None:
    cell = read_csv(sheets.as_csv(Sheet("", ["a"], [[f"={text}"]])))[1][0]

    assert cell.startswith("'=")


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))), min_size=2, max_size=2
        )
    )
)
def test_harmless_words_come_back_as_they_were(rows: list[list[str]]) -> None:
    back = read_csv(sheets.as_csv(Sheet("", ["a", "b"], rows)), ",")[1:]

    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [sheets.UNREADABLE.sub("", cell).removeprefix("'") for cell in row] for row in rows
    ]


def test_numbers_and_days_are_plain_in_a_csv_and_real_in_an_xlsx() -> None:
    sheet = Sheet("Все", ["a", "b", "c", "d"], [[1, Decimal("1500.50"), date(2026, 5, 3), None]])

    assert read_csv(sheets.as_csv(sheet))[1] == ["1", "1500.50", "2026-05-03", ""]
    assert read_xlsx(sheets.as_xlsx(sheet), "Все")[1] == [1.0, 1500.5, date(2026, 5, 3), ""]


def test_a_negative_number_stays_a_number() -> None:
    assert read_csv(sheets.as_csv(Sheet("", ["a"], [[-5]])))[1] == ["-5"]


def test_cells_can_be_parted_by_semicolons() -> None:
    assert read_csv(sheets.as_csv(Sheet("", ["a", "b"], [["1;2", "3"]]), delimiter=";"), ";")[1] == [
        "1;2",
        "3",
    ]


def test_notes_stand_above_the_headings_of_an_xlsx() -> None:
    rows = read_xlsx(sheets.as_xlsx(Sheet("Все", ["a"], [["x"]], ["Откуда"])), "Все")

    assert [row[0] for row in rows] == ["Откуда", "", "a", "x"]


def test_titles_are_made_fit_and_never_come_twice() -> None:
    long = "Очень длинное название листа, больше тридцати знаков"
    content = sheets.as_xlsx(*(Sheet(title, ["a"], []) for title in (long, long, "a/b:[c]", "")))

    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert len(set(names)) == 4
    assert all(0 < len(name) <= 31 for name in names)


def test_control_characters_do_not_break_the_file() -> None:
    sheet = Sheet("Все", ["a"], [["до\x00\x0bпосле\ud800"]])

    assert read_csv(sheets.as_csv(sheet))[1] == ["допосле"]
    assert read_xlsx(sheets.as_xlsx(sheet), "Все")[1] == ["допосле"]
