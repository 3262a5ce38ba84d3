"""Tables as files: nothing runs, nothing gets lost, and spreadsheets can read them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tracker import cells, sheets, xlsx
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        [cells.UNREADABLE.sub("", cell).removeprefix("'") for cell in row] for row in rows
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


def test_a_csv_is_written_while_its_rows_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "AT_ONCE", 2)
    taken: list[int] = []

    def rows() -> Iterator[list[int]]:
        for number in range(5):
            taken.append(number)
            yield [number]

    coming = sheets.csv_portions(Sheet("", ["a"], rows()))

    next(coming)
    assert taken == []
    assert (next(coming), taken) == (b"0\r\n1\r\n", [0, 1])
    assert b"".join(coming) == b"2\r\n3\r\n4\r\n"


def test_what_a_sheet_cannot_take_goes_on_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    monkeypatch.setattr(xlsx, "LOOKED_AT", 1)
    content = sheets.as_xlsx(Sheet("Все", ["a"], ([number] for number in range(7)), ["Откуда"]))

    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert len(names) == 7
    assert [read_xlsx(content, name)[-1][0] for name in names] == list(range(7))
    assert {read_xlsx(content, name)[2][0] for name in names} == {"a"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_every_text_comes_back_from_an_xlsx(text: str) -> None:
    readable = cells.UNREADABLE.sub("", text)
    content = sheets.as_xlsx(Sheet("Все", ["a"], [[text], ["end"]]))

    assert read_xlsx(content, "Все")[1][0] == readable


def test_equal_numbers_are_written_as_each_is() -> None:
    sheet = Sheet("", ["a"], [[Decimal("1.50")], [Decimal("1.5")], [1], [Decimal("1.00")]])

    assert [row[0] for row in read_csv(sheets.as_csv(sheet))[1:]] == ["1.50", "1.5", "1", "1.00"]


def test_rows_that_come_as_columns_are_written_as_rows_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    portions = [
        [(1, 2), ("one", "=2"), (None, date(2026, 5, 3))],
        [(3, 4, 5), ('"', ";", " и\n"), ("a_x0041_", "", "&<")],
    ]
    rows = [row for columns in portions for row in zip(*columns, strict=True)]
    made = [Sheet("Все", ["a", "b", "c"], each) for each in (rows, cells.InColumns(portions))]

    assert sheets.as_csv(made[0], delimiter=";") == sheets.as_csv(made[1], delimiter=";")
    names = CalamineWorkbook.from_filelike(io.BytesIO(sheets.as_xlsx(made[0]))).sheet_names
    assert len(names) == 2
    for name in names:
        assert read_xlsx(sheets.as_xlsx(made[0]), name) == read_xlsx(sheets.as_xlsx(made[1]), name)


@given(st.lists(st.text(), min_size=2, max_size=6))
def test_many_texts_are_written_as_each_is(texts: list[str]) -> None:
    alone = [sheets.as_csv(Sheet("", ["a"], [[text]]))[6:] for text in texts]

    assert sheets.as_csv(Sheet("", ["a"], [[text] for text in texts]))[6:] == b"".join(alone)
