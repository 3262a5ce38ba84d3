"""When a partnership started: the day that was written down, or, without one, the day on which it was recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, true

from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

LAST_DAY = date.max - timedelta(days=1)


def start_of(started_on: date | None, created_at: datetime) -> date:
    """The day of the start."""
    return started_on or created_at.date()


def started_between(first: date | None, last: date | None) -> ColumnElement[bool]:
    """The day of its start lies between these days, both included: the twin of ``start_of``."""
    wanted = []
    if first is not None:
        recorded = and_(Partnership.started_on.is_(None), Partnership.created_at >= _midnight(first))
        wanted.append(or_(Partnership.started_on >= first, recorded))
    if last is not None:
        after = _midnight(min(last, LAST_DAY) + timedelta(days=1))
        recorded = and_(Partnership.started_on.is_(None), Partnership.created_at < after)
        wanted.append(or_(Partnership.started_on <= last, recorded))
    return and_(true(), *wanted)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
