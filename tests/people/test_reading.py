"""Files as people have them: spreadsheets, CSV of any kind, with titles above the headings; what is no table is refused."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.accounts.services import clean_email
from tracker.errors import DomainError
from tracker.partners.terms import Sector
from tracker.people import columns, reading
from tracker.people.columns import EXPORTED, Column, Reader, column_of, guess
from tracker.people.terms import Reach
from tracker.sheets import Sheet, as_csv, as_xlsx

RUSSIAN = "ФИО;Эл. почта;Набор\nИванова Анна;anna@example.org;2024\n"


def spreadsheet(*rows: list[object]) -> bytes:
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stored.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        RUSSIAN.encode("utf-8-sig"),
        RUSSIAN.encode("cp1251"),
        RUSSIAN.encode("utf-16"),
        RUSSIAN.replace(";", ",").encode(),
        RUSSIAN.replace(";", "\t").encode(),
        RUSSIAN.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8 with mark", "windows", "utf-16", "commas", "tabs", "windows line ends"],
)
def test_any_csv_is_read_alike(content: bytes) -> None:
    table = reading.read("list.csv", content)

    assert table.headings == ["ФИО", "Эл. почта", "Набор"]
    assert table.rows == [(2, ["Иванова Анна", "anna@example.org", "2024"])]


def test_a_spreadsheet_gives_numbers_without_a_point_and_titles_are_passed_over() -> None:
    table = reading.read(
        "list.xlsx",
        spreadsheet(
            ["Выпускники программы"],
            [],
            ["ФИО", "Телефон", "Почта"],
            ["Иванова Анна", 79001234567, ""],
            [],
            ["Пётр", "", "p@example.org"],
        ),
    )

    assert table.headings == ["ФИО", "Телефон", "Почта"]
    assert table.rows == [(4, ["Иванова Анна", "79001234567", ""]), (6, ["Пётр", "", "p@example.org"])]


def test_what_our_files_guard_against_formulas_comes_back_as_it_was() -> None:
    sheet = Sheet("t", ["Name", "Phone"], [["=Ivanova", "+7 900 111"]])

    assert reading.read("a.csv", as_csv(sheet)).rows == [(2, ["=Ivanova", "+7 900 111"])]
    assert reading.read("a.xlsx", as_xlsx(sheet)).rows == [(2, ["=Ivanova", "+7 900 111"])]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"  \n "),
        ("a.csv", b";;;\n;;"),
        ("a.csv", "ФИО;Почта\n".encode()),
        ("a.xlsx", b"PK\x03\x04 this is no archive"),
        ("a.xls", b"\xd0\xcf\x11\xe0\x00\x00"),
        ("a.xlsx", spreadsheet()),
        ("a.csv", b"name\n" + b"Vera\n" * (reading.MOST_ROWS + 1)),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(name: str, content: bytes) -> None:
    with pytest.raises(DomainError) as refusal:
        reading.read(name, content)

    assert refusal.value.field == "file"


def test_headings_are_understood_in_both_languages_and_each_once() -> None:
    assert guess(["Фамилия", "ИМЯ", "Отчество", "E-Mail", "email", "Место работы", "?"]) == [
        "last_name", "first_name", "patronymic", "email", "", "organisation", "",
    ]  # fmt: skip
    assert guess(["Full name", "Job title", "Cohort", "Phone number"]) == [
        "name",
        "position",
        "cohort",
        "phone",
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_our_own_headings_and_words_are_understood(app: object, language: str) -> None:

    with app.test_request_context(), force_locale(language):  # type: ignore[attr-defined]  # the application
        assert [column_of(str(column)) for column in Column] == list(Column)

        reader = Reader(None, date(2026, 1, 1))  # type: ignore[arg-type]  # no region is asked for
        for sector in Sector:
            assert reader.read(["V", str(sector)], [Column.NAME, Column.SECTOR]).values["sector"] is sector
        for reach in Reach:
            assert reader.read(["V", str(reach)], [Column.NAME, Column.ENTRY]).values["entry"] is reach
    assert Column.LAST_NAME not in EXPORTED


def test_a_plain_yes_means_as_little_as_it_can() -> None:

    reader = Reader(None, date(2026, 1, 1))  # type: ignore[arg-type]  # no region is asked for

    assert reader.read(["V", "Да"], [Column.NAME, Column.ENTRY]).values["entry"] is Reach.STAFF
    assert "entry" in reader.read(["V", "maybe"], [Column.NAME, Column.ENTRY]).problems


BOXES = st.one_of(
    st.text("aZ9._+-'\"@ ёK\u212a", max_size=8),
    st.sampled_from(["anna", "Anna.B", "a..b", ".a", "a.", "x" * 64, "x" * 65, "postmaster"]),
)
DOMAINS = st.sampled_from(
    ["example.org", "Example.ORG", "пример.рф", "example", "a@example.org", ".".join(["y" * 60] * 4)]
)


@settings(suppress_health_check=list(HealthCheck))
@given(addresses=st.lists(st.tuples(BOXES, DOMAINS), max_size=6))
def test_an_address_is_read_as_if_it_came_alone(app: object, addresses: list[tuple[str, str]]) -> None:
    with app.test_request_context():  # type: ignore[attr-defined]  # the application
        together = Reader(None, date(2026, 1, 1))  # type: ignore[arg-type]  # no region is asked for
        for box, domain in addresses:
            row = ["V", f"{box}@{domain}"]
            alone = Reader(None, date(2026, 1, 1))  # type: ignore[arg-type]
            meant: list[Column | None] = [Column.NAME, Column.EMAIL]
            assert together.read(row, meant) == alone.read(row, meant)


def test_the_domain_of_many_addresses_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []

    def clean(text: str) -> str:
        judged.append(text)
        return clean_email(text)

    monkeypatch.setattr(columns, "clean_email", clean)
    reader = Reader(None, date(2026, 1, 1))  # type: ignore[arg-type]  # no region is asked for
    texts = ["anna@example.org", "mailto:Boris.V@EXAMPLE.org", "vera@other.example", "g@example.org"]

    read = [reader.read(["V", text], [Column.NAME, Column.EMAIL]).values["email"] for text in texts]

    assert read == ["anna@example.org", "boris.v@example.org", "vera@other.example", "g@example.org"]
    assert judged == ["anna@example.org", "vera@other.example"]
