"""Needs and commitments for tests, those of the marathon in Barnaul."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.factories.projects import make_participation, make_partnership
from tracker.database import utc_now
from tracker.projects.models import Participation, Partnership
from tracker.resources import services
from tracker.resources.models import Need
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.resources.models import Commitment, Delivery, ValuationDefault


def make_need(
    where: Session | Partnership,
    *,
    kind: ResourceKind = ResourceKind.MATERIALS,
    description: str = "Макулатура",
    **details: Any,
) -> Need:
    """Something that a partnership requires; a session makes a partnership for it."""
    partnership = _partnership(where)
    return services.add_need(
        partnership, by=partnership.created_by, kind=kind, description=description, **details
    )


def make_commitment(
    where: Session | Partnership | Participation | Need,
    *,
    kind: ResourceKind = ResourceKind.PEOPLE,
    description: str = "Часы добровольцев",
    agreed: bool = True,
    **details: Any,
) -> Commitment:
    """What a partner promised, agreed on unless told otherwise; a need is answered in its own kind and unit."""
    if isinstance(where, Need):
        details = {
            "need": where,
            "unit": where.unit,
            "unit_other": where.unit_other,
            "currency": where.currency,
        } | details
        kind = where.kind
    if kind.is_money:
        details = {"currency": "RUB"} | details
    participation = where if isinstance(where, Participation) else make_participation(_partnership(where))
    partnership = participation.partnership
    commitment = services.promise(
        partnership,
        by=partnership.created_by,
        participation=participation,
        kind=kind,
        description=description,
        **details,
    )
    if agreed:
        services.agree(commitment, by=partnership.created_by)
    return commitment


def make_valued(
    where: Session | Partnership | Participation, value: str, currency: str = "RUB", **details: Any
) -> Commitment:
    """Something other than money that the partners valued."""
    details.setdefault("method", ValuationMethod.AGREED_ESTIMATE)
    return make_commitment(where, value_amount=Decimal(value), currency=currency, **details)


def make_money(
    where: Session | Partnership | Participation, amount: str, currency: str = "RUB", **details: Any
) -> Commitment:
    details.setdefault("description", "Взнос")
    return make_commitment(
        where, kind=ResourceKind.MONEY, amount=Decimal(amount), currency=currency, **details
    )


def make_delivery(commitment: Commitment, amount: str | None = None, **details: Any) -> Delivery:
    """A part that arrived, today unless told otherwise."""
    given = {"delivered_on": utc_now().date(), "amount": None if amount is None else Decimal(amount)}
    return services.deliver(commitment, by=commitment.partnership.created_by, **(given | details))


def make_default(
    partnership: Partnership, kind: ResourceKind = ResourceKind.PEOPLE, **details: Any
) -> ValuationDefault:
    """A method agreed in advance: 600 roubles an hour."""
    given: dict[str, Any] = {
        "method": ValuationMethod.HOURLY_RATE,
        "rate": Decimal(600),
        "currency": "RUB",
        "unit": Unit.HOUR,
        "source": "Тариф центра добровольцев",
    }
    return services.set_default(partnership, kind, by=partnership.created_by, **(given | details))


def _partnership(where: Session | Partnership | Participation | Need) -> Partnership:
    if isinstance(where, Partnership):
        return where
    return where.partnership if isinstance(where, Need | Participation) else make_partnership(where)
