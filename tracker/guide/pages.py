"""The pages of the guide in the order in which they are best read."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.projects.cycle_terms import Stage


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page: a chapter, or one of the seven stages inside the chapter about the cycle."""

    chapter: str
    template: str
    icon: str
    stage: Stage | None = None


CHAPTERS = (
    GuidePage("partnership", "guide/_partnership.html", "heart-handshake"),
    GuidePage("cases", "guide/_cases.html", "zoom-question"),
    GuidePage("cycle", "guide/_cycle.html", "route"),
    GuidePage("expectations", "guide/_expectations.html", "arrows-exchange"),
    GuidePage("benefits", "guide/_benefits.html", "rosette-discount-check"),
    GuidePage("resources", "guide/_resources.html", "gift"),
    GuidePage("mechanisms", "guide/_mechanisms.html", "tools"),
)
"""What a partnership is; the way it goes; then what one needs on the way."""

STAGES = tuple(GuidePage("cycle", "guide/_stage.html", "route", stage) for stage in Stage)


def _in_reading_order() -> list[GuidePage]:
    pages: list[GuidePage] = []
    for chapter in CHAPTERS:
        pages.append(chapter)
        if chapter.chapter == "cycle":
            pages.extend(STAGES)
    return pages


PAGES = tuple(_in_reading_order())

PARTS = (
    ("understand", ("partnership", "cases")),
    ("way", ("cycle",)),
    ("tools", ("expectations", "benefits", "resources", "mechanisms")),
)
"""The chapters as the contents group them, each part with its code in the texts."""


def chapter_page(code: str) -> GuidePage:
    """The chapter with this code."""
    return next(page for page in CHAPTERS if page.chapter == code)


def stage_page(stage: Stage) -> GuidePage:
    """The page of a stage."""
    return next(page for page in STAGES if page.stage is stage)


def neighbours(page: GuidePage) -> tuple[GuidePage | None, GuidePage | None]:
    """The pages before and after this one; ``None`` at either end of the guide."""
    at = PAGES.index(page)
    before = PAGES[at - 1] if at else None
    after = PAGES[at + 1] if at + 1 < len(PAGES) else None
    return before, after
