"""What cells of tables hold, and how many of them are written at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest

Value = str | int | Decimal | date | None
"""What a cell can hold; ``None`` is an empty cell."""

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that files cannot hold."""


def written(rows: Sequence[Sequence[Value]], write: Callable[[Value], str]) -> Iterable[Sequence[str]]:
    """The rows with their cells written; what comes again in a column is written once."""
    return zip(*(_written_column(column, write) for column in zip_longest(*rows)), strict=True)


def _written_column(column: Sequence[Value], write: Callable[[Value], str]) -> list[str]:
    if Decimal in set(map(type, column)):  # equal numbers may be written differently: 1.5 and 1.50
        return list(map(write, column))
    known = {value: write(value) for value in set(column)}
    return list(map(known.__getitem__, column))


def readable(text: str) -> str:
    """A text without what files cannot hold."""
    return text if text.isprintable() else UNREADABLE.sub("", text)
