"""How history tells of indicators, their values and outcomes in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.evaluation.indicators.models import Indicator, IndicatorValue, OutcomeStatement
from tracker.evaluation.indicators.terms import Direction, IndicatorStep, OutcomeKind, OutcomeStep, ValueStep
from tracker.evaluation.indicators.words import with_unit
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _, _l, show_date
from tracker.projects import telling

if TYPE_CHECKING:
    from tracker.history.models import Entry


def told_of_values(entry: Entry) -> Iterator[str]:
    """What was measured, where it comes from; of a value that was taken back, when it had been measured."""
    for each in entry.part("measured") or ():
        shown = with_unit(Decimal(each["value"]), entry.part("unit_words", ""))
        yield f"{each['category']}: {shown}" if each["category"] else shown
    if entry.part("cancelled"):
        yield _("measured on %(day)s", day=show_date(date.fromisoformat(entry.part("cancelled"))))
    yield from told_of_source(entry)


def told_of_source(entry: Entry) -> Iterator[str]:
    """Who says so, or what shows it."""
    if entry.part("source"):
        yield _("source: %(source)s", source=entry.part("source"))


describe(
    Indicator.__tablename__,
    name=Words(_l("Name of the indicator"), show=str),
    counted=Words(_l("What is counted"), show=str),
    unit=Words(_l("Unit"), show=str),
    direction=Words(_l("Which way is good"), Direction),
    baseline=Words(_l("At the start")),
    baseline_on=Words(_l("Day of the start")),
    target=Words(_l("Target")),
    target_on=Words(_l("Day of the target")),
    breakdown=Words(_l("Counted apart"), show=str),
    dropped_on=Words(_l("Dropped on")),
)
describe(IndicatorValue.__tablename__, cancelled_on=Words(_l("Cancelled on")))
describe(
    OutcomeStatement.__tablename__,
    kind=Words(_l("What it is"), OutcomeKind),
    text=Words(_l("In words"), show=str),
    stated_on=Words(_l("Seen on")),
    source=Words(_l("Source"), show=str),
    evidence_link=Words(_l("Link to evidence"), show=str),
    withdrawn_on=Words(_l("Taken back on")),
)
telling.PART_TERMS.update(
    indicator_step=IndicatorStep, value_step=ValueStep, outcome_step=OutcomeStep, outcome=OutcomeKind
)
telling.HEADLINES.update(
    {
        EntryKind.INDICATOR_CHANGED: (_l("%(indicator_step)s: %(indicator)s"),),
        EntryKind.VALUE_RECORDED: (_l("%(value_step)s: %(indicator)s"),),
        EntryKind.OUTCOME_STATED: (_l("%(outcome_step)s: %(outcome)s"),),
    }
)
telling.FACTS.update({EntryKind.VALUE_RECORDED: told_of_values, EntryKind.OUTCOME_STATED: told_of_source})
telling.PART_LABELS.update(indicator=_l("name of the indicator"), source=_l("source"))
