"""Drawings of figures: ranges of time, curves of survival, a network. SVG that a page and a file show alike.

Text and rules take the colour of what is around them; what is told apart by colour is told apart by its shape or its dashes too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from tracker.documents import pictures
from tracker.i18n import _, show_number

if TYPE_CHECKING:
    from tracker.outcomes.spread import Spread
    from tracker.outcomes.survival import Curve
    from tracker.outcomes.tables import Figure

WIDTH = 400
COLOURS = ("#15857f", "#d0701c", "#4063b3", "#c0538c", "#7b8f24", "#7d6bb0")
DASHES = ("", "9 4", "2 4", "12 4 2 4", "5 3 1 3 1 3", "16 6")
MONTH = 30.4375


def text(x: float, y: float, words: str, *, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{short(x)}" y="{short(y)}" text-anchor="{anchor}" fill="currentColor"{more}>{escape(words)}</text>'


def svg(width: float, height: float, parts: Iterable[str], *, size: int = 14) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(width)} {short(height)}" width="{short(width)}" '
        f'height="{short(height)}" font-size="{size}">{"".join(parts)}</svg>'
    )


def is_large(drawn: str) -> bool:
    """Whether a drawing needs more room than a narrow screen has, so that it is moved about there."""
    found = re.search(r'width="(\d+)', drawn)
    return found is not None and int(found[1]) > WIDTH


def short(value: float) -> str:
    """A number as short as it can be."""
    return format(round(value, 1), "g")


def picture_of(figure: Figure) -> str:
    """The drawing of a figure to take away: its own, or its bars."""
    if figure.svg or not figure.has_picture:
        return figure.svg
    rows = []
    for row in figure.drawn_rows:
        for place, tone in zip(figure.bars, ("primary", "accent"), strict=False):
            cell = row.cells[place]
            label = row.label if len(figure.bars) == 1 else f"{row.label}, {figure.columns[place].label}"
            value = cell.value if isinstance(cell.value, int) else float(str(cell.value or 0))
            rows.append(pictures.Bar(label, float(value), cell.text, tone=tone))
    return pictures.bars(rows)


# --- ranges -------------------------------------------------------------------------------------------------------------


def ranges(rows: Sequence[tuple[str, Spread]], sentence: str) -> str:
    """From the lower to the upper quartile, with a mark at the median, each under its words; ``sentence`` takes the three of them."""
    most = max((spread.third_quartile or 0 for _label, spread in rows), default=0) or 1
    drawn, y = [], 0
    for label, spread in rows:
        low, middle, high = spread.first_quartile or 0, spread.median or 0, spread.third_quartile or 0
        y += 18
        said = sentence % {"low": show_number(low), "high": show_number(high), "median": show_number(middle)}
        drawn.append(text(0, y - 5, label))
        y += 18
        drawn.append(text(0, y - 5, said, more=' fill-opacity="0.8"'))
        drawn.append(
            f'<rect y="{y}" width="{WIDTH}" height="14" rx="3" fill="currentColor" fill-opacity="0.1"/>'
        )
        start, end = WIDTH * low / most, WIDTH * high / most
        drawn.append(
            f'<rect x="{short(start)}" y="{y}" width="{short(max(end - start, 3))}" height="14" rx="3" fill="{COLOURS[0]}"/>'
        )
        x = min(WIDTH * middle / most, WIDTH - 3)
        drawn.append(f'<rect x="{short(x)}" y="{y - 3}" width="3" height="20" fill="currentColor"/>')
        y += 30
    return svg(WIDTH, max(y - 10, 18), drawn) if rows else ""


# --- survival -----------------------------------------------------------------------------------------------------------

CHART_WIDTH, LEFT, RIGHT, TOP, TALL = 640, 46, 12, 12, 250


@dataclass(frozen=True, slots=True)
class Line:
    """One curve with its name and how many are at risk at each mark of the axis."""

    label: str
    curve: Curve
    at_risk: Sequence[int]


def marks_for(longest: int) -> list[int]:
    """The months that the axis names: few enough to be read."""
    months = max(math.ceil(longest / MONTH), 6)
    step = next((step for step in (1, 3, 6, 12, 24, 60) if months / step <= 8), 120)  # noqa: PLR2004  # eight fit on a line
    return list(range(0, step * math.ceil(months / step) + 1, step))


def survival(lines: Sequence[Line], marks: Sequence[int]) -> str:
    """The curves with their bands, and under them how many are at risk."""
    last = marks[-1] * MONTH
    drawn = [*_grid(marks)]
    for place, line in enumerate(lines):
        drawn.append(_band(line.curve, COLOURS[place % len(COLOURS)], last))
    for place, line in enumerate(lines):
        drawn.append(_line(line.curve, place, last))
    y = TOP + TALL + 58
    drawn.append(text(0, y, _("At risk, by months since the start"), more=' font-weight="600"'))
    for place, line in enumerate(lines):
        y += 22
        drawn.append(_sample(0, y - 5, place))
        drawn.append(text(36, y, line.label))
        y += 18
        for month, number in zip(marks, line.at_risk, strict=True):
            anchor = "start" if not month else "middle" if month < marks[-1] else "end"
            drawn.append(text(_x(month * MONTH, last), y, show_number(number), anchor=anchor))
    return svg(CHART_WIDTH, y + 10, drawn, size=13)


def _x(days: float, last: float) -> float:
    return LEFT + (CHART_WIDTH - LEFT - RIGHT) * min(days / last, 1)


def _y(share: float) -> float:
    return TOP + TALL * (1 - share)


def _grid(marks: Sequence[int]) -> Iterable[str]:
    last = marks[-1] * MONTH
    for percent in (0, 25, 50, 75, 100):
        y = _y(percent / 100)
        yield (
            f'<line x1="{LEFT}" x2="{CHART_WIDTH - RIGHT}" y1="{short(y)}" y2="{short(y)}" stroke="currentColor" '
            f'stroke-opacity="{0.45 if not percent else 0.15}"/>'
        )
        yield text(LEFT - 6, y + 5, _("%(share)s%%", share=percent), anchor="end")
    for month in marks:
        x = _x(month * MONTH, last)
        yield (
            f'<line x1="{short(x)}" x2="{short(x)}" y1="{TOP + TALL}" y2="{TOP + TALL + 5}" stroke="currentColor" '
            'stroke-opacity="0.45"/>'
        )
        anchor = "middle" if month < marks[-1] else "end"
        yield text(x, TOP + TALL + 20, show_number(month), anchor=anchor)
    yield text(LEFT, TOP + TALL + 38, _("months since the start"))


def _points(curve: Curve, last: float, side: str) -> list[tuple[float, float]]:
    """The corners of a staircase: the estimate, or a side of its band."""
    found, level = [(0.0, 1.0)], 1.0
    for step in curve.steps:
        if step.days > last:
            break
        found.append((step.days, level))
        level = getattr(step, side)
        found.append((step.days, level))
    found.append((min(curve.longest, last), level))
    return found


def _line(curve: Curve, place: int, last: float) -> str:
    points = " ".join(
        f"{short(_x(day, last))},{short(_y(share))}" for day, share in _points(curve, last, "survival")
    )
    dashes = DASHES[place % len(DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{points}" fill="none" stroke="{COLOURS[place % len(COLOURS)]}" stroke-width="2.5"{dashed}/>'


def _band(curve: Curve, colour: str, last: float) -> str:
    upper = _points(curve, last, "high")
    lower = _points(curve, last, "low")
    points = " ".join(
        f"{short(_x(day, last))},{short(_y(share))}" for day, share in [*upper, *reversed(lower)]
    )
    return f'<polygon points="{points}" fill="{colour}" fill-opacity="0.12"/>'


def _sample(x: float, y: float, place: int) -> str:
    dashes = DASHES[place % len(DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    colour = COLOURS[place % len(COLOURS)]
    return f'<line x1="{short(x)}" x2="{short(x + 28)}" y1="{short(y)}" y2="{short(y)}" stroke="{colour}" stroke-width="3"{dashed}/>'
