"""What a partnership has in sum: money and valued non-money apart, by currency, and the count of what is not valued.

Only agreed commitments count as promised; what arrived counts even when the rest was withdrawn later. Three figures are
never merged: cash, valued non-cash, and the number of contributions without a value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.money import Totals
from tracker.partners.terms import Sector
from tracker.resources import promises
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from tracker.partners.models import Organisation
    from tracker.resources.models import Commitment


@dataclass(slots=True)
class Sums:
    """Cash, valued non-cash, and how many contributions have no value."""

    cash: Totals = field(default_factory=Totals)
    in_kind: Totals = field(default_factory=Totals)
    unvalued: int = 0
    count: int = 0

    def promised(self, commitment: Commitment) -> None:
        """Count a commitment as promised."""
        self.count += 1
        if commitment.value is None:
            self.unvalued += 1
        elif commitment.is_money:
            self.cash.add(commitment.value)
        else:
            self.in_kind.add(commitment.value)

    def delivered(self, commitment: Commitment) -> None:
        """Count what arrived of a commitment."""
        deliveries = commitment.current_deliveries
        if not deliveries:
            return
        self.count += 1
        self.unvalued += all(delivery.value is None for delivery in deliveries)
        for delivery in deliveries:
            (self.cash if commitment.is_money else self.in_kind).add(delivery.value)


@dataclass(frozen=True, slots=True)
class Share:
    """What one partner carries."""

    partner: Organisation
    promised: Sums
    delivered: Sums


@dataclass(frozen=True, slots=True)
class Balance:
    """All of a partnership: in sum, by partner, by sector."""

    promised: Sums
    delivered: Sums
    offered: int
    shares: Sequence[Share]
    by_sector: dict[Sector, Sums]

    @property
    def currencies(self) -> list[str]:
        """Every currency that occurs."""
        found = [*self.promised.cash, *self.promised.in_kind, *self.delivered.cash, *self.delivered.in_kind]
        return list(dict.fromkeys(money.currency for money in found))


def balance_of(commitments: Iterable[Commitment]) -> Balance:
    """Add up the commitments of one partnership."""
    promised, delivered = Sums(), Sums()
    by_partner: dict[int, Share] = {}
    by_sector: dict[Sector, Sums] = defaultdict(Sums)
    offered = 0
    for commitment in commitments:
        offered += commitment.state is CommitmentState.OFFERED
        if not promises.counts(commitment) and not commitment.current_deliveries:
            continue
        partner = commitment.participation.organisation
        share = by_partner.setdefault(partner.id, Share(partner, Sums(), Sums()))
        if promises.counts(commitment):
            for sums in (promised, share.promised, by_sector[partner.sector]):
                sums.promised(commitment)
        for sums in (delivered, share.delivered):
            sums.delivered(commitment)
    shares = sorted(
        by_partner.values(), key=lambda share: (share.partner.display_name.casefold(), share.partner.id)
    )
    sectors = {sector: by_sector[sector] for sector in Sector if sector in by_sector}
    return Balance(promised, delivered, offered, shares, sectors)
