"""What is missing in the planning of an evaluation: the plan itself, a part of it, or the keeping of its dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.evaluation.planning.models import EvaluationPlan, PlanMethod
from tracker.evaluation.planning.reserved import reserved_of
from tracker.i18n import _l, _n, show_date
from tracker.projects import presence, stamps
from tracker.projects.gaps import Gap, GapKind, check_together, has_come_to
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.i18n import LazyString
    from tracker.projects.models import Partnership

PARTS: tuple[tuple[str, LazyString], ...] = (
    ("questions", _l("Write down what you want to find out")),
    ("methods", _l("Choose how you will find it out")),
    ("procedure", _l("Describe how it is done, step by step")),
    ("begins_on", _l("Say when the evaluation begins")),
    ("ends_on", _l("Say when the evaluation should be finished")),
)
"""Parts of a plan that can be empty, and what to do then."""


def gaps_in(plan: EvaluationPlan) -> list[Gap]:
    """What the plan does not say yet, each with the place where it is filled in."""
    return list(_gaps_in(plan))


def _gaps_in(plan: EvaluationPlan) -> Iterator[Gap]:
    for name, sentence in PARTS:
        if not getattr(plan, name):
            yield _to_form(plan, sentence, name)
    if not plan.people and not plan.partners:
        yield _to_form(plan, _l("Say who does it"), "people")
    reserved = reserved_of(plan.commitments)
    if not reserved.counted:
        sentence = (
            _l("Agree on what is to be reserved for it")
            if reserved.offered
            else _l("Reserve what it takes: hours, premises, money")
        )
        yield Gap(sentence, "evaluation.reserve", {"partnership_id": plan.partnership_id}, GapKind.RESULTS)
    if reserved.withdrawn:
        sentence = _n(
            "%(num)d commitment that was reserved was withdrawn: find something else",
            "%(num)d commitments that were reserved were withdrawn: find something else",
            reserved.withdrawn,
        )
        yield Gap(sentence, "evaluation.reserve", {"partnership_id": plan.partnership_id}, GapKind.RESULTS)
    if plan.agreed_on is None:
        yield _to_form(plan, _l("Agree on the plan with the partners, and write down when"), "agreed_on")


def _to_form(plan: EvaluationPlan, sentence: LazyString, anchor: str) -> Gap:
    values = {"partnership_id": plan.partnership_id, "_anchor": anchor}
    return Gap(sentence, "evaluation.edit_plan", values, GapKind.RESULTS)


PLANS = select(
    EvaluationPlan.partnership_id,
    EvaluationPlan.round,
    EvaluationPlan.begins_on,
    EvaluationPlan.ends_on,
).where(EvaluationPlan.partnership_id.in_(presence.IDS))


@check_together
def missing_plans(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """No plan from stage 3 on, or one whose days have passed; one query, however many partnerships there are."""
    rounds = {partnership.id: partnership.round for partnership in partnerships}
    rows = presence.ask(session_of(partnerships[0]), EvaluationPlan, PLANS, list(rounds))
    dates = {row[0]: (row[2], row[3]) for row in rows if row[1] == rounds[row[0]]}
    return {
        partnership.id: list(_gaps_of(partnership, dates.get(partnership.id), today))
        for partnership in partnerships
    }


def _gaps_of(
    partnership: Partnership, dates: tuple[date | None, date | None] | None, today: date
) -> Iterator[Gap]:
    here = {"partnership_id": partnership.id}
    if dates is None:
        if has_come_to(partnership, Stage.COMMITMENTS):
            sentence = _l("Agree how you will evaluate what comes of it")
            values = {**here, "_anchor": "questions"}
            yield Gap(sentence, "evaluation.edit_plan", values, GapKind.RESULTS)
        return
    begins_on, ends_on = dates
    if partnership.stage is Stage.CONTINUATION:
        return
    if ends_on is not None and ends_on < today:
        sentence = _l("The evaluation was to be finished by %(day)s: finish it, or change the plan")
    elif begins_on is not None and begins_on < today and partnership.stage.number < Stage.EVALUATION.number:
        sentence = _l("The evaluation was to begin on %(day)s: begin it, or change the plan")
    else:
        return
    day = ends_on if ends_on is not None and ends_on < today else begins_on
    yield Gap(str(sentence) % {"day": show_date(day)}, "evaluation.plan", here, GapKind.CYCLE)


presence.keep(EvaluationPlan, EvaluationPlan.partnership_id)
stamps.cover(EvaluationPlan, PlanMethod)
