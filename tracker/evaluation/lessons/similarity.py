"""How like one partnership is to another, where lessons are concerned.

Lessons are shown for one stage, so that the stage always fits. Of those, the ones of partnerships come first that are more alike:

=====================================================  ======
the same type of mechanism, decided by people of both       4
a field in common, main or further                          2
partners of exactly the same sectors today                  1
=====================================================  ======

The points are powers of two: a mechanism in common counts for more than field and sectors together, a field for more than the
sectors. What is not known of a partnership gives no point. Among equals come first the lessons that helped more partnerships, then
the newer ones, then the ones written down later; so the order is always the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, literal, select

from tracker.database import session_of
from tracker.mechanisms.models import Mechanism
from tracker.partners.terms import Sector
from tracker.projects import queries

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from tracker.mechanisms.terms import MechanismType
    from tracker.projects.models import Partnership
    from tracker.projects.terms import Field

SAME_MECHANISM, SAME_FIELD, SAME_SECTORS = 4, 2, 1


@dataclass(frozen=True, slots=True)
class Profile:
    """What counts of a partnership."""

    mechanism: MechanismType | None = None
    fields: frozenset[Field] = frozenset()
    sectors: frozenset[Sector] = frozenset()


def profile_of(partnership: Partnership, today: date) -> Profile:
    """What counts of a partnership today."""
    decided = select(Mechanism.decided_type).where(Mechanism.partnership_id == partnership.id)
    return Profile(
        mechanism=session_of(partnership).scalar(decided),
        fields=frozenset(partnership.fields),
        sectors=frozenset(partnership.sectors_on(today)),
    )


def score(here: Profile, there: Profile) -> int:
    """How alike two partnerships are, from 0 to 7; the same both ways."""
    points = 0
    if here.mechanism is not None and here.mechanism is there.mechanism:
        points += SAME_MECHANISM
    if here.fields & there.fields:
        points += SAME_FIELD
    if here.sectors and here.sectors == there.sectors:
        points += SAME_SECTORS
    return points


def score_in_sql(here: Profile, today: date) -> ColumnElement[int]:
    """The twin of ``score`` for queries that join the partnership and, if it has one, its mechanism."""
    points: ColumnElement[int] = literal(0)
    if here.mechanism is not None:
        points += case((Mechanism.decided_type == here.mechanism, SAME_MECHANISM), else_=0)
    if here.fields:
        fields = tuple(sorted(here.fields, key=lambda field: field.code))
        points += case((queries.has_one_of_fields(fields), SAME_FIELD), else_=0)
    if here.sectors:
        exactly = [
            queries.has_sector(sector, today)
            if sector in here.sectors
            else ~queries.has_sector(sector, today)
            for sector in Sector
        ]
        points += case((and_(*exactly), SAME_SECTORS), else_=0)
    return points
