"""What is missing about experts, and what proves that they were involved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.evaluation.experts import next_steps, queries
from tracker.evaluation.experts.models import Expert, ExpertOpinion
from tracker.evaluation.planning.models import EvaluationPlan, PlanMethod
from tracker.evaluation.planning.terms import Method
from tracker.i18n import _, _l, _n, show_date
from tracker.projects import presence, stamps
from tracker.projects.cycle import Proof, proof_by
from tracker.projects.gaps import Gap, GapKind, check_together
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


EXPERTS = (
    select(Expert)
    .where(Expert.partnership_id.in_(presence.IDS))
    .options(queries.WITH_OPINION)
    .order_by(Expert.id)
)
AUDITED = (
    select(EvaluationPlan.partnership_id, EvaluationPlan.round)
    .join(PlanMethod, PlanMethod.plan_id == EvaluationPlan.id)
    .where(EvaluationPlan.partnership_id.in_(presence.IDS), PlanMethod.method == Method.EXTERNAL_AUDIT)
)
"""Partnerships and rounds whose plan counts on an external expert."""


@check_together
def missing_opinions(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """Links that nobody has yet, opinions that are late, and experts that the plan counts on; the same queries for one and for many."""
    session = session_of(partnerships[0])
    rounds = {partnership.id: partnership.round for partnership in partnerships}
    experts: dict[int, list[Expert]] = {number: [] for number in rounds}
    for (expert,) in presence.ask(session, Expert, EXPERTS, list(rounds)):
        if expert.round == rounds[expert.partnership_id]:
            experts[expert.partnership_id].append(expert)
    audited = presence.ask(session, EvaluationPlan, AUDITED, list(rounds))
    planned = {(row.partnership_id, row.round) for row in audited}
    return {
        each.id: list(_gaps_of(each, experts[each.id], today, is_planned=(each.id, each.round) in planned))
        for each in partnerships
    }


def _gaps_of(
    partnership: Partnership, experts: Sequence[Expert], today: date, *, is_planned: bool
) -> Iterator[Gap]:
    for expert in next_steps.unsent(experts):
        sentence = _("Send %(name)s the link for the opinion", name=expert.name)
        yield Gap(sentence, "evaluation.show_expert", {"expert_id": expert.id}, GapKind.RESULTS)
    for expert in next_steps.overdue(experts, today):
        sentence = _(
            "The opinion of %(name)s was to come by %(day)s: give more time, or go on without",
            name=expert.name,
            day=show_date(expert.due_on),
        )
        yield Gap(sentence, "evaluation.show_expert", {"expert_id": expert.id}, GapKind.RESULTS)
    if is_planned and not experts and partnership.stage.number >= Stage.EVALUATION.number:
        yield Gap(
            _l("Invite the external expert that the plan counts on"),
            "evaluation.experts",
            {"partnership_id": partnership.id},
            GapKind.RESULTS,
        )


@proof_by(ChecklistItem.EXPERTS_INVOLVED)
def opinions_were_handed_in(partnership: Partnership) -> Proof | None:
    """An expert has handed in an opinion on the present round."""
    count = queries.count_handed_in(partnership)
    if not count:
        return None
    sentence = _n(
        "%(num)d external expert has handed in an opinion.",
        "%(num)d external experts have handed in their opinions.",
        count,
    )
    return Proof(sentence, "evaluation.experts", {"partnership_id": partnership.id})


presence.keep(Expert, Expert.partnership_id)
stamps.cover(Expert, ExpertOpinion)
