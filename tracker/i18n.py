"""The only door to translation, and to dates, numbers, money and durations in the reader's words."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import force_locale, get_locale, get_timezone
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from markupsafe import Markup

from tracker import paths
from tracker.money import Money

if TYPE_CHECKING:
    from flask import Flask
    from jinja2.nodes import EvalContext


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    """The messages of a language, read once; Flask-Babel's own way looks them up anew for every word of a page."""
    return Translations.load(str(paths.LOCALE), [language], "messages")


def _chosen_locale() -> Locale | None:
    """The locale of this request; ``None`` outside of one.

    Asked for every word of a page, it is looked up where Flask-Babel keeps it once it was chosen, which spares a long way there.
    """
    try:
        found = g._flask_babel.babel_locale  # noqa: SLF001
    except (AttributeError, RuntimeError):
        found = None
    return get_locale() if found is None else found


def _messages() -> NullTranslations:
    """The messages of the reader's language; outside of a request, the source language."""
    locale = _chosen_locale()
    return NullTranslations() if locale is None else _catalogue(locale.language)


def gettext(message: str, **values: Any) -> str:
    """A message in the reader's language."""
    said = _messages().ugettext(message)
    return said % values if values else said


def pgettext(context: str, message: str, **values: Any) -> str:
    """A message that means different things in different contexts."""
    said = _messages().upgettext(context, message)
    return said % values if values else said


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """A message with a number, which is ``num`` in it."""
    values.setdefault("num", num)
    return _messages().ungettext(singular, plural, num) % values


def lazy_gettext(message: str, **values: Any) -> LazyString:
    """A message that is said in the language of whoever reads it at the time."""
    return LazyString(gettext, message, **values)


def lazy_pgettext(context: str, message: str, **values: Any) -> LazyString:
    """The same with a context."""
    return LazyString(pgettext, context, message, **values)


_ = gettext
_l = lazy_gettext
_lp = lazy_pgettext
_n = ngettext
_p = pgettext


@lru_cache(maxsize=8000)
def _marked(language: str, message: str) -> Markup:
    return Markup(_catalogue(language).ugettext(message)) % {}  # noqa: S704  # templates hold markup in messages


@pass_eval_context
def _say(context: EvalContext, message: str, **values: Any) -> str:
    """A message in a template; as with Jinja's own way, it is a format even without values, and they are escaped."""
    locale = _chosen_locale()
    if locale is not None and context.autoescape and not values:
        return _marked(locale.language, message)
    said = _messages().ugettext(message)
    return (Markup(said) if context.autoescape else said) % values  # noqa: S704  # templates hold markup in messages


def say_in_templates(app: Flask) -> None:
    """Let templates speak by the same way."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's extension
        lambda message: _messages().ugettext(message),
        lambda singular, plural, num: _messages().ungettext(singular, plural, num),
        newstyle=True,
        pgettext=lambda context, message: _messages().upgettext(context, message),
        npgettext=lambda context, singular, plural, num: _messages().unpgettext(
            context, singular, plural, num
        ),
    )
    app.jinja_env.globals.update(_=_say, gettext=_say)


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
    "in_language",
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
    "show_tenths",
]


def current_locale() -> Locale:
    """The reader's locale; the default one outside of a request."""
    return _chosen_locale() or Locale.parse(DEFAULT_LANGUAGE)


def current_language() -> str:
    """``"ru"`` or ``"en"``."""
    return str(current_locale().language)


def in_language(language: str) -> AbstractContextManager[None]:
    """Inside, everything is said in this language, whatever the reader's own is."""
    return force_locale(language if language in LANGUAGES else DEFAULT_LANGUAGE)


def show_date(value: date | datetime | None) -> str:
    """A day in words, such as «3 мая 2026»; an instant is shown as the reader's day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone() or UTC).date()
    return _day(value, current_locale(), _day_format())


@lru_cache(maxsize=4000)
def _day(value: date, locale: Locale, day_format: str) -> str:
    return babel_dates.format_date(value, format=day_format, locale=locale)


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


def show_tenths(value: Decimal) -> str:
    """A number with exactly one decimal, such as «4,0»."""
    return babel_numbers.format_decimal(value, format="0.0", locale=current_locale())


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
