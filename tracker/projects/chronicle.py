"""Reading the history of a partnership: which entries, for whom, of which kinds and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload, load_only, selectinload

from tracker.accounts.models import User
from tracker.history.models import Entry
from tracker.history.terms import WRITTEN_BY_PEOPLE, EntryKind
from tracker.i18n import _lp
from tracker.permissions import Permission, can
from tracker.projects.models import Partnership
from tracker.terms import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select


class Authorship(Term):
    """Who wrote an entry: people, or Tracker itself."""

    PEOPLE = "people", _lp("authorship", "Written by people")
    TRACKER = "tracker", _lp("authorship", "Written by Tracker")


@dataclass(frozen=True, slots=True)
class ChronicleFilter:
    """What part of the history to show."""

    kind: EntryKind | None = None
    written_by: Authorship | None = None
    since: date | None = None
    until: date | None = None


NAMES = (
    joinedload(Entry.author).options(lazyload(User.roles), lazyload(User.regions)),
    selectinload(Entry.corrects).options(lazyload(Entry.author), lazyload(Entry.attachments)),
)
"""Of its author and of the entry that it corrects, an entry shows only name and number."""


HEADLINE = (
    joinedload(Entry.author).options(
        load_only(User.name, User.email, User.erased_at), lazyload(User.roles), lazyload(User.regions)
    ),
    lazyload(Entry.attachments),
)
"""Of an entry that is told in one line, its author's name only."""


def entries_for(
    partnership: Partnership, user: User | None, chosen: ChronicleFilter | None = None
) -> Select[Entry]:
    """Entries this reader may see, the latest happening first; what the team keeps to itself only for the team."""
    chosen = chosen or ChronicleFilter()
    query = select(Entry).where(Entry.book_id == partnership.book_id).options(*NAMES)
    if not can(user, Permission.TEAM_NOTES, partnership):
        query = query.where(Entry.is_team_only.is_(False))
    if chosen.kind is not None:
        query = query.where(Entry.kind == chosen.kind)
    if chosen.written_by is not None:
        by_people = Entry.kind.in_(sorted(WRITTEN_BY_PEOPLE, key=lambda kind: kind.code))
        query = query.where(by_people if chosen.written_by is Authorship.PEOPLE else ~by_people)
    if chosen.since is not None:
        query = query.where(Entry.happened_on >= chosen.since)
    if chosen.until is not None:
        query = query.where(Entry.happened_on <= chosen.until)
    return query.order_by(Entry.happened_on.desc(), Entry.id.desc())


@lru_cache
def _latest(most: int, *, for_team: bool) -> Select[Entry]:
    query = select(Entry).where(Entry.book_id == bindparam("book")).options(*HEADLINE)
    query = query if for_team else query.where(Entry.is_team_only.is_(False))
    return query.order_by(Entry.happened_on.desc(), Entry.id.desc()).limit(most)


def latest(session: Session, partnership: Partnership, user: User | None, *, most: int) -> Sequence[Entry]:
    """The first of ``entries_for``, as far as they are told in one line, by a statement that is made once."""
    for_team = can(user, Permission.TEAM_NOTES, partnership)
    return session.scalars(_latest(most, for_team=for_team), {"book": partnership.book_id}).all()


def entry_for(session: Session, partnership: Partnership, user: User | None, entry_id: int) -> Entry | None:
    """One entry of this partnership if this reader may see it."""
    return session.scalar(entries_for(partnership, user).where(Entry.id == entry_id))


def place_of(session: Session, partnership: Partnership, user: User | None, entry: Entry) -> int:
    """How many entries stand before this one in the whole list that this reader sees."""
    later = or_(
        Entry.happened_on > entry.happened_on,
        (Entry.happened_on == entry.happened_on) & (Entry.id > entry.id),
    )
    before = entries_for(partnership, user).where(later).options(lazyload("*")).order_by(None)
    return session.scalar(before.with_only_columns(func.count(Entry.id))) or 0


def corrections_of(session: Session, entries: Sequence[Entry]) -> dict[int, Entry]:
    """The latest correction of each of these entries, by the id of the entry that it corrects."""
    ids = [entry.id for entry in entries]
    if not ids:
        return {}
    # Few entries correct another one, and the index of those that do is only read where the question says so.
    found = session.scalars(
        select(Entry)
        .where(Entry.corrects_id.in_(ids), Entry.corrects_id.is_not(None))
        .options(lazyload(Entry.author), lazyload(Entry.attachments))
        .order_by(Entry.id)
    )
    return {entry.corrects_id: entry for entry in found if entry.corrects_id is not None}


def partnership_of_book(session: Session, book_id: int) -> Partnership:
    """The partnership whose history a book is."""
    return session.scalars(select(Partnership).where(Partnership.book_id == book_id)).one()
