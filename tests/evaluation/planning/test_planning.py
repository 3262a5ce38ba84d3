"""Writing a plan, taking one over, setting commitments aside: what is kept, refused and told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.evaluation_planning import make_plan
from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment, make_money, make_valued
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.planning import queries, services
from tracker.evaluation.planning.models import EvaluationPlan
from tracker.evaluation.planning.reserved import reserved_of
from tracker.evaluation.planning.terms import Method
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.money import Money
from tracker.projects import telling
from tracker.projects.services import continuation, partners, record, stages
from tracker.projects.terms import ContinuationDecision, Stage
from tracker.resources import services as resources
from tracker.resources.models import Commitment
from tracker.resources.terms import CommitmentState, ResourceKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

TODAY = utc_now().date()


def entries(partnership: Partnership, database: Session) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.PLAN_CHANGED)
    return list(database.scalars(query.order_by(Entry.number)).unique())


def next_round(partnership: Partnership) -> None:
    stages.move(partnership, Stage.CONTINUATION, by=None, reason="Так вышло")
    continuation.decide(partnership, ContinuationDecision.CONTINUE, by=None, reason="Получается")


# --- writing ------------------------------------------------------------------------------------------------------------


def test_a_plan_is_made_once_and_then_changed(database: Session, partnership: Partnership) -> None:
    first = make_plan(partnership)
    partner = make_participation(partnership)

    second = make_plan(partnership, methods=[Method.INDICATORS, Method.SURVEY], partners=[partner])

    assert second is first
    assert database.scalars(select(EvaluationPlan)).all() == [first]
    assert first.methods == [Method.SURVEY, Method.INDICATORS]
    made, changed = entries(partnership, database)
    assert telling.headline(made) == "The evaluation was planned (round 1)"
    assert telling.headline(changed) == "The plan of the evaluation was changed (round 1)"
    assert changed.changes == {
        "methods": {"old": ["survey"], "new": ["survey", "indicators"]},
        "partner_names": {"old": [], "new": [partner.organisation.display_name]},
    }


def test_a_change_of_a_list_makes_the_next_version(partnership: Partnership) -> None:
    """Lists are in tables of their own; a form made before has to be noticed all the same."""
    plan = make_plan(partnership)
    before = plan.version

    make_plan(partnership, methods=[Method.DOCUMENTS])

    assert plan.version > before


def test_an_empty_plan_is_a_plan_and_the_same_again_is_no_change(
    database: Session, partnership: Partnership
) -> None:
    services.write_plan(partnership, by=partnership.created_by)
    services.write_plan(partnership, by=partnership.created_by)

    assert len(entries(partnership, database)) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"begins_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "ends_on"),
        ({"agreed_on": date(2090, 1, 1)}, "agreed_on"),
    ],
)
def test_days_that_cannot_be_are_refused(
    partnership: Partnership, given: dict[str, date], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        make_plan(partnership, **given)

    assert refused.value.field == field


def test_only_partners_of_the_partnership_evaluate_it(database: Session, partnership: Partnership) -> None:
    stranger = make_participation(make_partnership(database))

    with pytest.raises(DomainError) as refused:
        make_plan(partnership, partners=[stranger])

    assert refused.value.field == "partners"


def test_nothing_is_planned_in_the_archive(partnership: Partnership) -> None:
    commitment = make_commitment(partnership)
    record.archive(partnership, by=None, reason="Закончили")

    with pytest.raises(WrongState):
        make_plan(partnership)
    with pytest.raises(WrongState):
        services.reserve(partnership, by=None, add=[commitment])


# --- a later round ------------------------------------------------------------------------------------------------------


def test_a_later_round_starts_from_the_earlier_plan(database: Session, partnership: Partnership) -> None:
    stays, leaves = make_participation(partnership), make_participation(partnership)
    earlier = make_plan(
        partnership,
        people="Ирина Полухина",
        partners=[stays, leaves],
        begins_on=TODAY,
        agreed_on=TODAY,
        agreed_by="Все",
    )
    services.reserve(partnership, by=None, add=[make_commitment(stays)])
    next_round(partnership)
    partners.partner_left(leaves, on=TODAY, reason="Ушли", by=None)

    plan = services.take_over(partnership, 1, by=partnership.created_by)

    assert (plan.round, plan.questions, plan.methods) == (2, earlier.questions, earlier.methods)
    assert (plan.people, plan.partners) == ("Ирина Полухина", [stays])
    assert (plan.begins_on, plan.agreed_on, plan.agreed_by, plan.commitments) == (None, None, "", [])
    assert earlier.commitments
    entry = entries(partnership, database)[-1]
    assert telling.headline(entry) == "The plan of an earlier round was taken over (round 2)"
    assert telling.facts(entry) == ["from round 1"]


def test_a_round_that_has_a_plan_takes_over_nothing(partnership: Partnership) -> None:
    make_plan(partnership)
    next_round(partnership)
    make_plan(partnership)

    with pytest.raises(WrongState, match="has a plan already"):
        services.take_over(partnership, 1, by=None)


@pytest.mark.parametrize("round_number", [None, 1, 2])
def test_only_the_plan_of_an_earlier_round_is_taken_over(
    partnership: Partnership, round_number: int | None
) -> None:
    make_plan(partnership)

    with pytest.raises(WrongState, match="earlier round"):
        services.take_over(partnership, round_number, by=None)


# --- setting aside ------------------------------------------------------------------------------------------------------


def test_commitments_are_set_aside_and_released(database: Session, partnership: Partnership) -> None:
    giver = make_participation(partnership)
    one, other = make_commitment(giver), make_commitment(giver, description="Зал")
    services.reserve(partnership, by=None, add=[one, other])

    plan = services.reserve(partnership, by=None, release=[one])

    assert plan.commitments == [other]
    name = giver.organisation.display_name
    assert entries(partnership, database)[-1].changes == {
        "reserved": {"old": [f"Часы добровольцев ({name})", f"Зал ({name})"], "new": [f"Зал ({name})"]}
    }


def test_what_two_people_set_aside_is_all_set_aside(partnership: Partnership) -> None:
    """Each changes only what they ticked: the second one did not see what the first one chose."""
    giver = make_participation(partnership)
    one, other = make_commitment(giver), make_commitment(giver)
    services.reserve(partnership, by=None, add=[one])

    plan = services.reserve(partnership, by=None, add=[other])

    assert plan.commitments == [one, other]


def test_what_another_partnership_promised_is_not_set_aside(
    database: Session, partnership: Partnership
) -> None:
    with pytest.raises(DomainError) as refused:
        services.reserve(partnership, by=None, add=[make_commitment(make_partnership(database))])

    assert refused.value.field == "commitments"


@pytest.mark.parametrize(
    ("agreed", "state"), [(True, CommitmentState.AGREED), (False, CommitmentState.OFFERED)]
)
def test_something_new_is_promised_and_set_aside_at_once(
    database: Session, partnership: Partnership, *, agreed: bool, state: CommitmentState
) -> None:
    giver = make_participation(partnership)

    commitment = services.reserve_new(
        partnership,
        by=partnership.created_by,
        agreed=agreed,
        participation=giver,
        kind=ResourceKind.PEOPLE,
        description="Двое студентов обрабатывают анкеты",
    )

    plan = queries.plan_of(partnership)
    assert plan is not None
    assert plan.commitments == [commitment] == list(database.scalars(select(Commitment)))
    assert commitment.state is state


def test_sums_keep_currencies_cash_and_values_apart_and_count_the_rest(partnership: Partnership) -> None:
    giver = make_participation(partnership)
    withdrawn = make_money(giver, "900")
    set_aside = [
        make_money(giver, "100"),
        make_money(giver, "50"),
        make_money(giver, "7", currency="EUR"),
        make_valued(giver, "3000"),
        make_commitment(giver),
        make_commitment(giver, agreed=False),
        withdrawn,
    ]
    resources.withdraw(withdrawn, by=None, reason="Передумали")

    reserved = reserved_of(set_aside)

    assert list(reserved.sums.cash) == [Money(Decimal(150), "RUB"), Money(Decimal(7), "EUR")]
    assert list(reserved.sums.in_kind) == [Money(Decimal(3000), "RUB")]
    assert (reserved.sums.unvalued, reserved.counted) == (1, 5)
    assert (reserved.offered, reserved.withdrawn) == (1, 1)


# --- two records of one organisation become one --------------------------------------------------------------------------


def test_when_two_records_of_a_partner_become_one_it_evaluates_once(
    database: Session, partnership: Partnership
) -> None:
    one, other = make_participation(partnership), make_participation(partnership)
    plan = make_plan(partnership, partners=[one, other])

    for step in partners.JOINING_STEPS:
        step(one, other)
    database.expire(plan)

    assert plan.partners == [other]
