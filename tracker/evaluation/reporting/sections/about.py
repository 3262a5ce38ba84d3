"""What the partnership is, and who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.documents.blocks import Block, Bullets, Facts, Heading, Paragraph, Table, paragraphs
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l, _n, show_date
from tracker.partners.terms import Sector
from tracker.projects.models import Participation, Partnership

TEXTS = (
    ("problem", _l("The problem")),
    ("target_group", _l("Whom it helps")),
    ("aim", _l("The aim")),
    ("approach", _l("How the partners go about it")),
)


@section(Place.ABOUT, _l("What the partnership is"))
def about(asked: Asked) -> Iterator[Block]:
    """The public part of the record."""
    partnership = asked.partnership
    yield Facts([(label, value) for label, value in _facts(asked, partnership) if value])
    for name, label in TEXTS:
        text = getattr(partnership, name)
        if text:
            yield Heading(label, 2)
            yield from paragraphs(text)


def _facts(asked: Asked, partnership: Partnership) -> Iterator[tuple[str, str]]:
    yield _("Region"), ", ".join(map(str, partnership.regions))
    yield _("Municipality"), partnership.municipality
    yield _("Field"), ", ".join(map(str, partnership.fields))
    yield _("Work began on"), show_date(partnership.started_on)
    yield _("Ended on"), show_date(partnership.ended_on)
    yield _("Stage"), _("%(number)s. %(stage)s", number=partnership.stage.number, stage=partnership.stage)
    if asked.may_tell(Reader.PARTNERS):
        yield _("Project manager"), partnership.project_manager


@section(Place.PARTNERS, _l("The partners"))
def partners(asked: Asked) -> Iterator[Block]:
    """Everybody who takes part, by sector; to the public with a name only as far as the partner agrees."""
    now = asked.partners
    if not now:
        return
    sectors = [sector for sector in Sector if sector in {each.organisation.sector for each in now}]
    yield Paragraph(
        _n(
            "All partners come from one sector: %(sectors)s.",
            "The partners come from %(num)d sectors: %(sectors)s.",
            len(sectors),
            sectors=", ".join(_inside_a_sentence(str(sector)) for sector in sectors),
        )
    )
    yield Table(
        _("Partners"),
        [_("Organisation"), _("Sector"), _("Its part"), _("Since")],
        [_row(asked, each) for each in sorted(now, key=_order)],
    )
    before = [each for each in asked.partnership.participations if each not in now]
    if before:
        yield Heading(_("Took part before"), 2)
        yield Bullets([asked.naming.heading(each) for each in sorted(before, key=_order)])
    unnamed = sum(not asked.naming.is_named(each) for each in asked.partnership.participations)
    if unnamed:
        sentence = _n("%(num)d partner is not named here.", "%(num)d partners are not named here.", unnamed)
        yield Paragraph(sentence, is_quiet=True)


def _inside_a_sentence(label: str) -> str:
    """A label without its capital, unless it is an abbreviation."""
    return label if label.isupper() else label[:1].lower() + label[1:]


def _row(asked: Asked, each: Participation) -> list[str]:
    since = show_date(each.joined_on) if asked.naming.is_named(each) else ""
    return [asked.naming.heading(each), str(each.organisation.sector), str(each.role), since or "—"]


def _order(each: Participation) -> tuple[int, date, int]:
    return (list(Sector).index(each.organisation.sector), each.joined_on or date.min, each.id)
