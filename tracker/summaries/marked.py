"""Looking up marks: which partnerships have a flaw on a day, and which look like another one of their region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from tracker.projects.models import partnership_regions
from tracker.summaries import likeness
from tracker.summaries.models import PartnershipMark

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, FromClause, Select


def holds_on(mark: Any, day: date) -> ColumnElement[bool]:
    """The mark holds on this day; ``mark`` is the model or an alias of its columns."""
    return and_(mark.since <= day.isoformat(), mark.until > day.isoformat())


def twins(day: date, kinds: Collection[str] = likeness.TOPICS) -> Select[Any]:
    """Kinds of likeness and numbers of the partnerships that share it with another one of a region."""
    shared = _shared(day, kinds)
    mark, region = PartnershipMark, partnership_regions.c
    together = func.count().over(partition_by=(mark.kind, mark.key, region.region_code))
    each = (
        select(mark.kind, mark.partnership_id, together.label("number"))
        .join(shared, and_(shared.c.kind == mark.kind, shared.c.key == mark.key))
        .join(partnership_regions, region.partnership_id == mark.partnership_id)
        .where(holds_on(mark, day))
        .subquery()
    )
    return select(each.c.kind, each.c.partnership_id).where(each.c.number > 1).distinct()


def _shared(day: date, kinds: Collection[str]) -> FromClause:
    """What more than one partnership has, wherever they are: few, and found in one walk through the index."""
    mark = PartnershipMark.__table__.alias("one")
    return (
        select(mark.c.kind, mark.c.key)
        .where(mark.c.kind.in_(kinds), holds_on(mark.c, day))
        .group_by(mark.c.kind, mark.c.key)
        .having(func.count() > 1)
        .subquery("shared")
    )
