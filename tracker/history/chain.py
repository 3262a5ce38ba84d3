"""The hash chain of a book: how entries are sealed, checked, and how a part of one is erased.

An entry's hash covers its own facts and the hashes of its parts, and the hash of the entry before. A part's hash covers its
name, a random salt and its value in canonical JSON. Erasing removes value and salt and leaves the hash, so the chain still
proves that something stood there, and nobody can find it out by guessing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.history.models import Book, Entry
from tracker.history.terms import EntryKind
from tracker.i18n import _l

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
ONLY_THE_ENTRY = (lazyload(Entry.author), lazyload(Entry.attachments))
"""Whole books are read at once, without the people and files around them."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    book_id: int
    number: int
    problem: str


def seal_part(name: str, value: Any) -> dict[str, Any]:
    """A part with its salt and hash, as it is stored."""
    salt = secrets.token_hex(8)
    return {"value": value, "salt": salt, "hash": part_hash(name, salt, value)}


def part_hash(name: str, salt: str, value: Any) -> str:
    return _sha256([name, salt, value])


def entry_hash(entry: Any) -> str:
    """The hash over the facts of an entry, or of one that is yet to be written, the hashes of its parts, and the entry before it."""
    return _sha256(
        [
            entry.previous_hash,
            entry.book_id,
            entry.number,
            entry.kind.code,
            entry.happened_on.isoformat(),
            entry.recorded_at.isoformat(),
            entry.author_id,
            entry.subject_kind,
            entry.subject_id,
            entry.subject_version,
            entry.is_team_only,
            entry.corrects_id,
            sorted((name, part.get("hash", "")) for name, part in entry.parts.items()),
        ],
    )


def _sha256(facts: list[Any]) -> str:
    text = CANONICAL.encode(facts)
    return hashlib.sha256(text.encode()).hexdigest()


def erase(entry: Entry, name: str) -> None:
    """Remove the value of one part for good; raises ``DomainError`` when there is no such part."""
    part = entry.parts.get(name)
    if part is None or "erased_at" in part:
        raise DomainError(_l("There is nothing left to erase here."))
    erased = {"hash": part["hash"], "erased_at": utc_now().isoformat(timespec="seconds")}
    entry.parts = {**entry.parts, name: erased}


def verify(session: Session, *, book_id: int | None = None) -> Iterator[Break]:
    """Walk the chains, of one book or of all, and give every place where one does not hold."""
    books = select(Book).order_by(Book.id)
    if book_id is not None:
        books = books.where(Book.id == book_id)
    for book in session.scalars(books.execution_options(yield_per=500)):
        yield from _verify_book(session, book)


def _verify_book(session: Session, book: Book) -> Iterator[Break]:
    previous, number = "", 0
    erasures = Erasures()
    entries = select(Entry).where(Entry.book_id == book.id).order_by(Entry.number).options(*ONLY_THE_ENTRY)
    for number, entry in enumerate(session.scalars(entries), start=1):
        if entry.number != number:
            yield Break(book.id, number, "an entry is missing")
            return
        for problem in _problems_of(entry, previous):
            yield Break(book.id, number, problem)
        erasures.note(entry)
        previous = entry.hash
    if book.length != number or book.head != previous:
        yield Break(book.id, number + 1, "the end of the book is missing")
    for place, name in sorted(erasures.found - erasures.told):
        yield Break(book.id, place, f"the part {name!r} was erased, and no entry says by whom")


def _problems_of(entry: Entry, previous: str) -> Iterator[str]:
    if entry.previous_hash != previous:
        yield "the link to the entry before is broken"
    if entry.hash != entry_hash(entry):
        yield "the entry was changed"
    for name, part in entry.parts.items():
        is_erased = "erased_at" in part
        if not is_erased and part.get("hash") != part_hash(name, part.get("salt", ""), part.get("value")):
            yield f"the part {name!r} was changed"


@dataclass(slots=True)
class Erasures:
    """Parts that are erased, and those of which an entry tells that they were."""

    found: set[tuple[int, str]] = field(default_factory=set)
    told: set[tuple[int, str]] = field(default_factory=set)

    def note(self, entry: Entry) -> None:
        """Take in what one entry shows and tells."""
        self.found.update((entry.number, name) for name in entry.erased_parts)
        if entry.kind is EntryKind.ERASED:
            self.told.add((entry.part("entry_number"), entry.part("part")))
