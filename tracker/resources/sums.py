"""Money and valued non-money over many partnerships, promised and delivered, per currency; the unvalued are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from tracker.money import Money, Totals
from tracker.resources.models import Commitment, Delivery
from tracker.resources.terms import CommitmentState, ResourceKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.figures import Scope

COUNTED = (CommitmentState.AGREED, CommitmentState.IN_DELIVERY, CommitmentState.DELIVERED)
"""States in which a commitment counts as promised: the twin of ``promises.counts``."""


@dataclass(slots=True)
class Side:
    """Cash, valued non-cash and how many contributions have no value."""

    cash: Totals = field(default_factory=Totals)
    in_kind: Totals = field(default_factory=Totals)
    unvalued: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class ResourceSums:
    """What was promised and what was delivered."""

    promised: Side
    delivered: Side

    @property
    def currencies(self) -> list[str]:
        """Every currency that occurs."""
        parts = [*self.promised.cash, *self.promised.in_kind, *self.delivered.cash, *self.delivered.in_kind]
        return list(dict.fromkeys(money.currency for money in parts))


def sums_of(session: Session, scope: Scope) -> ResourceSums:
    """The sums over all commitments of the partnerships in the scope."""
    return ResourceSums(_promised(session, scope), _delivered(session, scope))


def _promised(session: Session, scope: Scope) -> Side:
    is_money = Commitment.kind == ResourceKind.MONEY
    rows = session.execute(
        select(
            is_money,
            Commitment.currency,
            func.sum(Commitment.value_amount),
            func.count(),
            func.count(Commitment.value_amount),
        )
        .where(Commitment.partnership_id.in_(scope), Commitment.state.in_(COUNTED))
        .group_by(is_money, Commitment.currency)
    )
    side = Side()
    for cash, currency, value, count, valued in rows:
        side.count += count
        side.unvalued += count - valued
        if value is not None:
            (side.cash if cash else side.in_kind).add(Money(value, currency))
    return side


def _delivered(session: Session, scope: Scope) -> Side:
    is_money = Commitment.kind == ResourceKind.MONEY
    arrived = (
        select(Delivery)
        .join(Commitment, Commitment.id == Delivery.commitment_id)
        .where(Commitment.partnership_id.in_(scope), Delivery.cancelled_on.is_(None))
    )
    sums = session.execute(
        arrived.with_only_columns(is_money, Delivery.currency, func.sum(Delivery.value_amount))
        .where(Delivery.value_amount.is_not(None))
        .group_by(is_money, Delivery.currency)
    )
    each = (
        arrived.with_only_columns(func.count(Delivery.value_amount).label("valued"))
        .group_by(Delivery.commitment_id)
        .subquery()
    )
    count, unvalued = session.execute(
        select(func.count(), func.count(case((each.c.valued == 0, 1)))).select_from(each)
    ).one()
    side = Side(count=count, unvalued=unvalued)
    for cash, currency, value in sums:
        if value is not None:
            (side.cash if cash else side.in_kind).add(Money(value, currency))
    return side
