"""Figures that are kept as long as nothing has changed.

Everything that is done in Tracker is written into a history, and the last entry of all has a hash that no other will have. Figures are
kept under that hash and under all else they depend on: who looks, at what, on which day. They live in the memory of one process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

from tracker.history.models import Entry
from tracker.memory import Memory
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")

figures: Memory[Any] = Memory(most=200)
CHANGED = select(func.max(Partnership.updated_at))
LAST = select(Entry.id, Entry.hash, CHANGED.scalar_subquery()).order_by(Entry.id.desc()).limit(1)


def stamp(session: Session) -> tuple[Any, ...]:
    """What is different after every change: the last entry of all histories, and when a partnership was changed last."""
    connection = session.connection()
    last = connection.execute(LAST).first()
    return tuple(last) if last is not None else (connection.scalar(CHANGED),)


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What was made under this key before, or is made now."""
    found: T = figures.get(key, make)
    return found
