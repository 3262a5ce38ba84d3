"""What the contributions say at a glance, in whole sentences, and what has no value in its own units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.i18n import _, _n
from tracker.resources.words import amount_in_words

if TYPE_CHECKING:
    from decimal import Decimal

    from tracker.evaluation.contributions.shares import Contributions, Gift, PartnerContribution, UnitSum


def one_sided(contributions: Contributions) -> list[str]:
    """Sentences where only one side contributes, and about partners with whom nothing is agreed."""
    if not contributions.givers:
        return []
    sentences = []
    if contributions.only_giver is not None:
        sentences.append(
            _(
                "Everything that was agreed or has arrived comes from one partner: %(name)s.",
                name=contributions.only_giver.name,
            )
        )
    elif contributions.only_sector is not None:
        sector = str(contributions.only_sector)
        sentences.append(
            _(
                "Everything that was agreed or has arrived comes from one sector: %(sector)s.",
                sector=sector if sector.isupper() else sector[:1].lower() + sector[1:],
            )
        )
    idle = [partner.name for partner in contributions.current if not partner.gives]
    if idle:
        sentences.append(_("Nothing is agreed with: %(names)s.", names=", ".join(idle)))
    return sentences


def unit_amount(found: UnitSum, amount: Decimal) -> str:
    """How much of something without a value: “12 publications”; an empty text where nobody counted it."""
    return amount_in_words(amount, found.unit, other=found.unit_other) if amount else ""


def gift_amount(gift: Gift, amount: Decimal | None) -> str:
    """How much of one gift: «16 тонн», «40 000 ₽»."""
    money = gift.promised or next(iter(gift.delivered), None)
    currency = money.currency if gift.is_money and money is not None else ""
    return amount_in_words(amount, gift.unit, other=gift.unit_other, currency=currency)


def without_value(partner: PartnerContribution) -> str:
    """What a partner gives without a value, counted in its units: “3 contributions: 12 publications, 80 hours”."""
    gifts = len(partner.unvalued)
    if not gifts:
        return ""
    counted = _n("%(num)d contribution", "%(num)d contributions", gifts)
    units = [
        words
        for found in partner.unvalued_by_unit
        if (words := unit_amount(found, max(found.promised, found.delivered)))
    ]
    return _("%(counted)s: %(units)s", counted=counted, units=", ".join(units)) if units else counted


def kinds_in_words(partner: PartnerContribution) -> str:
    """What it gave, kind by kind: “materials and products; equipment”."""
    return "; ".join(str(kind).lower() for kind in partner.kinds)
