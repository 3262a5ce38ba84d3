"""Two people edit one record: nothing of either is lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_member, make_partnership
from tracker import merging
from tracker.projects.services import record
from tracker.projects.terms import Field, TeamRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.projects.models import Partnership


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    """Sentences outside of requests are told in English."""
    with force_locale("en"):
        yield


def typed_over(partnership: Partnership, **mine: object) -> dict[str, object]:
    """What a form sends that was opened now and in which some fields were changed."""
    return {**record.values_of(partnership), **mine}


def test_what_only_the_other_changed_is_kept(database: Session) -> None:
    partnership = make_partnership(database, title="Marathon", problem="Paper is thrown away")
    version, mine = partnership.version, typed_over(partnership, aim="Collect it")
    record.edit(partnership, by=None, problem="Paper and cardboard are thrown away")

    outcome = merging.merge(partnership, version=version, mine=mine, read=record.values_of)

    assert outcome.is_settled
    assert outcome.values["problem"] == "Paper and cardboard are thrown away"
    assert outcome.values["aim"] == "Collect it"
    assert outcome.taken == ["The problem"]


def test_what_both_changed_is_a_choice(database: Session) -> None:
    anna = make_alumnus(database, name="Anna")
    partnership = make_partnership(database, title="Marathon")
    version, mine = partnership.version, typed_over(partnership, title="City marathon")
    record.edit(partnership, by=anna, title="School marathon")

    outcome = merging.merge(partnership, version=version, mine=mine, read=record.values_of)

    [clash] = outcome.clashes
    assert (clash.name, clash.was, clash.mine, clash.theirs) == (
        "title",
        "Marathon",
        "City marathon",
        "School marathon",
    )
    assert (clash.label, clash.by, outcome.who) == ("Title", "Anna", "Anna")


def test_the_same_change_by_both_is_no_clash(database: Session) -> None:
    partnership = make_partnership(database, title="Marathon")
    version, mine = partnership.version, typed_over(partnership, title="City marathon")
    record.edit(partnership, by=None, title="City marathon")

    assert merging.merge(partnership, version=version, mine=mine, read=record.values_of).is_settled


def test_a_change_that_was_taken_back_is_no_clash(database: Session) -> None:
    partnership = make_partnership(database, title="Marathon")
    version, mine = partnership.version, typed_over(partnership, title="City marathon")
    record.edit(partnership, by=None, title="School marathon")
    record.edit(partnership, by=None, title="Marathon")

    outcome = merging.merge(partnership, version=version, mine=mine, read=record.values_of)

    assert outcome.is_settled
    assert outcome.values["title"] == "City marathon"


def test_lists_and_days_are_merged_like_texts(database: Session) -> None:
    partnership = make_partnership(database, tags=["school"], main_field=Field.EDUCATION)
    version = partnership.version
    mine = typed_over(partnership, tags=["school", "paper"], planned_start=date(2026, 9, 1))
    record.edit(partnership, by=None, tags=["school", "river"], main_field=Field.ENVIRONMENT)

    outcome = merging.merge(partnership, version=version, mine=mine, read=record.values_of)

    assert [clash.name for clash in outcome.clashes] == ["tags"]
    assert outcome.values["main_field"] is Field.ENVIRONMENT
    assert outcome.values["planned_start"] == date(2026, 9, 1)


def test_a_choice_between_older_versions_is_asked_again(database: Session) -> None:
    partnership = make_partnership(database, title="Marathon")
    version, mine = partnership.version, typed_over(partnership, title="City marathon")
    record.edit(partnership, by=None, title="School marathon")
    seen = partnership.version
    choices = {"keep_title": "theirs", "_seen": str(seen)}
    chosen = merging.merge(partnership, version=version, mine=mine, read=record.values_of, choices=choices)
    record.edit(partnership, by=None, title="Town marathon")

    outcome = merging.merge(partnership, version=version, mine=mine, read=record.values_of, choices=choices)

    assert chosen.is_settled
    assert chosen.values["title"] == "School marathon"
    assert [clash.theirs for clash in outcome.clashes] == ["Town marathon"]


def test_two_people_at_one_form_lose_nothing(database: Session, sign_in: Callable[..., Visitor]) -> None:
    anna, boris = make_alumnus(database, name="Anna"), make_alumnus(database, name="Boris")
    partnership = make_partnership(database, title="Marathon", by=anna)
    make_member(partnership, boris, TeamRole.EDITOR)
    address = f"/partnerships/{partnership.id}/edit"
    visitor = sign_in(boris)
    opened_by_boris = visitor.visit(address)
    anna_at_work = sign_in(anna)
    anna_at_work.submit(anna_at_work.visit(address), title="School marathon", problem="Paper is thrown away")

    choice = visitor.submit(opened_by_boris, title="City marathon", aim="Collect paper")

    assert "Anna changed this record while you were writing." in choice
    assert "School marathon" in choice
    assert "City marathon" in choice
    saved = visitor.submit(choice, keep_title="theirs")
    assert saved.heading == "School marathon"
    assert "The problem" in saved
    assert (partnership.title, partnership.aim) == ("School marathon", "Collect paper")
    assert partnership.problem == "Paper is thrown away"
