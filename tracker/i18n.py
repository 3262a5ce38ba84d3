"""The only door to translation, and to dates, numbers, money and durations in the reader's words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from babel import Locale
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from flask_babel import get_locale, get_timezone, lazy_gettext, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import ngettext as _n
from flask_babel import pgettext as _p
from flask_babel.speaklater import LazyString

from tracker.money import Money

_l = lazy_gettext
_lp = lazy_pgettext
ngettext = _n
gettext = _
pgettext = _p

LANGUAGES = {"ru": "Русский", "en": "English"}
DEFAULT_LANGUAGE = "ru"
SAID_IN_DAYS, SAID_IN_WEEKS, SAID_IN_MONTHS = 14, 60, 730
"""Up to how many days people count in days, weeks, months."""

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "LazyString",
    "_",
    "_l",
    "_lp",
    "_n",
    "_p",
    "current_language",
    "gettext",
    "ngettext",
    "pgettext",
    "show_date",
    "show_datetime",
    "show_day_month",
    "show_duration",
    "show_money",
    "show_number",
    "show_rate",
    "show_size",
]


def current_locale() -> Locale:
    """The reader's locale; the default one outside of a request."""
    return get_locale() or Locale.parse(DEFAULT_LANGUAGE)


def current_language() -> str:
    """``"ru"`` or ``"en"``."""
    return str(current_locale().language)


def show_date(value: date | datetime | None) -> str:
    """A day in words, such as «3 мая 2026»; an instant is shown as the reader's day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone() or UTC).date()
    return babel_dates.format_date(value, format=_day_format(), locale=current_locale())


def _day_format() -> str:
    # CLDR ends a Russian day with «г.», which leaves two dots at the end of a sentence.
    return "d MMMM y" if current_language() == "ru" else "long"


def show_day_month(value: date) -> str:
    """A short day for narrow places, such as «03.05.2026»."""
    return babel_dates.format_date(
        value, format="short" if current_language() != "ru" else "dd.MM.y", locale=current_locale()
    )


def show_datetime(value: datetime | None) -> str:
    """An instant in the reader's time zone, to the minute."""
    if value is None:
        return ""
    zone = get_timezone() or UTC
    day = babel_dates.format_date(
        value.astimezone(zone).date(), format=_day_format(), locale=current_locale()
    )
    clock = babel_dates.format_time(value, format="short", tzinfo=zone, locale=current_locale())
    return f"{day}, {clock}"


def show_number(value: Decimal | float | None) -> str:
    """A number with the reader's separators and no trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    elif isinstance(value, Decimal):
        value = value.normalize()
    return babel_numbers.format_decimal(value, locale=current_locale(), decimal_quantization=False)


def show_money(money: Money | None) -> str:
    """An amount with its currency; whole amounts without kopecks."""
    if money is None:
        return ""
    whole = money.amount == money.amount.to_integral_value()
    number = "#,##0" if whole else "#,##0.00"
    return babel_numbers.format_currency(
        money.amount,
        money.currency,
        format=f"{number}\xa0¤"
        if current_language() == "ru"
        else f"¤{_gap_after_sign(money.currency)}{number}",
        currency_digits=not whole,
        locale=current_locale(),
    )


def _gap_after_sign(currency: str) -> str:
    """Letters are parted from the number, as in “RUB 1,500”; signs such as “€” are not."""
    return (
        "\xa0" if babel_numbers.get_currency_symbol(currency, locale=current_locale())[-1:].isalpha() else ""
    )


def show_duration(days: int) -> str:
    """A length of time rounded to what people say: days, weeks, months, years."""
    if days < SAID_IN_DAYS:
        return _n("%(num)s day", "%(num)s days", days)
    if days < SAID_IN_WEEKS:
        return _n("%(num)s week", "%(num)s weeks", days // 7)
    if days < SAID_IN_MONTHS:
        return _n("%(num)s month", "%(num)s months", days // 30)
    return _n("%(num)s year", "%(num)s years", days // 365)


def show_size(size: int) -> str:
    """The size of a file in words, such as «2,5 МБ»."""
    if size < 1024 * 1024:
        return _("%(size)s KB", size=show_number(max(1, round(size / 1024))))
    return _(
        "%(size)s MB", size=show_number(Decimal(size) / (1024 * 1024) // Decimal("0.1") * Decimal("0.1"))
    )


def show_rate(rate: tuple[Decimal, str]) -> str:
    """An amount and its currency code as money."""
    return show_money(Money(*rate))
