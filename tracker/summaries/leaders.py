"""How many people lead partnerships: each of them counts once, whatever the number of their partnerships.

Numbers of people cannot be added up as numbers of partnerships can. So what is kept says of each broker how many partnerships it
leads, in all and in each group, and the brokers with any are counted. What a reader sees only as a member of a team is looked at
besides: it matters where its brokers lead nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, cast, func, select

from tracker.projects.terms import PartnershipState
from tracker.summaries.keeping import ALL, ANY_STATE, GROUP, SIGHT, settle
from tracker.summaries.models import PartnershipCount
from tracker.summaries.sums import Question, besides_by_places, spelled_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from tracker.summaries.sums import Seen

LEADER = "leader"
WITH_DAYS = ("leader_sector",)
"""Whose numbers change on days to come, and have to be summed up before they are counted."""
_of = PartnershipCount.__table__.c


def _kept(seen: Seen, topic: str, today: date) -> tuple[ColumnElement[bool], ...]:
    """What is kept of a topic of the visibilities that are seen."""
    sights = sorted({SIGHT[each.code] for each in seen.visibilities})
    return (
        _of.topic == topic,
        _of.span == (ALL if topic == LEADER else GROUP),
        _of.visibility.in_(sights),
        _of.state == ANY_STATE,
        _of.day <= today.isoformat(),
    )


def numbers(session: Session, seen: Seen, today: date) -> Counter[int]:
    """How many partnerships each broker leads; those who lead none are not there."""
    settle(session)
    found: Counter[int] = Counter()
    if seen.visibilities:
        query = select(_of.key, func.sum(_of.number)).where(*_kept(seen, LEADER, today)).group_by(_of.key)
        for key, number in session.execute(query):
            found[int(key)] = int(number)
    for (_group, broker), number in _besides(session, seen, LEADER, today).items():
        found[broker] += number
    return +found


def by_group(
    session: Session, seen: Seen, topic: str, today: date, but: Collection[int] = ()
) -> dict[str, int]:
    """How many brokers lead partnerships in each group of a topic, those left out who are named by ``but``."""
    settle(session)
    found: Counter[str] = Counter()
    those = (*_kept(seen, topic, today), _of.key.not_in(spelled_out(map(str, but))))
    if seen.visibilities:
        for group, number in session.execute(_by_days(those) if topic in WITH_DAYS else _by_number(those)):
            found[group] = number
    more: dict[str, set[int]] = defaultdict(set)
    for group, broker in _besides(session, seen, topic, today):
        if broker not in but:
            more[group].add(broker)
    for group, brokers in more.items():
        there = select(cast(_of.key, Integer)).where(
            *those, _of.place == group, _of.key.in_([str(broker) for broker in brokers])
        )
        leading = session.scalars(there.group_by(_of.key).having(func.sum(_of.number) > 0))
        found[group] += len(brokers - set(leading if seen.visibilities else ()))
    return dict(found)


def _by_number(those: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """Counted along the index; the same broker may lead both what the programme sees and what it does not."""
    return select(_of.place, func.count(_of.key.distinct())).where(*those, _of.number > 0).group_by(_of.place)


def _by_days(those: Iterable[ColumnElement[bool]]) -> Select[Any]:
    each = (
        select(_of.place, _of.key)
        .where(*those)
        .group_by(_of.place, _of.key)
        .having(func.sum(_of.number) > 0)
        .subquery()
    )
    return select(each.c.place, func.count()).group_by(each.c.place)


def _besides(session: Session, seen: Seen, topic: str, today: date) -> Counter[tuple[str, int]]:
    """The same groups and brokers of what is seen besides."""
    found: Counter[tuple[str, int]] = Counter()
    question = Question(topics=(topic,), today=today, states=tuple(PartnershipState))
    for _places, added in besides_by_places(session, seen.besides, question):
        for (_topic, key), number in added.items():
            group, _colon, broker = key.rpartition(":")
            found[group, int(broker)] += number
    return +found
