"""Figures that are kept as long as nothing has changed.

Everything that is done in Tracker is written into a history, and the last entry of all has a hash that no other will have. Figures are
kept under that hash and under all else they depend on: who looks, at what, on which day. They live in the memory of one process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

from tracker.history.models import Entry
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")

MOST = 200
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


def stamp(session: Session) -> tuple[Any, ...]:
    """What is different after every change: the last entry of all histories, and when a partnership was changed last."""
    changed = select(func.max(Partnership.updated_at))
    last = session.execute(
        select(Entry.id, Entry.hash, changed.scalar_subquery()).order_by(Entry.id.desc()).limit(1)
    ).first()
    return tuple(last) if last is not None else (session.scalar(changed),)


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What was made under this key before, or is made now."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
