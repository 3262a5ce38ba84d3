"""The partnerships with flaws of a scope: how many, whose, where; by their marks, those to mend first and those that look alike."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.outcomes.checks import Check, Flaw, fails
from tracker.projects.models import Partnership, TeamMember, partnership_regions
from tracker.projects.queries import IS_BROKER
from tracker.summaries import each, marked
from tracker.summaries.keeping import settle
from tracker.summaries.models import PartnershipMark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Select

    from tracker.outcomes.asked import Asked
    from tracker.summaries.sums import Sums

Twins = dict[Check, list[int]]
"""The partnerships of a scope that look like another one, those that somebody touched last first."""
PORTION = 5000


def twins_of(asked: Asked) -> Twins:
    """Whom the checks for records made twice find."""
    settle(asked.session)
    twin = marked.twins(asked.today).subquery()
    query = (
        asked.partnerships()
        .join(twin, twin.c.partnership_id == Partnership.id)
        .order_by(Partnership.alive_on.desc(), Partnership.id.desc())
        .with_only_columns(twin.c.kind, Partnership.id)
    )
    found: Twins = {check: [] for check in Check.of(Flaw.TWICE)}
    for kind, number in asked.session.execute(query):
        found[Check.from_code(kind)].append(number)
    return found


def twins_by_region(asked: Asked, twins: Twins) -> Counter[str]:
    """How many of them lie in each region."""
    region = partnership_regions.c
    return _count(asked, twins, select(region.region_code), region.partnership_id)


def twins_by_broker(asked: Asked, twins: Twins) -> Counter[int]:
    """How many of them each broker of today has."""
    query = select(TeamMember.user_id).where(*IS_BROKER).distinct()
    return _count(asked, twins, query, TeamMember.partnership_id)


def _count(asked: Asked, twins: Twins, query: Select[Any], owner: Any) -> Counter[Any]:
    numbers = sorted(set().union(*twins.values()))
    found: Counter[Any] = Counter()
    for place in range(0, len(numbers), PORTION):
        some = numbers[place : place + PORTION]
        rows = asked.session.execute(query.add_columns(owner).where(owner.in_(some)))
        found.update(key for key, _number in rows)
    return found


# --- one record alone -------------------------------------------------------------------------------------------------


def latest(asked: Asked, check: Check, most: int) -> list[int]:
    """Of those that fail a check the ones with the latest sign of life: the last ones of its marks."""
    settle(asked.session)
    mark = PartnershipMark
    if check is Check.SILENT:
        query = asked.partnerships().where(fails(check))
        order: tuple[ColumnElement[Any], ...] = (Partnership.alive_on.desc(), Partnership.id.desc())
    else:
        query = asked.partnerships().join(mark, mark.partnership_id == Partnership.id)
        query = query.where(mark.kind == check.code, marked.holds_on(mark, asked.today))
        order = (mark.key.desc(), mark.partnership_id.desc())
    found = query.order_by(*order).limit(most).with_only_columns(Partnership.id)
    return list(asked.session.scalars(found))


class Flaws:
    """What is wrong with the partnerships of a scope, read of each; nothing is read before it is asked for."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def _found(self) -> tuple[Sums, Mapping[str, Sums]]:
        partnerships, topics = self.asked.partnerships(), ("flaw\t", "broker_flawed\t")
        return each.over_and_by_region(self.asked.session, partnerships, topics, "flawed\t", self.asked.today)

    @property
    def over(self) -> Sums:
        """By check, and by broker of today and kind, in the topics in which they are kept over everything."""
        return self._found[0]

    @property
    def by_region(self) -> Mapping[str, Sums]:
        """By kind in each region."""
        return self._found[1]
