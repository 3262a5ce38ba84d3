"""What one process remembers under keys that hold all it depends on, the least lately asked for forgotten first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MISSING: Any = object()


class Memory(Generic[T]):
    """At most ``most`` values. What is kept is never changed, so that threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable, default: T | None = None) -> T | None:
        """The value of a key, if it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return default
            same, value = found  # the very key that is kept: a long one is compared but once
            self._kept.move_to_end(same)
            return value

    def keep(self, key: Hashable, value: T) -> None:
        """Keep a value; where it is one too many, the least lately asked for goes."""
        with self._lock:
            self._kept[key] = (key, value)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key; ``make`` makes it where it is not there, perhaps in two threads at once."""
        found = self.find(key, MISSING)
        if found is MISSING:
            found = make()
            self.keep(key, found)
        return found  # type: ignore[return-value]  # None only where it was kept

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
