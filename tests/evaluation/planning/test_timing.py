"""Early, in time or late: the rule as a table, and as history tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.factories.evaluation_planning import make_plan, on
from tests.factories.projects import make_partnership
from tracker.evaluation.planning import queries, timing
from tracker.evaluation.planning.terms import Method, Timing
from tracker.evaluation.planning.timing import Move, Written
from tracker.projects.services import continuation, stages
from tracker.projects.terms import ContinuationDecision, Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
EARLY, IN_TIME, LATE = Timing.EARLY, Timing.IN_TIME, Timing.LATE


@dataclass
class Visit:
    """A stay in a stage, as far as the rule looks at it."""

    stage: Stage
    entered_on: date


def visits(*stages_: Stage) -> list[Visit]:
    """A visit each day from Monday on."""
    return [Visit(stage, MONDAY + number * DAY) for number, stage in enumerate(stages_)]


START, COMMITMENTS, BUILDING = Stage.START, Stage.COMMITMENTS, Stage.BUILDING
EVERYDAY, EVALUATION, CONTINUATION = Stage.EVERYDAY, Stage.EVALUATION, Stage.CONTINUATION


@pytest.mark.parametrize(
    ("reached", "began_at", "expected"),
    [
        (START, START, EARLY),
        (COMMITMENTS, START, EARLY),
        (BUILDING, START, EARLY),
        (EVERYDAY, START, IN_TIME),
        (EVALUATION, START, LATE),
        (CONTINUATION, START, LATE),
        (COMMITMENTS, COMMITMENTS, EARLY),
        (EVERYDAY, EVERYDAY, IN_TIME),
        (EVALUATION, EVALUATION, IN_TIME),
        (CONTINUATION, EVALUATION, LATE),
    ],
)
def test_the_furthest_stage_decides(reached: Stage, began_at: Stage, expected: Timing) -> None:
    remark = timing.remark_on(reached, began_at)

    assert remark.timing is expected
    assert remark.reason.endswith(".")


@pytest.mark.parametrize(
    ("way", "days_later", "reached"),
    [
        ((START,), 5, START),
        ((START, BUILDING), 5, BUILDING),
        ((START, BUILDING, EVERYDAY), 1, START),  # the day on which stage 4 begins does not count yet
        ((START, BUILDING, EVERYDAY), 2, BUILDING),
        ((START, BUILDING, EVERYDAY), 3, EVERYDAY),
        ((START, EVALUATION, BUILDING), 9, EVALUATION),  # a way back does not make it early again
        ((COMMITMENTS, EVERYDAY), 0, COMMITMENTS),  # a round is in its first stage on its first day
    ],
)
def test_a_stage_counts_from_the_day_after_it_was_entered(
    way: tuple[Stage, ...], days_later: int, reached: Stage
) -> None:
    written = Written(MONDAY + days_later * DAY, number=10)

    assert timing.furthest_stage(visits(*way), [], written) is reached  # type: ignore[arg-type]  # all that the rule looks at


@pytest.mark.parametrize(("place_of_move", "reached"), [(9, EVALUATION), (11, EVERYDAY)])
def test_of_one_day_the_order_of_the_history_decides(place_of_move: int, reached: Stage) -> None:
    way = [Visit(START, MONDAY - 9 * DAY), Visit(EVERYDAY, MONDAY - DAY), Visit(EVALUATION, MONDAY)]
    moves = [Move(EVALUATION, MONDAY, place_of_move)]

    assert timing.furthest_stage(way, moves, Written(MONDAY, number=10)) is reached  # type: ignore[arg-type]  # all that the rule looks at


# --- as history tells it ------------------------------------------------------------------------------------------------


@pytest.fixture
def partnership(database: Session) -> Partnership:
    with on(MONDAY):
        return make_partnership(database)


def move(partnership: Partnership, to: Stage, day: date) -> None:
    with on(day):
        stages.move(partnership, to, by=partnership.created_by, reason="Так вышло")


def timings(partnership: Partnership) -> list[Timing]:
    plan = queries.plan_of(partnership)
    assert plan is not None
    return [each.remark.timing for each in timing.history_of(plan)]


def test_a_plan_and_its_changes_each_have_their_remark(partnership: Partnership) -> None:
    with on(MONDAY + DAY):
        make_plan(partnership)
    move(partnership, EVERYDAY, MONDAY + 5 * DAY)
    with on(MONDAY + 7 * DAY):
        make_plan(partnership, people="Ирина Полухина")
    move(partnership, EVALUATION, MONDAY + 10 * DAY)
    with on(MONDAY + 12 * DAY):
        make_plan(partnership, people="Ирина Полухина", methods=[Method.DOCUMENTS])

    assert timings(partnership) == [EARLY, IN_TIME, LATE]


def test_planned_in_the_morning_and_moved_on_in_the_afternoon_is_planned_before(
    partnership: Partnership,
) -> None:
    move(partnership, EVERYDAY, MONDAY + DAY)
    with on(MONDAY + 3 * DAY):
        make_plan(partnership)
    move(partnership, EVALUATION, MONDAY + 3 * DAY)
    with on(MONDAY + 3 * DAY):
        make_plan(partnership, people="Кто-то ещё")

    assert timings(partnership) == [IN_TIME, LATE]


def test_a_move_that_is_dated_back_makes_a_plan_late(partnership: Partnership) -> None:
    with on(MONDAY + 5 * DAY):
        make_plan(partnership)
    with on(MONDAY + 9 * DAY):
        stages.move(partnership, EVALUATION, by=None, reason="Записали позже", on=MONDAY + 2 * DAY)

    assert timings(partnership) == [LATE]


def test_a_new_round_plans_anew(partnership: Partnership) -> None:
    move(partnership, CONTINUATION, MONDAY + DAY)
    with on(MONDAY + 2 * DAY):
        make_plan(partnership)
        continuation.decide(
            partnership, ContinuationDecision.CONTINUE, by=None, reason="Получается", next_stage=BUILDING
        )
        plan = make_plan(partnership)

    assert (plan.round, timings(partnership)) == (2, [EARLY])
    first = queries.plan_of(partnership, round_number=1)
    assert first is not None
    assert [each.remark.timing for each in timing.history_of(first)] == [LATE]


def test_what_was_filled_in_first_is_found(partnership: Partnership) -> None:
    with on(MONDAY):
        plan = make_plan(partnership, methods=[])
    move(partnership, EVERYDAY, MONDAY + DAY)
    with on(MONDAY + 5 * DAY):
        make_plan(partnership)

    planned = timing.history_of(plan)

    first = timing.first_with(planned, "methods")
    assert first is not None
    assert first.remark.timing is IN_TIME
    assert timing.first_with(planned, "reserved") is None
