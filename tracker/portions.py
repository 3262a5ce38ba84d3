"""Reading long lists for files: one statement, whose rows come in portions.

One statement shows one moment on both databases, even while others write, and its rows need not be kept. So what stands beside a
record is brought along in its row, as a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, cast, func, select, type_coerce
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

AT_ONCE = 500
"""So many rows are one portion."""


def portions(session: Session, query: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a query of columns, some at a time; PostgreSQL keeps a cursor for them, SQLite reads on."""
    rows = session.connection().execute(query, execution_options={"yield_per": AT_ONCE})
    with rows:
        yield from rows.partitions()


def as_it_is(column: Any) -> ColumnElement[Any]:
    """A column whose values are not turned into ours row by row: most come again, and are turned once."""
    return type_coerce(column, NullType())


def together(
    value: Any, belongs_to: Any, record: Any, *conditions: ColumnElement[bool], between: str = ","
) -> ColumnElement[Any]:
    """What stands beside a record as one text; ``belongs_to`` names the record by its number. The order is not told."""
    text = cast(value, String) if isinstance(value.type, Integer) else type_coerce(value, String)
    return (
        select(func.aggregate_strings(text, between))
        .where(belongs_to == record, *conditions)
        .correlate(record.class_)
        .scalar_subquery()
    )


def parts(text: str | None, between: str = ",") -> list[str]:
    """The parts of such a text."""
    return text.split(between) if text else []
