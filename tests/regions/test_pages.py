"""The administrator's pages about regions, and the search of the pickers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.regions import load_regions, make_region
from tracker.accounts.models import Role, User
from tracker.database import utc_now
from tracker.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor

PARIS = {
    "code": "fr-idf",
    "name_ru": "Иль-де-Франс",
    "name_en": "Île-de-France",
    "kind": "other",
    "aliases": "Париж\nParis",
}
FOR_ADMINISTRATORS = ["/regions", "/regions/new", "/regions/RU-ALT/edit"]


def make_person(session: Session, role: str) -> User:
    held = session.scalar(select(Role).where(Role.name == role)) or Role(name=role)
    person = User(
        email=f"{role}@regions.example",
        fs_uniquifier=f"{role} of regions",
        roles=[held],
        confirmed_at=utc_now(),
    )
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def as_admin(database: Session, sign_in: Callable[..., Visitor]) -> Visitor:
    load_regions(database)
    return sign_in(make_person(database, "admin"))


@pytest.fixture
def as_alumnus(database: Session, sign_in: Callable[..., Visitor]) -> Visitor:
    load_regions(database)
    return sign_in(make_person(database, "alumnus"))


def test_an_administrator_sees_the_regions_country_by_country(as_admin: Visitor) -> None:
    page = as_admin.visit("/regions")

    assert page.heading == "Regions"
    assert "Altai Krai" in page
    assert "Minsk Region" in as_admin.visit("/regions?country=BY")
    assert "Altai Krai" not in as_admin.visit("/regions?country=BY")


def test_an_administrator_finds_a_region_by_an_everyday_name(as_admin: Visitor) -> None:
    assert as_admin.visit("/regions?q=Питер").texts("tbody td:first-child") == ["Saint Petersburg"]
    assert "No region is called like this" in as_admin.visit("/regions?q=Атлантида")


def test_an_administrator_adds_a_region_of_another_country(as_admin: Visitor, database: Session) -> None:
    page = as_admin.submit(as_admin.visit("/regions/new"), PARIS)

    assert "Île-de-France is in the list now." in page
    region = database.get(Region, "FR-IDF")
    assert region is not None
    assert (region.country, region.aliases) == ("FR", ["Париж", "Paris"])


def test_a_code_that_is_taken_is_refused_beside_its_field(as_admin: Visitor) -> None:
    page = as_admin.submit(as_admin.visit("/regions/new"), PARIS | {"code": "RU-ALT"})

    assert "There is a region with the code RU-ALT already." in page.texts(".form-error span")


def test_an_administrator_changes_the_names_of_a_region(as_admin: Visitor, database: Session) -> None:
    form = as_admin.visit("/regions/RU-TY/edit")

    as_admin.submit(form, name_ru="Республика Тува")

    region = make_region(database, "RU-TY")
    assert region.name_ru == "Республика Тува"
    assert region.aliases == ["Тува", "Кызыл", "Tuva"]


def test_a_form_that_was_open_too_long_overwrites_nothing(as_admin: Visitor, database: Session) -> None:
    form = as_admin.visit("/regions/RU-TY/edit")
    make_region(database, "RU-TY", name_ru="Республика Тува")

    page = as_admin.submit(form, name_ru="Республика Тыва (Тува)")

    assert "Somebody else changed this region meanwhile." in page
    assert make_region(database, "RU-TY").name_ru == "Республика Тува"


def test_a_region_is_retired_and_brought_back(as_admin: Visitor, database: Session) -> None:
    list_of_one = as_admin.visit("/regions?q=RU-TY")

    retired = as_admin.submit(list_of_one, form='form[action$="/RU-TY/retire"]')
    assert not make_region(database, "RU-TY").active
    assert "Not offered" in retired

    as_admin.submit(retired, form='form[action$="/RU-TY/bring-back"]')
    assert make_region(database, "RU-TY").active


@pytest.mark.parametrize("address", FOR_ADMINISTRATORS)
def test_the_pages_are_for_administrators_only(as_alumnus: Visitor, as_guest: Visitor, address: str) -> None:
    assert as_alumnus.is_refused(address)
    assert as_guest.is_refused(address)


def test_the_pages_speak_russian(database: Session, sign_in: Callable[..., Visitor]) -> None:
    load_regions(database)
    admin = sign_in(make_person(database, "admin"), language="ru")

    assert "Алтайский край" in admin.visit("/regions?country=RU")
    assert admin.visit("/regions/RU-ALT/edit").heading == "Алтайский край"


def test_a_picker_gets_the_regions_that_were_meant_as_options(as_alumnus: Visitor) -> None:
    options = as_alumnus.fragment("/regions/find?q=алтай").select("option")

    assert [option["value"] for option in options] == ["RU-AL", "RU-ALT"]
    assert [option.text for option in options] == ["Altai Republic", "Altai Krai"]


def test_a_picker_says_so_when_nothing_was_meant(as_alumnus: Visitor) -> None:
    assert "No region is called like this" in as_alumnus.fragment("/regions/find?q=Атлантида")


def test_visitors_find_no_regions(as_guest: Visitor) -> None:
    assert as_guest.is_refused("/regions/find?q=алтай")


def test_the_list_takes_as_many_queries_for_few_regions_as_for_many(
    as_admin: Visitor,
    count_queries: Callable[[], AbstractContextManager[Any]],
) -> None:
    as_admin.visit("/regions?country=BY")

    with count_queries() as for_few:
        as_admin.visit("/regions?country=BY")
    with count_queries() as for_many:
        as_admin.visit("/regions?country=RU")

    assert len(for_few) == len(for_many)
