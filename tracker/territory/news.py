"""What is new in a view since the last letter: recorded, moved, ended, overdue. Only what its owner may see now.

Four queries and the counts of each part; what somebody could see at another time plays no role.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, or_, select

from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects import figures
from tracker.projects.filters import Shown
from tracker.projects.models import Partnership
from tracker.projects.terms import Stage, Visibility
from tracker.resources.models import Commitment
from tracker.resources.queries import overdue_clause

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.figures import Scope
    from tracker.territory.looking import Looking

MOST_LISTED = 15
"""So many are named in each part of a letter; of the others it says how many there are."""
MOVES = (EntryKind.STAGE_MOVED, EntryKind.CONTINUED)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A partnership that is new to the reader."""

    id: int
    title: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Moved:
    """A partnership that came from one stage to another."""

    id: int
    title: str
    before: Stage | None
    stage: Stage


@dataclass(frozen=True, slots=True)
class Ended:
    """A partnership that ended."""

    id: int
    title: str
    on: date


@dataclass(frozen=True, slots=True)
class Overdue:
    """A promise that became overdue."""

    id: int
    title: str
    commitment: str
    due_on: date


@dataclass(frozen=True, slots=True)
class News:
    """What a letter tells."""

    since: datetime
    until: datetime
    new: Sequence[Recorded]
    moved: Sequence[Moved]
    ended: Sequence[Ended]
    overdue: Sequence[Overdue]

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.ended or self.overdue)


def news_of(session: Session, looking: Looking, *, since: datetime, until: datetime) -> News:
    """What happened in a view from one instant up to another."""
    if not looking.has_regions:
        return News(since, until, (), (), (), ())
    scope = looking.scope()
    return News(
        since=since,
        until=until,
        new=_new(session, looking, scope, since, until),
        moved=_moved(session, scope, since, until),
        ended=_ended(session, looking, since, until),
        overdue=_overdue(session, scope, since.date(), until.date()),
    )


def _entries(scope: Scope, kinds: Sequence[EntryKind], since: datetime, until: datetime) -> Select[Any]:
    """Entries of the histories of some partnerships, as far as everybody who sees the inside may read them."""
    return (
        select(Partnership.id, Partnership.title, Partnership.stage, Entry.kind, Entry.parts)
        .join(Entry, Entry.book_id == Partnership.book_id)
        .where(
            Partnership.id.in_(scope),
            Entry.kind.in_(kinds),
            Entry.is_team_only.is_(False),
            Entry.recorded_at >= since,
            Entry.recorded_at < until,
        )
        .order_by(Entry.id)
    )


def _value(parts: dict[str, Any], name: str) -> Any:
    return parts.get(name, {}).get("value")


def _new(
    session: Session, looking: Looking, scope: Scope, since: datetime, until: datetime
) -> list[Recorded]:
    """Those written down since, and those that were opened to the reader since."""
    opened = {
        row.id
        for row in session.execute(_entries(scope, [EntryKind.VISIBILITY_CHANGED], since, until))
        if _was_closed(looking.user, (_value(row.parts, "changes") or {}).get("visibility", {}).get("old"))
    }
    rows = session.execute(
        select(Partnership.id, Partnership.title, Partnership.stage)
        .where(
            Partnership.id.in_(scope),
            or_(
                and_(Partnership.created_at >= since, Partnership.created_at < until),
                Partnership.id.in_(opened),
            ),
        )
        .order_by(Partnership.created_at, Partnership.id)
    )
    return [Recorded(row.id, row.title, row.stage) for row in rows]


def _was_closed(user: User, old: str | None) -> bool:
    """Whether this visibility kept the reader out; a team and administrators were never kept out."""
    if old is None or user.is_admin:
        return False
    visibility = Visibility.from_code(old)
    return not (
        (user.is_programme_staff and visibility.reaches_programme)
        or (user.is_official and visibility.reaches_officials)
    )


def _moved(session: Session, scope: Scope, since: datetime, until: datetime) -> list[Moved]:
    """Each once: from where it stood before the first move to where it stands now."""
    first: dict[int, tuple[str, Stage, str | None]] = {}
    for row in session.execute(_entries(scope, MOVES, since, until)):
        before = _value(row.parts, "stage_from")
        first.setdefault(row.id, (row.title, row.stage, before))
    return [
        Moved(number, title, Stage.from_code(before) if before else None, stage)
        for number, (title, stage, before) in first.items()
        if before != stage.code
    ]


def _ended(session: Session, looking: Looking, since: datetime, until: datetime) -> list[Ended]:
    """Those that have ended, whichever state the view shows; one that goes on again has not."""
    ended = figures.ids_of(looking.partnerships(replace(looking.chosen, shown=Shown.ENDED)))
    rows = session.execute(
        select(Partnership.id, Partnership.title, Partnership.ended_on)
        .join(Entry, Entry.book_id == Partnership.book_id)
        .where(
            Partnership.id.in_(ended),
            Entry.kind.in_((EntryKind.ENDED, EntryKind.CREATED)),
            Entry.recorded_at >= since,
            Entry.recorded_at < until,
        )
        .distinct()
        .order_by(Partnership.ended_on, Partnership.id)
    )
    return [Ended(row.id, row.title, row.ended_on) for row in rows]


def _overdue(session: Session, scope: Scope, since: date, until: date) -> list[Overdue]:
    """Promises whose day passed in the meantime, and that are open still."""
    rows = session.execute(
        select(Partnership.id, Partnership.title, Commitment.description, Commitment.due_on)
        .join(Commitment, Commitment.partnership_id == Partnership.id)
        .where(Partnership.id.in_(scope), Commitment.due_on >= since, overdue_clause(until))
        .order_by(Commitment.due_on, Commitment.id)
    )
    return [Overdue(row.id, row.title, row.description, row.due_on) for row in rows]
