"""The picture of the marks: for each criterion a line from 0 to 4, and on it a mark for each expert, as places in the picture.

Marks at one point stand side by side, so that none hides another; each carries the letter of its expert, and a shape of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.evaluation.experts.terms import HIGHEST

if TYPE_CHECKING:
    from tracker.evaluation.experts.opinions import Judged, Panel

STEP = 68
"""From one point of the scale to the next."""
EDGE = 34
HEIGHT = 46
MIDDLE = 18
"""How far from the top the line lies; below it stand the numbers."""
MARK = 20
SIDE_BY_SIDE = 22
MOST_IN_A_ROW = 3
"""So many marks fit beside one another at one point; more are drawn closer together."""
WIDTH = 2 * EDGE + HIGHEST * STEP
SHAPES = ("circle", "square", "diamond", "triangle")
TONES = 6


@dataclass(frozen=True, slots=True)
class Dot:
    """The mark of one expert, by its middle."""

    x: float
    y: float
    letter: str
    shape: str
    tone: int
    """Which of the colours of series, from 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion: its marks, and the line between the lowest and the highest."""

    judged: Judged
    dots: tuple[Dot, ...]
    first: float
    last: float


def place_of(mark: int) -> float:
    """Where a point of the scale lies."""
    return EDGE + mark * STEP


def look_of(panel: Panel, expert_id: int) -> tuple[str, int]:
    """The shape and the colour of an expert, the same in all lines."""
    place = [opinion.expert_id for opinion in panel.opinions].index(expert_id)
    return SHAPES[place % len(SHAPES)], place % TONES + 1


def lines_of(panel: Panel) -> list[Line]:
    """All criteria of a panel, those where the experts are furthest apart first."""
    return [_line(panel, judged) for judged in panel.apart_first]


def _line(panel: Panel, judged: Judged) -> Line:
    at_point: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for opinion, mark in judged.marks:
        at_point[mark].append((opinion.expert_id, opinion.letter))
    dots = tuple(
        Dot(x, MIDDLE, letter, *look_of(panel, expert_id))
        for mark, there in sorted(at_point.items())
        for x, (expert_id, letter) in zip(_spread(place_of(mark), len(there)), there, strict=True)
    )
    places = [place_of(mark) for mark in at_point] or [0.0]
    return Line(judged, dots, min(places), max(places))


def _spread(middle: float, count: int) -> list[float]:
    """Places around a point for so many marks."""
    gap = min(SIDE_BY_SIDE, SIDE_BY_SIDE * MOST_IN_A_ROW / count)
    return [middle + gap * (number - (count - 1) / 2) for number in range(count)]
