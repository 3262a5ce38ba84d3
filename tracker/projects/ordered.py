"""Lists and boards of partnerships that are found in parts, each read in the order of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ARRAY, Text, func, literal, literal_column, select, true, union_all

from tracker.keyset import Order, in_common_order, nearest, records_of
from tracker.projects import rows
from tracker.projects.models import Partnership
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, SelectBase
    from sqlalchemy.orm import Mapped


OF_STAGE = "of_stage"


@dataclass(frozen=True, slots=True)
class Part:
    """Some of what a list holds, in its order."""

    found: Select[Any]
    """Of partnerships, or of their places in a region."""
    stage: ColumnElement[Any] | Mapped[Any]
    """The column that holds the stage in it."""
    is_few: bool = False
    """Whether it is read whole, and cheaply: what somebody's own teams have."""


def first(parts: Sequence[Part], most: int, *, skipped: int = 0, dialect: str) -> Select[Any]:
    """The first rows of a list, those ``skipped`` left out."""
    found = [part.found for part in parts]
    return _rows(nearest(found, most, skipped=skipped, dialect=dialect), found)


def first_of_each_stage(parts: Sequence[Part], most: int, *, dialect: str) -> Select[Any]:
    """The first rows of each stage, in the order of the list."""
    found: Any
    if dialect == "postgresql":
        # The same for each of a list of stages: seven times as much to write down, to send and to plan would be slower.
        stages = func.unnest(literal([stage.code for stage in Stage], ARRAY(Text))).alias(OF_STAGE)
        of_one = [part.found.where(part.stage == literal_column(OF_STAGE)) for part in parts]
        nearest_of_one = nearest(of_one, most, dialect=dialect).lateral()
        found = select(nearest_of_one).select_from(stages.join(nearest_of_one, true()))
    else:
        each = (
            nearest(of, most, dialect=dialect).subquery() for of in _by_stage([_once(part) for part in parts])
        )
        found = union_all(*map(select, each))
    return _rows(found, [part.found for part in parts])


def count_by_stage(parts: Sequence[Part], most: int, *, dialect: str) -> Select[Any]:
    """How many rows stand in each stage, in the order of stages; each is counted up to ``most``."""
    each = (nearest(of, most, dialect=dialect).subquery() for of in _by_stage(parts))
    return select(*(select(func.count()).select_from(found).scalar_subquery() for found in each))


def _rows(numbers: SelectBase, parts: Sequence[Select[Any]]) -> Select[Any]:
    found = numbers.subquery("found")
    rows_found: Select[Any] = in_common_order(records_of(found, rows.COLUMNS, Partnership.id), parts)
    return rows_found


def _once(part: Part) -> Part:
    """A part of few rows as a table that is made once, for all stages: SQLite gains by it, PostgreSQL does not."""
    if not part.is_few:
        return part
    order = Order(part.found)
    named = order.named()
    columns = (*named, cast("Any", part.stage).label("stage"))
    few = part.found.order_by(None).with_only_columns(*columns, maintain_column_froms=True).cte("few")
    ordered = zip((few.c[column.name] for column in named), order.descends, strict=True)
    return Part(
        select(few).order_by(*(column.desc() if down else column for column, down in ordered)), few.c.stage
    )


def _by_stage(parts: Sequence[Part]) -> list[list[Select[Any]]]:
    return [[part.found.where(part.stage == stage) for part in parts] for stage in Stage]
