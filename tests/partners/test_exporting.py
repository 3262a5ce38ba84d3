"""The list of organisations as a file: as its address narrows and orders it, without whom to talk to."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.factories.accounts import make_alumnus
from tests.factories.partners import make_inn, make_organisation
from tracker.partners import contacts
from tracker.partners.terms import OrganisationKind, Sector

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor


@pytest.fixture
def three(database: Session) -> None:
    """Two of Altai Krai and one of elsewhere."""
    first = make_organisation(
        database,
        "ОАО «Алтайкровля»",
        sector=Sector.BUSINESS,
        kind=OrganisationKind.LARGE_COMPANY,
        region_code="RU-ALT",
        inn=make_inn(10),
        tag_names=["макулатура", "бумага, картон"],
    )
    contacts.add_contact(first, by=None, name="Тайный Контакт", email="hidden@example.org")
    make_organisation(database, "=Берёза", region_code="RU-ALT")
    make_organisation(database, "Фонд «Томск»", region_code="RU-TOM")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_both_files_hold_the_list_of_the_address(
    database: Session, three: None, sign_in: Callable[..., Visitor], language: str
) -> None:
    visitor = sign_in(make_alumnus(database), language=language)

    text = visitor.open("/organisations/export/csv?region=RU-ALT&sort=-name").get_data()
    book = visitor.open("/organisations/export/xlsx?region=RU-ALT&sort=-name").get_data()

    headings, *lines = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";")
    same, *rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert headings == same
    assert [line[1] for line in lines] == ["'=Берёза", "ОАО «Алтайкровля»"]
    assert [row[1] for row in rows] == ["=Берёза", "ОАО «Алтайкровля»"]
    assert lines[1][3] == {"en": "Business", "ru": "Бизнес"}[language]
    assert make_inn(10) in lines[1]
    assert "бумага, картон, макулатура" in lines[1]
    assert "hidden@example.org" not in text.decode()
    assert "Контакт" not in text.decode()


def test_a_visitor_is_asked_to_sign_in(as_guest: Visitor) -> None:
    assert as_guest.is_refused("/organisations/export/csv")
    assert as_guest.is_refused("/organisations/export/xlsx")
