"""What is missing in the results: indicators that were planned and never named, and values that are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select

from tracker.database import session_of
from tracker.evaluation.indicators.models import Indicator, IndicatorValue
from tracker.evaluation.planning.models import EvaluationPlan, PlanMethod
from tracker.evaluation.planning.terms import Method
from tracker.i18n import _l, _n
from tracker.projects import presence, stamps
from tracker.projects.gaps import Gap, GapKind, check_together
from tracker.projects.models import Partnership
from tracker.projects.terms import Stage

Measured = tuple[date | None, date | None]
"""The day of the target of an indicator, and the day when its whole was last measured."""
LAST_MEASURED = (
    select(Indicator.partnership_id, Indicator.target_on, func.max(IndicatorValue.measured_on))
    .outerjoin(
        IndicatorValue,
        (IndicatorValue.indicator_id == Indicator.id)
        & (IndicatorValue.category == "")
        & IndicatorValue.cancelled_on.is_(None),
    )
    .where(Indicator.partnership_id.in_(presence.IDS), Indicator.dropped_on.is_(None))
    .group_by(Indicator.id, Indicator.partnership_id, Indicator.target_on)
)
COUNTING = (
    select(EvaluationPlan.partnership_id)
    .join(PlanMethod, PlanMethod.plan_id == EvaluationPlan.id)
    .join(Partnership, Partnership.id == EvaluationPlan.partnership_id)
    .where(
        EvaluationPlan.partnership_id.in_(presence.IDS),
        EvaluationPlan.round == Partnership.round,
        PlanMethod.method == Method.INDICATORS,
    )
)
"""Partnerships that plan to count something in their present round."""


@check_together
def missing_results(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """Two queries, however many partnerships and indicators there are."""
    session, ids = session_of(partnerships[0]), [partnership.id for partnership in partnerships]
    measured: dict[int, list[Measured]] = defaultdict(list)
    for partnership_id, target_on, last_on in presence.ask(session, Indicator, LAST_MEASURED, ids):
        measured[partnership_id].append((target_on, last_on))
    counting = {row.partnership_id for row in presence.ask(session, EvaluationPlan, COUNTING, ids)}
    return {
        each.id: list(_gaps(each, measured[each.id], today, is_planned=each.id in counting))
        for each in partnerships
    }


def _gaps(
    partnership: Partnership, measured: list[Measured], today: date, *, is_planned: bool
) -> Iterator[Gap]:
    here = {"partnership_id": partnership.id}
    is_evaluating = partnership.stage.number >= Stage.EVALUATION.number
    if not measured and (is_planned or is_evaluating):
        yield Gap(
            _l("Name what you count: the first indicator"),
            "evaluation.new_indicator",
            here,
            GapKind.RESULTS,
        )
    waiting = sum(
        is_due(target_on, last_on, today) or (is_evaluating and last_on is None)
        for target_on, last_on in measured
    )
    if waiting:
        sentence = _n("%(num)d indicator waits for a value", "%(num)d indicators wait for a value", waiting)
        yield Gap(sentence, "evaluation.indicators", here, GapKind.RESULTS)


def is_due(target_on: date | None, last_on: date | None, today: date) -> bool:
    """The day of the target has passed, and nothing was measured on it or since."""
    return target_on is not None and target_on < today and (last_on is None or last_on < target_on)


def waits(indicator: Indicator, today: date) -> bool:
    """Whether an indicator in use waits for a value of the whole: the first one, or that of the target's day."""
    latest = indicator.latest()
    last_on = latest.measured_on if latest is not None else None
    return not indicator.is_dropped and (last_on is None or is_due(indicator.target_on, last_on, today))


presence.keep(Indicator, Indicator.partnership_id)
stamps.cover(Indicator, IndicatorValue)
