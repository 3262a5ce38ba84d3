"""What each partner contributed, credited by name."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents.blocks import Block, Credit, Credits, Paragraph
from tracker.evaluation.contributions import glance, queries
from tracker.evaluation.contributions.shares import Gift, PartnerContribution
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.i18n import _, _l, _n, show_money
from tracker.projects.models import Participation


@section(Place.CONTRIBUTIONS, _l("What each contributed"))
def contributions(asked: Asked) -> Iterator[Block]:
    """By name, in alphabetical order: there is no ranking. To the public only partners that agree to be told of."""
    known = {each.id: each for each in asked.partnership.participations}
    found = [
        (known[each.participation_id], each)
        for each in queries.contributions_of(asked.partnership, asked.today).by_name
        if each.gives or each.note.notable
    ]
    told = [(partner, given) for partner, given in found if asked.naming.is_told_of(partner)]
    if told:
        yield Credits([_credit(asked, partner, given) for partner, given in told])
    silent = len(found) - len(told)
    if silent:
        sentence = _n(
            "The contribution of %(num)d more partner is not told here.",
            "The contribution of %(num)d more partners is not told here.",
            silent,
        )
        yield Paragraph(sentence, is_quiet=True)


def _credit(asked: Asked, partner: Participation, given: PartnerContribution) -> Credit:
    is_named = asked.naming.is_named(partner)
    lines = [_gift(gift, with_amount=is_named) for gift in given.gifts if gift.has_arrived]
    lines += [
        _("promised: %(gift)s", gift=_gift(gift, with_amount=is_named))
        for gift in given.gifts
        if not gift.has_arrived
    ]
    if given.note.notable:
        lines.append(given.note.notable)
    name = given.credited_name if is_named else asked.naming.heading(partner)
    return Credit(name, str(given.sector) if is_named else "", lines)


def _gift(gift: Gift, *, with_amount: bool) -> str:
    """What it was, and how much; how much is left out where it could tell who gave it."""
    if not with_amount:
        return gift.description
    amount = gift.delivered_amount if gift.has_arrived else gift.promised_amount
    shown = (
        "; ".join(show_money(money) for money in gift.delivered)
        if gift.is_money and gift.delivered
        else glance.gift_amount(gift, amount)
    )
    return _("%(gift)s: %(amount)s", gift=gift.description, amount=shown) if shown else gift.description
