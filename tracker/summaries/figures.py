"""Kept counts in the words of the domain: the same figures that queries over a scope give."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from tracker.mechanisms.terms import MechanismType
from tracker.money import Money
from tracker.partners.terms import Sector
from tracker.projects.figures import SectorMixes
from tracker.projects.terms import Field, Stage
from tracker.resources.sums import ResourceSums, Side
from tracker.resources.terms import ResourceKind
from tracker.summaries.parts import BIT
from tracker.terms import Term

if TYPE_CHECKING:
    from tracker.summaries.sums import Sums

T = TypeVar("T", bound=Term)
OF_RESOURCES = tuple(
    f"{side}{what}" for side in ("promised", "delivered") for what in ("", "_value", "_unvalued")
)
"""The topics that ``resources`` needs."""


def keys_of(found: Sums, topic: str) -> dict[str, int]:
    """The numbers of one topic by key."""
    return {key: number for (name, key), number in found.items() if name == topic}


def by_term(found: Sums, topic: str, terms: type[T]) -> dict[T, int]:
    """The numbers of one topic whose keys are codes."""
    return {terms.from_code(key): number for key, number in keys_of(found, topic).items()}


def stages(found: Sums) -> dict[Stage, int]:
    """How many stand in each stage."""
    return by_term(found, "stage", Stage)


def fields(found: Sums) -> dict[Field | None, int]:
    """How many work in each field, most first; ``None`` where no field was chosen, at last."""
    numbers = keys_of(found, "field")
    ordered = sorted(numbers, key=lambda key: (not key, -numbers[key], key))
    return {Field.from_code(key) if key else None: numbers[key] for key in ordered}


def mixes(found: Sums) -> SectorMixes:
    """How many have which sectors among their partners of the day."""
    return SectorMixes(
        {
            frozenset(sector for sector in Sector if BIT[sector.code] & int(key)): number
            for key, number in keys_of(found, "sectors").items()
        }
    )


def mechanisms(found: Sums) -> dict[MechanismType, int]:
    """How many have a mechanism of each type, as people decided."""
    return by_term(found, "mechanism", MechanismType)


def open_needs(found: Sums) -> dict[ResourceKind, int]:
    """How many needs of each kind nobody has answered."""
    return by_term(found, "need", ResourceKind)


def towns(found: Sums) -> list[tuple[str, int]]:
    """How many partnerships name each municipality, most first."""
    return sorted(keys_of(found, "town").items(), key=lambda pair: (-pair[1], pair[0]))


def resources(found: Sums) -> ResourceSums:
    """What was promised and what was delivered."""
    return ResourceSums(_side(found, "promised"), _side(found, "delivered"))


def _side(found: Sums, topic: str) -> Side:
    side = Side(
        unvalued=sum(keys_of(found, f"{topic}_unvalued").values()),
        count=sum(keys_of(found, topic).values()),
    )
    for key, hundredths in sorted(keys_of(found, f"{topic}_value").items()):
        kind, _sector, currency = key.split(":")
        totals = side.cash if kind == ResourceKind.MONEY.code else side.in_kind
        totals.add(Money(Decimal(hundredths).scaleb(-2), currency))
    return side
