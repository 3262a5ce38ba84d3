"""The picture of an indicator: a line over time with baseline and target, as places in per cent of the picture's size.

The line is drawn by straight pieces whose ends are given in per cent, so that it fits every width, while strokes, marks and words
keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.evaluation.indicators.models import Indicator

INTERVALS = 4
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MIDDLE = 50.0
FROM_ZERO = Decimal("0.5")
"""When the smallest value is less than this part of the largest, the scale begins at zero."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture, in per cent from the left and from the top."""

    x: float
    y: float
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: what it stands for, and its place from the top."""

    value: Decimal
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything there is to draw."""

    first: date
    last: date
    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]
    baseline_y: float | None = None
    target_y: float | None = None
    way: tuple[Point, Point] | None = None
    """The straight way from the baseline to the target, where the days of both are known."""

    @property
    def pieces(self) -> list[tuple[Point, Point]]:
        """The line, piece by piece."""
        return list(pairwise(self.points))


@dataclass(frozen=True, slots=True)
class Scale:
    """From days and values to places."""

    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, day: date) -> float:
        days = (self.last - self.first).days
        return MIDDLE if not days else round(100 * (day - self.first).days / days, 2)

    def y(self, value: Decimal) -> float:
        return round(float(100 * (self.high - value) / (self.high - self.low)), 2)

    def point(self, day: date, value: Decimal, *, is_baseline: bool = False) -> Point:
        return Point(self.x(day), self.y(value), is_baseline=is_baseline)


def picture_of(indicator: Indicator, category: str = "") -> Picture | None:
    """The picture of the whole with baseline and target, or of one category; ``None`` where nothing was measured."""
    measured = [(value.measured_on, value.value) for value in indicator.values_of(category)]
    if not measured:
        return None
    if category:
        return draw(measured)
    return draw(
        measured,
        baseline=indicator.baseline,
        baseline_on=indicator.baseline_on,
        target=indicator.target,
        target_on=indicator.target_on,
    )


def draw(
    measured: Sequence[tuple[date, Decimal]],
    *,
    baseline: Decimal | None = None,
    baseline_on: date | None = None,
    target: Decimal | None = None,
    target_on: date | None = None,
) -> Picture:
    """Lay out values by their days; baseline and target are lines across, and places where their day is known."""
    start = (baseline_on, baseline) if baseline is not None and baseline_on is not None else None
    end = (target_on, target) if target is not None and target_on is not None else None
    days = [day for day, _value in [*measured, *filter(None, (start, end))]]
    values = [
        value for value in [baseline, target, *(value for _day, value in measured)] if value is not None
    ]
    step, low, high = ticks_for(min(values), max(values))
    scale = Scale(min(days), max(days), low, high)
    points = [scale.point(day, value) for day, value in measured]
    if start is not None:
        points.append(scale.point(*start, is_baseline=True))
    return Picture(
        first=scale.first,
        last=scale.last,
        ticks=tuple(Tick(value, scale.y(value)) for value in _counted(low, high, step)),
        points=tuple(sorted(points, key=lambda point: point.x)),
        baseline_y=scale.y(baseline) if baseline is not None else None,
        target_y=scale.y(target) if target is not None else None,
        way=(scale.point(*start), scale.point(*end)) if start is not None and end is not None else None,
    )


def ticks_for(smallest: Decimal, largest: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """A round step, and the round numbers below and above; a scale of small positive numbers begins at zero."""
    if smallest >= 0 and smallest <= largest * FROM_ZERO:
        smallest = Decimal(0)
    span = largest - smallest or abs(largest) or Decimal(1)
    rough = span / INTERVALS
    size = Decimal(1).scaleb(rough.adjusted())
    step = next(each * size for each in STEPS if each * size >= rough)
    low = (smallest / step).to_integral_value(ROUND_FLOOR) * step
    high = (largest / step).to_integral_value(ROUND_CEILING) * step
    return step, low, high if high > low else low + step


def _counted(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    return [low + step * number for number in range(int((high - low) / step), -1, -1)]
