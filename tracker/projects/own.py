"""Somebody's own partnerships, read from the person: few of many, however many there are in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.sql import visitors

from tracker.projects.models import Partnership, TeamMember
from tracker.projects.queries import is_one_of
from tracker.projects.terms import TeamRole

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import BindParameter, ColumnElement, Select

    from tracker.accounts.models import User
    from tracker.projects.terms import Visibility


def is_of_team(user: User, roles: tuple[TeamRole, ...] = tuple(TeamRole)) -> ColumnElement[bool]:
    """The same as ``queries.has_in_team``, for queries that want no others."""
    return is_of_team_of(user.id, roles)


def is_of_team_of(
    number: int | BindParameter[int], roles: tuple[TeamRole, ...] = tuple(TeamRole)
) -> ColumnElement[bool]:
    """The same by the number of somebody, which a statement that is made once takes as a parameter."""
    own = select(TeamMember.partnership_id).where(
        TeamMember.user_id == number, TeamMember.until.is_(None), is_one_of(TeamMember.role, roles)
    )
    return Partnership.id.in_(own)


def by_stage(found: Select[Partnership], user: User, *, besides: Collection[Visibility]) -> Select[Any]:
    """How many of each stage a list holds of the own teams' partnerships, besides those of some visibilities."""
    counted = (
        found.where(is_of_team(user), Partnership.visibility.not_in(besides))
        .order_by(None)
        .with_only_columns(Partnership.stage, func.count().label("number"), maintain_column_froms=True)
        .group_by(Partnership.stage)
    )
    return visitors.replacement_traverse(counted, {}, _read_last)  # type: ignore[return-value]  # the same kind of statement


def _read_last(element: Any, **_how: Any) -> ColumnElement[Any] | None:
    """A value of no index in the place of a column of the state."""
    table = getattr(element, "table", None)
    if table is not None and table.name == Partnership.__tablename__ and element.key in STATE:
        return func.coalesce(element, element)
    return None


STATE = frozenset({"archived_at", "ended_on"})


@dataclass(frozen=True, slots=True)
class State:
    """The columns that hold the state of a partnership."""

    archived_at: ColumnElement[Any]
    ended_on: ColumnElement[Any]


STATE_READ_LAST = State(
    func.coalesce(Partnership.archived_at, Partnership.archived_at),
    func.coalesce(Partnership.ended_on, Partnership.ended_on),
)
"""The state as values of no index, beside ``is_of_team``: SQLite takes "not in the archive" for rare and would begin with it."""
