"""What was counted, what was said of the results, and what the partners said in closed rounds of questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.documents.blocks import Block, Bullets, Facts, Heading, Paragraph, Quote, Table
from tracker.evaluation.experts.material.registry import Asked, tells
from tracker.evaluation.experts.terms import ReleasedPart
from tracker.evaluation.indicators import queries as indicators
from tracker.evaluation.indicators.progress import progress_of
from tracker.evaluation.indicators.words import category_of, number_of
from tracker.evaluation.surveys import results
from tracker.evaluation.surveys.models import Survey
from tracker.evaluation.surveys.terms import SurveyPart
from tracker.i18n import _, _n, show_date

if TYPE_CHECKING:
    from tracker.evaluation.indicators.models import Indicator
    from tracker.evaluation.surveys.results import Question, Result

READER = "partners"
"""What the partners may read of one another's answers, an expert may read too: answers with a name only where the partner gave it for
whoever may see the results, never those without."""


@tells(ReleasedPart.INDICATORS)
def counted(asked: Asked) -> Iterator[Block]:
    """Each indicator with its values, then what was said in words."""
    session = session_of(asked.partnership)
    for indicator in session.scalars(indicators.indicators_of(asked.partnership)).unique():
        yield Heading(indicator.name)
        yield from _indicator(indicator)
    outcomes = [
        each
        for each in session.scalars(indicators.outcomes_of(asked.partnership))
        if each.withdrawn_on is None
    ]
    if outcomes:
        yield Heading(_("Outcomes in words"))
    for outcome in outcomes:
        source = _("%(kind)s, %(day)s", kind=outcome.kind, day=show_date(outcome.stated_on))
        yield Quote(outcome.text, f"{source}. {outcome.source}" if outcome.source else source)


def _indicator(indicator: Indicator) -> Iterator[Block]:
    rows = [
        (_("What is counted"), indicator.counted),
        (_("Which way is good"), str(indicator.direction)),
        (_("At the start"), _on_day(indicator, indicator.baseline, indicator.baseline_on)),
        (_("Target"), _on_day(indicator, indicator.target, indicator.target_on)),
        (_("How far it has come"), "" if indicator.is_dropped else progress_of(indicator).sentence),
        (
            _("Dropped"),
            f"{show_date(indicator.dropped_on)}. {indicator.dropped_reason}" if indicator.is_dropped else "",
        ),
    ]
    yield Facts([(label, value) for label, value in rows if value])
    values = indicator.current_values
    if values:
        yield Table(
            "",
            [_("Day"), _("Value"), _("What was counted"), _("Source")],
            [
                [
                    show_date(each.measured_on),
                    number_of(indicator, each.value),
                    category_of(each),
                    each.source or "—",
                ]
                for each in values
            ],
        )


def _on_day(indicator: Indicator, value: object, day: object) -> str:
    if value is None:
        return ""
    told = number_of(indicator, value)  # type: ignore[arg-type]  # a value of the indicator
    return f"{told} ({show_date(day)})" if day is not None else told  # type: ignore[arg-type]  # a day


# --- what the partners said ---------------------------------------------------------------------------------------------


@tells(ReleasedPart.RESULTS)
def said(asked: Asked) -> Iterator[Block]:
    """All closed rounds, the latest first."""
    rounds = session_of(asked.partnership).scalars(
        select(Survey)
        .where(Survey.partnership_id == asked.partnership.id, Survey.closed_on.is_not(None))
        .order_by(Survey.number.desc())
    )
    for survey in rounds:
        yield from _round(results.result_of(survey, READER))


def _round(result: Result) -> Iterator[Block]:
    yield Heading(_("%(round)s, closed on %(day)s", round=result.name, day=show_date(result.closed_on)))
    yield Paragraph(
        _(
            "Answers: %(answers)s. Partners that answered: %(answered)s of %(asked)s.",
            answers=result.asked.answers,
            answered=result.asked.partners_answered,
            asked=result.asked.partners,
        )
    )
    if not result.tells_anything:
        yield Paragraph(
            _(
                "What was said is not shown: there are too few answers, or the partners keep them to themselves."
            )
        )
        return
    yield Paragraph(
        _("From 1 to 5; of signs from 0 (absent) to 2 (present). A mean needs five answers or more.")
        if result.has_means
        else _("Fewer than five answers: there are no means. Each answer is shown as its partner agreed."),
        is_quiet=True,
    )
    if result.gaps:
        yield Heading(_("Where they see it differently"), 2)
        yield Bullets([f"{gap.measure.name}: {gap.sentence}" for gap in result.gaps])
    for block in result.blocks:
        yield from _questions(str(block.question.measure.label), block.statements)
    yield from _questions(str(SurveyPart.HEALTH), result.health)
    yield from _questions(str(SurveyPart.SIGNS), [seen.question for seen in result.signs])
    yield from _parts(result)
    for words in result.words:
        yield Heading(words.heading, 2)
        for quote in words.quotes:
            yield Quote(quote.text, quote.name or _("Without a name"))


def _questions(heading: str, questions: Iterable[Question]) -> Iterator[Block]:
    rows = [row for question in questions for row in _rows(question)]
    if rows:
        yield Heading(heading, 2)
        yield Table("", [_("Question"), _("Points"), _("Who")], rows)


def _rows(question: Question) -> Iterator[list[str]]:
    name = question.measure.name
    if question.score is not None:
        people = _n("%(num)d person", "%(num)d people", question.score.persons)
        yield [name, question.score.text, people]
    for single in question.singles:
        yield [name, single.text, single.name or _("Without a name")]


def _parts(result: Result) -> Iterator[Block]:
    """How the part of each partner is seen."""
    rows = []
    for seen in result.contributions:
        if seen.own is not None:
            rows.append([seen.measure.label, seen.own.text, _("The partner itself")])
        if seen.others is not None:
            rows.append([seen.measure.label, seen.others.text, _("the other partners")])
        rows += [[seen.measure.label, each.text, each.name or _("Without a name")] for each in seen.singles]
    if rows:
        yield Heading(str(SurveyPart.CONTRIBUTIONS), 2)
        yield Table("", [_("Partner"), _("Points"), _("Who")], rows)
