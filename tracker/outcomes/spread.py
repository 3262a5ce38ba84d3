"""Medians and quartiles of lengths of time that were counted: always a length that really occurs, never one in between."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

QUARTER, HALF, THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class Spread:
    """How lengths of time are spread."""

    number: int
    first_quartile: int | None
    median: int | None
    third_quartile: int | None


def quantile(counts: Mapping[int, int], share: Fraction) -> int | None:
    """The smallest length that at least this share does not exceed; ``None`` of nothing."""
    least = math.ceil(share * sum(counts.values()))
    so_far = 0
    for length in sorted(counts):
        so_far += counts[length]
        if so_far >= least:
            return length
    return None


def spread_of(counts: Mapping[int, int]) -> Spread:
    """The spread of lengths, each with how often it occurs."""
    return Spread(
        sum(counts.values()),
        quantile(counts, QUARTER),
        quantile(counts, HALF),
        quantile(counts, THREE_QUARTERS),
    )
