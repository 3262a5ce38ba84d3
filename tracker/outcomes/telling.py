"""The chapters of the programme's figures, and what a page of them shows: one scope, or two beside one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tracker.outcomes.chapters import (
    alumni,
    decisions,
    funnel,
    gains,
    giving,
    living,
    overview,
    ways,
    web,
)
from tracker.outcomes.tables import Kept, together
from tracker.outcomes.terms import Chapter, Grouping

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked
    from tracker.outcomes.tables import Figure

CHAPTERS: dict[Chapter, Callable[[Asked], Iterable[Figure]]] = {
    Chapter.OVERVIEW: overview.figures_of,
    Chapter.ALUMNI: alumni.figures_of,
    Chapter.FUNNEL: funnel.figures_of,
    Chapter.RESOURCES: giving.figures_of,
    Chapter.BENEFITS: gains.figures_of,
    Chapter.CONTINUATION: decisions.figures_of,
    Chapter.MECHANISMS: ways.figures_of,
    Chapter.NETWORK: web.figures_of,
}


def told(chapter: Chapter, asked: Asked, other: Asked | None = None, by: Grouping = Grouping.NOTHING) -> Kept:
    """The figures of a chapter."""
    if chapter is Chapter.SURVIVAL:
        if other is None:
            return Kept(tuple(living.figures_of(asked, by)))
        return Kept(tuple(living.figures_of_two(asked, other)), (asked.label, other.label))
    figures = CHAPTERS[chapter]
    if other is None:
        return Kept(tuple(figures(asked)))
    return together(figures(asked), figures(other), (asked.label, other.label))
