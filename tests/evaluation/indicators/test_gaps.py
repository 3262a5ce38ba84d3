"""What is missing in the results, and what the first page of the evaluation says of indicators."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.factories.evaluation_indicators import FIRST_DAY, make_indicator, make_value
from tests.factories.evaluation_planning import make_partnership_at, make_plan
from tracker.database import utc_now
from tracker.evaluation.indicators import gaps, services
from tracker.evaluation.overview import PartName, Progress, parts_of
from tracker.evaluation.planning.terms import Method
from tracker.projects.gaps import gaps_of
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tracker.evaluation.overview import Part
    from tracker.projects.models import Partnership

TODAY = utc_now().date()
DAY = timedelta(days=1)
NO_INDICATOR = "Name what you count: the first indicator"


def sentences(partnership: Partnership) -> list[str]:
    return [str(gap.sentence) for gap in gaps.missing_results([partnership], TODAY)[partnership.id]]


@pytest.mark.parametrize(
    ("stage", "methods", "expected"),
    [
        (Stage.BUILDING, None, []),
        (Stage.BUILDING, [Method.SURVEY], []),
        (Stage.BUILDING, [Method.SURVEY, Method.INDICATORS], [NO_INDICATOR]),
        (Stage.EVALUATION, None, [NO_INDICATOR]),
    ],
)
def test_indicators_are_missed_where_they_were_planned_and_at_stage_6(
    database: Session, stage: Stage, methods: list[Method] | None, expected: list[str]
) -> None:
    partnership = make_partnership_at(database, stage)
    if methods is not None:
        make_plan(partnership, methods=methods)

    assert sentences(partnership) == expected
    assert [
        gap for gap in (str(each.sentence) for each in gaps_of(partnership, TODAY)) if gap == NO_INDICATOR
    ] == expected


@pytest.mark.parametrize(
    ("stage", "is_measured", "expected"),
    [
        (Stage.EVERYDAY, False, []),
        (Stage.EVALUATION, False, ["1 indicator waits for a value"]),
        (Stage.EVALUATION, True, []),
    ],
)
def test_values_are_missed_at_stage_6(
    database: Session, stage: Stage, expected: list[str], *, is_measured: bool
) -> None:
    partnership = make_partnership_at(database, stage)
    indicator = make_indicator(partnership)
    if is_measured:
        make_value(indicator)

    assert sentences(partnership) == expected


def test_what_was_cancelled_dropped_or_measured_in_part_is_not_measured(database: Session) -> None:
    partnership = make_partnership_at(database, Stage.EVALUATION)
    cancelled, in_part = make_indicator(partnership), make_indicator(partnership, breakdown=["Женщины"])
    services.cancel_value(make_value(cancelled), by=None, reason="Ошибка")
    make_value(in_part, category="Женщины")
    services.drop_indicator(make_indicator(partnership), by=None, reason="Не нужен")

    assert sentences(partnership) == ["2 indicators wait for a value"]
    assert gaps.waits(cancelled, TODAY)
    assert gaps.waits(in_part, TODAY)


@pytest.mark.parametrize(
    ("target_on", "last_on", "expected"),
    [
        (None, None, False),
        (TODAY, None, False),
        (TODAY - DAY, None, True),
        (TODAY - DAY, TODAY - 2 * DAY, True),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY - DAY, TODAY, False),
    ],
)
def test_a_value_is_due_when_the_day_of_the_target_has_passed(
    target_on: date | None, last_on: date | None, *, expected: bool
) -> None:
    assert gaps.is_due(target_on, last_on, TODAY) is expected


def test_many_partnerships_take_as_many_queries_as_one(
    database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    several = [make_partnership_at(database, Stage.EVALUATION) for _ in range(3)]
    for partnership in several:
        make_value(make_indicator(partnership))

    with count_queries() as queries:
        gaps.missing_results(several, TODAY)

    assert sum("FROM indicators" in each or "FROM evaluation_plans" in each for each in queries) == 2


# --- the first page -----------------------------------------------------------------------------------------------------


def part(partnership: Partnership) -> Part:
    assert partnership.created_by is not None
    return next(
        each
        for each in parts_of(partnership, partnership.created_by, TODAY)
        if each.name is PartName.INDICATORS
    )


def test_the_first_page_leads_to_the_first_indicator(partnership: Partnership) -> None:
    shown = part(partnership)

    assert (shown.progress, shown.next_endpoint) == (Progress.NOT_BEGUN, "evaluation.new_indicator")


def test_the_first_page_counts_how_indicators_stand(partnership: Partnership) -> None:
    make_value(make_indicator(partnership, baseline="0", target="4"), "5")
    make_value(make_indicator(partnership, baseline="0", target="4"), "1")
    make_value(make_indicator(partnership), "1")
    waiting = make_indicator(partnership)

    shown = part(partnership)

    assert shown.sentence == (
        "4 indicators. Target reached: 1, on the way: 1, measured, no target: 1, not measured yet: 1."
    )
    assert (shown.progress, shown.next_values) == (Progress.UNDER_WAY, {"indicator_id": waiting.id})
    assert not shown.is_urgent


def test_at_stage_6_a_missing_value_is_urgent_and_a_measured_one_is_done(database: Session) -> None:
    partnership = make_partnership_at(database, Stage.EVALUATION)
    indicator = make_indicator(partnership)
    assert part(partnership).is_urgent

    make_value(indicator, day=FIRST_DAY)

    shown = part(partnership)
    assert (shown.progress, shown.next_step) == (Progress.DONE, "")
