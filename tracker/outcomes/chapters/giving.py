"""What was promised and delivered: by kind, by currency, by the sector of the giver; money beside everything else, never one sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.i18n import _, _n, show_money
from tracker.money import CURRENCIES, Money, Totals
from tracker.outcomes import kept
from tracker.outcomes.tables import Cell, Column, Figure, Row, counted, in_money, share
from tracker.partners.terms import Sector
from tracker.resources.terms import ResourceKind
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked
    from tracker.summaries.sums import Sums as KeptSums

Key = tuple[ResourceKind, Sector, str]
"""A kind, the sector of the giver, and a currency."""


@dataclass(slots=True)
class Sums:
    """What was promised or delivered, by kind, sector and currency."""

    values: dict[Key, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    counts: dict[tuple[ResourceKind, Sector], int] = field(default_factory=lambda: defaultdict(int))
    valued: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    unvalued: dict[tuple[ResourceKind, Sector], int] = field(default_factory=lambda: defaultdict(int))

    def of_kind(self, kind: ResourceKind) -> Totals:
        return Totals(Money(value, key[2]) for key, value in self.values.items() if key[0] is kind)

    def of_sector(self, sector: Sector, currency: str, *, money: bool) -> Decimal:
        return sum(
            (
                value
                for key, value in self.values.items()
                if key[1] is sector and key[2] == currency and key[0].is_money is money
            ),
            Decimal(0),
        )

    def currencies(self, *, money: bool) -> set[str]:
        return {key[2] for key in self.values if key[0].is_money is money}


def figures_of(asked: Asked) -> Iterator[Figure]:
    promised, delivered = promised_in(asked), delivered_in(asked)
    yield by_kind(asked, promised, delivered)
    yield by_giver(asked, promised, delivered)
    for money in (True, False):
        for currency in sorted(
            promised.currencies(money=money) | delivered.currencies(money=money), key=_order
        ):
            yield by_sector(promised, delivered, currency, money=money)
    yield not_valued(promised, delivered)


def _order(currency: str) -> tuple[int, str]:
    return (CURRENCIES.index(currency) if currency in CURRENCIES else len(CURRENCIES), currency)


def promised_in(asked: Asked) -> Sums:
    """What was agreed, whether it has arrived or not."""
    return _as_kept(kept.of(asked, "promised", "promised_value", "promised_unvalued"), "promised")


def delivered_in(asked: Asked) -> Sums:
    """What arrived and was not cancelled; a commitment of which anything arrived is counted once."""
    return _as_kept(kept.of(asked, "delivered", "delivered_value", "delivered_unvalued"), "delivered")


def _as_kept(found: KeptSums, topic: str) -> Sums:
    """The sums that the counts keep, by kind, sector of the giver and, for what has a value, currency."""
    sums = Sums()
    for (name, key), number in found.items():
        kind_code, sector_code, *currency = key.split(":")
        kind, sector = ResourceKind.from_code(kind_code), Sector.from_code(sector_code)
        if name == f"{topic}_value":
            sums.values[kind, sector, currency[0]] += Decimal(number).scaleb(-2)
            continue
        if name == topic:
            sums.counts[kind, sector] += number
        else:
            sums.unvalued[kind, sector] += number
        if currency:
            sums.valued[kind, sector, currency[0]] += number if name == topic else -number
    return sums


def _promises(number: int) -> str:
    return _n("%(num)d promise", "%(num)d promises", number)


def by_kind(asked: Asked, promised: Sums, delivered: Sums) -> Figure:
    """Each kind of resource: in how many partnerships, how many promises, what they are worth."""
    number = sum(promised.counts.values())
    in_partnerships = _in_partnerships(asked, ResourceKind, has_arrived=False)
    arrived_in = _in_partnerships(asked, ResourceKind, has_arrived=True)
    return Figure(
        "by-kind",
        _("By kind of resource"),
        _(
            "Promised: agreed by both sides, whether it has arrived or not; offers and what was withdrawn are "
            "not counted. Delivered: something of it arrived. "
            "Values stand by currency and are never added up over currencies, nor money and other things. Not "
            "valued: counted and credited, with no sum put on it."
        ),
        _promises(number),
        _("Kind"),
        (
            Column(_("Partnerships with promises")),
            Column(_("Promises")),
            Column(_("Value promised")),
            Column(_("Of these not valued")),
            Column(_("Partnerships with deliveries")),
            Column(_("Value delivered")),
        ),
        tuple(
            Row(
                kind.code,
                str(kind),
                (
                    counted(in_partnerships.get(kind, 0), asked.behind(promised=kind.code)),
                    counted(_of_kind(promised.counts, kind)),
                    in_money(promised.of_kind(kind)),
                    counted(_of_kind(promised.unvalued, kind)),
                    counted(arrived_in.get(kind, 0), asked.behind(delivered=kind.code)),
                    in_money(delivered.of_kind(kind)),
                ),
            )
            for kind in ResourceKind
            if _of_kind(promised.counts, kind) or _of_kind(delivered.counts, kind)
        ),
        bars=(0, 4),
        merges=False,
        is_wide=True,
        empty=_("Nobody has promised anything here yet."),
    )


def _of_kind(counts: dict[tuple[ResourceKind, Sector], int], kind: ResourceKind) -> int:
    return sum(number for key, number in counts.items() if key[0] is kind)


def _of_sector(counts: dict[tuple[ResourceKind, Sector], int], sector: Sector) -> int:
    return sum(number for key, number in counts.items() if key[1] is sector)


def _in_partnerships(
    asked: Asked, terms: type[ResourceKind | Sector], *, has_arrived: bool
) -> dict[Any, int]:
    """In how many partnerships something was promised, or arrived, by the kind of the commitment or the sector of its giver."""
    topic = f"{'delivered' if has_arrived else 'promised'}_{'in' if terms is ResourceKind else 'by'}"
    return summaries.by_term(kept.of(asked, topic), topic, terms)


def by_giver(asked: Asked, promised: Sums, delivered: Sums) -> Figure:
    """In how many partnerships each sector gives anything."""
    gives = _in_partnerships(asked, Sector, has_arrived=False)
    gave = _in_partnerships(asked, Sector, has_arrived=True)

    def partnerships(sector: Sector) -> tuple[Cell, Cell]:
        return (
            counted(gives.get(sector, 0), asked.behind(promised_by=sector.code)),
            counted(gave.get(sector, 0), asked.behind(delivered_by=sector.code)),
        )

    number = sum(promised.counts.values())
    return Figure(
        "by-giver",
        _("By sector of the giver"),
        _(
            "Partnerships in which an organisation of the sector promised something, and those in which "
            "something of it arrived."
        ),
        _promises(number),
        _("Sector"),
        (
            Column(_("Partnerships with promises")),
            Column(_("Partnerships with deliveries")),
            Column(_("Promises")),
            Column(_("Promises of which something arrived")),
        ),
        tuple(
            Row(
                sector.code,
                str(sector),
                (
                    *partnerships(sector),
                    counted(_of_sector(promised.counts, sector)),
                    counted(_of_sector(delivered.counts, sector)),
                ),
                tone=sector.code,
            )
            for sector in Sector
        )
        if number or delivered.counts
        else (),
        bars=(0, 1),
        merges=False,
        empty=_("Nobody has promised anything here yet."),
    )


def by_sector(promised: Sums, delivered: Sums, currency: str, *, money: bool) -> Figure:
    """One currency: what each sector promised and delivered, as money or as what is valued otherwise."""
    title = (
        _("Money promised and delivered, %(currency)s", currency=currency)
        if money
        else _("Other than money, valued, %(currency)s", currency=currency)
    )

    def row(sector: Sector) -> Row:
        values = [sums.of_sector(sector, currency, money=money) for sums in (promised, delivered)]
        return Row(
            sector.code,
            str(sector),
            (
                *(Cell(value, show_money(Money(value, currency))) for value in values),
                share(int(values[1]), int(values[0])),
            ),
            tone=sector.code,
        )

    count = sum(
        number for key, number in promised.valued.items() if key[0].is_money is money and key[2] == currency
    )
    return Figure(
        f"{'money' if money else 'other'}-{currency.lower()}",
        title,
        _(
            "Sums in this currency alone, by the sector of the giver. Delivered can be more than promised: "
            "givers often bring more than they agreed to. "
            "The share is what was delivered of what was promised."
        ),
        _promises(count),
        _("Sector"),
        (Column(_("Promised")), Column(_("Delivered")), Column(_("Share"))),
        tuple(row(sector) for sector in Sector),
        bars=(0, 1),
        merges=False,
    )


def not_valued(promised: Sums, delivered: Sums) -> Figure:
    """What has no value in money, by kind and sector: counted, never zero."""
    keys = [
        kind
        for kind in ResourceKind
        if any(key[0] is kind and number for key, number in promised.unvalued.items())
    ]
    keys += [
        kind
        for kind in ResourceKind
        if kind not in keys and any(key[0] is kind and number for key, number in delivered.unvalued.items())
    ]
    number = sum(promised.unvalued.values())
    return Figure(
        "not-valued",
        _("Counted, not valued"),
        _(
            "Promises on which no sum is put, and how many of these something arrived of. They stand beside the "
            "sums and are not in them."
        ),
        _promises(number),
        _("Kind"),
        (
            *(Column(str(sector)) for sector in Sector),
            Column(_("Promised in sum")),
            Column(_("Something arrived")),
        ),
        tuple(
            Row(
                kind.code,
                str(kind),
                (
                    *(counted(promised.unvalued.get((kind, sector), 0)) for sector in Sector),
                    counted(_of_kind(promised.unvalued, kind)),
                    counted(_of_kind(delivered.unvalued, kind)),
                ),
            )
            for kind in keys
        ),
        bars=(3, 4),
        merges=False,
        empty=_("Everything that was promised has a value."),
    )
