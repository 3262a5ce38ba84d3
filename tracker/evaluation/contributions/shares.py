"""The contribution of each partner as plain facts: what was promised and delivered, worth how much by which method, and credited.

Cash, what is valued otherwise, and the count of what has no value are never merged, and no currency is added to another. There is no
ranking: partners stand in the order in which they joined, or by name. As everywhere in Tracker only agreed commitments count as
promised, and what arrived counts even when the rest was withdrawn later (``tracker/resources/balance.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.money import Money, Totals
from tracker.partners.terms import Sector
from tracker.resources import promises
from tracker.resources.balance import Sums
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from tracker.evaluation.contributions.models import ContributionNote
    from tracker.projects.models import Participation
    from tracker.resources.models import Commitment

TWO_SIDES = 2


@dataclass(frozen=True, slots=True)
class Gift:
    """One commitment as it stands: what was promised of it, and what arrived."""

    commitment_id: int
    kind: ResourceKind
    description: str
    method: ValuationMethod | None
    """How its value came about; ``None`` of money, which is worth itself."""
    unit: Unit | None
    unit_other: str
    is_promised: bool
    """Agreed and not withdrawn."""
    has_arrived: bool
    promised_amount: Decimal | None
    delivered_amount: Decimal | None
    promised: Money | None
    """What the promise is worth; ``None``: it has no value, or none yet."""
    delivered: tuple[Money, ...]
    """What arrived is worth, by currency; nothing where it has no value."""
    is_value_open: bool
    """It is to be valued, but nobody has worked out the figure yet."""

    @property
    def is_money(self) -> bool:
        return self.kind is ResourceKind.MONEY

    @property
    def is_unvalued(self) -> bool:
        """Counted without a value, in what was promised or in what arrived."""
        return (self.is_promised and self.promised is None) or (self.has_arrived and not self.delivered)


@dataclass(slots=True)
class Worth:
    """What was promised and what arrived is worth, by currency."""

    promised: Totals = field(default_factory=Totals)
    delivered: Totals = field(default_factory=Totals)


@dataclass(slots=True)
class UnitSum:
    """Gifts without a value that are counted in the same: how many, and how much of it."""

    unit: Unit | None
    unit_other: str
    promised: Decimal = Decimal(0)
    delivered: Decimal = Decimal(0)
    gifts: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """What the partners say of a contribution."""

    notable: str = ""
    credited_as: str = ""
    credited_on: date | None = None
    credited_by: str = ""


NO_NOTE = Note()


@dataclass(frozen=True, slots=True)
class PartnerContribution:
    """What one partner gave, and how it was credited."""

    participation_id: int
    name: str
    sector: Sector
    is_current: bool
    joined_on: date | None
    left_on: date | None
    gifts: tuple[Gift, ...]
    promised: Sums
    delivered: Sums
    note: Note = NO_NOTE
    offered: int = 0
    """Offers that are not agreed yet and do not count."""
    withdrawn: int = 0
    """Promises that were withdrawn."""

    @property
    def gives(self) -> bool:
        """Something was agreed with it, or arrived from it."""
        return bool(self.gifts)

    @property
    def is_credited(self) -> bool:
        return self.note.credited_on is not None

    @property
    def credited_name(self) -> str:
        """The name under which it is thanked."""
        return self.note.credited_as or self.name

    @property
    def by_method(self) -> Mapping[ValuationMethod, Worth]:
        """What is valued otherwise than money, method by method."""
        found: dict[ValuationMethod, Worth] = defaultdict(Worth)
        for gift in self.gifts:
            if gift.method is None or (gift.promised is None and not gift.delivered):
                continue
            if gift.is_promised:
                found[gift.method].promised.add(gift.promised)
            for money in gift.delivered:
                found[gift.method].delivered.add(money)
        return {method: found[method] for method in ValuationMethod if method in found}

    @property
    def unvalued(self) -> list[Gift]:
        return [gift for gift in self.gifts if gift.is_unvalued]

    @property
    def unvalued_by_unit(self) -> list[UnitSum]:
        """What has no value, counted in its units; units are never added to one another."""
        sums: dict[tuple[Unit | None, str], UnitSum] = {}
        for gift in self.unvalued:
            key = (gift.unit, gift.unit_other.casefold())
            found = sums.setdefault(key, UnitSum(gift.unit, gift.unit_other))
            found.gifts += 1
            if gift.is_promised and gift.promised is None:
                found.promised += gift.promised_amount or 0
            if gift.has_arrived and not gift.delivered:
                found.delivered += gift.delivered_amount or 0
        return list(sums.values())

    @property
    def kinds(self) -> list[ResourceKind]:
        """Kinds of what arrived; while nothing has arrived, of what is promised."""
        arrived = {gift.kind for gift in self.gifts if gift.has_arrived}
        there = arrived or {gift.kind for gift in self.gifts}
        return [kind for kind in ResourceKind if kind in there]


@dataclass(frozen=True, slots=True)
class SectorContribution:
    """What the partners of one sector gave."""

    sector: Sector
    promised: Sums
    delivered: Sums


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each partner of a partnership gave: those of today first, in the order in which they joined, then those who left."""

    partnership_id: int
    partners: tuple[PartnerContribution, ...]

    @property
    def by_name(self) -> list[PartnerContribution]:
        return sorted(self.partners, key=lambda each: (each.name.casefold(), each.participation_id))

    @property
    def current(self) -> list[PartnerContribution]:
        return [partner for partner in self.partners if partner.is_current]

    @property
    def givers(self) -> list[PartnerContribution]:
        return [partner for partner in self.partners if partner.gives]

    @property
    def credited(self) -> list[PartnerContribution]:
        return [partner for partner in self.partners if partner.is_credited]

    @property
    def not_credited(self) -> list[PartnerContribution]:
        """Partners of today whose contribution nobody has credited yet."""
        return [partner for partner in self.current if not partner.is_credited]

    @property
    def sectors(self) -> list[SectorContribution]:
        """The sectors of all that take or took part, in their usual order; one that gives nothing is shown too."""
        made = {
            partner.sector: SectorContribution(partner.sector, Sums(), Sums()) for partner in self.partners
        }
        for partner in self.partners:
            add_sums(made[partner.sector].promised, partner.promised)
            add_sums(made[partner.sector].delivered, partner.delivered)
        return [made[sector] for sector in Sector if sector in made]

    @property
    def currencies(self) -> list[str]:
        """Every currency that occurs, the usual one first."""
        every = Totals()
        for partner in self.partners:
            for sums in (partner.promised, partner.delivered):
                for totals in (sums.cash, sums.in_kind):
                    for money in totals:
                        every.add(Money(Decimal(0), money.currency))
        return [money.currency for money in every]

    @property
    def only_giver(self) -> PartnerContribution | None:
        """The one partner from which everything comes, though several take part."""
        givers = self.givers
        return givers[0] if len(givers) == 1 and len(self.partners) >= TWO_SIDES else None

    @property
    def only_sector(self) -> Sector | None:
        """The one sector from which everything comes, though partners of several take part."""
        giving = {partner.sector for partner in self.givers}
        there = {partner.sector for partner in self.partners}
        return next(iter(giving)) if len(giving) == 1 and len(there) >= TWO_SIDES else None


def add_sums(into: Sums, more: Sums) -> None:
    """Count one set of sums into another."""
    for totals, further in ((into.cash, more.cash), (into.in_kind, more.in_kind)):
        for money in further:
            totals.add(money)
    into.unvalued += more.unvalued
    into.count += more.count


# --- records as plain facts -------------------------------------------------------------------------------------------


def contribution_of(
    participation: Participation,
    commitments: Iterable[Commitment],
    note: ContributionNote | None,
    *,
    is_current: bool,
) -> PartnerContribution:
    """What one partner gave, from its commitments."""
    promised, delivered, states = Sums(), Sums(), defaultdict[CommitmentState, int](int)
    gifts = []
    for commitment in commitments:
        states[commitment.state] += 1
        if promises.counts(commitment):
            promised.promised(commitment)
        delivered.delivered(commitment)
        if promises.counts(commitment) or commitment.current_deliveries:
            gifts.append(gift_of(commitment))
    return PartnerContribution(
        participation_id=participation.id,
        name=participation.organisation.display_name,
        sector=participation.organisation.sector,
        is_current=is_current,
        joined_on=participation.joined_on,
        left_on=participation.left_on,
        gifts=tuple(gifts),
        promised=promised,
        delivered=delivered,
        note=note_of(note),
        offered=states[CommitmentState.OFFERED],
        withdrawn=states[CommitmentState.WITHDRAWN],
    )


def gift_of(commitment: Commitment) -> Gift:
    """One commitment with what arrived of it."""
    arrived: Sequence[Money] = tuple(Totals(delivery.value for delivery in commitment.current_deliveries))
    is_promised, has_arrived = promises.counts(commitment), bool(commitment.current_deliveries)
    return Gift(
        commitment_id=commitment.id,
        kind=commitment.kind,
        description=commitment.description,
        method=None if commitment.is_money else commitment.method,
        unit=Unit.CURRENCY if commitment.is_money else commitment.unit,
        unit_other=commitment.unit_other,
        is_promised=is_promised,
        has_arrived=has_arrived,
        promised_amount=commitment.amount if is_promised else None,
        delivered_amount=promises.fulfilment(commitment).arrived if has_arrived else None,
        promised=commitment.value if is_promised else None,
        delivered=tuple(arrived),
        is_value_open=commitment.is_value_open,
    )


def note_of(note: ContributionNote | None) -> Note:
    if note is None:
        return NO_NOTE
    return Note(
        notable=note.notable,
        credited_as=note.credited_as,
        credited_on=note.credited_on,
        credited_by=note.credited_by.display_name if note.credited_by is not None else "",
    )
