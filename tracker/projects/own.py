"""Somebody's own partnerships, read from the person: few of many, however many there are in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, false, func, not_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

from tracker.projects.models import Partnership
from tracker.projects.queries import in_team
from tracker.projects.terms import TeamRole

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.sql.compiler import SQLCompiler

    from tracker.accounts.models import User
    from tracker.projects.terms import Visibility


class IsAmong(FunctionElement[bool]):
    """Whether a number is among those of a query, which are read first and looked up one by one; compiled for each database below."""

    name = "is_among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> IsAmong:  # noqa: ARG002  # as SQLAlchemy calls it
        """As it is: SQLAlchemy would compare it with 1, and SQLite not see any more that it can be looked up."""
        return self


@compiles(IsAmong, "sqlite")
def _in_sqlite(element: IsAmong, compiler: SQLCompiler, **kwargs: Any) -> str:
    number, numbers = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{number} IN {numbers}"


@compiles(IsAmong, "postgresql")
def _in_postgresql(element: IsAmong, compiler: SQLCompiler, **kwargs: Any) -> str:
    """An array that is made first: of a query PostgreSQL may think that going through all records is cheaper."""
    number, numbers = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{number} = ANY (ARRAY{numbers})"


class ReadLast(FunctionElement[Any]):
    """A column that no index is chosen for, where a database would begin with the wrong one."""

    name = "read_last"
    inherit_cache = True


@compiles(ReadLast, "sqlite")
def _not_by_index(element: ReadLast, compiler: SQLCompiler, **kwargs: Any) -> str:
    """SQLite takes "not in the archive" for rare and would begin with it."""
    return f"+{compiler.process(element.clauses, **kwargs)}"


@compiles(ReadLast, "postgresql")
def _as_it_is(element: ReadLast, compiler: SQLCompiler, **kwargs: Any) -> str:
    """PostgreSQL knows how many are empty, and of anything but the column itself it would believe that hardly any is."""
    return compiler.process(element.clauses, **kwargs)


def is_own(
    number: int | BindParameter[int], roles: tuple[TeamRole, ...] = tuple(TeamRole)
) -> ColumnElement[bool]:
    """The same as ``queries.has_in_team``, by the number of somebody, for queries that want no others: their teams are read first."""
    return IsAmong(Partnership.id, in_team(number, roles).scalar_subquery())


def by_stage(
    found: Select[Partnership],
    user: User,
    *,
    besides: Collection[Visibility],
    also: ColumnElement[bool] | None = None,
) -> Select[Any]:
    """How many of each stage a list holds of the own teams' partnerships, besides those of some visibilities and those ``also`` left out."""
    counted = (
        found.where(
            is_own(user.id), Partnership.visibility.not_in(besides), not_(false() if also is None else also)
        )
        .order_by(None)
        .with_only_columns(Partnership.stage, func.count().label("number"), maintain_column_froms=True)
        .group_by(Partnership.stage)
    )
    return visitors.replacement_traverse(counted, {}, _read_last)  # type: ignore[return-value]  # the same kind of statement


def _read_last(element: Any, **_how: Any) -> ColumnElement[Any] | None:
    """A value of no index in the place of a column of the state."""
    table = getattr(element, "table", None)
    if table is not None and table.name == Partnership.__tablename__ and element.key in STATE:
        return read_last(element)
    return None


def read_last(column: Any) -> ColumnElement[Any]:
    """The column, chosen by no index."""
    found: Any = ReadLast(column)
    found.type = column.type
    return found


STATE = frozenset({"archived_at", "ended_on"})


@dataclass(frozen=True, slots=True)
class State:
    """The columns that hold the state of a partnership."""

    archived_at: ColumnElement[Any]
    ended_on: ColumnElement[Any]


STATE_READ_LAST = State(read_last(Partnership.archived_at), read_last(Partnership.ended_on))
"""The state, beside ``is_own``."""
