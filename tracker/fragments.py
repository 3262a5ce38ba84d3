"""Pieces of pages that are kept once they were written, and found again by everything that they show.

A piece is kept under a key of plain values that holds all it depends on: what is in it, the language, whatever else its words
follow from. So a kept piece can never be stale, nor shown to somebody else: who sees other values has another key. Pieces live
in the memory of one process, the least lately shown are forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tracker.i18n import current_language
from tracker.memory import Memory

if TYPE_CHECKING:
    from flask import Flask

MOST = 6000
"""Pieces of one process; a row of a list takes one or two kilobytes."""


class Fragments(Memory[Markup]):
    """A bounded store of pieces."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__(most)

    def get(self, key: Hashable, make: Callable[[], str]) -> Markup:
        """The piece of a key; ``make`` writes it where it is not there."""
        return super().get(key, lambda: Markup(make()))  # noqa: S704  # templates have escaped it


fragments = Fragments()


def kept(macro: Any, *shown: Hashable) -> Markup:
    """What a macro of a template writes about some values; it may look at nothing but them and the language."""
    return fragments.get((macro.name, current_language(), *shown), lambda: macro(*shown))


def init_fragments(app: Flask) -> None:
    """Let templates keep what a macro writes: ``{{ kept(listing.row, row) }}``."""
    fragments.clear()
    app.jinja_env.globals["kept"] = kept
