"""Proofs of steps that the plan of the evaluation holds. A plan that was made early says so, where the step is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.evaluation.planning import queries, timing
from tracker.evaluation.planning.reserved import reserved_of
from tracker.evaluation.planning.terms import Timing
from tracker.i18n import _, _n, show_date
from tracker.projects.cycle import Proof, proof_by
from tracker.projects.terms import ChecklistItem

if TYPE_CHECKING:
    from tracker.evaluation.planning.timing import Planned
    from tracker.projects.models import Partnership


@proof_by(ChecklistItem.METHOD_AGREED)
def methods_are_in_the_plan(partnership: Partnership) -> Proof | None:
    plan = queries.plan_of(partnership)
    if plan is None or not plan.methods:
        return None
    sentence = _n(
        "The plan names %(num)d method: %(methods)s.",
        "The plan names %(num)d methods: %(methods)s.",
        len(plan.methods),
        methods=", ".join(str(method).lower() for method in plan.methods),
    )
    if plan.agreed_on is not None:
        agreed = _("It was agreed on %(day)s.", day=show_date(plan.agreed_on))
        sentence = f"{sentence} {agreed}"
    planned = timing.first_with(timing.history_of(plan), "methods")
    return Proof(_with_remark(sentence, planned), "evaluation.plan", {"partnership_id": partnership.id})


@proof_by(ChecklistItem.RESOURCES_RESERVED)
def resources_are_set_aside(partnership: Partnership) -> Proof | None:
    plan = queries.plan_of(partnership)
    counted = reserved_of(plan.commitments).counted if plan is not None else 0
    if plan is None or not counted:
        return None
    sentence = _n(
        "%(num)d commitment is reserved for the evaluation.",
        "%(num)d commitments are reserved for the evaluation.",
        counted,
    )
    planned = timing.first_with(timing.history_of(plan), "reserved")
    return Proof(
        _with_remark(sentence, planned),
        "evaluation.plan",
        {"partnership_id": partnership.id, "_anchor": "reserved"},
    )


REMARKS = {
    Timing.EARLY: lambda day: _("Written down on %(day)s: early, well done.", day=day),
    Timing.IN_TIME: lambda day: _("Written down on %(day)s: in time.", day=day),
    Timing.LATE: lambda day: _("Written down on %(day)s: late, when the evaluation had begun.", day=day),
}


def _with_remark(sentence: str, planned: Planned | None) -> str:
    if planned is None:
        return sentence
    remark = REMARKS[planned.remark.timing](show_date(planned.entry.recorded_at.date()))
    return f"{sentence} {remark}"
