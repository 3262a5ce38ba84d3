"""How many people lead partnerships: each of them counts once, whatever the number of their partnerships.

Numbers of people cannot be added up as numbers of partnerships can. So what is kept says of each broker how many partnerships it
leads, in all and in each group, and the brokers with any are counted. What a reader sees only as a member of a team is looked at
besides: it matters where its brokers lead nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, bindparam, cast, func, select

from tracker.projects.terms import PartnershipState
from tracker.summaries import each
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


def _kept(seen: Seen, topic: str, place: Any) -> tuple[ColumnElement[bool], ...]:
    """What is kept of a topic at a place, of the visibilities that are seen; one walk along the index for each of these."""
    return (
        _of.topic == topic,
        _of.span == (ALL if topic == LEADER else GROUP),
        _of.place == place,
        _of.visibility.in_(_sights(seen)),
        _of.state == ANY_STATE,
    )


def _sights(seen: Seen) -> list[str]:
    return sorted({SIGHT[visibility.code] for visibility in seen.visibilities})


def numbers(session: Session, seen: Seen, today: date) -> Counter[int]:
    """How many partnerships each broker leads; those who lead none are not there."""
    settle(session)
    found: Counter[int] = Counter()
    if seen.visibilities:
        query = select(cast(_of.key, Integer), _of.number).where(*_kept(seen, LEADER, ""))
        for broker, number in session.connection().execute(query).all():
            found[broker] = found.get(broker, 0) + int(number)
    for (_group, broker), number in _besides(session, seen, LEADER, today).items():
        found[broker] += number
    return +found


def by_group(
    session: Session,
    seen: Seen,
    topic: str,
    today: date,
    *,
    groups: Iterable[str],
    but: Collection[int] = (),
) -> dict[str, int]:
    """How many brokers lead partnerships in each of some groups of a topic, those left out who are named by ``but``.

    Each group is walked through by itself, in the order of the index: the database need sort nothing.
    """
    settle(session)
    found = dict.fromkeys(groups, 0)
    those = (
        *_kept(seen, topic, bindparam("place", type_=String)),
        _of.day <= today.isoformat(),
        _of.key.not_in(spelled_out(map(str, but))),
    )
    if seen.visibilities:
        query = _by_days(those) if topic in WITH_DAYS else _by_number(those, len(_sights(seen)))
        for group in found:
            found[group] = session.connection().scalar(query, {"place": group}) or 0
    more: dict[str, set[int]] = defaultdict(set)
    for group, broker in _besides(session, seen, topic, today):
        if group in found and broker not in but:
            more[group].add(broker)
    for group, brokers in more.items():
        there = select(cast(_of.key, Integer)).where(*those, _of.key.in_([str(broker) for broker in brokers]))
        leading = there.group_by(_of.key).having(func.sum(_of.number) > 0)
        known = session.connection().scalars(leading, {"place": group}) if seen.visibilities else ()
        found[group] += len(brokers - set(known))
    return found


def of_each(session: Session, partnerships: Select[Any], today: date) -> dict[str, Counter[tuple[str, int]]]:
    """By topic, which brokers lead in which groups of some partnerships, and how many of these."""
    found: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
    for (topic, key), number in each.over(session, partnerships, LEADER, today).items():
        group, _colon, broker = key.rpartition(":")
        found[topic][group, int(broker)] = number
    return found


def _by_number(those: Iterable[ColumnElement[bool]], sights: int) -> Select[Any]:
    """The same broker may lead both what the programme sees and what it does not; of one of these each stands there once.

    Whoever stands there leads something (``parts.BY_ROWS``), so PostgreSQL need not look further than the index.
    """
    number = func.count() if sights == 1 else func.count(_of.key.distinct())
    return select(number).select_from(PartnershipCount.__table__).where(*those)


def _by_days(those: Iterable[ColumnElement[bool]]) -> Select[Any]:
    leading = select(_of.key).where(*those).group_by(_of.key).having(func.sum(_of.number) > 0)
    return select(func.count()).select_from(leading.subquery())


def _besides(session: Session, seen: Seen, topic: str, today: date) -> Counter[tuple[str, int]]:
    """The same groups and brokers of what is seen besides."""
    found: Counter[tuple[str, int]] = Counter()
    question = Question(topics=(topic,), today=today, states=tuple(PartnershipState))
    for _places, added in besides_by_places(session, seen.besides, question):
        for (_topic, key), number in added.items():
            group, _colon, broker = key.rpartition(":")
            found[group, int(broker)] += number
    return +found
