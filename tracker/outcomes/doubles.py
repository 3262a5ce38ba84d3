"""Organisations that were probably recorded twice: with the same name in other words, or with a close one among the latest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from tracker.history.models import Entry
from tracker.i18n import _, current_language
from tracker.memory import Memory
from tracker.partners.duplicates import likely_duplicates
from tracker.partners.models import Organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_PAIRS = 25
LATEST = 30
"""So many organisations recorded last are looked at for names that are only close; each takes a search."""
WINDOW, FAR = 1000, 10_000
"""Entries of history with numbers lower than the last may still come; after so many more nobody looks through them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be of one organisation, the older one first, and why."""

    kept: Organisation
    other: Organisation
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """What was found before: pairs of numbers with the reason, and the entries about organisations that were there, from which on."""

    pairs: tuple[tuple[int, int, str], ...]
    entries: frozenset[int]
    since: int


remembered: Memory[Known] = Memory(4)
"""By language; searching takes long, and organisations change seldom."""


def remembered_pairs(session: Session) -> list[Pair]:
    """The same pairs, looked for only when the history tells of an organisation what it did not tell before."""
    language = current_language()
    known = remembered.find(language)
    if known is None or _entries_since(session, known.since) != known.entries:
        last = session.scalar(select(func.max(Entry.id))) or 0
        since = max(last - WINDOW, 0)
        entries = _entries_since(session, since) or frozenset()
        found = tuple((pair.kept.id, pair.other.id, pair.reason) for pair in pairs(session))
        known = Known(found, entries, since)
        remembered.keep(language, known)
    numbers = {number for kept, other, _reason in known.pairs for number in (kept, other)}
    query = select(Organisation).where(Organisation.id.in_(numbers)).options(lazyload(Organisation.region))
    of = {each.id: each for each in session.scalars(query)}
    return [Pair(of[kept], of[other], reason) for kept, other, reason in known.pairs]


def _entries_since(session: Session, since: int) -> frozenset[int] | None:
    """The entries after a number that are about organisations; ``None`` where there are too many to look through."""
    query = select(Entry.id, Entry.subject_kind).where(Entry.id > since).order_by(Entry.id).limit(FAR)
    rows = session.execute(query).all()
    if len(rows) == FAR:
        return None
    return frozenset(number for number, kind in rows if kind == Organisation.__tablename__)


def pairs(session: Session) -> list[Pair]:
    """The pairs to look at, those with the same name first."""
    found = {(pair.kept.id, pair.other.id): pair for pair in _same_name(session)}
    for pair in _close(session):
        found.setdefault((pair.kept.id, pair.other.id), pair)
    return list(found.values())[:MOST_PAIRS]


def _same_name(session: Session) -> list[Pair]:
    keys = (
        select(Organisation.name_key)
        .where(
            Organisation.merged_into_id.is_(None),
            Organisation.archived_at.is_(None),
            Organisation.name_key != "",
        )
        .group_by(Organisation.name_key)
        .having(func.count() > 1)
        .order_by(Organisation.name_key)
        .limit(MOST_PAIRS)
    )
    known: dict[str, Organisation] = {}
    found = []
    for each in session.scalars(
        select(Organisation)
        .where(
            Organisation.name_key.in_(keys),
            Organisation.merged_into_id.is_(None),
            Organisation.archived_at.is_(None),
        )
        .options(lazyload(Organisation.region))
        .order_by(Organisation.name_key, Organisation.id)
    ):
        first = known.setdefault(each.name_key, each)
        if first is not each:
            found.append(Pair(first, each, _("It has the same name, perhaps in other words or quotes.")))
    return found


def _close(session: Session) -> list[Pair]:
    latest = session.scalars(
        select(Organisation)
        .where(Organisation.merged_into_id.is_(None), Organisation.archived_at.is_(None))
        .options(lazyload(Organisation.region))
        .order_by(Organisation.id.desc())
        .limit(LATEST)
    ).all()
    found = []
    for each in latest:
        for likeness in likely_duplicates(session, name=each.name, besides=each):
            other = likeness.organisation
            if other.archived_at is None and other.name_key != each.name_key:
                first, second = sorted((each, other), key=lambda one: one.id)
                found.append(Pair(first, second, likeness.reason))
    return found
