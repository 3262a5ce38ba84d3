"""The balance between partners and between sectors as pictures: for each currency, money beside what is valued otherwise.

The bars of one currency share one scale; currencies have pictures of their own. What has no value is counted beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.i18n import show_money
from tracker.money import Money

if TYPE_CHECKING:
    from tracker.evaluation.contributions.shares import Contributions, PartnerContribution
    from tracker.money import Totals
    from tracker.resources.balance import Sums


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind of contribution of one side: what was promised and what arrived, in parts of a thousand of the scale."""

    promised: int
    delivered: int
    promised_text: str
    delivered_text: str

    @property
    def is_empty(self) -> bool:
        return not self.promised_text and not self.delivered_text


@dataclass(frozen=True, slots=True)
class Row:
    """A partner or a sector."""

    label: str
    tone: str
    """The code of its sector."""
    cash: Bar
    in_kind: Bar

    @property
    def is_empty(self) -> bool:
        return self.cash.is_empty and self.in_kind.is_empty


@dataclass(frozen=True, slots=True)
class Figure:
    """All partners and all sectors in one currency."""

    currency: str
    partners: Sequence[Row]
    sectors: Sequence[Row]


FULL = 1000


def figures_of(contributions: Contributions, partners: Sequence[PartnerContribution]) -> list[Figure]:
    """One picture for each currency; ``partners`` says in which order they stand."""
    return [_figure(contributions, partners, currency) for currency in contributions.currencies]


def _figure(contributions: Contributions, partners: Sequence[PartnerContribution], currency: str) -> Figure:
    return Figure(
        currency,
        _rows(((each.name, each.sector.code, each.promised, each.delivered) for each in partners), currency),
        _rows(
            (
                (str(each.sector), each.sector.code, each.promised, each.delivered)
                for each in contributions.sectors
            ),
            currency,
        ),
    )


def _rows(sides: Iterable[tuple[str, str, Sums, Sums]], currency: str) -> list[Row]:
    known = list(sides)
    largest = max(
        (
            totals.of(currency)
            for *_names, promised, delivered in known
            for sums in (promised, delivered)
            for totals in (sums.cash, sums.in_kind)
        ),
        default=Decimal(0),
    )
    return [
        Row(
            label,
            tone,
            cash=_bar(promised.cash, delivered.cash, currency, largest),
            in_kind=_bar(promised.in_kind, delivered.in_kind, currency, largest),
        )
        for label, tone, promised, delivered in known
    ]


def _bar(promised: Totals, delivered: Totals, currency: str, largest: Decimal) -> Bar:
    sums = [totals.of(currency) for totals in (promised, delivered)]
    lengths = [int(FULL * value / largest) if largest else 0 for value in sums]
    # What is there is seen, however little it is beside the largest.
    drawn = [max(length, 4) if value else 0 for length, value in zip(lengths, sums, strict=True)]
    texts = [show_money(Money(value, currency)) if value else "" for value in sums]
    return Bar(drawn[0], drawn[1], texts[0], texts[1])
