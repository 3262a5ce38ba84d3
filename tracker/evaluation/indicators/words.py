"""Values with their units, as people read them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.i18n import _, show_number

if TYPE_CHECKING:
    from tracker.evaluation.indicators.models import Indicator, IndicatorValue


def with_unit(value: Decimal | None, unit: str) -> str:
    """A value with its unit, which stay together on one line; an empty text where there is none."""
    if value is None:
        return ""
    return f"{show_number(value)}\u00a0{unit}" if unit else show_number(value)


def number_of(indicator: Indicator, value: Decimal | None) -> str:
    """A value of an indicator in its unit."""
    return with_unit(value, indicator.unit)


def category_of(value: IndicatorValue) -> str:
    """What was counted: a category, or the whole."""
    return value.category or _("the whole")
