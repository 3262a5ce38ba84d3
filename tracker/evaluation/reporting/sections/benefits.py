"""What the partnership gives each partner: expected against achieved."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents import pictures
from tracker.documents.blocks import Block, Heading, Paragraph, Picture, Table
from tracker.evaluation.benefits import queries
from tracker.evaluation.benefits.matrix import Cell, PartnerBenefits, Said
from tracker.evaluation.benefits.terms import Level, Moment
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.evaluation.terms import Benefit
from tracker.i18n import _, _l, _n

COMMENTS_FOR = Reader.OFFICIALS
"""Comments were written for those who see the inside."""


@section(Place.BENEFITS, _l("What it gives the partners"))
def benefits(asked: Asked) -> Iterator[Block]:
    """How many gain what, then partner by partner; to the public, of partners that agree to be told of."""
    known = {each.id: each for each in asked.partnership.participations}
    told = [
        (known[each.participation_id], each)
        for each in queries.matrix_of(asked.partnership, asked.today).partners
        if each.filled and asked.naming.is_told_of(known[each.participation_id])
    ]
    spoken = [each for _participation, each in told if each.said(Moment.ACHIEVED)]
    if spoken:
        yield from _glance(spoken)
    for participation, partner in told:
        yield Heading(asked.naming.heading(participation), 2)
        if partner.gains_nothing:
            yield Paragraph(_("It says, or the team says of it, that it gains nothing."))
        yield _table(asked, partner)


def _glance(spoken: list[PartnerBenefits]) -> Iterator[Block]:
    """For each benefit how many partners gain by it, and how many hoped to."""
    rows = []
    for benefit in Benefit:
        gain = sum(bool(each.of(benefit).achieved.level) for each in spoken)
        hope = sum(bool(each.of(benefit).expected.level) for each in spoken)
        if gain or hope:
            text = (
                _n("%(num)d partner gains by it", "%(num)d partners gain by it", gain)
                if gain
                else _("nobody gains by it")
            )
            rows.append(pictures.Bar(str(benefit), gain, text, mark=hope or None))
    if not rows:
        return
    caption = _n(
        "Of %(num)d partner it is known what it has gained. The dark line is how many hoped for it.",
        "Of %(num)d partners it is known what they have gained. The dark line is how many hoped for it.",
        len(spoken),
    )
    yield Picture(
        pictures.bars(rows, largest=len(spoken)),
        _("How many partners gain by what. %(figures)s.", figures=pictures.in_words(rows)),
        caption,
    )


def _table(asked: Asked, partner: PartnerBenefits) -> Table:
    headings = [_("Benefit"), _("Expected"), _("Achieved")]
    rows = [[str(cell.benefit), _level(cell.expected), _level(cell.achieved)] for cell in partner.filled]
    if asked.may_tell(COMMENTS_FOR) and partner.in_words:
        headings.append(_("In words"))
        rows = [[*row, _comments(cell)] for row, cell in zip(rows, partner.filled, strict=True)]
    return Table(_("Expected and achieved"), headings, rows)


def _level(said: Said) -> str:
    level = Level.of(said.level)
    return "—" if level is None else f"{level.number} · {level}"


def _comments(cell: Cell) -> str:
    return "\n".join(each.comment for each in (cell.expected, cell.achieved) if each.comment) or "—"
