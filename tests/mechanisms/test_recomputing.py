"""A new version of the classifier: what stays the same is taken silently, what differs waits for an administrator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from tests.factories.accounts import make_admin
from tests.factories.mechanisms import make_decision, make_mechanism, proposal_of
from tests.factories.projects import make_partnership
from tests.mechanisms.conftest import Stand
from tracker.errors import WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms import queries, recomputing, services
from tracker.mechanisms.models import Mechanism, Proposal
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.projects import telling
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NewVersion = Callable[..., None]

pytestmark = pytest.mark.usefixtures("stand")


def recompute_all(database: Session, size: int = 2) -> list[recomputing.Batch]:
    batches: list[recomputing.Batch] = []
    after = 0
    while (batch := recomputing.recompute(database, after=after, size=size)) is not None:
        batches.append(batch)
        after = batch.last
    return batches


def waiting(database: Session) -> list[Proposal]:
    return list(database.scalars(queries.pending()))


def reads(statements: Iterable[str]) -> int:
    return sum(statement.startswith("SELECT") for statement in statements)


def test_an_answer_of_the_same_type_takes_its_place_silently(
    database: Session, partnership: Partnership, new_version: NewVersion
) -> None:
    mechanism = make_mechanism(partnership)
    written = database.scalar(select(func.count(Entry.id)))
    new_version("2")

    recompute_all(database)

    assert proposal_of(mechanism).version == "2"
    assert waiting(database) == []
    assert database.scalar(select(func.count(Entry.id))) == written


def test_an_answer_of_another_type_waits(
    database: Session, partnership: Partnership, new_version: NewVersion
) -> None:
    mechanism = make_mechanism(partnership)
    new_version("2", contest=Trait.PROCEDURAL)

    recompute_all(database)

    assert proposal_of(mechanism).version == "1"
    assert mechanism.proposed_type is MechanismType.COMPETITIVE
    assert [each.type for each in waiting(database)] == [MechanismType.PROCEDURAL]


def test_a_second_run_finds_nothing_to_do(
    database: Session, partnership: Partnership, new_version: NewVersion, stand: Stand
) -> None:
    make_mechanism(partnership)
    new_version("2", contest=Trait.PROCEDURAL)
    recompute_all(database)
    asked = len(stand.asked)

    batches = recompute_all(database)

    assert len(stand.asked) == asked
    assert [(batch.looked_at, batch.same, batch.waiting) for batch in batches] == [(1, 0, 0)]


def test_a_third_version_replaces_what_waits(
    database: Session, partnership: Partnership, new_version: NewVersion
) -> None:
    mechanism = make_mechanism(partnership)
    new_version("2", contest=Trait.PROCEDURAL)
    recompute_all(database)
    new_version("3", contest=Trait.COMPETITIVE)

    recompute_all(database)

    assert waiting(database) == []
    assert proposal_of(mechanism).version == "3"


def test_a_new_description_takes_away_what_waits_for_the_old_one(
    database: Session, partnership: Partnership, new_version: NewVersion
) -> None:
    make_mechanism(partnership)
    new_version("2", contest=Trait.PROCEDURAL)
    recompute_all(database)

    mechanism = make_mechanism(partnership, "A centre for all")

    assert waiting(database) == []
    assert mechanism.proposed_type is MechanismType.ORGANISATIONAL_STRUCTURAL


def test_texts_are_taken_in_batches_and_each_once(database: Session, new_version: NewVersion) -> None:
    for _ in range(5):
        make_mechanism(make_partnership(database))
    services.begin(make_partnership(database))
    new_version("2")

    batches = recompute_all(database, size=2)

    assert [batch.looked_at for batch in batches] == [2, 2, 1]
    assert sum(batch.same for batch in batches) == recomputing.how_many(database) == 5


def test_the_number_of_reads_does_not_grow_with_the_batch(
    database: Session, new_version: NewVersion, count_queries: Callable[..., object]
) -> None:
    second = [make_mechanism(make_partnership(database)).id for _ in range(12)][1]
    new_version("2")

    with count_queries() as few:  # type: ignore[attr-defined]
        recomputing.recompute(database, after=0, size=2)
    with count_queries() as many:  # type: ignore[attr-defined]
        recomputing.recompute(database, after=second, size=10)

    assert reads(many) == reads(few)


def test_an_accepted_answer_stands_and_is_told_without_a_sign_of_life(
    database: Session, partnership: Partnership, new_version: NewVersion
) -> None:
    mechanism = make_mechanism(partnership)
    make_decision(mechanism)
    new_version("2", contest=Trait.PROCEDURAL)
    recompute_all(database)
    partnership.alive_on = long_ago = partnership.alive_on.replace(year=2020)

    recomputing.accept_answer(waiting(database)[0], by=make_admin(database))

    assert mechanism.proposed_type is MechanismType.PROCEDURAL
    assert mechanism.decided_type is MechanismType.COMPETITIVE
    assert proposal_of(mechanism).version == "2"
    assert partnership.alive_on == long_ago
    told = database.scalars(select(Entry).where(Entry.kind == EntryKind.MECHANISM_JUDGED)).one()
    assert telling.facts(told) == ["version 2 of the classifier"]
    assert [(each.old, each.new) for each in telling.changes(told)] == [("Competitive", "Procedural")]


def test_an_answer_is_accepted_once(
    database: Session, partnership: Partnership, new_version: NewVersion
) -> None:
    make_mechanism(partnership)
    new_version("2", contest=Trait.PROCEDURAL)
    recompute_all(database)
    proposal = waiting(database)[0]
    admin = make_admin(database)
    recomputing.accept_answer(proposal, by=admin)

    with pytest.raises(WrongState, match="accepted already"):
        recomputing.accept_answer(proposal, by=admin)


def test_all_are_accepted_some_at_a_time(database: Session, new_version: NewVersion) -> None:
    for _ in range(3):
        make_mechanism(make_partnership(database))
    new_version("2", contest=Trait.PROCEDURAL)
    recompute_all(database)
    admin = make_admin(database)

    done = [recomputing.accept_some(database, by=admin, size=2) for _ in range(3)]

    assert done == [2, 1, 0]
    assert set(database.scalars(select(Mechanism.proposed_type))) == {MechanismType.PROCEDURAL}
