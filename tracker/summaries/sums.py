"""Reading the kept counts: sums over few rows, however many partnerships there are.

What a reader sees inside, ``seen_by`` tells; ``over`` sums it up, in some regions or in all, and ``by_region`` region by region. Both
are exactly what a count over ``is_inside_visible_to`` gives: a partnership of two regions is one of both together, and what somebody
sees only as a member of its team is added from its own facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, not_, or_, select

from tracker.projects.models import Partnership, TeamMember
from tracker.projects.queries import (
    SHOWN_TO_OFFICIALS,
    SHOWN_TO_PROGRAMME,
    SHOWN_TO_PUBLIC,
    is_inside_visible_to,
    lies_in,
)
from tracker.projects.terms import PartnershipState, Visibility
from tracker.summaries import parts
from tracker.summaries.keeping import (
    ALL,
    ANY_STATE,
    BETWEEN,
    GROUP,
    REGION,
    SEVERAL,
    SIGHT,
    settle,
)
from tracker.summaries.models import PartnershipCount, PartnershipFacts

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

Sums = Counter[tuple[str, str]]
"""Numbers by topic and key."""
SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: which topics, of partnerships in which states, on which day."""

    topics: Collection[str]
    today: date
    states: Collection[PartnershipState] = (PartnershipState.ACTIVE,)
    silent_before: date | None = None
    """Before this day the last sign of life makes silent; needed where ``silent`` is among the topics."""

    def last_day(self, topic: str) -> str:
        """Up to which day parts of a topic count."""
        return ((self.silent_before or date.min) if topic == SILENT else self.today).isoformat()

    def values(self, visibilities: Iterable[Visibility]) -> dict[str, Any]:
        """What the statements below ask for."""
        return {
            "topics": sorted(self.topics),
            "visibilities": sorted(each.code for each in visibilities),
            "states": [ANY_STATE, *sorted(each.code for each in self.states)],
            "today": self.last_day(""),
            "silent": self.last_day(SILENT),
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """Partnerships that somebody sees inside: of some visibilities, in some regions (``None``: anywhere), and single ones besides."""

    visibilities: frozenset[Visibility]
    regions: frozenset[str] | None = None
    besides: tuple[int, ...] = ()
    """Those that are seen only as a member of the team."""


_of = PartnershipCount.__table__.c
_ASKED = (
    _of.span.in_(bindparam("spans", expanding=True)),
    _of.topic.in_(bindparam("topics", expanding=True)),
    _of.visibility.in_(bindparam("visibilities", expanding=True)),
    _of.state.in_(bindparam("states", expanding=True)),
    or_(
        and_(_of.topic != SILENT, _of.day <= bindparam("today")),
        and_(_of.topic == SILENT, _of.day <= bindparam("silent")),
    ),
)
AT_PLACES = (
    select(_of.topic, _of.key, func.sum(_of.number))
    .where(*_ASKED, _of.place.in_(bindparam("places", expanding=True)))
    .group_by(_of.topic, _of.key)
)
SETS_OF_REGIONS = select(_of.place).where(_of.topic == "partnership", _of.span == SEVERAL).distinct()
AT_EACH_PLACE = (
    select(_of.place, _of.topic, _of.key, func.sum(_of.number))
    .where(*_ASKED)
    .group_by(_of.place, _of.topic, _of.key)
)
GROUPS = select(_of.place, _of.key, _of.number).where(
    _of.topic == bindparam("topic"),
    _of.span == GROUP,
    _of.visibility.in_(bindparam("sights", expanding=True)),
    _of.day <= bindparam("today"),
    _of.number != 0,
)
"""Not summed up by the database, for which that takes longer: nearly every row stands for itself."""


def spelled_out(values: Iterable[int] | Iterable[str]) -> BindParameter[Any]:
    """Values that stand in the statement itself: of parameters databases take only so many. For numbers, whose words are safe."""
    return bindparam("spelled_out", list(values), expanding=True, literal_execute=True)


def seen_by(session: Session, user: User) -> Seen:
    """What somebody sees inside, as ``is_inside_visible_to`` says it."""
    if user.is_admin:
        return Seen(frozenset(Visibility))
    if user.is_programme_staff:
        seen = Seen(frozenset(SHOWN_TO_PROGRAMME))
    elif user.is_official:
        seen = Seen(frozenset(SHOWN_TO_OFFICIALS), frozenset(user.region_codes))
    else:
        seen = Seen(frozenset())
    return Seen(seen.visibilities, seen.regions, _besides(session, user, seen))


def _besides(session: Session, user: User, seen: Seen) -> tuple[int, ...]:
    covered: ColumnElement[bool] = Partnership.visibility.in_(seen.visibilities)
    if seen.regions is not None:
        covered = and_(covered, lies_in(list(seen.regions)))
    own = select(TeamMember.partnership_id).where(TeamMember.user_id == user.id, TeamMember.until.is_(None))
    found = select(Partnership.id).where(Partnership.id.in_(own), is_inside_visible_to(user), not_(covered))
    return tuple(session.scalars(found.order_by(Partnership.id)))


def over(session: Session, seen: Seen, question: Question, regions: Collection[str] = ()) -> Sums:
    """The sums over all that is seen, or over what of it lies in some regions, which have to be among those seen."""
    settle(session)
    chosen = frozenset(regions) or seen.regions
    if seen.regions is not None and chosen is not None and not chosen <= seen.regions:
        message = "regions are asked for in which not all is seen"
        raise ValueError(message)
    if not seen.visibilities or chosen == frozenset():
        found: Sums = Counter()
    elif chosen is None:
        found = _at(session, seen.visibilities, question)
    else:
        found = _together(session, seen.visibilities, question, chosen)
    wanted = frozenset(regions)
    for places, added in besides_by_places(session, seen.besides, question):
        if not wanted or wanted & places:
            found.update(added)
    return +found


def _at(
    session: Session,
    visibilities: Iterable[Visibility],
    question: Question,
    span: str = ALL,
    places: Collection[str] = ("",),
) -> Sums:
    where = {"spans": [span], "places": sorted(places)}
    rows = session.connection().execute(AT_PLACES, {**question.values(visibilities), **where})
    return Counter({(topic, key): int(number) for topic, key, number in rows})


def _together(
    session: Session, visibilities: Collection[Visibility], question: Question, regions: Collection[str]
) -> Sums:
    """Over several regions: whoever works in some of them was counted in each, and is taken off again but once."""
    found = _at(session, visibilities, question, REGION, regions)
    if len(regions) > 1:
        too_often: dict[int, list[str]] = defaultdict(list)
        for place in session.scalars(SETS_OF_REGIONS):
            too_often[len(set(regions).intersection(place.split(BETWEEN))) - 1].append(place)
        for times, places in too_often.items():
            if times > 0:
                for each, number in _at(session, visibilities, question, SEVERAL, places).items():
                    found[each] -= times * number
    return found


def _each(
    session: Session,
    visibilities: Iterable[Visibility],
    question: Question,
    *spans: str,
    near: Collection[str] | None = None,
) -> Mapping[frozenset[str], Sums]:
    """The sums at each place of some spans, by the regions that it stands for; of several together only those ``near`` is among."""
    found: dict[frozenset[str], Sums] = defaultdict(Counter)
    query = AT_EACH_PLACE if near is None else AT_EACH_PLACE.where(_is_single_or_near(near))
    for place, topic, key, number in session.connection().execute(
        query, {**question.values(visibilities), "spans": spans}
    ):
        found[frozenset(place.split(BETWEEN))][topic, key] = int(number)
    return found


def _is_single_or_near(codes: Collection[str]) -> ColumnElement[bool]:
    together = BETWEEN + _of.place + BETWEEN
    near = (together.contains(f"{BETWEEN}{code}{BETWEEN}", autoescape=True) for code in sorted(codes))
    return or_(_of.span != SEVERAL, *near)


def by_region(session: Session, seen: Seen, question: Question) -> dict[str, Sums]:
    """The sums of each region over all that is seen there; one that works in two regions counts in both."""
    settle(session)
    found: dict[str, Sums] = defaultdict(Counter)
    if seen.visibilities:
        spans = (REGION,) if seen.regions is None else (REGION, SEVERAL)
        each = _each(session, seen.visibilities, question, *spans, near=seen.regions)
        _count_by_region(found, each, seen.regions)
    for places, added in besides_by_places(session, seen.besides, question):
        for code in places:
            found[code].update(added)
    return {code: positive for code, sums in found.items() if (positive := +sums)}


def by_group(session: Session, seen: Seen, topic: str, today: date) -> dict[str, dict[str, int]]:
    """The numbers of a topic by key in each of its groups, over all that is seen by who sees what is shown to the programme."""
    settle(session)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    sights = sorted({SIGHT[each.code] for each in seen.visibilities})
    values = {"topic": topic, "sights": sights, "today": today.isoformat()}
    for group, key, number in session.connection().execute(GROUPS, values):
        numbers = found[group]
        numbers[key] = numbers.get(key, 0) + int(number)
    question = Question(topics=(topic,), today=today, states=tuple(PartnershipState))
    for _places, added in besides_by_places(session, seen.besides, question):
        for (_topic, name), number in added.items():
            group, _colon, key = name.partition(":")
            found[group][key] = found[group].get(key, 0) + number
    return {
        group: lives for group, numbers in found.items() if (lives := {k: n for k, n in numbers.items() if n})
    }


def _count_by_region(
    found: dict[str, Sums], each: Mapping[frozenset[str], Sums], own: frozenset[str] | None
) -> None:
    """What lies in own regions alone is seen; of those that also work elsewhere, that counts there too."""
    for places, sums in each.items():
        if len(places) == 1 and (own is None or places <= own):
            found[min(places)].update(sums)
        elif len(places) > 1 and own is not None and places & own:
            for code in places - own:
                found[code].update(sums)


def numbers_by_region(session: Session, user: User, question: Question) -> dict[str, Sums]:
    """The same for the lists: what is public besides all that is seen inside."""
    seen = seen_by(session, user)
    found = by_region(session, seen, question)
    public = frozenset(SHOWN_TO_PUBLIC)
    if seen.regions is None and public <= seen.visibilities:
        return found
    own = seen.regions or frozenset()
    for places, sums in _each(session, public, question, REGION, SEVERAL, near=own).items():
        if len(places) == 1 and not places <= own:
            found.setdefault(min(places), Counter()).update(sums)
        elif len(places) > 1 and places & own:
            for code in places - own:  # counted as seen inside already
                found[code].subtract(sums)
    return _without_public_besides(session, seen, question, found)


def _without_public_besides(
    session: Session, seen: Seen, question: Question, found: dict[str, Sums]
) -> dict[str, Sums]:
    """Of the own team's partnerships those that are public were counted twice."""
    public = session.scalars(
        select(Partnership.id).where(
            Partnership.id.in_(seen.besides), Partnership.visibility.in_(SHOWN_TO_PUBLIC)
        )
    )
    for places, added in besides_by_places(session, tuple(public), question):
        for code in places:
            found[code].subtract(added)
    return {code: positive for code, sums in found.items() if (positive := +sums)}


def besides_by_places(
    session: Session, numbers: Collection[int], question: Question
) -> Iterable[tuple[frozenset[str], Sums]]:
    """Of single partnerships: their regions, and what they add."""
    if not numbers:
        return []
    rows = session.execute(
        select(PartnershipFacts.places, PartnershipFacts.parts).where(
            PartnershipFacts.id.in_(numbers),
            PartnershipFacts.state.in_([each.code for each in question.states]),
        )
    )
    found = []
    for places, text in rows:
        added: Sums = Counter()
        for (topic, key, day), number in parts.read(text).items():
            if topic in question.topics and day <= question.last_day(topic):
                added[topic, key] += number
        found.append((frozenset(places.split(BETWEEN)) if places else frozenset(), added))
    return found
