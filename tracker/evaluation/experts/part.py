"""Experts on the first page of the evaluation, and beside the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.evaluation import overview
from tracker.evaluation.experts import next_steps, queries
from tracker.evaluation.experts.terms import ExpertState
from tracker.evaluation.planning.panels import PLAN_PANELS
from tracker.evaluation.planning.queries import plan_of
from tracker.evaluation.planning.terms import Method
from tracker.i18n import _, _l, _n
from tracker.permissions import Permission, can
from tracker.projects.header import Panel

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.experts.models import Expert
    from tracker.evaluation.planning.models import EvaluationPlan
    from tracker.projects.models import Partnership

TITLE = _l("External experts")
ICON = "user-search"


def experts_part(partnership: Partnership, user: User, today: date) -> overview.Part:
    """Who was asked and who has answered. Nobody has to ask an expert; once asked, the part is under way."""
    here = {"partnership_id": partnership.id}
    experts = list(session_of(partnership).scalars(queries.experts_of(partnership)))
    is_planned = names_external_audit(partnership)
    step = None
    if (
        (experts or is_planned)
        and partnership.is_active
        and can(user, Permission.PARTNERSHIP_LEAD, partnership)
    ):
        step = next_steps.step_of(partnership, queries.present_set(partnership), experts, today)
    return overview.Part(
        overview.PartName.EXPERTS,
        str(TITLE),
        ICON,
        _sentence(experts, is_planned=is_planned),
        "evaluation.experts",
        here,
        progress=_progress(experts, is_planned=is_planned),
        next_step=step.label if step is not None else "",
        next_endpoint=step.endpoint if step is not None else "",
        next_values=step.values if step is not None else {},
        is_urgent=step is not None and step.is_urgent,
    )


def names_external_audit(partnership: Partnership) -> bool:
    """Whether the plan of the present round counts on somebody from outside."""
    plan = plan_of(partnership)
    return plan is not None and Method.EXTERNAL_AUDIT in plan.methods


def counted(experts: Sequence[Expert]) -> tuple[int, int]:
    """How many have handed in, and how many are still waited for."""
    now = utc_now()
    states = [expert.state_at(now) for expert in experts]
    return states.count(ExpertState.HANDED_IN), sum(state.is_waiting for state in states)


def _sentence(experts: Sequence[Expert], *, is_planned: bool) -> str:
    given, waiting = counted(experts)
    told = []
    if given:
        told.append(_n("%(num)d opinion was handed in.", "%(num)d opinions were handed in.", given))
    if waiting:
        told.append(_n("%(num)d is still to come.", "%(num)d are still to come.", waiting))
    if told:
        return " ".join(told)
    if is_planned:
        return _("The plan counts on an expert from outside. Nobody is asked yet.")
    return _(
        "Somebody from outside looks at what you release, gives marks by your criteria and writes an opinion."
    )


def _progress(experts: Sequence[Expert], *, is_planned: bool) -> overview.Progress:
    given, waiting = counted(experts)
    if waiting:
        return overview.Progress.UNDER_WAY
    if given:
        return overview.Progress.DONE
    return overview.Progress.NOT_BEGUN if is_planned else overview.Progress.OPTIONAL


def experts_beside_plan(plan: EvaluationPlan, user: User, _today: date) -> Panel | None:
    """Who was asked from outside, beside the plan of the round in which they were asked."""
    partnership = plan.partnership
    found = session_of(partnership).scalars(queries.experts_of(partnership))
    experts = [expert for expert in found if expert.round == plan.round and expert.revoked_at is None]
    if not experts and Method.EXTERNAL_AUDIT not in plan.methods:
        return None
    now = utc_now()
    return Panel(
        "evaluation/experts/_beside_plan.html",
        {
            "partnership": partnership,
            "experts": [(expert, expert.state_at(now)) for expert in experts],
            "may_lead": partnership.is_active
            and plan.round == partnership.round
            and can(user, Permission.PARTNERSHIP_LEAD, partnership),
        },
    )


overview.PARTS.append(experts_part)
PLAN_PANELS.append(experts_beside_plan)
