"""The page of data quality: where it leads to, what it costs, what is probably recorded twice."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.accounts import make_admin, make_programme_staff
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment
from tests.outcomes.world import TODAY
from tests.visitor import Visitor
from tracker.i18n import current_language
from tracker.outcomes import doubles, quality
from tracker.outcomes.asked import Asked
from tracker.outcomes.checks import Check
from tracker.partners import services

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_the_page_leads_to_the_page_that_mends(database: Session, sign_in: Callable[..., Visitor]) -> None:
    made = make_partnership(database, title="Without words")
    staff = sign_in(make_programme_staff(database)).visit("/programme/quality")
    admin = sign_in(make_admin(database)).visit("/programme/quality")

    assert admin.select("#no_problem .check-list a")[0]["href"] == f"/partnerships/{made.id}/edit"
    assert staff.select("#no_problem .check-list a")[0]["href"] == f"/partnerships/{made.id}"
    assert made.brokers[0].email in staff.html, "who cannot mend it sees who can"


def test_the_page_takes_as_many_queries_for_many_partnerships_as_for_few(
    database: Session, sign_in: Callable[..., Visitor], count_queries: Callable[[], Any]
) -> None:
    staff = sign_in(make_programme_staff(database))
    make_partnership(database)
    staff.visit("/programme/quality")
    taken = []
    for more in (3, 9):
        for _number in range(more):
            make_partnership(database, title="Again the same")
        with count_queries() as queries:
            staff.visit("/programme/quality")
        taken.append(len(queries))

    assert taken[0] == taken[1]


def test_organisations_with_the_same_name_in_other_words_are_named(database: Session) -> None:
    first = make_organisation(database, "ООО «Северный ветер»")
    second = make_organisation(database, "Северный ветер, ООО")
    make_organisation(database, "Южный берег")

    assert [(pair.kept.id, pair.other.id) for pair in doubles.pairs(database)] == [(first.id, second.id)]


def test_organisations_are_compared_again_only_when_one_of_them_changed(
    database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubles.remembered.clear()
    search, looked = doubles.pairs, count()
    monkeypatch.setattr(doubles, "pairs", lambda session: (next(looked), search(session))[1])

    def found() -> list[tuple[int, int]]:
        pairs = doubles.remembered_pairs(database)
        assert pairs == search(database)
        return [(pair.kept.id, pair.other.id) for pair in pairs]

    first = make_organisation(database, "ООО «Северный ветер»")
    assert found() == []
    second = make_organisation(database, "Северный ветер, ООО")
    assert found() == found() == [(first.id, second.id)]
    make_partnership(database)
    assert found() == [(first.id, second.id)]
    assert next(looked) == 2
    services.edit(second, by=None, name="Тёплый дом")
    assert found() == []
    services.edit(first, by=None, name="«Тёплый дом»")
    assert found() == [(first.id, second.id)]
    services.archive(second, by=None, reason="It is the same")
    assert found() == []
    assert next(looked) == 6, "one number was taken above"
    doubles.remembered.clear()


def test_after_very_many_changes_organisations_are_compared_again(
    database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubles.remembered.clear()
    make_organisation(database, "ООО «Северный ветер»")
    doubles.remembered_pairs(database)
    before = doubles.remembered.find(current_language())
    monkeypatch.setattr(doubles, "FAR", 1)

    assert doubles.remembered_pairs(database) == []
    assert doubles.remembered.find(current_language()) is not before
    doubles.remembered.clear()


def test_an_archived_record_is_not_checked(database: Session) -> None:
    made = make_partnership(database)
    asked = Asked(database, make_admin(database), TODAY, {})
    before = quality.count(asked).numbers[Check.NO_PROBLEM]
    made.archived_at = made.created_at
    database.flush()

    assert quality.count(asked).numbers[Check.NO_PROBLEM] == before - 1


def test_promises_of_an_ended_partnership_are_named(database: Session) -> None:
    made = make_partnership(database)
    make_commitment(make_participation(made))
    made.ended_on = TODAY
    database.flush()

    asked = Asked(database, make_admin(database), TODAY, {})
    assert quality.count(asked).firsts[Check.ENDED_WITH_PROMISES] == [made.id]
