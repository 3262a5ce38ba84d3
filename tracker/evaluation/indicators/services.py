"""Indicators, their values and outcomes in words. What was said before stays in the history.

Whoever takes a step waits for another one who is just taking a step with the same record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.indicators.models import Indicator, IndicatorValue, in_order
from tracker.evaluation.indicators.terms import Direction, IndicatorStep, ValueStep
from tracker.evaluation.planning.services import refuse_in_archive
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l, show_date
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.resources.settling import given_reason, refuse_future

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Document, Partnership

FIELDS = (
    "name", "counted", "unit", "direction", "baseline", "baseline_on", "target", "target_on", "breakdown",
)  # fmt: skip
LIMIT = Decimal(10) ** 14
LONGEST_CATEGORY = 100
MOST_CATEGORIES = 12


def add_indicator(
    partnership: Partnership,
    *,
    by: User | None,
    name: str,
    counted: str = "",
    unit: str = "",
    direction: Direction = Direction.HIGHER,
    baseline: Decimal | None = None,
    baseline_on: date | None = None,
    target: Decimal | None = None,
    target_on: date | None = None,
    breakdown: Iterable[str] = (),
) -> Indicator:
    """Name something that will be counted; all but the name can follow."""
    refuse_in_archive(partnership)
    indicator = Indicator(partnership=partnership, name=_named(name))
    session_of(partnership).add(indicator)
    session_of(partnership).flush()
    values = {
        "name": name,
        "counted": counted,
        "unit": unit,
        "direction": direction,
        "baseline": baseline,
        "baseline_on": baseline_on,
        "target": target,
        "target_on": target_on,
        "breakdown": breakdown,
    }
    _change(indicator, IndicatorStep.ADDED, values, by=by)
    return indicator


def edit_indicator(indicator: Indicator, *, by: User | None, **values: Any) -> None:
    """Change what is said of an indicator; values that were measured stay as they are."""
    refuse_in_archive(indicator.partnership)
    wait_and_refresh(indicator)
    _change(indicator, IndicatorStep.CHANGED, values, by=by)


def _change(indicator: Indicator, step: IndicatorStep, values: Mapping[str, Any], *, by: User | None) -> None:
    settled = _settled(values)
    with history.changes(
        indicator,
        *FIELDS,
        kind=EntryKind.INDICATOR_CHANGED,
        by=by,
        parts={"indicator_step": step, "indicator": settled.get("name", indicator.name)},
        always=step is IndicatorStep.ADDED,
    ):
        for name, value in settled.items():
            setattr(indicator, name, value)


def _settled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without blanks around them; raises ``DomainError`` for what cannot be."""
    settled: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    if "name" in settled:
        settled["name"] = _named(settled["name"])
    for name in ("baseline", "target"):
        check_number(settled.get(name), name)
    refuse_future(settled.get("baseline_on"), "baseline_on")
    if "breakdown" in settled:
        settled["breakdown"] = _categories(settled["breakdown"])
    return settled


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise DomainError(_l("Give the indicator a name."), field="name")
    return name


def _categories(names: Iterable[str]) -> list[str]:
    categories = in_order(names)
    if any(len(name) > LONGEST_CATEGORY for name in categories):
        raise DomainError(_l("The name of a category has at most 100 characters."), field="breakdown")
    if len(categories) > MOST_CATEGORIES:
        raise DomainError(_l("At most 12 categories: more than that nobody can read."), field="breakdown")
    return categories


def check_number(number: Decimal | None, field: str) -> None:
    """Raise ``DomainError`` for a number that cannot be kept exactly."""
    if number is None:
        return
    if abs(number) >= LIMIT:
        raise DomainError(_l("The number is too large."), field=field)
    if number != number.quantize(Decimal("0.001")):
        raise DomainError(_l("No more than three digits after the comma."), field=field)


def drop_indicator(indicator: Indicator, *, by: User | None, reason: str) -> None:
    """Go on without an indicator, for a reason; what was measured stays readable."""
    refuse_in_archive(indicator.partnership)
    wait_and_refresh(indicator)
    if indicator.is_dropped:
        raise WrongState(_l("This indicator was dropped already."))
    reason = given_reason(reason)
    with history.changes(
        indicator,
        "dropped_on",
        kind=EntryKind.INDICATOR_CHANGED,
        by=by,
        reason=reason,
        parts={"indicator_step": IndicatorStep.DROPPED, "indicator": indicator.name},
    ):
        indicator.dropped_on, indicator.dropped_reason = utc_now().date(), reason


def take_up_indicator(indicator: Indicator, *, by: User | None) -> None:
    """Count on with an indicator that was dropped."""
    refuse_in_archive(indicator.partnership)
    wait_and_refresh(indicator)
    if not indicator.is_dropped:
        raise WrongState(_l("This indicator is in use already."))
    with history.changes(
        indicator,
        "dropped_on",
        kind=EntryKind.INDICATOR_CHANGED,
        by=by,
        parts={"indicator_step": IndicatorStep.TAKEN_UP, "indicator": indicator.name},
    ):
        indicator.dropped_on, indicator.dropped_reason = None, ""


# --- values -------------------------------------------------------------------------------------------------------------


def measure(
    indicator: Indicator,
    *,
    by: User | None,
    measured_on: date,
    values: Mapping[str, Decimal],
    source: str = "",
    evidence_link: str = "",
    document: Document | None = None,
    note: str = "",
) -> list[IndicatorValue]:
    """Write down what was measured on one day: the whole under an empty name, categories under theirs."""
    refuse_in_archive(indicator.partnership)
    wait_and_refresh(indicator)
    refuse_future(measured_on, "measured_on")
    if not values:
        raise DomainError(_l("Write down at least one value."), field="value")
    if document is not None and document.partnership_id != indicator.partnership_id:
        raise DomainError(_l("This document belongs to another partnership."), field="document")
    _refuse_twice(indicator, measured_on, values)
    made = [
        IndicatorValue(
            measured_on=measured_on,
            value=value,
            category=category,
            source=source.strip(),
            evidence_link=evidence_link.strip(),
            document=document,
            note=note.strip(),
            recorded_by_id=by.id if by is not None else None,
        )
        for category, value in values.items()
    ]
    indicator.values.extend(made)
    session_of(indicator).flush()
    session_of(indicator).expire(indicator, ["values"])
    _tell_values(indicator, made, by=by, source=source.strip(), note=note.strip(), link=evidence_link.strip())
    return made


def _refuse_twice(indicator: Indicator, day: date, values: Mapping[str, Decimal]) -> None:
    """One day has one value of the same thing; else nobody knows which is true."""
    known = {(value.measured_on, value.category) for value in indicator.current_values}
    for category, value in values.items():
        check_number(value, "value")
        if category and category not in indicator.categories:
            raise DomainError(_("There is no category “%(name)s”.", name=category), field="value")
        if (day, category) in known:
            sentence = _(
                "There is a value of %(day)s already (%(what)s). If it is wrong, cancel it first.",
                day=show_date(day),
                what=category or _("the whole"),
            )
            raise DomainError(sentence, field="measured_on")


def _tell_values(
    indicator: Indicator, made: list[IndicatorValue], *, by: User | None, source: str, note: str, link: str
) -> None:
    history.write(
        indicator.partnership,
        EntryKind.VALUE_RECORDED,
        by=by,
        subject=indicator,
        happened_on=made[0].measured_on,
        value_step=ValueStep.MEASURED,
        indicator=indicator.name,
        unit_words=indicator.unit,
        measured=[{"category": each.category, "value": each.value} for each in made],
        source=source,
        note=note,
        links=[link] if link else [],
    )


def cancel_value(value: IndicatorValue, *, by: User | None, reason: str) -> None:
    """Take back a wrong value; it stays readable, marked as cancelled."""
    indicator = value.indicator
    refuse_in_archive(indicator.partnership)
    wait_and_refresh(value)
    if value.cancelled_on is not None:
        raise WrongState(_l("This value was cancelled already."))
    reason = given_reason(reason)
    with history.changes(
        value,
        "cancelled_on",
        kind=EntryKind.VALUE_RECORDED,
        by=by,
        reason=reason,
        parts={
            "value_step": ValueStep.CANCELLED,
            "indicator": indicator.name,
            "unit_words": indicator.unit,
            "cancelled": value.measured_on,
            "measured": [{"category": value.category, "value": value.value}],
        },
    ):
        value.cancelled_on, value.cancelled_reason = utc_now().date(), reason
