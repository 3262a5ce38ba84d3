"""Whether a partnership lives: the sign of life, “still running”, the end, and the way back from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.projects import cycle, history
from tracker.projects.models import Partnership, StageVisit
from tracker.projects.terms import LifeSign

if TYPE_CHECKING:
    from tracker.accounts.models import User

STALE_MONTHS = 6
SILENT_MONTHS = 12


def life_sign(
    partnership: Partnership,
    today: date,
    stale_months: int = STALE_MONTHS,
    silent_months: int = SILENT_MONTHS,
) -> LifeSign:
    """How long ago somebody last did or confirmed anything, in calendar months."""
    return sign_of(partnership.alive_on, today, stale_months, silent_months)


def sign_of(
    alive_on: date, today: date, stale_months: int = STALE_MONTHS, silent_months: int = SILENT_MONTHS
) -> LifeSign:
    """The same of the day of the last sign of life."""
    if alive_on >= cycle.months_before(today, stale_months):
        return LifeSign.GREEN
    return LifeSign.YELLOW if alive_on >= cycle.months_before(today, silent_months) else LifeSign.RED


def life_clause(
    sign: LifeSign, today: date, stale_months: int = STALE_MONTHS, silent_months: int = SILENT_MONTHS
) -> ColumnElement[bool]:
    """The condition that finds partnerships with this sign of life: the twin of ``life_sign``."""
    stale, silent = cycle.months_before(today, stale_months), cycle.months_before(today, silent_months)
    if sign is LifeSign.GREEN:
        return Partnership.alive_on >= stale
    if sign is LifeSign.YELLOW:
        return and_(Partnership.alive_on < stale, Partnership.alive_on >= silent)
    return and_(Partnership.alive_on < stale, Partnership.alive_on < silent)


def hold_running(partnership: Partnership) -> None:
    """Keep the record for us until the transaction ends, as others have left it; refuse one that does not run.

    Two people who act on one partnership at once thus act one after the other, and the second knows what the first did.
    """
    hold(partnership)
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back first."))
    if partnership.is_ended:
        raise WrongState(_l("The partnership has ended. Its broker can reopen it, then it moves on."))


def hold(partnership: Partnership) -> None:
    """Keep the record for us until the transaction ends, as others have left it."""
    session = session_of(partnership)
    session.flush()
    session.refresh(partnership, with_for_update={"key_share": True})


def past_day(on: date | None, *, field: str = "on") -> date:
    """The day on which something happened, today when none is given; a day to come is refused."""
    today = utc_now().date()
    if on is not None and on > today:
        raise DomainError(_l("This day is still to come."), field=field)
    return on or today


def confirm_alive(partnership: Partnership, *, by: User | None, on: date | None = None) -> None:
    """Somebody says that the partnership goes on."""
    hold_running(partnership)
    history.write(partnership, EntryKind.ALIVE_CONFIRMED, by=by, happened_on=past_day(on))


def end(partnership: Partnership, *, by: User | None, on: date, reason: str) -> None:
    """End the partnership from whatever stage it is in. It stays readable, with its people and their roles."""
    hold_running(partnership)
    day = past_day(on)
    reason = reason.strip()
    if not reason:
        raise DomainError(_l("Say in a few words why the partnership ended."), field="reason")
    if partnership.started_on is not None and day < partnership.started_on:
        raise DomainError(_l("The partnership cannot end before it started."), field="on")
    close(partnership, day)
    history.write(
        partnership, EntryKind.ENDED, by=by, happened_on=day, reason=reason, stage_from=partnership.stage.code
    )


def close(partnership: Partnership, day: date) -> None:
    """Note the last day of the partnership and of its visit to the present stage."""
    partnership.ended_on = day
    visit = cycle.current_visit(partnership)
    if visit is not None:
        # A partnership written down after its end was entered here later than it ended.
        visit.left_on = max(day, visit.entered_on)


def reopen(partnership: Partnership, *, by: User | None, reason: str) -> None:
    """Take the end back: the partnership goes on from the stage in which it ended."""
    hold(partnership)
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back first."))
    if not partnership.is_ended:
        raise WrongState(_l("The partnership has not ended, so there is nothing to reopen."))
    reason = reason.strip()
    if not reason:
        raise DomainError(_l("Say in a few words why the partnership goes on."), field="reason")
    with history.changes(partnership, "ended_on", kind=EntryKind.REOPENED, by=by, reason=reason):
        partnership.ended_on = None
        partnership.visits.append(
            StageVisit(
                stage=partnership.stage,
                round=partnership.round,
                entered_on=utc_now().date(),
                entered_by=by,
                reason=reason,
            )
        )
