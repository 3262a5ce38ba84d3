"""What external experts say. Their remarks to the team are no part of any report, whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents.blocks import Block, Facts, Heading, Paragraph, Table, paragraphs
from tracker.evaluation.experts import queries
from tracker.evaluation.experts.opinions import Judged, Opinion, Panel
from tracker.evaluation.experts.terms import Mark
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l, _lp, show_date, show_number

TEXTS = (
    ("strengths", _lp("opinion", "Strengths")),
    ("weaknesses", _lp("opinion", "Weaknesses")),
    ("recommendations", _lp("opinion", "Recommendations")),
)


@section(Place.EXPERTS, _l("What external experts say"))
def experts(asked: Asked) -> Iterator[Block]:
    """The opinions of this round: marks side by side, how far the experts agree, then each in its own words."""
    for panel in queries.opinions_of(asked.partnership, round_number=asked.round):
        yield _marks(panel)
        yield from _agreement(panel)
        for opinion in panel.opinions:
            yield from _opinion(asked, opinion)


def _marks(panel: Panel) -> Table:
    rows = [[judged.title, _marks_of(judged), judged.accord or "—"] for judged in panel.criteria]
    return Table(_("By criterion, from 0 to 4"), [_("Criterion"), _("Marks"), _("How close they are")], rows)


def _marks_of(judged: Judged) -> str:
    marks = [f"{opinion.letter}: {number} · {Mark.of(number)}" for opinion, number in judged.marks]
    return "\n".join(marks) or _("nobody could judge it")


def _agreement(panel: Panel) -> Iterator[Block]:
    agreement = panel.agreement
    if agreement is None:
        return
    yield Paragraph(
        _(
            "Agreement of the experts over all criteria: %(strength)s (Gwet's AC2: %(value)s).",
            strength=agreement.strength,
            value=show_number(agreement.shown),
        )
    )
    if agreement.is_weak:
        yield Paragraph(_("The figure rests on few marks: do not lean on it."), is_quiet=True)


def _opinion(asked: Asked, opinion: Opinion) -> Iterator[Block]:
    yield Heading(f"{opinion.letter}. {opinion.who}", 2)
    rows = [(_("Independent of the partners"), str(opinion.independence))]
    if opinion.ties:
        rows.append((_("Ties"), opinion.ties))
    rows.append((_("Handed in on"), show_date(opinion.handed_in_on)))
    yield Facts(rows)
    for name, title in TEXTS:
        text = getattr(opinion, name)
        if text:
            yield Heading(title, 3)
            yield from paragraphs(text)
    reasons = [(score.title, score.reason) for score in opinion.scores if score.reason]
    if reasons and asked.may_tell(Reader.OFFICIALS):
        yield Heading(_("Why these marks"), 3)
        yield Facts(reasons)
