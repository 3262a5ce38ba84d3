"""The partnerships with flaws, found by their marks: how many, whose, where, and which to mend first."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, literal, select, union

from tracker.outcomes.checks import Check, Flaw, fails
from tracker.projects import figures
from tracker.projects.models import Partnership, TeamMember, partnership_regions
from tracker.projects.queries import IS_BROKER
from tracker.summaries import marked, marks
from tracker.summaries.keeping import settle
from tracker.summaries.models import PartnershipMark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Select

    from tracker.outcomes.asked import Asked

Twins = dict[Check, list[int]]
"""The partnerships of a scope that look like another one, those that somebody touched last first."""
MARKED = tuple(check for check in Check if check.flaw is not Flaw.TWICE and check.code != marks.SILENT)
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


def numbers(asked: Asked) -> Mapping[Check, int]:
    """How many fail each check."""
    settle(asked.session)
    mark = PartnershipMark
    query = (
        asked.partnerships()
        .join(mark, mark.partnership_id == Partnership.id)
        .where(mark.kind.in_([check.code for check in MARKED]), marked.holds_on(mark, asked.today))
        .group_by(mark.kind)
        .with_only_columns(mark.kind, func.count())
    )
    found = {Check.from_code(code): number for code, number in asked.session.execute(query)}
    return found | {Check.SILENT: figures.how_many(asked.session, asked.scope().where(fails(Check.SILENT)))}


def by_region(asked: Asked) -> Iterable[tuple[str, Flaw, int]]:
    """How many in each region have something of each kind wrong."""
    each, region = _flawed(asked).subquery(), partnership_regions.c
    query = select(region.region_code, each.c.flaw, func.count()).join(
        each, each.c.id == region.partnership_id
    )
    return _read(asked, query.group_by(region.region_code, each.c.flaw))


def by_broker(asked: Asked) -> Iterable[tuple[int, Flaw, int]]:
    """How many of each broker of today have something of each kind wrong."""
    each = _flawed(asked).subquery()
    query = (
        select(TeamMember.user_id, each.c.flaw, func.count(each.c.id.distinct()))
        .join(each, each.c.id == TeamMember.partnership_id)
        .where(*IS_BROKER)
    )
    return _read(asked, query.group_by(TeamMember.user_id, each.c.flaw))


def _read(asked: Asked, query: Any) -> Iterator[tuple[Any, Flaw, int]]:
    for key, flaw, number in asked.session.execute(query):
        yield key, Flaw.from_code(flaw), number


def _flawed(asked: Asked) -> Any:
    """Each partnership of a scope with each kind of flaw that it has, once."""
    mark, of = PartnershipMark, defaultdict(list)
    for check in MARKED:
        of[check.flaw.code].append(check.code)
    flaw = case(*((mark.kind.in_(codes), code) for code, codes in of.items()))
    scope = asked.partnerships().join(mark, mark.partnership_id == Partnership.id)
    silent = asked.partnerships().where(fails(Check.SILENT))
    return union(
        scope.where(
            mark.kind.in_([check.code for check in MARKED]), marked.holds_on(mark, asked.today)
        ).with_only_columns(Partnership.id.label("id"), flaw.label("flaw")),
        silent.with_only_columns(Partnership.id.label("id"), literal(Check.SILENT.flaw.code).label("flaw")),
    )
