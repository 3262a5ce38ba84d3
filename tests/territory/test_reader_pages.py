"""Nobody reads in the workspace what they may not see."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_partnership
from tests.factories.regions import load_regions
from tests.outcomes.numbers import numbers_on
from tests.territory.workspace import SECRET, file, sheets
from tests.visitor import Visitor
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_who_has_no_workspace_is_not_led_there(database: Session, sign_in: Callable[..., Visitor]) -> None:
    load_regions(database)
    assert "Workspace" not in sign_in(make_alumnus(database)).visit("/partnerships").texts("a")
    assert "Workspace" not in sign_in(make_official(database, "RU-TOM")).visit(
        "/partnerships?region=RU-ALT"
    ).texts("a")


@pytest.mark.usefixtures("several")
def test_no_page_and_no_file_tells_an_official_of_what_is_not_for_officials(official: Visitor) -> None:
    pages = [
        official.visit(address).text
        for address in (
            "/region?all=1",
            "/region/missing",
            "/region/compared",
            "/region/needs",
            "/region/brief",
            "/region?field=sport",
            "/region?municipality=Тайнинск",
            "/region?q=тайное",
        )
    ]
    files = [text for sheet in sheets(official, "/region/export") for row in sheet for text in map(str, row)]
    brief = "".join(page.extract_text() for page in PdfReader(file(official, "/region/brief/pdf")).pages)

    for text in (*pages, *files, brief):
        assert SECRET not in text
        assert "Тайные деньги" not in text
    assert numbers_on(official.visit("/region?municipality=Тайнинск")) == []
    assert "Тайнинск" not in official.visit("/region?all=1")


@pytest.mark.usefixtures("several")
def test_regions_that_are_not_ones_own_cannot_be_asked_for(official: Visitor) -> None:
    page = official.visit("/region?region=RU-TOM")

    assert "Only the regions you answer for are shown here." in page
    assert page.heading == "Altai Krai"
    assert numbers_on(page)[0][0] == 4


def test_other_regions_show_only_what_is_public_and_nothing_where_the_inside_is_asked(
    database: Session, official: Visitor
) -> None:
    make_partnership(database, regions=["RU-TOM"], visibility=Visibility.PUBLIC)
    make_partnership(database, regions=["RU-TOM"], visibility=Visibility.REGION)

    plain = official.visit("/region?all=1")
    inside = official.visit("/region?life=green")

    assert "Tomsk Oblast: 1 partnership" in plain.html
    assert "Tomsk Oblast: no data for you here" in inside.html
    assert "Altai Krai: 0 partnerships" in inside.html


def test_what_is_kept_for_one_person_is_not_shown_to_another(
    database: Session, official: Visitor, sign_in: Callable[..., Visitor]
) -> None:
    make_partnership(database, visibility=Visibility.PROGRAMME)
    staff = sign_in(make_programme_staff(database))

    assert numbers_on(staff.visit("/region?region=RU-ALT"))[0][0] == 1
    assert numbers_on(official.visit("/region?region=RU-ALT")) == []


def test_an_alumnus_has_no_workspace(database: Session, sign_in: Callable[..., Visitor]) -> None:
    alumnus = sign_in(make_alumnus(database))

    assert all(
        alumnus.is_refused(address)
        for address in ("/region", "/region/missing", "/region/needs", "/region/export", "/region/brief/pdf")
    )
