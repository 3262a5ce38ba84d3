"""The partnership as the partners see it: what a closed round of questions shows to this reader, and nothing else.

Which answers may be shown to whom, and when there are means at all, ``surveys/results.py`` decides. Here only the rounds of the
cycle are chosen, and the words and pictures of a document are made of what it gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from tracker.documents import pictures
from tracker.documents.blocks import Block, Bullets, Heading, Notice, Paragraph, Picture, Quote, Table
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.surveys.models import Survey
from tracker.evaluation.surveys.protection import FEWEST
from tracker.evaluation.surveys.results import Question, Result, result_of
from tracker.i18n import _, _l, _n, show_date

WIDEST_GAPS = 5
"""So many differences are told; the others stand on the page of the round."""


@section(Place.PARTNERSHIP, _l("The partnership as the partners see it"))
def partnership(asked: Asked) -> Iterator[Block]:
    """The newest round of questions that was closed in this round of the cycle."""
    survey = asked.session.scalars(
        select(Survey)
        .where(
            Survey.partnership_id == asked.partnership.id,
            Survey.cycle_round == asked.round,
            Survey.closed_on.is_not(None),
        )
        .order_by(Survey.number.desc())
        .limit(1)
    ).first()
    if survey is None:
        return
    result = result_of(survey, asked.reader)
    if result.is_empty:
        return
    yield Paragraph(
        _n(
            "%(answered)s of %(num)d partner answered; the round was closed on %(day)s.",
            "%(answered)s of %(num)d partners answered; the round was closed on %(day)s.",
            result.asked.partners,
            answered=result.asked.partners_answered,
            day=show_date(result.closed_on),
        )
    )
    if not result.has_means:
        yield Notice(
            _(
                "Fewer than %(number)s people answered, so no means are shown; answers only as each agreed.",
                number=FEWEST,
            )
        )
    yield from _scores(result)
    yield from _gaps(result)
    yield from _words(result)


def _scores(result: Result) -> Iterator[Block]:
    """The means of the blocks as a picture, of the statements as a table, and of the quick look as a picture."""
    yield from _bars([block.question for block in result.blocks], _("Means by block, from 1 to 5"))
    statements = [question for block in result.blocks for question in block.statements if question.score]
    if statements:
        yield Table(
            _("Statement by statement, from 1 to 5"),
            [_("Statement"), _("Mean"), _("People")],
            [[each.measure.name, each.score.text, each.score.persons] for each in statements if each.score],
            figures=[1, 2],
        )
    yield from _bars(list(result.health), _("A quick look, from 1 to 5"))


def _bars(questions: Iterable[Question], caption: str) -> Iterator[Block]:
    rows = [
        pictures.Bar(
            each.measure.label,
            float(each.measure.share(each.score.mean)),
            each.score.text,
        )
        for each in questions
        if each.score is not None
    ]
    if rows:
        words = pictures.in_words(rows)
        yield Picture(pictures.bars(rows, largest=1), f"{caption}. {words}.", caption)


def _gaps(result: Result) -> Iterator[Block]:
    if not result.gaps:
        return
    yield Heading(_("Where they see it differently"), 2)
    yield Bullets([f"{gap.measure.name}\n{gap.sentence}" for gap in result.gaps[:WIDEST_GAPS]])
    more = len(result.gaps) - WIDEST_GAPS
    if more > 0:
        yield Paragraph(
            _n(
                "%(num)d smaller difference is not told here.",
                "%(num)d smaller differences are not told here.",
                more,
            ),
            is_quiet=True,
        )


def _words(result: Result) -> Iterator[Block]:
    """What was written, question by question."""
    if result.words:
        yield Heading(_("In their own words"), 2)
    for said in result.words:
        yield Heading(said.heading, 3)
        for quote in said.quotes:
            yield Quote(quote.text, quote.name or _("without a name"))
