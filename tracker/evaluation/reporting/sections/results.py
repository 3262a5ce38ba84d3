"""Whether the people it is for got the result: indicators with their pictures, outcomes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.documents import pictures
from tracker.documents.blocks import Block, Bullets, Heading, Paragraph, Picture, Table
from tracker.evaluation.indicators import queries, words
from tracker.evaluation.indicators.models import Indicator, IndicatorValue, OutcomeStatement
from tracker.evaluation.indicators.progress import progress_of
from tracker.evaluation.indicators.terms import OutcomeKind
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l, show_date

TO_DRAW = 2
"""A line needs so many values."""


@section(Place.RESULTS, _l("What came of it for the people it is for"))
def results(asked: Asked) -> Iterator[Block]:
    found = list(asked.session.scalars(queries.indicators_of(asked.partnership)))
    counted = [each for each in found if not each.is_dropped and (each.current_values or each.target)]
    if counted:
        yield Table(
            _("Indicators"),
            [_("Indicator"), _("At the start"), _("Target"), _("Last measured"), _("How it stands")],
            [_row(each) for each in counted],
        )
    for each in counted:
        yield from _one(asked, each)
    dropped = [each for each in found if each.is_dropped]
    if dropped and asked.may_tell(Reader.OFFICIALS):
        yield Heading(_("No longer counted"), 2)
        yield Bullets(
            [_("%(name)s: %(reason)s", name=each.name, reason=each.dropped_reason) for each in dropped]
        )
    yield from _outcomes(asked)


def _row(indicator: Indicator) -> list[str]:
    latest = indicator.latest()
    measured = (
        f"{words.number_of(indicator, latest.value)}\n{show_date(latest.measured_on)}" if latest else "—"
    )
    return [
        indicator.name,
        words.number_of(indicator, indicator.baseline) or "—",
        words.number_of(indicator, indicator.target) or "—",
        measured,
        progress_of(indicator).sentence,
    ]


def _one(asked: Asked, indicator: Indicator) -> Iterator[Block]:
    """The picture of one indicator, and what is to be known of its figures."""
    values = indicator.values_of()
    told = list(_told(asked, indicator, values))
    if len(values) < TO_DRAW and not told:
        return
    yield Heading(indicator.name, 2)
    if indicator.counted:
        yield Paragraph(indicator.counted)
    if len(values) >= TO_DRAW or (values and indicator.baseline_on):
        yield _picture(indicator, values)
    yield from told


def _told(asked: Asked, indicator: Indicator, values: list[IndicatorValue]) -> Iterator[Block]:
    parts = [(category, indicator.latest(category)) for category in indicator.categories]
    apart = [f"{category}: {words.number_of(indicator, last.value)}" for category, last in parts if last]
    if apart:
        yield Paragraph(_("Counted apart: %(parts)s.", parts="; ".join(apart)))
    sources = list(dict.fromkeys(value.source for value in values if value.source))
    if sources and asked.may_tell(Reader.OFFICIALS):
        yield Paragraph(_("Sources: %(sources)s.", sources="; ".join(sources)), is_quiet=True)


def _picture(indicator: Indicator, values: list[IndicatorValue]) -> Picture:
    """The way from the baseline over all values to the target."""
    days = [(value.measured_on, value.value) for value in values]
    if indicator.baseline is not None and indicator.baseline_on is not None:
        days.insert(0, (indicator.baseline_on, indicator.baseline))
    points = [
        pictures.Point(day.toordinal(), float(value), show_date(day), words.number_of(indicator, value))
        for day, value in sorted(days)
    ]
    target = words.number_of(indicator, indicator.target)
    said = pictures.in_words(points)
    target_text = _("target: %(value)s", value=target) if target else ""
    return Picture(
        pictures.line(
            points,
            target=float(indicator.target) if indicator.target is not None else None,
            target_text=target_text,
        ),
        f"{indicator.name}. {said}" + (f"; {target_text}" if target_text else ""),
    )


def _outcomes(asked: Asked) -> Iterator[Block]:
    """What was said of the results in this round, by what kind of change it is."""
    stated = [
        each
        for each in asked.session.scalars(queries.outcomes_of(asked.partnership))
        if each.withdrawn_on is None and each.round == asked.round
    ]
    for kind in OutcomeKind:
        of_kind = [each for each in stated if each.kind is kind]
        if of_kind:
            yield Heading(kind, 2)
            yield Bullets(_sentences(asked, of_kind))


def _sentences(asked: Asked, stated: Iterable[OutcomeStatement]) -> list[str]:
    """Each statement; where it comes from, for those who see the inside."""
    if not asked.may_tell(Reader.OFFICIALS):
        return [each.text for each in stated]
    return [f"{each.text}\n{each.source}" if each.source else each.text for each in stated]
