"""What a resource is worth: by the method agreed, exactly, or not valued at all.

Money is worth itself. A price for one unit times the amount gives a value; without a price the value is what the partners
state. "Not valued" has no value, which is never the same as zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from tracker.errors import DomainError
from tracker.i18n import _l
from tracker.resources.terms import ResourceKind, ValuationMethod

if TYPE_CHECKING:
    from tracker.resources.models import Commitment

CENT = Decimal("0.01")
LIMIT = Decimal(10) ** 14
"""Numbers from here on are mistakes of typing, and would not fit their columns."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A value with its currency, and how it came about; ``amount`` is ``None`` when there is no value, or none yet."""

    amount: Decimal | None
    currency: str
    method: ValuationMethod
    rate: Decimal | None = None


def worth(
    kind: ResourceKind,
    *,
    method: ValuationMethod | None,
    amount: Decimal | None,
    value: Decimal | None,
    rate: Decimal | None,
    currency: str,
) -> Worth:
    """The value that follows; raises ``DomainError`` beside the field that is wrong or missing."""
    check_number(amount, "amount")
    if kind.is_money:
        check_cents(amount)
        if amount is not None and not currency:
            raise DomainError(_l("Choose a currency."), field="currency")
        return Worth(amount, currency, ValuationMethod.AGREED_ESTIMATE)
    method = method or ValuationMethod.NOT_VALUED
    if method is ValuationMethod.NOT_VALUED:
        return Worth(None, "", method)
    check_number(rate, "rate")
    follows = _by_rate(amount, rate)
    value = follows if follows is not None or method.needs_rate else value
    check_number(value, "value_amount")
    if not currency and (value is not None or rate is not None):
        raise DomainError(_l("Choose a currency."), field="currency")
    return Worth(in_cents(value), currency, method, rate)


def _by_rate(amount: Decimal | None, rate: Decimal | None) -> Decimal | None:
    """The price of one unit times the amount; nothing where either is not known."""
    return None if amount is None or rate is None else amount * rate


def check_number(number: Decimal | None, field: str) -> None:
    """Raise ``DomainError`` for what is nothing, less than nothing, or more than anybody has."""
    if number is None:
        return
    if number <= 0:
        raise DomainError(_l("Write a number greater than zero, or leave the field empty."), field=field)
    if number >= LIMIT:
        raise DomainError(_l("The number is too large."), field=field)


def check_cents(amount: Decimal | None, field: str = "amount") -> None:
    """Raise ``DomainError`` for parts of a kopeck."""
    if amount is not None and amount != in_cents(amount):
        raise DomainError(_l("Of money, write no more than two digits after the comma."), field=field)


def in_cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(CENT, rounding=ROUND_HALF_UP)


def share_of(
    commitment: Commitment, amount: Decimal | None, *, before: Decimal = Decimal(0)
) -> Decimal | None:
    """What a part of a commitment is worth by the value of the whole; ``None`` where that cannot be said.

    ``before`` is how much had arrived already: parts that make up the whole add up to its value to the kopeck.
    """
    if commitment.is_money:
        return in_cents(amount)
    if commitment.value_amount is None or amount is None or not commitment.amount:
        return None
    return _up_to(commitment, before + amount) - _up_to(commitment, before)


def _up_to(commitment: Commitment, amount: Decimal) -> Decimal:
    assert commitment.value_amount is not None
    assert commitment.amount is not None
    return (commitment.value_amount * amount / commitment.amount).quantize(CENT, rounding=ROUND_HALF_UP)
