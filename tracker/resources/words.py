"""Amounts with their units, as people say them: «16 тонн», «1,5 часа», «40 000 ₽»."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import get_currency_name

from tracker.i18n import _, _n, current_locale, show_money, show_number
from tracker.money import Money
from tracker.resources.terms import Unit

if TYPE_CHECKING:
    from tracker.resources.models import Commitment, Delivery, Need, ValuationDefault

FRACTION = 2
"""Fractions take the same word form as two: «1,5 часа»."""


def amount_in_words(amount: Decimal | None, unit: Unit | None, *, other: str = "", currency: str = "") -> str:
    """An amount with its unit; an empty text where no amount was given."""
    if amount is None:
        return ""
    if unit is Unit.CURRENCY or (currency and unit is None):
        return show_money(Money(amount, currency)) if currency else show_number(amount)
    shown = show_number(amount)
    if unit is Unit.OTHER or unit is None:
        return f"{shown} {other}".strip()
    number = int(amount) if amount == amount.to_integral_value() else FRACTION
    return _phrase(unit, number, shown)


def _phrase(unit: Unit, number: int, shown: str) -> str:
    phrases = {
        Unit.HOUR: lambda: _n("%(amount)s hour", "%(amount)s hours", number, amount=shown),
        Unit.DAY: lambda: _n("%(amount)s day", "%(amount)s days", number, amount=shown),
        Unit.DAY_OF_USE: lambda: _n("%(amount)s day of use", "%(amount)s days of use", number, amount=shown),
        Unit.PIECE: lambda: _n("%(amount)s piece", "%(amount)s pieces", number, amount=shown),
        Unit.KILOGRAM: lambda: _n("%(amount)s kg", "%(amount)s kg", number, amount=shown),
        Unit.TONNE: lambda: _n("%(amount)s tonne", "%(amount)s tonnes", number, amount=shown),
        Unit.SQUARE_METRE_MONTH: lambda: _n(
            "%(amount)s m² · month", "%(amount)s m² · months", number, amount=shown
        ),
        Unit.EVENT: lambda: _n("%(amount)s event", "%(amount)s events", number, amount=shown),
        Unit.STATEMENT: lambda: _n("%(amount)s statement", "%(amount)s statements", number, amount=shown),
        Unit.INTRODUCTION: lambda: _n(
            "%(amount)s introduction", "%(amount)s introductions", number, amount=shown
        ),
        Unit.PUBLICATION: lambda: _n(
            "%(amount)s publication", "%(amount)s publications", number, amount=shown
        ),
        Unit.BROADCAST: lambda: _n("%(amount)s broadcast", "%(amount)s broadcasts", number, amount=shown),
        Unit.DOCUMENT: lambda: _n("%(amount)s document", "%(amount)s documents", number, amount=shown),
    }
    return phrases[unit]()


def need_amount(need: Need, amount: Decimal | None = None) -> str:
    """How much is needed, or ``amount`` in the same unit."""
    return amount_in_words(
        need.amount if amount is None else amount, need.unit, other=need.unit_other, currency=need.currency
    )


def commitment_amount(commitment: Commitment, amount: Decimal | None = None) -> str:
    """How much was promised, or ``amount`` in the same unit."""
    return amount_in_words(
        commitment.amount if amount is None else amount,
        Unit.CURRENCY if commitment.is_money else commitment.unit,
        other=commitment.unit_other,
        currency=commitment.currency,
    )


def delivery_amount(delivery: Delivery) -> str:
    """How much arrived."""
    return "" if delivery.amount is None else commitment_amount(delivery.commitment, delivery.amount)


def rate(price: Decimal, currency: str, unit: Unit | None) -> str:
    """The price of one unit: «600 ₽ за 1 час»."""
    money = show_money(Money(price, currency)) if currency else show_number(price)
    if unit in {None, Unit.OTHER, Unit.CURRENCY}:
        return _("%(price)s for one", price=money)
    return _("%(price)s for %(unit)s", price=money, unit=amount_in_words(Decimal(1), unit))


def agreed_method(default: ValuationDefault) -> str:
    """A method agreed in advance, with its rate."""
    if default.rate is None:
        return str(default.method)
    return _(
        "%(method)s: %(rate)s", method=default.method, rate=rate(default.rate, default.currency, default.unit)
    )


def currency_name(code: str) -> str:
    """A currency as people know it: «RUB, российский рубль»."""
    name = get_currency_name(code, locale=current_locale())
    return code if name == code else f"{code}, {name}"
