"""Drawings for documents: bars and a line over time, as SVG that a page and a file show alike.

Text takes the colour of what is around it, so a drawing can be read on a dark page too. It is wide enough for a phone and set
large: 14 units of 400. Every drawing comes with its figures in words (``in_words``).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 400
LETTERS = 54
"""About so many letters stand in one line."""
LINE, BAR, GAP = 18, 14, 14
TONES = {
    "primary": "#15857f",
    "accent": "#d0701c",
    "government": "#4063b3",
    "business": "#d08a1d",
    "nonprofit": "#c0538c",
    "neutral": "#7d8f8c",
}
"""Colours that stand out from white and from a dark page."""
GROUND = 'fill="currentColor" fill-opacity="0.1"'
TALL, TOP, LEFT = 150, 26, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how long it is, and what it says. ``mark`` is a value to compare it with, drawn as a line across."""

    label: str
    value: float
    text: str
    mark: float | None = None
    tone: str = "primary"


@dataclass(frozen=True, slots=True)
class Point:
    """One value on the way: when, how much, and both in words."""

    place: float
    value: float
    label: str
    text: str


def in_words(rows: Iterable[Bar | Point]) -> str:
    """The figures of a drawing, for those who do not see it."""
    return "; ".join(f"{row.label}: {row.text}" for row in rows)


def bars(rows: Sequence[Bar], *, largest: float | None = None) -> str:
    """One bar below another, each under its words."""
    most = largest or max((max(row.value, row.mark or 0) for row in rows), default=0) or 1
    drawn: list[str] = []
    y = 0
    for row in rows:
        for line in textwrap.wrap(f"{row.label}: {row.text}", LETTERS) or [""]:
            y += LINE
            drawn.append(_text(0, y - 5, line))
        drawn.append(f'<rect y="{y}" width="{WIDTH}" height="{BAR}" rx="3" {GROUND}/>')
        length = _share(row.value, most)
        if length:
            drawn.append(f'<rect y="{y}" width="{length}" height="{BAR}" rx="3" fill="{TONES[row.tone]}"/>')
        if row.mark is not None:
            x = min(_share(row.mark, most), WIDTH - 3)
            drawn.append(f'<rect x="{x}" y="{y - 2}" width="3" height="{BAR + 4}" fill="currentColor"/>')
        y += BAR + GAP
    return _svg(max(y - GAP + 4, LINE), drawn)


def line(points: Sequence[Point], *, target: float | None = None, target_text: str = "") -> str:
    """Values over time, with a dashed line where they are meant to go."""
    values = [point.value for point in points] + ([] if target is None else [target])
    low, high = min(0.0, *values), max(0.0, *values)
    places = [point.place for point in points]
    drawn = [_rule(_height(0, low, high), 'stroke-opacity="0.3"')]
    if target is not None:
        y = _height(target, low, high)
        drawn.append(_rule(y, f'stroke="{TONES["accent"]}" stroke-width="2" stroke-dasharray="6 5"'))
        drawn.append(_text(0, y - 6, target_text))  # where the way begins, it is far from the target
    at = [
        (_across(point.place, min(places), max(places)), _height(point.value, low, high)) for point in points
    ]
    path = " ".join(f"{x},{y}" for x, y in at)
    drawn.append(f'<polyline points="{path}" fill="none" stroke="{TONES["primary"]}" stroke-width="3"/>')
    for (x, y), point in zip(at, points, strict=True):
        drawn.append(f'<circle cx="{x}" cy="{y}" r="5" fill="{TONES["primary"]}"/>')
        if point in {points[0], points[-1]}:
            side = "start" if x < WIDTH / 2 else "end"
            edge = 0 if side == "start" else WIDTH
            drawn.append(_text(edge, TOP + TALL + 24, f"{point.label}: {point.text}", anchor=side))
    return _svg(TOP + TALL + 32, drawn)


def _share(value: float, most: float) -> float:
    return round(WIDTH * max(0.0, min(value / most, 1.0)), 1)


def _height(value: float, low: float, high: float) -> float:
    return round(TOP + TALL * (1 - (value - low) / ((high - low) or 1)), 1)


def _across(place: float, first: float, last: float) -> float:
    return round(LEFT + (WIDTH - 2 * LEFT) * ((place - first) / ((last - first) or 1)), 1)


def _rule(y: float, look: str) -> str:
    stroke = "" if "stroke=" in look else 'stroke="currentColor" '
    return f'<line x1="0" x2="{WIDTH}" y1="{y}" y2="{y}" {stroke}{look}/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor">{escape(words)}</text>'


def _svg(height: float, parts: Iterable[str]) -> str:
    inside = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-size="14">{inside}</svg>'
    )
