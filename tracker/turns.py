"""What several ask for at once is made by one thread; the others wait for it.

Threads take turns in *lanes*. Whoever comes while somebody is at work in its lane waits, and takes what comes out of it if that was
made of the same state, or looked at later than it asked: either is as new as what it would make itself. Otherwise one of those who
wait makes it anew, for all of them. An error is only its maker's own, and nobody waits longer than ``PATIENCE``.

A lane is named by all that the result depends on but the state of what is recorded; readers who see different things are never in
one lane.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds after which who waits makes it after all."""
NOTHING: Any = object()


class _Making:
    """Something that a thread is making."""

    __slots__ = ("by", "done", "looks_anew", "made", "number", "state", "waiting")

    def __init__(self, number: int, state: Hashable, *, looks_anew: bool) -> None:
        self.number, self.state, self.looks_anew = number, state, looks_anew
        self.by, self.done = threading.get_ident(), threading.Event()
        self.made: Any = NOTHING
        self.waiting = 0


class Turns:
    """The lanes of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, _Making] = {}
        self._begun = 0

    @property
    def waiting(self) -> int:
        """How many threads wait for what is under way."""
        with self._lock:
            return sum(each.waiting for each in self._under_way.values())

    def take(
        self,
        lane: Hashable,
        state: Hashable,
        make: Callable[[], T],
        *,
        look_anew: Callable[[], object] | None = None,
    ) -> T:
        """What ``make`` makes of a state, here or in another thread.

        Before it waits, a thread ends its look at what is recorded by ``look_anew``, so that what it makes afterwards is of a later one.
        """
        asked, until, has_waited = self._begun, time.monotonic() + PATIENCE, False
        while True:
            mine, other = self._begin(lane, state, looks_anew=has_waited and look_anew is not None)
            if mine is not None:
                return self._make(lane, mine, make)
            if other is None:
                return make()
            if look_anew is not None and not has_waited:
                look_anew()
            has_waited = True
            if not self._wait(other, until):
                return make()
            is_new_enough = other.state == state or (other.looks_anew and other.number > asked)
            if other.made is not NOTHING and is_new_enough:
                made: T = other.made
                return made

    def _begin(
        self, lane: Hashable, state: Hashable, *, looks_anew: bool
    ) -> tuple[_Making | None, _Making | None]:
        """Our own turn, or whose it is; neither where this very thread is at work in the lane."""
        with self._lock:
            other = self._under_way.get(lane)
            if other is not None:
                return None, other if other.by != threading.get_ident() else None
            self._begun += 1
            mine = self._under_way[lane] = _Making(self._begun, state, looks_anew=looks_anew)
            return mine, None

    def _make(self, lane: Hashable, mine: _Making, make: Callable[[], T]) -> T:
        try:
            made = mine.made = make()
        finally:
            with self._lock:
                del self._under_way[lane]
            mine.done.set()
        return made

    def _wait(self, other: _Making, until: float) -> bool:
        with self._lock:
            other.waiting += 1
        is_done = other.done.wait(max(until - time.monotonic(), 0))
        with self._lock:
            other.waiting -= 1
        return is_done
