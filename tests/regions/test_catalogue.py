"""The shipped regions are complete and well formed, and loading them twice does no harm."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.factories.regions import forget_regions, how_many, load_regions, make_region
from tracker.regions import catalogue
from tracker.regions.countries import is_country
from tracker.regions.models import Region
from tracker.regions.services import ISO_3166_2
from tracker.regions.terms import RegionKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SHIPPED = list(catalogue.shipped())
IN_ISO_3166_2 = {"RU": 83, "AM": 11, "BY": 7, "KZ": 20, "KG": 9, "UZ": 14}


@pytest.fixture
def empty(database: Session) -> Session:
    forget_regions(database)
    return database


def has_letters_of(text: str, first: str, last: str) -> bool:
    return any(first <= letter <= last for letter in text.lower())


def test_every_country_has_all_its_subdivisions_once() -> None:
    codes = [region.code for region in SHIPPED]

    assert Counter(region.country for region in SHIPPED) == IN_ISO_3166_2
    assert len(set(codes)) == len(codes)


def test_russia_has_the_kinds_that_its_constitution_names() -> None:
    kinds = Counter(region.kind for region in SHIPPED if region.country == "RU")

    assert kinds == {
        RegionKind.OBLAST: 46,
        RegionKind.REPUBLIC: 21,
        RegionKind.KRAI: 9,
        RegionKind.AUTONOMOUS_OKRUG: 4,
        RegionKind.FEDERAL_CITY: 2,
        RegionKind.AUTONOMOUS_OBLAST: 1,
    }


@pytest.mark.parametrize("region", SHIPPED, ids=lambda region: region.code)
def test_a_shipped_region_is_well_formed(region: catalogue.Subdivision) -> None:
    assert ISO_3166_2.fullmatch(region.code)
    assert region.code.startswith(f"{region.country}-")
    assert is_country(region.country)
    assert not has_letters_of(region.name_ru + region.short_ru, "a", "z")
    assert not has_letters_of(region.name_en, "а", "я")
    assert all(
        name == name.strip() and name
        for name in (region.name_ru, region.name_en, region.short_ru, *region.aliases)
    )
    assert not any(
        has_letters_of(alias, "a", "z") and has_letters_of(alias, "а", "я") for alias in region.aliases
    )


def test_loading_again_adds_nothing(empty: Session) -> None:
    load_regions(empty)

    assert catalogue.load_catalogue(empty) == 0
    assert how_many(empty) == len(SHIPPED)


def test_loading_keeps_what_an_administrator_changed_and_adds_what_is_missing(empty: Session) -> None:
    region = make_region(empty, "RU-TY", name_ru="Республика Тува")

    assert catalogue.load_catalogue(empty) == len(SHIPPED) - 1
    assert region.name_ru == "Республика Тува"


def test_countries_keep_apart_in_the_order_of_lists(empty: Session) -> None:
    make_region(empty, "FR-IDF")
    load_regions(empty)
    make_region(empty, "RU-XX")

    regions = empty.query(Region).order_by(Region.position, Region.code)
    order = list(dict.fromkeys(region.country for region in regions))

    assert order == ["FR", "RU", "AM", "BY", "KZ", "KG", "UZ"]
    assert len({region.position for region in regions}) == regions.count()
