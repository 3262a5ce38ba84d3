"""The list of organisations and the search as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.partners import make_inn, make_ogrn, make_organisation
from tracker.partners import queries, services
from tracker.partners.queries import Filter, Sort
from tracker.partners.terms import OrganisationKind, Sector

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.partners.models import Organisation


@pytest.fixture
def altai(database: Session) -> list[Organisation]:
    """Three organisations of two regions and two sectors."""
    return [
        make_organisation(
            database,
            "ОАО «Алтайкровля»",
            sector=Sector.BUSINESS,
            kind=OrganisationKind.LARGE_COMPANY,
            region_code="RU-ALT",
            place="Барнаул",
            inn=make_inn(10),
            tag_names=["макулатура"],
        ),
        make_organisation(
            database,
            "Общественная организация «Юные журналисты Алтая»",
            short_name="ЮЖА",
            region_code="RU-ALT",
            description="Школьные редакции",
            tag_names=["дети"],
        ),
        make_organisation(
            database,
            "Фонд «Берёза»",
            kind=OrganisationKind.FOUNDATION,
            region_code="RU-TOM",
            ogrn=make_ogrn(4),
        ),
    ]


def listed(session: Session, narrowed: Filter, sort: Sort = Sort.NAME) -> list[Organisation]:
    return list(session.scalars(queries.listed(narrowed, sort)).unique())


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("журналистов", {1}),
        ("алтайкр", {0}),
        ("южа", {1}),
        (make_inn(10)[:7], {0}),
        ("0000 1000", set()),
        (make_ogrn(4)[:9], {2}),
        ("барнаул", {0}),
        ("томская", {2}),
        ("Tomsk", {2}),
        ("алтайский край", {0, 1}),
        ("школьная", {1}),
        ("дети", {1}),
        ("береза", {2}),
        ("чебурашка", set()),
    ],
)
def test_organisations_are_found_by_what_people_know_of_them(
    database: Session, altai: list[Organisation], typed: str, places: set[int]
) -> None:
    assert set(queries.found(database, typed)) == {altai[place] for place in places}


def test_digits_are_found_with_blanks_between_them(database: Session, altai: list[Organisation]) -> None:
    inn = make_inn(10)

    assert queries.found(database, f"{inn[:4]} {inn[4:]}") == [altai[0]]


def test_names_that_begin_as_typed_come_first(database: Session) -> None:
    inside = make_organisation(database, "Ассоциация «Фонд Томска»")
    beginning = make_organisation(database, "Фонд «Ясень»")

    assert queries.found(database, "фонд") == [beginning, inside]


def test_nothing_typed_finds_nothing(database: Session, altai: list[Organisation]) -> None:
    assert queries.found(database, "  ") == []
    assert queries.found(database, "«»") == []


def test_each_filter_narrows_the_list(database: Session, altai: list[Organisation]) -> None:
    roof, journalists, birch = altai

    assert listed(database, Filter(sector=Sector.BUSINESS)) == [roof]
    assert listed(database, Filter(kind=OrganisationKind.FOUNDATION)) == [birch]
    assert listed(database, Filter(region_code="RU-ALT")) == [roof, journalists]
    assert listed(database, Filter(tag="дети")) == [journalists]
    assert listed(database, Filter(text="алтай", region_code="RU-ALT", sector=Sector.NONPROFIT)) == [
        journalists
    ]


def test_the_archive_is_a_list_of_its_own(database: Session, altai: list[Organisation]) -> None:
    services.archive(altai[2], by=None, reason="Закрыт")

    assert listed(database, Filter()) == altai[:2]
    assert listed(database, Filter(archived=True)) == [altai[2]]


def test_the_list_is_ordered_by_the_words_that_tell(database: Session, altai: list[Organisation]) -> None:
    roof, journalists, birch = altai

    assert listed(database, Filter()) == [roof, birch, journalists]
    assert listed(database, Filter(), Sort.NAME_BACK) == [journalists, birch, roof]
    assert listed(database, Filter(), Sort.SECTOR)[0] == roof


def test_tags_are_offered_by_use(database: Session) -> None:
    for tags in (["дети", "экология"], ["дети"]):
        make_organisation(database, tag_names=tags)

    assert list(database.scalars(queries.tags_in_use())) == ["дети", "экология"]
