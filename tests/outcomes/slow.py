"""The figures, counted one partnership after another with nothing but the properties of the models."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.outcomes.world import TODAY
from tracker.money import Money, Totals
from tracker.partners.terms import Sector
from tracker.projects.terms import PartnershipState, SectorMix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracker.projects.models import Partnership
    from tracker.resources.models import Commitment

PROMISED = {"agreed", "in_delivery", "delivered"}


def is_of_mix(partnership: Partnership, mix: SectorMix) -> bool:
    """The definition of a mix in words: how many sectors, or which one is missing among partners that are there."""
    sectors = partnership.sectors_on(TODAY)
    meanings: dict[SectorMix, Callable[[], bool]] = {
        SectorMix.NO_PARTNERS: lambda: not sectors,
        SectorMix.ONE_SECTOR: lambda: len(sectors) == 1,
        SectorMix.CROSS_SECTOR: lambda: len(sectors) > 1,
        SectorMix.THREE_SECTORS: lambda: sectors == set(Sector),
        SectorMix.WITHOUT_GOVERNMENT: lambda: bool(sectors) and Sector.GOVERNMENT not in sectors,
        SectorMix.WITHOUT_BUSINESS: lambda: bool(sectors) and Sector.BUSINESS not in sectors,
        SectorMix.WITHOUT_NONPROFIT: lambda: bool(sectors) and Sector.NONPROFIT not in sectors,
    }
    return meanings[mix]()


def mixes(partnerships: Iterable[Partnership]) -> dict[SectorMix, int]:
    seen = list(partnerships)
    return {mix: sum(is_of_mix(each, mix) for each in seen) for mix in SectorMix}


def states(partnerships: Iterable[Partnership]) -> Counter[PartnershipState]:
    return Counter(each.state for each in partnerships)


def active(partnerships: Iterable[Partnership]) -> list[Partnership]:
    return [each for each in partnerships if each.is_active]


def counted(
    partnerships: Iterable[Partnership], values: Callable[[Partnership], Iterable[Any]]
) -> dict[Any, int]:
    """How many partnerships have each value; one with two different values counts in both."""
    return dict(Counter(value for each in partnerships for value in set(values(each))))


def sums(commitments: Iterable[Commitment]) -> dict[str, Any]:
    """Promised and delivered: cash and valued non-cash by currency, and how many are not valued."""
    result: dict[str, Any] = defaultdict(Totals, {"promised unvalued": 0, "delivered unvalued": 0})
    for commitment in commitments:
        side = "cash" if commitment.is_money else "in kind"
        if commitment.state.code in PROMISED:
            if commitment.value_amount is None:
                result["promised unvalued"] += 1
            else:
                result[f"promised {side}"].add(Money(commitment.value_amount, commitment.currency))
        arrived = [each for each in commitment.deliveries if each.cancelled_on is None]
        valued = [each.value_amount for each in arrived if each.value_amount is not None]
        if valued:
            result[f"delivered {side}"].add(Money(sum(valued, Decimal(0)), commitment.currency))
        elif arrived:
            result["delivered unvalued"] += 1
    return dict(result)
