"""The first save of a partnership, in as few statements as the database lets it be.

What it consists of is always the same, and nothing else holds it yet: so its rows are written as they are, and only the record
itself becomes an object.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert
from sqlalchemy.orm.attributes import set_committed_value

from tracker.database import Base
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.projects.models import Partnership, partnership_regions
from tracker.projects.terms import Stage, TeamRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.regions.models import Region

IN_REGION = insert(partnership_regions)
IN_TEAM = insert(Base.metadata.tables["team_members"])
IN_STAGE = insert(Base.metadata.tables["stage_visits"])
LISTS = ("further_fields", "goals", "tags")
"""Parts that come with the record where it has them."""
NOT_YET = ("participations", "marks", "habits", "continuations", "documents")
"""Parts that nothing new has."""


def write(
    session: Session, partnership: Partnership, *, regions: Sequence[Region], by: User, day: date
) -> None:
    """Write a new record with its regions, its broker, its first stage and the first entry of its book."""
    partnership.book_id = log.new_book_id(session)
    empty = [name for name in LISTS if not getattr(partnership, name)]
    session.add(partnership)
    session.flush()
    here = {"partnership_id": partnership.id}
    for name in (*empty, *NOT_YET):
        set_committed_value(partnership, name, [])
    set_committed_value(partnership, "regions", list(regions))
    connection = session.connection()
    connection.execute(IN_REGION, [{**here, "region_code": region.code} for region in regions])
    connection.execute(IN_TEAM, {**here, "user_id": by.id, "role": TeamRole.BROKER, "since": day})
    stay = {"stage": Stage.START, "round": 1, "entered_on": day, "entered_by_id": by.id}
    connection.execute(IN_STAGE, {**here, **stay})
    first = log.First(partnership.book_id, partnership.id, {"title": partnership.title}, happened_on=day)
    log.write_first(session, EntryKind.CREATED, Partnership, [first], by=by)
