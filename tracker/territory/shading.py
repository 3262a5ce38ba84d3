"""The shades of the map: in which class a number falls, and what each class holds.

Zero is a class of its own, and so is "nothing is known": neither is the lightest shade of something.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CLASSES = 4
ZERO, UNKNOWN = "zero", "unknown"


@dataclass(frozen=True, slots=True)
class Class:
    """Numbers from ``low`` to ``high``, drawn in one shade."""

    shade: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The classes of one map."""

    classes: tuple[Class, ...]

    def shade_of(self, number: int | None) -> str:
        """The shade of a number; ``None`` is one that is not known."""
        if number is None:
            return UNKNOWN
        return next((each.shade for each in self.classes if each.low <= number <= each.high), ZERO)


def scale_of(numbers: Iterable[int | None]) -> Scale:
    """Classes up to the largest number. Few partnerships are common and many are rare, so each class is wider than the one before."""
    largest = max((number for number in numbers if number is not None), default=0)
    ends = (
        [round(largest ** (place / CLASSES)) for place in range(1, CLASSES + 1)] if largest > CLASSES else []
    )
    ends = sorted({*ends, largest}) if ends else list(range(1, largest + 1))
    classes, low = [], 1
    for end in ends:
        if end >= low:
            classes.append((low, end))
            low = end + 1
    # The darkest shade is always in use, whatever the number of classes.
    first = CLASSES - len(classes) + 1
    return Scale(
        tuple(Class(str(place), low, high) for place, (low, high) in enumerate(classes, start=first))
    )
