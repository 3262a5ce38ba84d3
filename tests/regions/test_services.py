"""What an administrator may do with regions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.regions import make_region
from tracker.errors import Conflict, DomainError, Duplicate
from tracker.regions import services
from tracker.regions.terms import RegionKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ADMIN: Any = SimpleNamespace(id=1)
PARIS: dict[str, Any] = {"kind": RegionKind.OTHER, "name_ru": "Иль-де-Франс", "name_en": "Île-de-France"}


def test_a_region_of_any_country_is_added_and_its_code_says_the_country(database: Session) -> None:
    region = services.add_region(
        database, by=ADMIN, code=" fr-idf ", **PARIS, aliases=["Париж", "Париж ", ""]
    )

    assert region.code == "FR-IDF"
    assert region.country == "FR"
    assert region.aliases == ["Париж"]
    assert region.active
    assert "parizh" in region.search_key


@pytest.mark.parametrize("code", ["", "FR", "FRIDF", "FR-", "FR-ABCD", "F1-ABC", "ФР-ИДФ"])
def test_a_code_that_is_not_of_the_standard_is_refused(database: Session, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        services.add_region(database, by=ADMIN, code=code, **PARIS)

    assert refusal.value.field == "code"


@pytest.mark.parametrize("code", ["XX-1", "ZZ-1", "EU-1"])
def test_a_code_of_no_country_is_refused(database: Session, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        services.add_region(database, by=ADMIN, code=code, **PARIS)

    assert refusal.value.field == "code"


def test_a_code_is_given_once(database: Session) -> None:
    make_region(database, "FR-IDF")

    with pytest.raises(Duplicate) as refusal:
        services.add_region(database, by=ADMIN, code="FR-IDF", **PARIS)

    assert refusal.value.field == "code"


def test_two_regions_of_a_country_are_not_called_the_same(database: Session) -> None:
    make_region(database, "FR-IDF", name_ru="Иль-де-Франс", name_en="Ile-de-France")

    with pytest.raises(Duplicate) as refusal:
        services.add_region(database, by=ADMIN, code="FR-X", **PARIS)

    assert refusal.value.field == "name_ru"


def test_the_words_of_a_region_change_and_its_code_stays(database: Session) -> None:
    region = make_region(database, "RU-TY")

    services.edit(
        region, by=ADMIN, kind=region.kind, name_ru="Республика Тува", name_en="Tuva", aliases=["Тыва"]
    )
    database.flush()

    assert (region.code, region.name_ru, region.name_en, region.aliases) == (
        "RU-TY",
        "Республика Тува",
        "Tuva",
        ["Тыва"],
    )
    assert region.search_key == "respublika tuva | tuva | tiva"


def test_a_change_on_top_of_somebody_elses_is_refused(database: Session) -> None:
    region = make_region(database, "RU-TY")
    seen = region.version
    services.edit(region, by=ADMIN, kind=region.kind, name_ru="Республика Тува", name_en="Tuva", version=seen)
    database.flush()

    with pytest.raises(Conflict):
        services.edit(region, by=ADMIN, kind=region.kind, name_ru="Тыва", name_en="Tyva", version=seen)

    assert region.name_ru == "Республика Тува"


def test_a_retired_region_can_be_brought_back(database: Session) -> None:
    region = make_region(database)

    services.retire(region, by=ADMIN)
    assert not region.active

    services.bring_back(region, by=ADMIN)
    assert region.active
