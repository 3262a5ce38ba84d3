"""What each partner gains and gives, and what was learnt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.documents.blocks import Block, Heading, Paragraph, Quote, Table, paragraphs
from tracker.evaluation.benefits import glance
from tracker.evaluation.benefits.queries import matrix_of
from tracker.evaluation.benefits.telling import level_in_words
from tracker.evaluation.contributions.glance import gift_amount, one_sided
from tracker.evaluation.contributions.queries import contributions_of
from tracker.evaluation.experts.material.registry import Asked, tells
from tracker.evaluation.experts.terms import ReleasedPart
from tracker.evaluation.lessons import queries as lessons
from tracker.evaluation.lessons.models import NAMELESS, TEAM, Lesson
from tracker.i18n import _, _p, show_date, show_money

if TYPE_CHECKING:
    from decimal import Decimal

    from tracker.evaluation.benefits.matrix import Cell, PartnerBenefits, Said
    from tracker.evaluation.contributions.shares import Gift, PartnerContribution
    from tracker.money import Money


@tells(ReleasedPart.BENEFITS)
def benefits(asked: Asked) -> Iterator[Block]:
    """What each partner hoped for and what came; what was not said stays not said."""
    matrix = matrix_of(asked.partnership, asked.today)
    if matrix.is_empty:
        return
    for sentence in glance.gaining_nothing(matrix):
        yield Paragraph(sentence)
    for partner in matrix.partners:
        yield Heading(partner.name)
        yield Paragraph(glance.of_partner(partner), is_quiet=True)
        if partner.filled:
            yield _benefits_of(partner)


def _benefits_of(partner: PartnerBenefits) -> Table:
    return Table(
        "",
        [_("Benefit"), _p("benefit", "Expected"), _p("benefit", "Achieved"), _("In words")],
        [_benefit(cell) for cell in partner.filled],
    )


def _benefit(cell: Cell) -> list[str]:
    words = " ".join(side.comment for side in (cell.expected, cell.achieved) if side.comment)
    return [str(cell.benefit), _level(cell.expected), _level(cell.achieved), words or "—"]


def _level(said: Said) -> str:
    return level_in_words(said.level) if said.is_said else _("not said")


# --- contributions ------------------------------------------------------------------------------------------------------


@tells(ReleasedPart.CONTRIBUTIONS)
def contributions(asked: Asked) -> Iterator[Block]:
    """What each partner promised and delivered, and what was notable beside."""
    given = contributions_of(asked.partnership, asked.today)
    for sentence in one_sided(given):
        yield Paragraph(sentence)
    for partner in given.partners:
        if partner.gives or partner.note.notable:
            yield Heading(partner.name)
            yield from _contribution(partner)


def _contribution(partner: PartnerContribution) -> Iterator[Block]:
    if partner.gifts:
        yield Table(
            "",
            [_("What"), _("Promised"), _("Delivered"), _("How it is valued")],
            [_gift(gift) for gift in partner.gifts],
        )
    if partner.note.notable:
        yield Paragraph(_("Notable beside resources:"), is_quiet=True)
        yield from paragraphs(partner.note.notable)


def _gift(gift: Gift) -> list[str]:
    promised = (gift.promised,) if gift.promised is not None else ()
    return [
        gift.description,
        _much(gift, gift.promised_amount, promised) if gift.is_promised else "—",
        _much(gift, gift.delivered_amount, gift.delivered) if gift.has_arrived else "—",
        str(gift.method) if gift.method is not None else "—",
    ]


def _much(gift: Gift, amount: Decimal | None, worth: tuple[Money, ...]) -> str:
    """How much, and what it is worth; of money that is one thing."""
    counted = gift_amount(gift, amount)
    values = "; ".join(show_money(money) for money in worth)
    if gift.is_money or not counted:
        return values or counted or _("yes")
    return f"{counted}, {values}" if values else counted


# --- lessons ------------------------------------------------------------------------------------------------------------


@tells(ReleasedPart.LESSONS)
def learnt(asked: Asked) -> Iterator[Block]:
    """The lessons that stand, the newest first."""
    for lesson in session_of(asked.partnership).scalars(lessons.of_partnership(asked.partnership)).unique():
        if not lesson.is_withdrawn:
            yield Quote(lesson.text, _source(lesson))


def _source(lesson: Lesson) -> str:
    names = {TEAM: _("the team"), NAMELESS: _("a partner")}
    return _(
        "%(kind)s; stage “%(stage)s”; %(speaker)s, %(day)s",
        kind=lesson.kind,
        stage=lesson.stage,
        speaker=names.get(lesson.speaker, lesson.speaker),
        day=show_date(lesson.said_on),
    )
