"""What people type leads to the region that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.regions import make_region
from tracker.regions import catalogue, finder
from tracker.regions.finder import Entry, Index
from tracker.regions.queries import POSITIONS_PER_COUNTRY
from tracker.regions.words import fold, from_other_keyboard, take_apart, telling_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements


COUNTRIES = ["RU", "AM", "BY", "KZ", "KG", "UZ"]


def entry_of(line: catalogue.Subdivision) -> Entry:
    return Entry.of(catalogue.region_of(line, COUNTRIES.index(line.country) * POSITIONS_PER_COUNTRY))


SHIPPED = Index([entry_of(line) for line in catalogue.shipped()], (0, 0, None))


def found(text: str) -> list[str]:
    return [entry.code for entry in SHIPPED.find(text)]


def certain(text: str) -> list[str]:
    return [entry.code for entry in SHIPPED.resolve(text)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("altai krai", "RU-ALT"),
        ("Алтайский край", "RU-ALT"),
        ("в Алтайском крае", "RU-ALT"),
        ("респ. Алтай", "RU-AL"),
        ("Барнаул", "RU-ALT"),
        ("Питер", "RU-SPE"),
        ("спб", "RU-SPE"),
        ("St Petersburg", "RU-SPE"),
        ("г. Москва", "RU-MOW"),
        ("Московская обл.", "RU-MOS"),
        ("moscow region", "RU-MOS"),
        ("подмосковье", "RU-MOS"),
        ("Якутия", "RU-SA"),
        ("Yakutiya", "RU-SA"),
        ("башкирия", "RU-BA"),
        ("ХМАО", "RU-KHM"),
        ("югра", "RU-KHM"),
        ("ЯНАО", "RU-YAN"),
        ("Орёл", "RU-ORL"),
        ("орел", "RU-ORL"),
        ("sverdlovskaya oblast'", "RU-SVE"),
        ("Екатеринбург", "RU-SVE"),
        ("Еврейская АО", "RU-YEV"),
        ("Ненецкий АО", "RU-NEN"),
        ("алма-ата", "KZ-75"),
        ("Qostanay", "KZ-39"),
        ("ru-alt", "RU-ALT"),
        ("Минская", "BY-MI"),
    ],
)
def test_a_region_is_found_by_the_names_people_use(typed: str, code: str) -> None:
    assert found(typed)[0] == code
    assert certain(typed) == [code]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("новосибрск", "RU-NVS"),
        ("Новасиб", "RU-NVS"),
        ("Екатиренбург", "RU-SVE"),
        ("Санкт Питербург", "RU-SPE"),
        ("Красноярскй край", "RU-KYA"),
        ("Novosibrsk", "RU-NVS"),
    ],
)
def test_a_slip_of_the_finger_is_forgiven(typed: str, code: str) -> None:
    assert found(typed)[0] == code


def test_a_name_typed_on_the_wrong_keyboard_is_understood() -> None:
    assert found("vjcrdf") == ["RU-MOW"]
    assert found("ьщысщц") == ["RU-MOW", "RU-MOS"]


def test_the_altai_of_both_names_is_offered_and_not_guessed() -> None:
    assert found("Алтай") == ["RU-AL", "RU-ALT"]
    assert certain("Алтай") == ["RU-AL", "RU-ALT"]


def test_the_kind_alone_lists_the_regions_of_that_kind() -> None:
    assert {entry.kind.code for entry in SHIPPED.find("край")} == {"krai"}
    assert found("автономная область") == ["RU-YEV"]


def test_the_beginning_of_any_word_is_enough() -> None:
    assert found("черкес") == ["RU-KC"]
    assert found("манс") == ["RU-KHM"]


def test_nothing_is_found_for_what_is_no_region() -> None:
    assert found("Атлантида") == []
    assert found("§$%&/") == found("")


def test_nothing_typed_lists_all_in_order() -> None:
    everything = SHIPPED.find("", limit=1000)

    assert everything == SHIPPED.offered()
    assert [entry.code for entry in everything[:3]] == ["RU-AD", "RU-AL", "RU-ALT"]


def test_a_change_is_found_at_once(database: Session) -> None:
    region = make_region(database, "RU-TVE")
    assert finder.find(database, "Зубцов") == []

    region.aliases = [*region.aliases, "Зубцов"]

    assert [entry.code for entry in finder.find(database, "Зубцов")] == ["RU-TVE"]


def test_a_change_that_is_taken_back_is_not_found(database: Session) -> None:
    region = make_region(database, "RU-TVE")
    with database.begin_nested() as attempt:
        region.aliases = ["Зубцов"]
        assert finder.find(database, "Зубцов")
        attempt.rollback()

    assert finder.find(database, "Зубцов") == []


def test_regions_are_read_once_and_then_only_looked_after(database: Session) -> None:
    make_region(database, "RU-TVE")

    assert finder.index(database) is finder.index(database)


def test_within_a_transaction_the_stamp_is_asked_for_once_and_again_after_a_change(
    database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    region = make_region(database, "RU-TVE")
    database.flush()

    with count_queries() as queries:
        first = finder.index(database)
        assert finder.index(database) is first
        assert sum("sum(regions.version)" in query for query in queries) == 1
        region.name_en = "Tver"
        assert [entry.code for entry in finder.find(database, "Tver")] == ["RU-TVE"]

    assert sum("sum(regions.version)" in query for query in queries) == 2
    database.commit()
    with count_queries() as later:
        finder.index(database)
    assert len(later) == 1


def test_records_of_regions_come_from_memory(
    database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    make_region(database, "RU-TVE")
    names = finder.records(database, ["RU-TVE"])["RU-TVE"].all_names
    database.expunge_all()

    with count_queries() as queries:
        found = finder.records(database, ["RU-TVE", "XX-NO"])
        assert found["RU-TVE"].all_names == names

    assert list(found) == ["RU-TVE"]
    assert all("sum(regions.version)" in query for query in queries), "only whether they are still the same"


def test_a_retired_region_is_found_only_when_asked_for(database: Session) -> None:
    make_region(database, "RU-TVE", active=False)

    assert finder.find(database, "Тверская область") == []
    assert [entry.code for entry in finder.find(database, "Тверская", retired=True)] == ["RU-TVE"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Алтай", "Altaj"),
        ("Якутия", "yakutiya"),
        ("Щёлково", "Shchelkovo"),
        ("Хабаровск", "Khabarovsk"),
        ("Йошкар-Ола", "yoshkar ola"),
    ],
)
def test_both_alphabets_fold_into_one_spelling(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_that_say_the_kind_are_told_apart() -> None:
    assert take_apart("Республика Коми").telling == ("komi",)
    assert take_apart("край").telling == ()
    assert telling_name("Республика Коми") == "коми"


def test_the_other_keyboard_works_both_ways() -> None:
    assert from_other_keyboard("fknfq") == "алтай"
    assert from_other_keyboard("фдефш") == "altai"
