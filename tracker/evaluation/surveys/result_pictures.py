"""Where things stand in the pictures of results. The templates draw them; here is the arithmetic.

A scale is as wide as the page: places on it are shares of its width, so that marks keep their shape. Marks that would cover one
another stand above and below. A small picture of the development has a height and width of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.evaluation.surveys.gaps import ALL_MARK, OTHERS_MARK, RECORD_MARK, SECTOR_MARKS

if TYPE_CHECKING:
    from tracker.evaluation.surveys.development import Line, Round, Step
    from tracker.evaluation.surveys.gaps import Gap, Mark
    from tracker.evaluation.surveys.results import Block, PartSeen, Question, SignSeen
    from tracker.evaluation.surveys.scores import Measure
    from tracker.evaluation.surveys.showing import Single
    from tracker.partners.terms import Sector

PEOPLE, RECORD, SECTORS = ALL_MARK, RECORD_MARK, tuple(SECTOR_MARKS.values())
"""For the keys of pictures."""

EDGE = 5
"""Per cent of the width that stay free at both ends of a scale, so that a mark there is whole."""
SCALE, LANE = 36, 16
"""The height of a scale, and of each further row of marks on it."""
TOO_NEAR = Fraction(1, 14)
"""Marks that are nearer than this part of the scale would cover one another on a phone."""
WIDTH, HEIGHT, MARGIN = 160, 60, 8

Value = Decimal | Fraction | int


def mark_of(sector: Sector | None) -> Mark:
    """How an answer of somebody of a sector is drawn; without a sector, one without a name."""
    return OTHERS_MARK if sector is None else SECTOR_MARKS[sector]


# --- a scale ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark on a scale."""

    x: str
    y: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Scale:
    """A line with the points of what was asked, marks, and perhaps a stretch between two values."""

    height: int
    middle: int
    ticks: tuple[str, ...]
    marks: tuple[Placed, ...]
    stretch: tuple[str, str] | None = None
    is_gap: bool = False
    """Whether the stretch is a difference; else it is the range of what a mark sums up."""


def of_gap(gap: Gap) -> Scale:
    """Those who differ, with a line from the lowest to the highest."""
    marks = [(side.value, side.mark) for side in gap.sides]
    return _scale(gap.measure, marks, (gap.low.value, gap.high.value), is_gap=True)


def of_question(question: Question) -> Scale:
    """The mean, or the answers."""
    return _scale(question.measure, _marks(question))


def of_block(block: Block) -> Scale:
    """The mean of a block, and the range of the means of its statements."""
    ends = block.range
    stretch = (ends[0].mean, ends[1].mean) if ends is not None else None
    return _scale(block.question.measure, _marks(block.question), stretch)


def of_sign(seen: SignSeen) -> Scale:
    """What the record shows, and what the partners see."""
    record = [(seen.level, RECORD_MARK)] if seen.level is not None else []
    return _scale(seen.question.measure, [*record, *_marks(seen.question)])


def of_part(seen: PartSeen) -> Scale:
    """The part of a partner as it sees that itself, and as the others do."""
    means: list[tuple[Value, Mark]] = []
    if seen.others is not None:
        means.append((seen.others.mean, OTHERS_MARK))
    if seen.own is not None:
        means.append((seen.own.mean, mark_of(seen.sector)))
    stretch = None
    if seen.own is not None and seen.others is not None:
        stretch = (min(seen.own.mean, seen.others.mean), max(seen.own.mean, seen.others.mean))
    return _scale(seen.measure, [*means, *_marks_of(seen.singles)], stretch, is_gap=True)


def _marks(question: Question) -> list[tuple[Value, Mark]]:
    mean: list[tuple[Value, Mark]] = [(question.score.mean, ALL_MARK)] if question.score is not None else []
    return [*mean, *_marks_of(question.singles)]


def _marks_of(singles: Iterable[Single]) -> list[tuple[Value, Mark]]:
    return [(one.points, mark_of(one.sector)) for one in singles if one.points is not None]


def _scale(
    measure: Measure,
    marks: Sequence[tuple[Value, Mark]],
    stretch: tuple[Value, Value] | None = None,
    *,
    is_gap: bool = False,
) -> Scale:
    shares = [measure.share(Fraction(value)) for value, mark in marks if mark is not RECORD_MARK]
    free = iter(_lanes(shares))
    lanes = [1 if mark is RECORD_MARK else next(free) for _value, mark in marks]
    height = SCALE + LANE * (max(lanes, default=1) - 1)
    middle = height // 2
    return Scale(
        height,
        middle,
        tuple(place(measure, point) for point in range(measure.low, measure.high + 1)),
        tuple(
            Placed(place(measure, value), middle + _offset(lane), mark)
            for (value, mark), lane in zip(marks, lanes, strict=True)
        ),
        None if stretch is None else (place(measure, stretch[0]), place(measure, stretch[1])),
        is_gap,
    )


def _lanes(shares: Sequence[Fraction]) -> list[int]:
    """For each mark the row, from 1, in which nothing is near."""
    taken: list[list[Fraction]] = []
    lanes = []
    for share in shares:
        free = next(
            (lane for lane, held in enumerate(taken) if all(abs(share - each) >= TOO_NEAR for each in held)),
            len(taken),
        )
        if free == len(taken):
            taken.append([])
        taken[free].append(share)
        lanes.append(free + 1)
    return lanes


def _offset(lane: int) -> int:
    """The first row is the middle, then one above, one below, and so on."""
    step = lane // 2 * LANE
    return step if lane % 2 else -step


def place(measure: Measure, value: Value) -> str:
    """Where a value stands on the scale of what was asked."""
    return f"{EDGE + (100 - 2 * EDGE) * float(measure.share(Fraction(value))):.2f}%"


# --- a development ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """A round in a small picture."""

    x: float
    y: float
    is_joined: bool


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture: the heights of the points of the scale, the rounds, and the line through those it may join."""

    levels: tuple[float, ...]
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points if point.is_joined)


def of_line(line: Line, rounds: Sequence[Round]) -> Small:
    """Every round has its place from left to right, whether it has a mean or not."""
    order = [each.survey_id for each in rounds]
    apart = (WIDTH - 2 * MARGIN) / max(len(order) - 1, 1)

    def point(step: Step) -> Point:
        x = round(MARGIN + apart * order.index(step.round.survey_id), 1)
        return Point(x, _height(line.measure, step.score.mean), step.is_joined)

    levels = range(line.measure.low, line.measure.high + 1)
    return Small(
        tuple(_height(line.measure, level) for level in levels), tuple(point(step) for step in line.steps)
    )


def _height(measure: Measure, value: Value) -> float:
    """The place of a value from top to bottom."""
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * float(measure.share(Fraction(value))), 1)
