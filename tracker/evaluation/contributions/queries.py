"""Reading what each partner gave, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from tracker.database import session_of, utc_now
from tracker.evaluation.benefits.queries import is_current, participations_of
from tracker.evaluation.contributions.models import ContributionNote
from tracker.evaluation.contributions.shares import Contributions, contribution_of
from tracker.projects import presence
from tracker.projects.models import Participation
from tracker.projects.queries import NAME_ONLY
from tracker.resources.models import Commitment

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership


def contributions_of(partnership: Partnership, today: date | None = None) -> Contributions:
    """What each partner promised and delivered, and how it was credited; the same queries for one partner and for thirty."""
    session, day = session_of(partnership), today or utc_now().date()
    partners = session.scalars(participations_of(partnership)).all()
    given: dict[int, list[Commitment]] = defaultdict(list)
    for commitment in session.scalars(commitments_of(partnership)):
        given[commitment.participation_id].append(commitment)
    notes = {note.participation_id: note for note in session.scalars(notes_of(partnership))}
    made = [
        contribution_of(
            each, given[each.id], notes.get(each.id), is_current=is_current(each, partnership, day)
        )
        for each in partners
    ]
    made.sort(key=lambda partner: not partner.is_current)
    return Contributions(partnership.id, tuple(made))


def commitments_of(partnership: Partnership) -> Select[Commitment]:
    """The commitments of a partnership in the order in which they were offered."""
    return (
        select(Commitment)
        .where(Commitment.partnership_id == partnership.id)
        .options(lazyload(Commitment.participation))
        .order_by(Commitment.offered_on, Commitment.id)
    )


def notes_of(partnership: Partnership) -> Select[ContributionNote]:
    """What is said of the contributions of a partnership."""
    return (
        select(ContributionNote)
        .join(Participation, Participation.id == ContributionNote.participation_id)
        .where(Participation.partnership_id == partnership.id)
        .options(joinedload(ContributionNote.credited_by).options(*NAME_ONLY))
        .order_by(ContributionNote.id)
    )


def note_of(participation: Participation, *, fresh: bool = False) -> ContributionNote | None:
    """What is said of the contribution of one partner; ``fresh`` reads it anew from the database."""
    query = select(ContributionNote).where(ContributionNote.participation_id == participation.id)
    return session_of(participation).scalar(query.execution_options(populate_existing=fresh))


CREDITED = (
    select(ContributionNote.participation_id)
    .join(Participation, Participation.id == ContributionNote.participation_id)
    .where(Participation.partnership_id.in_(presence.IDS), ContributionNote.credited_on.is_not(None))
)


def credited(session: Session, partnerships: Iterable[int]) -> set[int]:
    """The participations whose contribution was credited; one query for many partnerships."""
    return {key for (key,) in presence.ask(session, ContributionNote, CREDITED, list(partnerships))}
