"""The first save of a partnership, in as few statements as the database lets it be.

What it consists of is always the same, and nothing else holds it yet: so its rows are written as they are, and only the record
itself becomes an object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from tracker.database import Base, as_read, utc_now
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.projects.models import Partnership, partnership_regions
from tracker.projects.terms import Stage, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.regions.models import Region

IN_PARTNERSHIPS = insert(Base.metadata.tables["partnerships"]).returning(
    Base.metadata.tables["partnerships"].c.id
)
IN_REGION = insert(partnership_regions)
IN_TEAM = insert(Base.metadata.tables["team_members"])
IN_STAGE = insert(Base.metadata.tables["stage_visits"])
UNSAID = {
    column.name: column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
    for column in Base.metadata.tables["partnerships"].columns
    if column.name != "id"
}
"""What stands in the columns of a record of which nothing was said."""
RECORDED = "partnerships recorded"
"""Where a session keeps the first saves of those that it has recorded, by their numbers, since somebody last took them from there."""
FIRST_STAGE = Stage.START
NOT_YET = (
    "further_fields",
    "goals",
    "tags",
    "participations",
    "marks",
    "habits",
    "continuations",
    "documents",
)
"""Parts that nothing new has."""


@dataclass(frozen=True, slots=True)
class FirstSave:
    """All that was written of a new partnership, beside its history."""

    values: Mapping[str, Any]
    """Of the columns of the record."""
    region_codes: Sequence[str]
    broker: User
    day: date
    """On which it was begun: its first stage was entered, and the broker joined."""


def write(
    session: Session, said: Mapping[str, Any], *, regions: Sequence[Region], by: User, day: date
) -> Partnership:
    """Write a new record with its regions, its broker, its first stage and the first entry of its book.

    ``said`` are values of its columns.
    """
    now = utc_now()
    values = {
        **UNSAID,
        **{name: value for name, value in said.items() if value is not None},
        "alive_on": day,
        "book_id": log.new_book_id(session),
        "created_by_id": by.id,
        "created_at": now,
        "updated_at": now,
    }
    connection = session.connection()
    number = int(connection.execute(IN_PARTNERSHIPS, values).scalar_one())
    values["id"] = number
    here = {"partnership_id": number}
    codes = [region.code for region in regions]
    connection.execute(IN_REGION, [{**here, "region_code": code} for code in codes])
    connection.execute(IN_TEAM, {**here, "user_id": by.id, "role": TeamRole.BROKER, "since": day})
    stay = {"stage": FIRST_STAGE, "round": 1, "entered_on": day, "entered_by_id": by.id}
    connection.execute(IN_STAGE, {**here, **stay})
    session.info.setdefault(RECORDED, {})[number] = FirstSave(values, codes, by, day)
    first = log.First(values["book_id"], number, {"title": said["title"]}, happened_on=day)
    log.write_first(session, EntryKind.CREATED, Partnership, [first], by=by)
    return _as_object(session, values, regions)


def _as_object(session: Session, values: Mapping[str, Any], regions: Sequence[Region]) -> Partnership:
    """The record as if it had been read, with nothing left to read but its team and its stages."""
    left = session.identity_map.get(identity_key(Partnership, values["id"]))
    if left is not None:  # its number was taken back with what did not last, and was given anew
        session.expunge(left)
    nothing: dict[str, list[Any]] = {name: [] for name in NOT_YET}
    return as_read(session, Partnership, values, regions=list(regions), **nothing)
