"""The values of a partnership as a table of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.evaluation.indicators.words import category_of
from tracker.i18n import _, _l, _lp
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from tracker.evaluation.indicators.models import Indicator, IndicatorValue
    from tracker.i18n import LazyString
    from tracker.projects.models import Document
    from tracker.sheets import Value

    Row = list[Value]

HEADINGS: tuple[LazyString, ...] = (
    _l("Name of the indicator"),
    _l("What is counted"),
    _l("Unit"),
    _l("Which way is good"),
    _l("At the start"),
    _l("Day of the start"),
    _l("Target"),
    _l("Day of the target"),
    _l("When it was measured"),
    _l("What was counted"),
    _lp("indicator", "Value"),
    _l("Source"),
    _l("Link to evidence"),
    _l("Document of the partnership"),
    _l("Note"),
    _l("Cancelled on"),
    _l("Why it was cancelled"),
)


def sheet_of(indicators: Iterable[Indicator], may_read: Callable[[Document], bool]) -> Sheet:
    """All values; ``may_read`` says whether the title of a document is for this reader."""
    return Sheet(_("Indicators"), [str(heading) for heading in HEADINGS], [*rows_of(indicators, may_read)])


def rows_of(indicators: Iterable[Indicator], may_read: Callable[[Document], bool]) -> Iterator[Row]:
    """One row for each value, cancelled ones too; an indicator without values has one row of its own."""
    for indicator in indicators:
        head: Row = [
            indicator.name,
            indicator.counted,
            indicator.unit,
            str(indicator.direction),
            _plain(indicator.baseline),
            indicator.baseline_on,
            _plain(indicator.target),
            indicator.target_on,
        ]
        if not indicator.values:
            yield [*head, *[None] * (len(HEADINGS) - len(head))]
        for value in indicator.values:
            yield [*head, *_of_value(value, may_read)]


def _of_value(value: IndicatorValue, may_read: Callable[[Document], bool]) -> Row:
    document = value.document
    return [
        value.measured_on,
        category_of(value),
        _plain(value.value),
        value.source,
        value.evidence_link,
        document.title if document is not None and may_read(document) else "",
        value.note,
        value.cancelled_on,
        value.cancelled_reason,
    ]


def _plain(number: Decimal | None) -> Decimal | None:
    """A number without the zeros at its end."""
    return None if number is None else number.normalize()
