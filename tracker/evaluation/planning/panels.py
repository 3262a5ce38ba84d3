"""The plan on the first page of the evaluation, and what packages above show beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from tracker.database import session_of
from tracker.evaluation import overview
from tracker.evaluation.planning import gaps, queries, timing
from tracker.evaluation.planning.models import plan_partners
from tracker.evaluation.planning.terms import Timing
from tracker.i18n import _, _n
from tracker.permissions import Permission, can
from tracker.projects.gaps import has_come_to
from tracker.projects.services.partners import JOINING_STEPS
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.planning.models import EvaluationPlan
    from tracker.projects.header import Panel
    from tracker.projects.models import Participation, Partnership

PLAN_PANELS: list[Callable[[EvaluationPlan, User, date], Panel | None]] = []
"""Each makes one panel beside a plan, such as the external experts it names; filled by packages above."""


def plan_part(partnership: Partnership, user: User, _today: date) -> overview.Part:
    """Whether there is a plan, how early it was made, and what it lacks."""
    plan = queries.plan_of(partnership)
    here = {"partnership_id": partnership.id}
    may_edit = partnership.is_active and can(user, Permission.PARTNERSHIP_EDIT, partnership)
    if plan is None:
        return overview.Part(
            overview.PartName.PLAN,
            _("Plan of the evaluation"),
            "clipboard-list",
            _(
                "Agree early what you want to find out and how: who knows what will be measured works towards it."
            ),
            "evaluation.plan",
            here,
            next_step=_("Plan the evaluation") if may_edit else "",
            next_endpoint="evaluation.edit_plan",
            next_values=here,
            is_urgent=has_come_to(partnership, Stage.COMMITMENTS),
        )
    lacking = gaps.gaps_in(plan)
    first = lacking[0] if lacking else None
    return overview.Part(
        overview.PartName.PLAN,
        _("Plan of the evaluation"),
        "clipboard-list",
        f"{_how_early(plan)} {_what_is_missing(len(lacking))}",
        "evaluation.plan",
        here,
        progress=overview.Progress.UNDER_WAY if lacking else overview.Progress.DONE,
        next_step=_("Complete the plan") if first is not None and may_edit else "",
        next_endpoint=first.endpoint if first is not None else "",
        next_values=first.values if first is not None else {},
    )


def _how_early(plan: EvaluationPlan) -> str:
    planned = timing.history_of(plan)
    timed = planned[0].remark.timing if planned else Timing.IN_TIME
    late = sum(each.remark.timing is Timing.LATE for each in planned[1:])
    sentence = {
        Timing.EARLY: _("Planned early."),
        Timing.IN_TIME: _("Planned in time."),
        Timing.LATE: _("Planned late, which is still better than never."),
    }[timed]
    if not late or timed is Timing.LATE:
        return sentence
    changes = _n("%(num)d late change.", "%(num)d late changes.", late)
    return f"{sentence} {changes}"


def _what_is_missing(count: int) -> str:
    if not count:
        return _("Nothing is missing in it.")
    return _n("%(num)d thing is still missing.", "%(num)d things are still missing.", count)


def move_plans(participation: Participation, twin: Participation) -> None:
    """When two records of one organisation become one, its part in evaluating becomes one."""
    session, column = session_of(twin), plan_partners.c.participation_id
    of_both = select(plan_partners.c.plan_id).where(column.in_((participation.id, twin.id))).distinct()
    plans = list(session.scalars(of_both))
    session.execute(delete(plan_partners).where(column.in_((participation.id, twin.id))))
    if plans:
        session.execute(
            insert(plan_partners), [{"plan_id": plan, "participation_id": twin.id} for plan in plans]
        )


overview.PARTS.append(plan_part)
JOINING_STEPS.append(move_plans)
