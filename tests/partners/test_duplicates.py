"""Who records an organisation hears that it may be recorded already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.partners import make_inn, make_organisation
from tracker.partners import services
from tracker.partners.duplicates import likely_duplicates

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.partners.models import Organisation


def likely(session: Session, name: str) -> list[Organisation]:
    return [likeness.organisation for likeness in likely_duplicates(session, name=name)]


@pytest.mark.parametrize(
    "written",
    [
        "ОАО «Алтайкровля»",
        'открытое акционерное общество "АЛТАЙКРОВЛЯ"',
        "Алтайкровля",
        "Алтайкровлья",
        "Алтайкровля-Сервис",
    ],
)
def test_the_same_or_a_close_name_is_noticed(database: Session, written: str) -> None:
    recorded = make_organisation(database, "ОАО «Алтайкровля»")
    make_organisation(database, "Администрация города Барнаула")

    found = likely(database, written)

    assert found == ([] if written == "Алтайкровля-Сервис" else [recorded])


def test_a_name_that_says_a_little_more_is_close(database: Session) -> None:
    recorded = make_organisation(database, "Юные журналисты Алтая")

    assert likely(database, "Барнаульская детская редакция «Юные журналисты Алтая»") == [recorded]


def test_the_short_name_of_another_record_is_noticed(database: Session) -> None:
    recorded = make_organisation(
        database, "Комитет по экологии администрации Барнаула", short_name="Горэкология"
    )

    assert likely(database, "горэкология") == [recorded]


def test_schools_of_other_numbers_are_other_schools(database: Session) -> None:
    make_organisation(database, "МБОУ «Школа № 15» города Барнаула")

    assert likely(database, "МБОУ «Школа № 16» города Барнаула") == []


def test_the_same_number_makes_it_certain_under_any_name(database: Session) -> None:
    recorded = make_organisation(database, "Ромашка", inn=make_inn(5))

    found = likely_duplicates(database, name="Василёк", identifiers=services.numbers_of(inn=make_inn(5)))

    assert [(likeness.organisation, likeness.is_certain) for likeness in found] == [(recorded, True)]
    assert make_inn(5) in found[0].reason


def test_the_same_name_comes_before_close_ones(database: Session) -> None:
    close = make_organisation(database, "Фонд «Новые возможности Сибири»")
    same = make_organisation(database, "Новые возможности, фонд")

    assert likely(database, "Фонд «Новые возможности»") == [same, close]


def test_an_archived_record_is_noticed_and_a_merged_one_is_not(database: Session) -> None:
    archived = make_organisation(database, "Ромашка")
    services.archive(archived, by=None, reason="Закрыта")
    merged = make_organisation(database, "ООО «Ромашка»")
    merged.merged_into = archived
    database.flush()

    assert likely(database, "Ромашка") == [archived]


def test_a_record_is_not_its_own_duplicate(database: Session) -> None:
    organisation = make_organisation(database, "Ромашка")

    assert likely_duplicates(database, name="Ромашка", besides=organisation) == []


@pytest.mark.parametrize("name", ["", "   ", "«»", "*" * 300])
def test_a_name_without_words_is_like_nothing(database: Session, name: str) -> None:
    make_organisation(database, "Ромашка")

    assert likely(database, name) == []
