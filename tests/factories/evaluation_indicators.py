"""Indicators for tests, those of the marathon in Barnaul."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.evaluation.indicators import outcomes, services
from tracker.evaluation.indicators.terms import OutcomeKind

if TYPE_CHECKING:
    from tracker.evaluation.indicators.models import Indicator, IndicatorValue, OutcomeStatement
    from tracker.projects.models import Partnership

FIRST_DAY = date(2026, 3, 1)


def make_indicator(partnership: Partnership, name: str = "Собрано макулатуры", **given: Any) -> Indicator:
    """Something that is counted; numbers may be given as text."""
    numbers: dict[str, Any] = {key: Decimal(given.pop(key)) for key in ("baseline", "target") if key in given}
    return services.add_indicator(partnership, by=partnership.created_by, name=name, **numbers, **given)


def make_value(
    indicator: Indicator, value: str = "4.2", *, day: date = FIRST_DAY, category: str = "", **given: Any
) -> IndicatorValue:
    """What was measured on a day, for the whole unless told otherwise."""
    by = indicator.partnership.created_by
    made = services.measure(indicator, by=by, measured_on=day, values={category: Decimal(value)}, **given)
    return made[0]


def make_outcome(
    partnership: Partnership, text: str = "Коробка осталась в коридоре", **given: Any
) -> OutcomeStatement:
    """A statement about the results."""
    values: dict[str, Any] = {"kind": OutcomeKind.CHANGED, "stated_on": FIRST_DAY}
    return outcomes.state_outcome(partnership, by=partnership.created_by, text=text, **(values | given))
