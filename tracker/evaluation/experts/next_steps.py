"""The one thing to do next about experts, for whoever leads the partnership, and what is still missing for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tracker.database import utc_now
from tracker.evaluation.experts.terms import ExpertState
from tracker.i18n import _, _n, show_date

if TYPE_CHECKING:
    from tracker.evaluation.experts.models import CriteriaSet, Expert
    from tracker.projects.models import Partnership

REMIND_BEFORE = timedelta(days=5)
"""So long before the last day a reminder helps."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, why, and where."""

    title: str
    text: str
    label: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    is_urgent: bool = False


def unsent(experts: Sequence[Expert]) -> list[Expert]:
    """Those to whom an open link was never sent nor shown: nobody can have it."""
    now = utc_now()
    return [each for each in experts if each.state_at(now).is_waiting and not each.is_known]


def overdue(experts: Sequence[Expert], today: date) -> list[Expert]:
    """Those whose last day is over without an opinion."""
    now = utc_now()
    return [each for each in experts if each.due_on < today and each.state_at(now) is ExpertState.EXPIRED]


def due_soon(experts: Sequence[Expert], today: date) -> list[Expert]:
    """Those who are still waited for, and not for long any more."""
    now = utc_now()
    return [
        each for each in experts if each.state_at(now).is_waiting and each.due_on <= today + REMIND_BEFORE
    ]


def step_of(
    partnership: Partnership, criteria: CriteriaSet | None, experts: Sequence[Expert], today: date
) -> Step | None:
    """What waits; nothing where the team has only to wait, or to read."""
    here = {"partnership_id": partnership.id}
    if criteria is None:
        return Step(
            _("Choose the criteria"),
            _("An expert should know by what to judge. Some are ready to take over."),
            _("Choose the criteria"),
            "evaluation.edit_criteria",
            here,
        )
    if not experts:
        return Step(
            _("Invite an expert"),
            _("Somebody who knows the field and is not tied to the partners. You choose what is shown."),
            _("Invite an expert"),
            "evaluation.invite_expert",
            here,
        )
    return (
        _of_sending(unsent(experts))
        or _of_lateness(overdue(experts, today))
        or _of_reminding(due_soon(experts, today))
    )


def _of_sending(waiting: Sequence[Expert]) -> Step | None:
    if not waiting:
        return None
    return Step(
        _("Send %(name)s the link", name=waiting[0].name),
        _("Nobody has it yet: send the letter, or show the link and pass it on yourself."),
        _("Go to the link"),
        "evaluation.show_expert",
        {"expert_id": waiting[0].id},
        is_urgent=True,
    )


def _of_lateness(late: Sequence[Expert]) -> Step | None:
    if not late:
        return None
    first = late[0]
    return Step(
        _("Give %(name)s more time, or go on without", name=first.name),
        _("The opinion was to come by %(day)s. The link works no more.", day=show_date(first.due_on)),
        _("Give more time"),
        "evaluation.edit_expert",
        {"expert_id": first.id, "_anchor": "due_on"},
        is_urgent=True,
    )


def _of_reminding(waiting: Sequence[Expert]) -> Step | None:
    if not waiting:
        return None
    names = ", ".join(each.name for each in waiting)
    return Step(
        _n("Remind the expert", "Remind the experts", len(waiting)),
        _("The last day is near for: %(names)s.", names=names),
        _("Go to the link"),
        "evaluation.show_expert",
        {"expert_id": waiting[0].id},
    )
