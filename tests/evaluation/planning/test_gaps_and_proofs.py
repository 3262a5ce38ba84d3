"""What the plan proves, what is missing without one, and what the first page of the evaluation says of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_planning import full_plan, make_partnership_at, make_plan
from tests.factories.projects import make_member
from tests.factories.resources import make_commitment
from tracker.database import utc_now
from tracker.evaluation.overview import PartName, Progress, parts_of
from tracker.evaluation.planning import gaps, services
from tracker.evaluation.planning.terms import Method
from tracker.projects import cycle
from tracker.projects.gaps import gaps_of
from tracker.projects.services import record, stages
from tracker.projects.terms import ChecklistItem, Stage, TeamRole
from tracker.resources import services as resources

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tracker.accounts.models import User
    from tracker.evaluation.overview import Part
    from tracker.projects.models import Partnership

TODAY = utc_now().date()
DAY = timedelta(days=1)
NO_PLAN = "Agree how you will evaluate what comes of it"


def sentences(partnership: Partnership) -> list[str]:
    """The gaps that this package finds."""
    found = gaps.missing_plans([partnership], TODAY)[partnership.id]
    return [str(gap.sentence) for gap in found]


def proofs(partnership: Partnership, item: ChecklistItem) -> list[str]:
    return [proof.sentence for proof in cycle.proofs_of(partnership, item)]


# --- gaps ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.START, []),
        (Stage.PARTNERS, []),
        (Stage.COMMITMENTS, [NO_PLAN]),
        (Stage.EVERYDAY, [NO_PLAN]),
        (Stage.EVALUATION, [NO_PLAN]),
    ],
)
def test_a_plan_is_missed_from_stage_3_on(database: Session, stage: Stage, expected: list[str]) -> None:
    partnership = make_partnership_at(database, stage)

    assert sentences(partnership) == expected
    assert [
        gap for gap in map(str, (each.sentence for each in gaps_of(partnership, TODAY))) if gap == NO_PLAN
    ] == expected


@pytest.mark.parametrize(
    ("stage", "begins", "ends", "expected"),
    [
        (Stage.BUILDING, 1, 9, ""),
        (Stage.BUILDING, -1, 9, "was to begin on"),
        (Stage.EVALUATION, -1, 9, ""),
        (Stage.BUILDING, -9, -1, "was to be finished by"),
        (Stage.EVALUATION, -9, -1, "was to be finished by"),
        (Stage.CONTINUATION, -9, -1, ""),
    ],
)
def test_days_that_have_passed_are_gaps(
    database: Session, stage: Stage, begins: int, ends: int, expected: str
) -> None:
    partnership = make_partnership_at(database, stage)
    make_plan(partnership, begins_on=TODAY + begins * DAY, ends_on=TODAY + ends * DAY)

    found = sentences(partnership)

    assert [expected in sentence for sentence in found] == ([True] if expected else [])


def test_a_full_plan_lacks_nothing_once_something_is_reserved(partnership: Partnership) -> None:
    plan = full_plan(partnership)
    assert [gap.endpoint for gap in gaps.gaps_in(plan)] == ["evaluation.reserve"]

    services.reserve(partnership, by=None, add=[make_commitment(partnership)])

    assert gaps.gaps_in(plan) == []


def test_an_empty_plan_lacks_everything_each_with_its_field(partnership: Partnership) -> None:
    plan = services.write_plan(partnership, by=None)

    anchors = [gap.values.get("_anchor", gap.endpoint) for gap in gaps.gaps_in(plan)]

    assert anchors == [
        "questions", "methods", "procedure", "begins_on", "ends_on", "people", "evaluation.reserve", "agreed_on",
    ]  # fmt: skip


def test_what_was_withdrawn_has_to_be_replaced(partnership: Partnership) -> None:
    plan = full_plan(partnership)
    commitment = make_commitment(partnership)
    services.reserve(partnership, by=None, add=[commitment])
    resources.withdraw(commitment, by=None, reason="Передумали")

    assert [str(gap.sentence) for gap in gaps.gaps_in(plan)] == [
        "Reserve what it takes: hours, premises, money",
        "1 commitment that was reserved was withdrawn: find something else",
    ]


def test_plans_of_many_partnerships_are_asked_for_once(
    database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    several = [make_partnership_at(database, Stage.BUILDING) for _ in range(4)]
    for partnership in several[:2]:
        make_plan(partnership)

    with count_queries() as queries:
        gaps.missing_plans(several, TODAY)

    assert sum("FROM evaluation_plans" in statement for statement in queries) == 1


# --- proofs -------------------------------------------------------------------------------------------------------------


def test_an_early_plan_proves_the_method_and_is_praised(partnership: Partnership) -> None:
    make_plan(partnership, methods=[Method.SURVEY, Method.INDICATORS], agreed_on=TODAY)

    (sentence,) = proofs(partnership, ChecklistItem.METHOD_AGREED)

    assert sentence.startswith("The plan names 2 methods: survey, indicators. It was agreed on ")
    assert sentence.endswith("early, well done.")


def test_a_late_plan_proves_it_too_and_says_that_it_is_late(database: Session) -> None:
    partnership = make_partnership_at(database, Stage.EVERYDAY)
    stages.move(partnership, Stage.EVALUATION, by=None, reason="Так вышло")
    make_plan(partnership)

    (sentence,) = proofs(partnership, ChecklistItem.METHOD_AGREED)

    assert sentence.endswith("late, when the evaluation had begun.")


def test_a_plan_without_a_method_proves_nothing(partnership: Partnership) -> None:
    make_plan(partnership, methods=[])

    assert proofs(partnership, ChecklistItem.METHOD_AGREED) == []


def test_only_what_is_agreed_proves_that_resources_are_reserved(partnership: Partnership) -> None:
    offered = make_commitment(partnership, agreed=False)
    services.reserve(partnership, by=None, add=[offered])
    assert proofs(partnership, ChecklistItem.RESOURCES_RESERVED) == []

    resources.agree(offered, by=None)

    (sentence,) = proofs(partnership, ChecklistItem.RESOURCES_RESERVED)
    assert sentence.startswith("1 commitment is reserved for the evaluation. Written down on ")


# --- the first page -----------------------------------------------------------------------------------------------------


def part(partnership: Partnership, user: User | None) -> Part:
    assert user is not None
    return next(each for each in parts_of(partnership, user, TODAY) if each.name is PartName.PLAN)


def test_the_first_page_leads_to_the_plan_and_presses_from_stage_3_on(database: Session) -> None:
    partnership = make_partnership_at(database, Stage.PARTNERS)
    assert not part(partnership, partnership.created_by).is_urgent

    stages.move(partnership, Stage.COMMITMENTS, by=None, reason="Так вышло")

    shown = part(partnership, partnership.created_by)
    assert (shown.progress, shown.next_endpoint, shown.is_urgent) == (
        Progress.NOT_BEGUN,
        "evaluation.edit_plan",
        True,
    )


def test_the_first_page_says_how_early_and_what_is_missing(database: Session) -> None:
    partnership = make_partnership_at(database, Stage.BUILDING)
    full_plan(partnership)

    shown = part(partnership, partnership.created_by)

    assert shown.sentence == "Planned early. 1 thing is still missing."
    assert (shown.progress, shown.next_endpoint) == (Progress.UNDER_WAY, "evaluation.reserve")


def test_late_changes_are_counted_on_the_first_page(database: Session) -> None:
    partnership = make_partnership_at(database, Stage.BUILDING)
    make_plan(partnership)
    stages.move(partnership, Stage.EVALUATION, by=None, reason="Так вышло")
    make_plan(partnership, methods=[Method.DOCUMENTS])

    assert part(partnership, partnership.created_by).sentence.startswith("Planned early. 1 late change. ")


def test_who_reads_and_what_is_in_the_archive_have_no_next_step(
    database: Session, partnership: Partnership
) -> None:
    reader = make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)
    assert part(partnership, reader).next_step == ""

    record.archive(partnership, by=None, reason="Закончили")

    assert part(partnership, partnership.created_by).next_step == ""
