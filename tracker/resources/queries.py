"""Reading needs and commitments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.projects.models import Partnership
from tracker.resources.models import Commitment, Need, ValuationDefault
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.orm import Session

    from tracker.terms import Term

CLOSED = (CommitmentState.DELIVERED, CommitmentState.WITHDRAWN)


def needs_of(partnership: Partnership) -> Select[Need]:
    """The needs of a partnership with the commitments that answer them, those that fell away last."""
    return (
        select(Need)
        .where(Need.partnership_id == partnership.id)
        .options(selectinload(Need.commitments))
        .order_by(Need.dropped_on.is_not(None), Need.due_on.is_(None), Need.due_on, Need.id)
    )


def names_of_needs(partnership: Partnership) -> Select[Need]:
    """The needs of a partnership without what answers them, in the order in which they were listed."""
    return select(Need).where(Need.partnership_id == partnership.id).order_by(Need.id)


def commitments_of(partnership: Partnership) -> Select[Commitment]:
    """The commitments of a partnership, the next due first, withdrawn ones last."""
    return _commitments_of(partnership.id)


def _commitments_of(number: int | BindParameter[int]) -> Select[Commitment]:
    return (
        select(Commitment)
        .where(Commitment.partnership_id == number)
        .options(joinedload(Commitment.need))
        .order_by(
            Commitment.state == CommitmentState.WITHDRAWN,
            Commitment.state == CommitmentState.DELIVERED,
            Commitment.due_on.is_(None),
            Commitment.due_on,
            Commitment.id,
        )
    )


COMMITMENTS_OF = _commitments_of(bindparam("number"))
"""The same for the partnership of a ``number``, for pages that ask each time."""


def overdue_clause(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """The twin of ``Commitment.is_overdue_on``."""
    return (Commitment.due_on < today) & Commitment.state.not_in(CLOSED)


def overdue_in(partnerships: Select[int], today: date) -> Select[Commitment]:
    """Overdue commitments of some active partnerships (a select of ids), the longest overdue first."""
    return (
        select(Commitment)
        .join(Partnership)
        .where(
            Commitment.partnership_id.in_(partnerships),
            Partnership.ended_on.is_(None),
            Partnership.archived_at.is_(None),
            overdue_clause(today),
        )
        .options(joinedload(Commitment.partnership))
        .order_by(Commitment.due_on, Commitment.id)
    )


def defaults_of(partnership: Partnership) -> Select[ValuationDefault]:
    """The methods agreed in advance, by kind."""
    return (
        select(ValuationDefault)
        .where(ValuationDefault.partnership_id == partnership.id)
        .order_by(ValuationDefault.kind, ValuationDefault.id)
    )


def default_of(session: Session, partnership: Partnership, kind: Term | None) -> ValuationDefault | None:
    """The method agreed in advance for one kind of resource."""
    if kind is None:
        return None
    return session.scalar(defaults_of(partnership).where(ValuationDefault.kind == kind))
