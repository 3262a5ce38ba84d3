"""Lists and boards of partnerships that are found in parts, each read in the order of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, union_all

from tracker.keyset import in_common_order, nearest, records_of
from tracker.projects import rows
from tracker.projects.models import Partnership
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, SelectBase
    from sqlalchemy.orm import Mapped


@dataclass(frozen=True, slots=True)
class Part:
    """Some of what a list holds, in its order."""

    found: Select[Any]
    """Of partnerships, or of their places in a region."""
    stage: ColumnElement[Any] | Mapped[Any]
    """The column that holds the stage in it."""


def first(parts: Sequence[Part], most: int, *, skipped: int = 0, dialect: str) -> Select[Any]:
    """The first rows of a list, those ``skipped`` left out."""
    found = [part.found for part in parts]
    return _rows(nearest(found, most, skipped=skipped, dialect=dialect), found)


def first_of_each_stage(parts: Sequence[Part], most: int, *, dialect: str) -> Select[Any]:
    """The first rows of each stage, in the order of the list."""
    each = (nearest(of, most, dialect=dialect).subquery() for of in _by_stage(parts))
    return _rows(union_all(*map(select, each)), [part.found for part in parts])


def count_by_stage(parts: Sequence[Part], most: int, *, dialect: str) -> Select[Any]:
    """How many rows stand in each stage, in the order of stages; each is counted up to ``most``."""
    each = (nearest(of, most, dialect=dialect).subquery() for of in _by_stage(parts))
    return select(*(select(func.count()).select_from(found).scalar_subquery() for found in each))


def _rows(numbers: SelectBase, parts: Sequence[Select[Any]]) -> Select[Any]:
    found = numbers.subquery("found")
    rows_found: Select[Any] = in_common_order(records_of(found, rows.COLUMNS, Partnership.id), parts)
    return rows_found


def _by_stage(parts: Sequence[Part]) -> list[list[Select[Any]]]:
    return [[part.found.where(part.stage == stage) for part in parts] for stage in Stage]
