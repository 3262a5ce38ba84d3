"""The lives of partnerships, from the record: when each started, until when it is known to have lived, whether it has ended.

* It starts on the day that was written down, or, without one, on the day of recording.
* It ends on its last day. One that has not ended is counted up to its last sign of life and is *censored* there: it lived so long.
* It is watched from the day of recording on. Before, nobody would have noticed its end; so it does not count as at risk before
  (left truncation). One that had ended before it was recorded tells nothing of how long others live, and is left out.
* One whose end lies before its start is left out; data quality names it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Select, and_, case, func, literal, select

from tracker.accounts.models import User
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.terms import MechanismType
from tracker.outcomes import kept
from tracker.outcomes.days import DayOf, DaysBetween
from tracker.outcomes.survival import Group
from tracker.outcomes.terms import Grouping
from tracker.projects import queries
from tracker.projects.models import Partnership, TeamMember, partnership_regions
from tracker.projects.terms import SectorMix
from tracker.summaries import programme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.outcomes.asked import Asked


TOPICS = {
    Grouping.NOTHING: "life",
    Grouping.COHORT: "life_cohort",
    Grouping.MECHANISM: "life_mechanism",
    Grouping.SECTORS: "life_sectors",
}
"""Under which topic the counts keep the lives of groups."""


@dataclass(slots=True)
class Gathered:
    """The lives of one group, and how many partnerships could not be counted."""

    group: Group = field(default_factory=Group)
    partnerships: int = 0
    ended_before_recorded: int = 0
    wrong_order: int = 0

    @property
    def late(self) -> int:
        """How many were written down only after their start."""
        return sum(number for day, number in self.group.entered.items() if day)


def lives_of(asked: Asked, by: Grouping) -> dict[Any, Gathered]:
    """The lives of the partnerships of a scope by group; one that belongs to two groups counts in both."""
    told = _told(asked, by)
    return _counted_one_by_one(asked, by) if told is None else _as_kept(told)


def _told(asked: Asked, by: Grouping) -> Mapping[Any, Mapping[str, int]] | None:
    """What is kept of each group."""
    if by is Grouping.REGION:
        return kept.by_group(asked, "life_region")
    topic = TOPICS[by]
    told = kept.of(asked, topic) if by is Grouping.NOTHING else kept.over(asked, topic)
    if told is None:
        return None
    found: dict[Any, dict[str, int]] = defaultdict(dict)
    for (_topic, name), number in told.items():
        key, _between, what = name.rpartition(programme.BETWEEN)
        found[MechanismType.from_code(key) if by is Grouping.MECHANISM else key][what] = number
    return found


def _as_kept(told: Mapping[Any, Mapping[str, int]]) -> dict[Any, Gathered]:
    """From the counts: each says of lives of a group how long they were, or from when on they were watched."""
    return {key: _gathered(lives) for key, lives in told.items()}


def _gathered(lives: Mapping[str, int]) -> Gathered:
    each = Gathered()
    entered, left, ended = each.group.entered, each.group.left, each.group.ended
    for what, number in lives.items():
        if what[0] == programme.ENTERED:
            entered[int(what[1:])] = number
            continue
        each.partnerships += number
        if what == programme.WRONG_ORDER:
            each.wrong_order += number
        elif what == programme.ENDED_BEFORE_RECORDED:
            each.ended_before_recorded += number
        elif what[-1] == programme.ENDED:
            days = int(what[1:-1])
            ended[days] = number
            left[days] = left.get(days, 0) + number
        else:
            days = int(what[1:])
            left[days] = left.get(days, 0) + number
    return each


def _counted_one_by_one(asked: Asked, by: Grouping) -> dict[Any, Gathered]:
    each = _each(asked).subquery()
    member = _membership(asked, by)
    found: dict[Any, Gathered] = defaultdict(Gathered)
    columns = (each.c.days, each.c.watched_from, each.c.has_ended)
    if member is None:
        query = select(literal("").label("key"), *columns, func.count()).group_by(*columns)
    else:
        of = member.subquery()
        query = (
            select(of.c.key, *columns, func.count())
            .join(of, of.c.id == each.c.id)
            .group_by(of.c.key, *columns)
        )
    for key, days, watched_from, has_ended, number in asked.session.execute(query):
        _count(found[key], days, max(watched_from, 0), bool(has_ended), number)
    return dict(found)


def _count(found: Gathered, days: int, watched_from: int, has_ended: bool, number: int) -> None:  # noqa: FBT001  # a row of a table
    found.partnerships += number
    if days < 0:
        found.wrong_order += number
        return
    days = max(days, 1)  # who ends on the day of the start has lived for a day
    if days <= watched_from:
        if has_ended:
            found.ended_before_recorded += number
            return
        watched_from = days - 1  # the last sign of life is older than the record: watched on that day alone
    found.group.add(days, ended=has_ended, seen_from=watched_from, number=number)


def _each(asked: Asked) -> Select[Any]:
    """Of each partnership, in days from its start: how long it lived, from when on it was watched; and whether it has ended."""
    today = literal(asked.today, Date)
    recorded = DayOf(Partnership.created_at)
    start = func.coalesce(Partnership.started_on, recorded)
    has_ended = and_(Partnership.ended_on.is_not(None), Partnership.ended_on <= today)
    last = case((has_ended, Partnership.ended_on), else_=Partnership.alive_on)
    return select(
        Partnership.id,
        DaysBetween(last, start).label("days"),
        DaysBetween(recorded, start).label("watched_from"),
        case((has_ended, 1), else_=0).label("has_ended"),
    ).where(Partnership.id.in_(asked.scope()))


def _membership(asked: Asked, by: Grouping) -> Any:
    """Which partnership belongs to which group."""
    if by is Grouping.COHORT:
        return (
            select(TeamMember.partnership_id.label("id"), User.cohort.label("key"))
            .join(User, User.id == TeamMember.user_id)
            .where(*queries.IS_BROKER, User.cohort != "")
            .distinct()
        )
    if by is Grouping.REGION:
        return select(
            partnership_regions.c.partnership_id.label("id"), partnership_regions.c.region_code.label("key")
        )
    if by is Grouping.MECHANISM:
        return select(Mechanism.partnership_id.label("id"), Mechanism.decided_type.label("key")).where(
            Mechanism.decided_type.is_not(None)
        )
    if by is Grouping.SECTORS:
        is_cross = queries.has_mix(SectorMix.CROSS_SECTOR, asked.today)
        key = case((is_cross, SectorMix.CROSS_SECTOR.code), else_=SectorMix.ONE_SECTOR.code).label("key")
        return select(Partnership.id.label("id"), key).where(queries.has_partners(asked.today))
    return None


def whole(asked: Asked) -> Gathered:
    """The lives of all together."""
    return lives_of(asked, Grouping.NOTHING).get("", Gathered())
