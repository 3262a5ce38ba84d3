"""What cells of tables hold, and how many of them are written at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any

Value = str | int | Decimal | date | None
"""What a cell can hold; ``None`` is an empty cell."""
Columns = Sequence[Sequence[Value]]
"""Some rows, column by column."""

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that files cannot hold."""
UNLIKE = frozenset((str, int, date, type(None)))
"""Values of these kinds are equal only where they are written alike; decimals are not: 1.5 and 1.50."""
MOST_KNOWN = 1000
"""So many cells of a column are known at a time."""


class Kept(dict[Any, Any]):
    """What a function makes of what it is given, made once for each."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, given: Any) -> Any:
        self[given] = made = self.make(given)
        return made


class InColumns:
    """Rows that come as columns, some rows at a time: who writes a file need not make rows of them."""

    def __init__(self, portions: Iterable[Columns]) -> None:
        self.portions = portions

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for columns in self.portions:
            yield from zip(*columns, strict=True)


def columns_of(rows: Iterable[Sequence[Value]], at_once: int) -> Iterator[Columns]:
    """Rows as columns, so many of them at a time, or as many as they come by themselves."""
    if isinstance(rows, InColumns):
        yield from rows.portions
        return
    coming = iter(rows)
    while some := list(islice(coming, at_once)):
        yield list(zip_longest(*some))


class Writer:
    """Writes the cells of a table column by column. What comes again in a column is written once."""

    def __init__(
        self, write: Callable[[Value], str], write_texts: Callable[[Sequence[str]], Sequence[str]]
    ) -> None:
        self.write = write
        self.write_texts = write_texts
        """The same for many texts, most of which come once."""
        self.known: list[Kept] = []

    def rows(self, columns: Columns) -> Iterable[Sequence[str]]:
        """The rows with their cells written."""
        while len(self.known) < len(columns):
            self.known.append(Kept(self.write))
        return zip(*map(self._written, columns, self.known), strict=True)

    def _written(self, column: Sequence[Value], known: Kept) -> Sequence[str]:
        kinds = set(map(type, column))
        if not kinds <= UNLIKE:
            return list(map(self.write, column))
        if len(set(column)) * 2 > len(column):
            if kinds == {str}:
                return self.write_texts(column)  # type: ignore[arg-type]  # all are texts
            return list(map(self.write, column))
        if len(known) > MOST_KNOWN:
            known.clear()
        return list(map(known.__getitem__, column))


def readable(text: str) -> str:
    """A text without what files cannot hold."""
    return text if text.isprintable() else UNREADABLE.sub("", text)
