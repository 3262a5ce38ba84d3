"""Moving through the cycle. Any stage can follow any other: going back is normal work, and open steps may stay behind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tracker.errors import Conflict, DomainError, WrongState
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l, show_date
from tracker.projects import cycle, history
from tracker.projects.models import StageVisit
from tracker.projects.services.life import hold_running, past_day
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership


def move(
    partnership: Partnership,
    to: Stage,
    *,
    by: User | None,
    reason: str = "",
    on: date | None = None,
    seen: Stage | None = None,
) -> StageVisit:
    """Go to another stage, later or earlier, on a day that may lie behind.

    A way back, and steps left open on the way forward, want a reason, which is shown to everybody who sees the cycle.
    ``seen`` is the stage that the person had before them; raises ``Conflict`` when somebody else has moved on meanwhile.
    """
    hold_running(partnership)
    present, reason = partnership.stage, reason.strip()
    if seen is not None and seen is not present:
        raise Conflict(
            _("Meanwhile somebody else moved the partnership to the stage “%(stage)s”.", stage=present)
        )
    if to is present:
        raise WrongState(_l("The partnership is in this stage already."), field="to")
    day = day_of_leaving(partnership, on)
    left_open = [item.code for items in cycle.left_open(partnership, to, day).values() for item in items]
    if not reason and to.number < present.number:
        raise DomainError(
            _l("Say in a few words why the partnership returns to an earlier stage."), field="reason"
        )
    if not reason and left_open:
        raise DomainError(_l("Say in a few words why steps stay open."), field="reason")
    visit = enter(partnership, to, on=day, by=by, reason=reason, left_open=left_open)
    history.write(
        partnership,
        EntryKind.STAGE_MOVED,
        by=by,
        happened_on=day,
        stage_from=present.code,
        stage_to=to.code,
        left_open=left_open,
        reason=reason,
    )
    return visit


def day_of_leaving(partnership: Partnership, on: date | None, *, field: str = "on") -> date:
    """The day on which the present stage is left: not to come, and not before it was entered."""
    day = past_day(on, field=field)
    visit = cycle.current_visit(partnership)
    if visit is None or day >= visit.entered_on:
        return day
    sentence = _(
        "This stage began on %(day)s; leaving it cannot be earlier.", day=show_date(visit.entered_on)
    )
    raise DomainError(sentence, field=field)


def enter(
    partnership: Partnership,
    stage: Stage,
    *,
    on: date,
    by: User | None,
    reason: str = "",
    left_open: list[str] | None = None,
) -> StageVisit:
    """Close the present visit and open one of another stage, in the round that the partnership is in."""
    present = cycle.current_visit(partnership)
    if present is not None:
        present.left_on = on
    partnership.stage = stage
    visit = StageVisit(
        stage=stage,
        round=partnership.round,
        entered_on=on,
        entered_by=by,
        reason=reason,
        left_open=left_open or [],
    )
    partnership.visits.append(visit)
    return visit
