"""The spreadsheet and the brief of the workspace say what its pages say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_member, make_partnership
from tests.factories.resources import make_commitment, make_money, make_need
from tests.territory.workspace import TODAY, file, sheets
from tests.visitor import Visitor
from tracker.partners.terms import Sector
from tracker.projects.terms import Field, Stage, Visibility
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.mark.usefixtures("several")
def test_the_spreadsheet_holds_exactly_what_is_filtered(official: Visitor) -> None:
    partnerships, numbers, lacking, needs = sheets(official, "/region/export?field=environment")

    assert {row[0] for row in partnerships[4:]} == {"Родники", "Марафон"}
    assert ["Partnerships", "", 2.0] in numbers
    assert ["Partnerships without business", 1.0] in [row[:2] for row in lacking]
    assert [row[1] for row in needs[4:]] == ["Зал", "Склад"]
    assert "Environmental protection" in partnerships[0][0]


@pytest.mark.usefixtures("several")
def test_the_brief_is_one_page_and_says_what_the_page_says(official: Visitor) -> None:
    pdf = PdfReader(file(official, "/region/brief/pdf"))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    assert len(pdf.pages) == 1
    for words in (
        "Altai Krai",
        "4 partnerships",
        "Родники",
        "Premises: 2 open needs",
        "Silent partnerships: 1",
    ):
        assert words in text


def test_the_brief_names_the_fields_in_which_nobody_works_where_they_are_few(
    database: Session, official: Visitor
) -> None:
    for each in Field:
        if each not in {Field.CULTURE, Field.SPORT}:
            make_partnership(database, visibility=Visibility.REGION, main_field=each)

    text = " ".join(PdfReader(file(official, "/region/brief/pdf")).pages[0].extract_text().split())

    assert f"Fields without a partnership: 2 ({Field.CULTURE}, {Field.SPORT})" in text


def test_the_brief_of_a_busy_region_is_one_page_too(database: Session, official: Visitor) -> None:
    for number in range(12):
        made = make_partnership(
            database,
            title=f"{number} " + "Очень длинное название партнёрства о многом сразу " * 4,
            visibility=Visibility.REGION,
            partners=list(Sector)[: number % 4],
            main_field=list(Field)[number % 5],
            stage=list(Stage)[number % 7],
            by=make_alumnus(database, name="Константин Константинович Константинопольский"),
        )
        make_member(made, make_alumnus(database))
        make_need(made, kind=list(ResourceKind)[number % 12], description="Нужно", currency="RUB")
        make_commitment(made, due_on=TODAY - timedelta(days=3))
        make_money(made, "1234567.89", "RUB")
        make_money(made, "1234567.89", "USD")
        made.alive_on = TODAY - timedelta(days=100 * number)
    database.flush()

    made = file(official, "/region/brief/pdf?language=ru")

    assert len(PdfReader(made).pages) == 1


@pytest.mark.usefixtures("several")
def test_the_brief_comes_as_a_word_file_with_headings(official: Visitor) -> None:
    document = WordFile(file(official, "/region/brief/docx"))

    assert "What is missing" in [
        each.text for each in document.paragraphs if each.style.name.startswith("Heading")
    ]
