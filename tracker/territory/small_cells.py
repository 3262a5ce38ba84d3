"""Which numbers of other regions an official may read: those that do not tell who is who.

The rule, in three sentences. A number below three is not shown, nor is one where fewer than three of the partnerships are left over: else
one could tell which they are. Where the sum of a column is known, so many further numbers are hidden that what is hidden cannot be found
by subtraction: at least two, and at least three partnerships together. Nothing is said of a region with fewer than three partnerships.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

SMALLEST = 3
"""The smallest number that is shown, of regions that are not one's own."""
FEWEST_REGIONS = 3
"""With fewer regions a comparison would tell about one of them."""


def protected(column: Mapping[str, int], wholes: Mapping[str, int] | None = None) -> dict[str, int | None]:
    """A column of numbers by region, with ``None`` in place of each that may not be shown; its sum may be known.

    With ``wholes`` the numbers are parts of them, and what is left over is protected like the part itself.
    """
    shown: dict[str, int | None] = {
        code: number if _may_show(number, None if wholes is None else wholes[code]) else None
        for code, number in column.items()
    }
    in_order = sorted(
        (code for code, number in shown.items() if number is not None), key=lambda code: (column[code], code)
    )
    while in_order and _can_be_found(column, shown, wholes):
        shown[in_order.pop(0)] = None
    return shown


def _may_show(number: int, whole: int | None) -> bool:
    return number >= SMALLEST and (whole is None or whole - number >= SMALLEST)


def _can_be_found(
    column: Mapping[str, int], shown: Mapping[str, int | None], wholes: Mapping[str, int] | None
) -> bool:
    """Whether somebody who knows the sum could work out a hidden number, or nearly."""
    hidden = [code for code, number in shown.items() if number is None]
    together = sum(column[code] for code in hidden)
    left_over = SMALLEST if wholes is None else sum(wholes[code] for code in hidden) - together
    return bool(hidden) and (len(hidden) == 1 or together < SMALLEST or left_over < SMALLEST)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number lies over regions: its lowest, its middle and its highest; ``None`` for one below the smallest that is shown."""

    low: int | None
    middle: Decimal | None
    high: int | None
    regions: int


def spread_of(column: Mapping[str, int], shown: Mapping[str, int | None]) -> Spread | None:
    """The spread over regions, from numbers that may be shown and those that are too small; ``None`` with too few regions.

    A number that is hidden for another reason than its size is left out, so that it cannot be read off here.
    """
    known = [number for number in shown.values() if number is not None]
    small = sum(number is None and column[code] < SMALLEST for code, number in shown.items())
    if small + len(known) < FEWEST_REGIONS:
        return None
    row = [0] * small + sorted(known)
    return Spread(
        low=None if small else row[0],
        middle=_middle(row, small),
        high=row[-1] if known else None,
        regions=len(row),
    )


def _middle(row: Sequence[int], small: int) -> Decimal | None:
    """The median; ``None`` where a number that is not shown takes part in it."""
    if small > (len(row) - 1) // 2:
        return None
    return Decimal(str(median(row)))


def whole_spread(column: Mapping[str, int]) -> Spread | None:
    """The spread for somebody who sees all of it anyway."""
    if not column:
        return None
    row = sorted(column.values())
    return Spread(row[0], Decimal(str(median(row))), row[-1], len(row))
