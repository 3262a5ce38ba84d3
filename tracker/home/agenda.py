"""What waits for somebody: overdue and soon due promises, help that was offered, partnerships without a sign of life."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, bindparam, func, or_, select

from tracker.accounts.models import User
from tracker.database import fixed_limit
from tracker.keyset import COUNT_CAP
from tracker.partners.models import Organisation
from tracker.projects.models import Participation, Partnership
from tracker.projects.own import STATE_READ_LAST, is_own
from tracker.projects.queries import EDITING_ROLES
from tracker.resources.helping.models import HelpOffer
from tracker.resources.helping.terms import HelpState
from tracker.resources.models import Commitment, Need
from tracker.resources.queries import CLOSED
from tracker.resources.terms import CommitmentState
from tracker.web import Page

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

SOON = timedelta(days=14)
MOST = 8


class Urgency(enum.IntEnum):
    """The most urgent first."""

    OVERDUE = 0
    ASKED = 1
    """Somebody from outside offered help, and waits for an answer."""
    SILENT = 2
    WAITING = 3
    SOON = 4


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: about a commitment, an offer of help, or a whole partnership."""

    urgency: Urgency
    partnership_id: int
    title: str
    """Of the partnership."""
    day: date | None
    commitment_id: int | None = None
    help_offer_id: int | None = None
    description: str = ""
    giver: str = ""
    """What is promised or needed, and who gives it: empty where that person's data were erased."""


MINE = (
    select(Partnership.id)
    .where(is_own(bindparam("user")), STATE_READ_LAST.archived_at.is_(None))
    .order_by(Partnership.ended_on.is_not(None), Partnership.updated_at.desc(), Partnership.id.desc())
)
"""Partnerships in whose team somebody is, active ones first, the latest changed first."""
COUNTED_MINE = MINE.add_columns(func.count().over()).offset(bindparam("before"))
"""All of them are put in order for a page, so they are counted on the way."""
COUNT_OF_MINE = select(func.count()).select_from(MINE.order_by(None).limit(COUNT_CAP + 1).subquery())
EDITED = (
    is_own(bindparam("user"), EDITING_ROLES),
    STATE_READ_LAST.ended_on.is_(None),
    STATE_READ_LAST.archived_at.is_(None),
)
PROMISES = (
    select(
        Commitment.id,
        Commitment.description,
        Commitment.state,
        Commitment.due_on,
        Partnership.id.label("partnership_id"),
        Partnership.title,
        Organisation.name,
        Organisation.short_name,
    )
    .join(Partnership, Partnership.id == Commitment.partnership_id)
    .join(Participation, Participation.id == Commitment.participation_id)
    .join(Organisation, Organisation.id == Participation.organisation_id)
    .where(
        *EDITED,
        Commitment.state.not_in(CLOSED),
        or_(Commitment.due_on < bindparam("soon", type_=Date), Commitment.state == CommitmentState.OFFERED),
    )
    .order_by(Commitment.due_on.is_(None), Commitment.due_on, Commitment.id)
)
FIRST_PROMISES, MORE_PROMISES = (PROMISES.limit(fixed_limit(most)) for most in (MOST, 4 * MOST))
OFFERED_HELP = (
    select(
        HelpOffer.id,
        HelpOffer.created_at,
        Need.description,
        Partnership.id.label("partnership_id"),
        Partnership.title,
        User.name,
        User.email,
        User.erased_at,
    )
    .join(Need, Need.id == HelpOffer.need_id)
    .join(Partnership, Partnership.id == Need.partnership_id)
    .join(User, User.id == HelpOffer.offered_by_id)
    .where(*EDITED, HelpOffer.state == HelpState.WAITING)
    .order_by(HelpOffer.id)
    .limit(fixed_limit(MOST))
)
SILENT = (
    select(Partnership.id, Partnership.title, Partnership.alive_on)
    .where(*EDITED, Partnership.alive_on < bindparam("stale", type_=Date))
    .order_by(Partnership.alive_on, Partnership.id)
    .limit(fixed_limit(MOST))
)
"""Every visit to the first page asks for these, so they are made once."""


@cache
def _page_of_mine(most: int) -> Select[Any]:
    return COUNTED_MINE.limit(fixed_limit(most))


def mine(session: Session, user: User, *, number: int, size: int) -> Page[int]:
    """A page of the partnerships in whose team somebody is, by their numbers."""
    connection = session.connection()
    asked = {"user": user.id, "before": (number - 1) * size}
    found = connection.execute(_page_of_mine(size + 1), asked).all()
    ids = tuple(row[0] for row in found)
    total = found[0][1] if found else 0
    if not found and number > 1:
        total = connection.scalar(COUNT_OF_MINE, {"user": user.id}) or 0
    has_next = len(ids) > size
    return Page(ids[:size], number, size, min(total, COUNT_CAP), capped=total > COUNT_CAP, has_next=has_next)


def tasks_of(session: Session, user: User, *, today: date, stale: date) -> tuple[Task, ...]:
    """What waits for somebody who edits partnerships; ``stale`` is the day before which a sign of life is missing."""
    connection = session.connection()
    asked = {"user": user.id, "soon": today + SOON}
    tasks = [_task(promise, today) for promise in connection.execute(FIRST_PROMISES, asked)]
    if len(tasks) == MOST and tasks[-1].urgency is Urgency.OVERDUE:
        return tuple(tasks)  # the longest overdue come first, and nothing is more urgent
    if len(tasks) == MOST:
        tasks = [_task(promise, today) for promise in connection.execute(MORE_PROMISES, asked)]
    offers = connection.execute(OFFERED_HELP, {"user": user.id})
    tasks += [
        Task(
            Urgency.ASKED,
            each.partnership_id,
            each.title,
            each.created_at.date(),
            help_offer_id=each.id,
            description=each.description,
            giver="" if each.erased_at else each.name or each.email,
        )
        for each in offers
    ]
    silent = connection.execute(SILENT, {"user": user.id, "stale": stale})
    tasks += [Task(Urgency.SILENT, each.id, each.title, each.alive_on) for each in silent]
    return tuple(sorted(tasks, key=lambda task: (task.urgency, task.day or date.max))[:MOST])


def _task(promise: Any, today: date) -> Task:
    """What waits about a promise that is neither delivered nor withdrawn, of whose row the columns are read."""
    if promise.due_on is not None and promise.due_on < today:
        urgency = Urgency.OVERDUE
    elif promise.state is CommitmentState.OFFERED:
        urgency = Urgency.WAITING
    else:
        urgency = Urgency.SOON
    return Task(
        urgency,
        promise.partnership_id,
        promise.title,
        promise.due_on,
        commitment_id=promise.id,
        description=promise.description,
        giver=promise.short_name or promise.name,
    )


def overdue_counts(session: Session, ids: Sequence[int], today: date) -> dict[int, int]:
    """How many commitments of each of these partnerships are overdue."""
    counts: dict[int, int] = {}
    rows = session.scalars(
        select(Commitment.partnership_id).where(
            Commitment.partnership_id.in_(ids), Commitment.due_on < today, Commitment.state.not_in(CLOSED)
        )
    )
    for partnership_id in rows:
        counts[partnership_id] = counts.get(partnership_id, 0) + 1
    return counts
