"""What waits for somebody: overdue and soon due promises, offers not yet agreed, partnerships without a sign of life."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from tracker.projects.models import Partnership
from tracker.projects.own import STATE_READ_LAST, is_of_team
from tracker.projects.queries import EDITING_ROLES, ONLY_THE_RECORD
from tracker.resources.models import Commitment
from tracker.resources.queries import CLOSED
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

SOON = timedelta(days=14)
MOST = 8


class Urgency(enum.IntEnum):
    """The most urgent first."""

    OVERDUE = 0
    SILENT = 1
    WAITING = 2
    SOON = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: with a commitment, or about a whole partnership."""

    urgency: Urgency
    partnership: Partnership
    day: date | None
    commitment: Commitment | None = None


def mine(user: User) -> Select[Partnership]:
    """Partnerships in whose team somebody is, active ones first, the latest changed first."""
    return (
        select(Partnership)
        .where(is_of_team(user), STATE_READ_LAST.archived_at.is_(None))
        .order_by(Partnership.ended_on.is_not(None), Partnership.updated_at.desc(), Partnership.id.desc())
    )


def tasks_of(session: Session, user: User, *, today: date, stale: date) -> list[Task]:
    """What waits for somebody who edits partnerships; ``stale`` is the day before which a sign of life is missing."""
    editing = (
        is_of_team(user, EDITING_ROLES),
        STATE_READ_LAST.ended_on.is_(None),
        STATE_READ_LAST.archived_at.is_(None),
    )
    commitments = session.scalars(
        select(Commitment)
        .join(Partnership)
        .where(*editing, Commitment.state.not_in(CLOSED), _is_urgent(today))
        .options(joinedload(Commitment.partnership).options(*ONLY_THE_RECORD))
        .order_by(Commitment.due_on.is_(None), Commitment.due_on, Commitment.id)
        .limit(4 * MOST)
    ).unique()
    silent = session.scalars(
        select(Partnership)
        .where(*editing, Partnership.alive_on < stale)
        .options(*ONLY_THE_RECORD)
        .order_by(Partnership.alive_on, Partnership.id)
        .limit(MOST)
    ).unique()
    tasks = [_task(commitment, today) for commitment in commitments]
    tasks += [Task(Urgency.SILENT, partnership, partnership.alive_on) for partnership in silent]
    return sorted(tasks, key=lambda task: (task.urgency, task.day or date.max))[:MOST]


def _is_urgent(today: date) -> ColumnElement[bool]:
    return or_(Commitment.due_on < today + SOON, Commitment.state == CommitmentState.OFFERED)


def _task(commitment: Commitment, today: date) -> Task:
    if commitment.is_overdue_on(today):
        urgency = Urgency.OVERDUE
    elif commitment.state is CommitmentState.OFFERED:
        urgency = Urgency.WAITING
    else:
        urgency = Urgency.SOON
    return Task(urgency, commitment.partnership, commitment.due_on, commitment)


def overdue_counts(session: Session, partnerships: Sequence[Partnership], today: date) -> dict[int, int]:
    """How many commitments of each of these partnerships are overdue."""
    counts: dict[int, int] = {}
    ids = [partnership.id for partnership in partnerships]
    rows = session.scalars(
        select(Commitment.partnership_id).where(
            Commitment.partnership_id.in_(ids), Commitment.due_on < today, Commitment.state.not_in(CLOSED)
        )
    )
    for partnership_id in rows:
        counts[partnership_id] = counts.get(partnership_id, 0) + 1
    return counts
