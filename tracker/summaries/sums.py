"""Reading the kept counts: sums over few rows, however many partnerships there are.

What a reader sees inside, ``seen_by`` tells; ``over`` sums it up, in some regions or in all, and ``by_region`` region by region. Both
are exactly what a count over ``is_inside_visible_to`` gives: a partnership of two regions is one of both together, and what somebody
sees only as a member of its team is added from its own facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, func, not_, or_, select

from tracker.projects.models import Partnership, TeamMember, partnership_regions
from tracker.projects.queries import SHOWN_TO_OFFICIALS, SHOWN_TO_PROGRAMME, SHOWN_TO_PUBLIC
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
    from sqlalchemy import BindParameter, Select
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


class Choice(NamedTuple):
    """One field, one cohort, or the months of start from one to another."""

    span: str
    first: str
    last: str

    def fits(self, found: Iterable[tuple[str, str]]) -> bool:
        """It is among the choices under which a partnership is counted."""
        return any(span == self.span and self.first <= place <= self.last for span, place in found)


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
OF_A_CHOICE = (
    select(_of.topic, _of.key, func.sum(_of.number))
    .where(*_ASKED, _of.place >= bindparam("first"), _of.place <= bindparam("last"))
    .group_by(_of.topic, _of.key)
)
SETS_OF_REGIONS = select(_of.place).where(_of.topic == "partnership", _of.span == SEVERAL).distinct()
AT_EACH_PLACE = (
    select(_of.place, _of.topic, _of.key, func.sum(_of.number))
    .where(*_ASKED)
    .group_by(_of.place, _of.topic, _of.key)
)
AT_EACH_OF_PLACES = AT_EACH_PLACE.where(_of.place.in_(bindparam("places", expanding=True)))
GROUPS = select(_of.place, _of.key, _of.number).where(
    _of.topic == bindparam("topic"),
    _of.span == GROUP,
    _of.visibility.in_(bindparam("sights", expanding=True)),
    _of.day <= bindparam("today"),
    _of.number != 0,
)
"""Not summed up by the database, for which that takes longer: nearly every row stands for itself."""


_MEMBER = TeamMember.__table__.c
_IN_TEAM = (_MEMBER.user_id == bindparam("user"), _MEMBER.until.is_(None))
_OPEN_TO_READER = Partnership.visibility.in_(bindparam("visibilities", expanding=True))
_LIES_IN = exists().where(
    partnership_regions.c.partnership_id == Partnership.id,
    partnership_regions.c.region_code.in_(bindparam("regions", expanding=True)),
)
OF_TEAM = (
    select(Partnership.id)
    .join(TeamMember, TeamMember.partnership_id == Partnership.id)
    .where(*_IN_TEAM, not_(_OPEN_TO_READER))
    .order_by(Partnership.id)
    .distinct()
)
"""Partnerships that somebody sees only as a member of the team."""
OF_TEAM_ELSEWHERE = (
    select(Partnership.id)
    .join(TeamMember, TeamMember.partnership_id == Partnership.id)
    .where(*_IN_TEAM, not_(and_(_OPEN_TO_READER, _LIES_IN)))
    .order_by(Partnership.id)
    .distinct()
)
"""The same of those who see the inside in some regions only."""


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
    """Who is in a team today sees the inside; those that are seen anyway are left out."""
    asked: dict[str, Any] = {"user": user.id, "visibilities": list(seen.visibilities)}
    if seen.regions is not None:
        asked["regions"] = sorted(seen.regions)
    statement = OF_TEAM if seen.regions is None else OF_TEAM_ELSEWHERE
    return tuple(session.scalars(statement, asked))


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


def over_choice(session: Session, seen: Seen, question: Question, choice: Choice) -> Sums:
    """The sums over what was chosen of all that is seen, by who sees it whatever its region."""
    settle(session)
    found: Sums = Counter()
    if seen.visibilities:
        values = {"spans": [choice.span], "first": choice.first, "last": choice.last}
        rows = session.connection().execute(OF_A_CHOICE, {**question.values(seen.visibilities), **values})
        found.update({(topic, key): int(number) for topic, key, number in rows})
    for _places, added in besides_by_places(session, seen.besides, question, choice):
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
    span: str,
    statement: Select[Any] | None = None,
    **places: Any,
) -> Iterable[Any]:
    """The sums at each place of a span: place, topic, key, number."""
    asked = {**question.values(visibilities), "spans": [span], **places}
    return session.connection().execute(AT_EACH_PLACE if statement is None else statement, asked).all()


@lru_cache
def _near(codes: tuple[str, ...]) -> Select[Any]:
    """The sums at each place that one of these regions is part of."""
    together = BETWEEN + _of.place + BETWEEN
    near = (together.contains(f"{BETWEEN}{code}{BETWEEN}", autoescape=True) for code in codes)
    return AT_EACH_PLACE.where(or_(*near))


def _elsewhere(
    session: Session,
    visibilities: Collection[Visibility],
    question: Question,
    own: frozenset[str],
    found: dict[str, Sums],
) -> None:
    """Add to regions that are not own what is seen there because it also works in an own one."""
    if own and visibilities:
        rows = _each(session, visibilities, question, SEVERAL, _near(tuple(sorted(own))))
        for place, topic, key, number in rows:
            for code in frozenset(place.split(BETWEEN)) - own:
                found[code][topic, key] += int(number)


def by_region(session: Session, seen: Seen, question: Question) -> dict[str, Sums]:
    """The sums of each region over all that is seen there; one that works in two regions counts in both."""
    settle(session)
    found: dict[str, Sums] = defaultdict(Counter)
    _inside(session, seen, question, found)
    _elsewhere(session, seen.visibilities, question, seen.regions or frozenset(), found)
    return _with_besides(session, seen, question, found)


def _inside(session: Session, seen: Seen, question: Question, found: dict[str, Sums]) -> None:
    """Add what is seen inside of each region: of all, or of the own ones."""
    if not seen.visibilities:
        return
    statement = AT_EACH_PLACE if seen.regions is None else AT_EACH_OF_PLACES
    places = {} if seen.regions is None else {"places": sorted(seen.regions)}
    for place, topic, key, number in _each(session, seen.visibilities, question, REGION, statement, **places):
        found[place][topic, key] = int(number)


def _with_besides(
    session: Session, seen: Seen, question: Question, found: dict[str, Sums]
) -> dict[str, Sums]:
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


def numbers_by_region(session: Session, seen: Seen, question: Question) -> dict[str, Sums]:
    """The same for the lists: what is public besides all that is seen inside."""
    public = frozenset(SHOWN_TO_PUBLIC)
    if seen.regions is None and public <= seen.visibilities:
        return by_region(session, seen, question)
    settle(session)
    own = seen.regions or frozenset()
    found: dict[str, Sums] = defaultdict(Counter)
    for place, topic, key, number in _each(session, public, question, REGION):
        if place not in own:
            found[place][topic, key] = int(number)
    _inside(session, seen, question, found)
    # What is public counts in its regions already, wherever else it works.
    _elsewhere(session, seen.visibilities - public, question, own, found)
    return _without_public_besides(session, seen, question, _with_besides(session, seen, question, found))


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
    session: Session, numbers: Collection[int], question: Question, choice: Choice | None = None
) -> Iterable[tuple[frozenset[str], Sums]]:
    """Of single partnerships, those alone that are chosen: their regions, and what they add."""
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
        of_one = parts.read(text)
        if choice is not None and not choice.fits(parts.choices_of(of_one)):
            continue
        for (topic, key, day), number in of_one.items():
            if topic in question.topics and day <= question.last_day(topic):
                added[topic, key] += number
        found.append((frozenset(places.split(BETWEEN)) if places else frozenset(), added))
    return found
