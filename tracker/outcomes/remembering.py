"""Figures that need not be counted again: remembered while nothing changes, and counted in advance where counting takes long.

Whatever changes a record writes an entry of history. So the last entry, and how many of the latest numbers are taken, tell whether
anything has changed since figures were counted; the second part notices entries that were committed out of order. Each process
remembers what it counted last under all that it depends on: that stamp, the day, the language, the regions' names, the scope, and
what the reader sees. Nobody is shown what was counted for somebody who sees more. What several ask for at once is counted by one.

In a large database ``tracker stats rebuild`` counts the chapters over everything in advance, for a timer. Their figures are shown
while they are current; after a change they are shown for an hour more with the time of counting beside them, if counting them
took longer than a second, and can be counted anew on the spot. Chapters that name persons or quote them are never kept.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import bindparam, func, select

from tracker.database import utc_now
from tracker.history.models import Entry
from tracker.i18n import LANGUAGES, current_language, in_language
from tracker.memory import Memory
from tracker.outcomes import keeping, telling
from tracker.outcomes.asked import Asked
from tracker.outcomes.models import KeptFigures
from tracker.outcomes.tables import Kept
from tracker.outcomes.terms import Chapter, Grouping
from tracker.projects.models import Partnership, TeamMember
from tracker.projects.terms import Visibility
from tracker.regions import finder
from tracker.turns import Turns

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")

WINDOW = 1000
MOST = 200
SLOW = 1000
"""Milliseconds: what takes longer is rather shown a little old than counted while somebody waits."""
MAY_BE_OLD = timedelta(hours=1)
NAMES_PERSONS = (Chapter.ALUMNI, Chapter.CONTINUATION)
PROGRAMME, ALL = "programme", "all"
IN_ADVANCE = select(KeptFigures.stamp, KeptFigures.counted_at, KeptFigures.milliseconds).where(
    KeptFigures.key == bindparam("name")
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows."""

    kept: Kept
    counted_at: datetime | None = None
    """When it was counted, where something may have changed since."""
    key: Hashable = None
    """What tells these figures from others, so that what is written of them can be kept; empty where they are counted each time."""


def stamp_of(session: Session) -> str:
    """What tells one state of the database from another."""
    last = session.execute(select(Entry.id, Entry.hash).order_by(Entry.id.desc()).limit(1)).first()
    if last is None:
        return "empty"
    taken = session.scalar(select(func.count()).select_from(Entry).where(Entry.id > last.id - WINDOW))
    return f"{last.id}-{taken}-{last.hash[:32]}"


def sight_of(asked: Asked) -> str:
    """What the reader sees, as a name: two readers with the same one see the same figures."""
    if asked.user is None or asked.user.is_admin:
        return ALL if asked.is_of_all or asked.user is not None else PROGRAMME
    own = (
        select(TeamMember.id)
        .join(Partnership, Partnership.id == TeamMember.partnership_id)
        .where(
            TeamMember.user_id == asked.user.id,
            TeamMember.until.is_(None),
            Partnership.visibility == Visibility.TEAM,
        )
        .limit(1)
    )
    sees_more = asked.user.is_official or asked.session.scalar(own) is not None
    return f"user-{asked.user.id}" if sees_more else PROGRAMME


memory: Memory[Kept] = Memory(MOST)
"""What one process counted last."""
turns = Turns()


def counted_by_one(session: Session, lane: Hashable, stamp: Hashable, count: Callable[[], T]) -> T:
    """What ``count`` gives, counted by one of those who ask at once.

    Who waits gives the connection back meanwhile; pages of figures only read, so nothing is saved by that.
    """
    return turns.take(lane, stamp, count, look_anew=session.commit)


def kept_by_one(session: Session, store: Memory[T], key: Hashable, make: Callable[[], Any]) -> T:
    """What a store keeps under a key; where it keeps nothing, one of those who ask at once makes it."""
    found = store.find(key)
    return found if found is not None else counted_by_one(session, key, None, lambda: store.get(key, make))


def shown(chapter: Chapter, asked: Asked, other: Asked | None, by: Grouping, *, anew: bool = False) -> Shown:
    """The figures of a page, counted only if they have to be."""
    stamp, sight = stamp_of(asked.session), sight_of(asked)
    scopes = tuple((each.label, *sorted(each.chosen.items())) for each in (asked, other) if each is not None)
    language = current_language()
    regions = finder.index(asked.session).stamp
    lane = (sight, asked.today, regions, chapter, by, language, scopes)
    key = (stamp, *lane)
    found = memory.find(key)
    if found is not None:
        return Shown(found, key=key)
    if not anew and other is None and not asked.chosen and sight in {PROGRAMME, ALL}:
        in_advance = _counted_in_advance(asked.session, key_of(sight, chapter, by, language), stamp)
        if in_advance is not None:
            return in_advance

    def count() -> Kept:
        latest = (stamp_of(asked.session), *lane)
        return memory.get(latest, lambda: telling.told(chapter, asked, other, by))

    return Shown(counted_by_one(asked.session, lane, stamp, count), key=key)


def _counted_in_advance(session: Session, name: str, stamp: str) -> Shown | None:
    """Figures that were counted in advance, if they may be shown; what the database holds of them is read once."""
    row = session.execute(IN_ADVANCE, {"name": name}).first()
    if row is None or not _may_be_shown(row, stamp):
        return None
    key = (name, row.stamp, row.counted_at)
    figures = memory.find(key)
    if figures is None:
        kept = session.scalars(select(KeptFigures.figures).where(KeptFigures.key == name)).one()
        figures = Kept(tuple(keeping.from_plain(plain) for plain in kept))
        memory.keep(key, figures)
    return Shown(figures, None if row.stamp == stamp else row.counted_at, key)


def _may_be_shown(kept: Any, stamp: str) -> bool:
    now = utc_now()
    if kept.counted_at.date() != now.date():
        return False
    return kept.stamp == stamp or (kept.milliseconds > SLOW and now - kept.counted_at < MAY_BE_OLD)


def key_of(sight: str, chapter: Chapter, by: Grouping, language: str) -> str:
    return f"{sight}:{chapter.code}:{by.code}:{language}"


# --- what may be a little old ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recent(Generic[T]):
    """Something counted a while ago: what it is, after which change, when, and how long it took."""

    value: T
    stamp: str
    counted_at: datetime
    milliseconds: int


recent_ones: Memory[Recent[Any]] = Memory(MOST)


def recent(
    name: str, asked: Asked, count: Callable[[], T], *, anew: bool = False
) -> tuple[T, datetime | None]:
    """What ``count`` gives, or gave: as long as nothing changed, and, where it takes long, for an hour more.

    With it comes when it was counted, where something may have changed since.
    """
    stamp, now = stamp_of(asked.session), utc_now()
    regions = finder.index(asked.session).stamp
    scope = tuple(sorted(asked.chosen.items()))
    key = (name, sight_of(asked), asked.today, regions, current_language(), scope)
    found = recent_ones.find(key)
    if found is not None and not anew:
        if found.stamp == stamp:
            return found.value, None
        if found.milliseconds > SLOW and now - found.counted_at < MAY_BE_OLD:
            return found.value, found.counted_at

    def count_once() -> T:
        latest, known = stamp_of(asked.session), recent_ones.find(key)
        if known is not None and known is not found and known.stamp == latest:
            kept: T = known.value
            return kept
        begun = time.perf_counter()
        value = count()
        took = round(1000 * (time.perf_counter() - begun))
        recent_ones.keep(key, Recent(value, latest, now, took))
        return value

    return counted_by_one(asked.session, key, stamp, count_once), None


# --- in advance -----------------------------------------------------------------------------------------------------------


def views() -> Iterator[tuple[str, Chapter, Grouping]]:
    """What is counted in advance: every chapter that names no persons, for the programme and for administrators."""
    for sight in (PROGRAMME, ALL):
        for chapter in Chapter:
            if chapter in NAMES_PERSONS:
                continue
            for by in Grouping if chapter is Chapter.SURVIVAL else (Grouping.NOTHING,):
                yield sight, chapter, by


def scope_of(session: Session, sight: str) -> Asked:
    """Everything that a sight shows."""
    asked = Asked(session, None, utc_now().date(), {})
    return replace(asked, is_of_programme=sight == PROGRAMME, is_of_all=sight == ALL)


def rebuild(session: Session) -> Iterator[tuple[str, int]]:
    """Count in advance, and say what took how many milliseconds. The caller commits after each."""
    for sight, chapter, by in views():
        stamp, begun = stamp_of(session), time.perf_counter()
        for language in LANGUAGES:
            with in_language(language):
                kept = telling.told(chapter, scope_of(session, sight), None, by)
            key = key_of(sight, chapter, by, language)
            row = session.get(KeptFigures, key) or KeptFigures(key=key)
            row.stamp, row.counted_at = stamp, utc_now()
            row.milliseconds = round(1000 * (time.perf_counter() - begun))
            row.figures = [keeping.as_plain(figure, with_links=True) for figure in kept.figures]
            session.add(row)
            yield key, row.milliseconds
            begun = time.perf_counter()


def verify(session: Session) -> Iterator[tuple[str, bool | None]]:
    """Count everything that is kept again: whether it is equal, or ``None`` where something has changed since it was counted."""
    for sight, chapter, by in views():
        for language in LANGUAGES:
            key = key_of(sight, chapter, by, language)
            row = session.get(KeptFigures, key)
            if row is None:
                continue
            if row.stamp != stamp_of(session) or row.counted_at.date() != utc_now().date():
                yield key, None
                continue
            with in_language(language):
                kept = telling.told(chapter, scope_of(session, sight), None, by)
            counted = [keeping.as_plain(figure, with_links=True) for figure in kept.figures]
            yield key, _as_kept(counted) == _as_kept(row.figures)


def _as_kept(figures: Sequence[object]) -> str:
    """Figures as the database gives them back."""
    return json.dumps(figures, sort_keys=True, default=str)
