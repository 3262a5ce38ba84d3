"""Reading needs and commitments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from tracker.projects import presence
from tracker.projects.models import Partnership
from tracker.resources.models import Commitment, Delivery, Need, ValuationDefault
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.orm import Session

    from tracker.terms import Term

NEXT_DUE_FIRST: tuple[ColumnElement[Any], ...] = (
    Commitment.state == CommitmentState.WITHDRAWN,
    Commitment.state == CommitmentState.DELIVERED,
    Commitment.due_on.is_(None),
    Commitment.due_on.asc(),
    Commitment.id.asc(),
)
"""The order of commitments; withdrawn ones come last."""
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
    return (
        select(Commitment)
        .where(Commitment.partnership_id == partnership.id)
        .options(joinedload(Commitment.need))
        .order_by(*NEXT_DUE_FIRST)
    )


FIGURES = (
    select(Commitment)
    .where(Commitment.partnership_id.in_(presence.IDS))
    .options(
        load_only(
            Commitment.participation_id,
            Commitment.kind,
            Commitment.state,
            Commitment.value_amount,
            Commitment.currency,
            Commitment.due_on,
        ),
        lazyload(Commitment.participation),
        lazyload(Commitment.deliveries),
    )
    .order_by(*NEXT_DUE_FIRST)
)
DELIVERED = (
    select(Delivery)
    .join(Commitment, Commitment.id == Delivery.commitment_id)
    .where(Commitment.partnership_id.in_(presence.IDS))
    .options(
        load_only(Delivery.commitment_id, Delivery.value_amount, Delivery.currency, Delivery.cancelled_on)
    )
    .order_by(Delivery.delivered_on, Delivery.id)
)


def figures_of(session: Session, partnership: Partnership) -> list[Commitment]:
    """The commitments of a partnership as far as sums follow from them; its partners have to be there."""
    ids = (partnership.id,)
    deliveries: dict[int, list[Delivery]] = {}
    for (delivery,) in presence.ask(session, Delivery, DELIVERED, ids):
        deliveries.setdefault(delivery.commitment_id, []).append(delivery)
    commitments = [commitment for (commitment,) in presence.ask(session, Commitment, FIGURES, ids)]
    for commitment in commitments:
        set_committed_value(commitment, "deliveries", deliveries.get(commitment.id, []))
    return commitments


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
