"""Writing history: one change of a record, one transaction, one entry."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import bindparam, insert, inspect, select, update

from tracker.database import Base, Versioned, session_of, utc_now
from tracker.history import chain
from tracker.history.models import Book, Entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.history.terms import EntryKind


BOOKS = Base.metadata.tables["history_books"]
IN_BOOKS = insert(BOOKS).returning(BOOKS.c.id)
IN_ENTRIES = insert(Base.metadata.tables["history_entries"])
HELD = "books held by a transaction"
FIRST_ENDS = update(BOOKS).where(BOOKS.c.id == bindparam("number")).values(length=1, head=bindparam("end"))


class KeepsBook(Protocol):
    """A record with a book of its own: a partnership, an organisation."""

    book: Any
    book_id: Any


def new_book(session: Session) -> Book:
    """An empty book for a new record."""
    book = Book(length=0, head="")
    session.add(book)
    session.flush()
    _held(session).add(book.id)
    return book


def new_book_id(session: Session) -> int:
    """The number of an empty book, for a new record whose first entry is written by ``write_first``."""
    return int(session.connection().execute(IN_BOOKS, {"length": 0, "head": ""}).scalar_one())


def write(
    keeper: KeepsBook,
    kind: EntryKind,
    *,
    by: User | None,
    parts: Mapping[str, Any],
    happened_on: date | None = None,
    recorded_at: datetime | None = None,
    subject: Any = None,
    is_team_only: bool = False,
    corrects: Entry | None = None,
) -> Entry:
    """Append an entry to the keeper's book and seal it.

    ``parts`` are named plain values; empty ones are left out. ``subject`` is the record the entry is about, if not the keeper.
    The book is locked until the transaction ends, so that entries of one book never get the same number.
    """
    session = session_of(keeper)
    session.flush()
    book = _locked(session, keeper.book_id)
    recorded_at = (recorded_at or utc_now()).astimezone(UTC).replace(microsecond=0)
    about: Any = subject if subject is not None else keeper
    entry = Entry(
        book_id=book.id,
        number=book.length + 1,
        kind=kind,
        happened_on=happened_on or recorded_at.date(),
        recorded_at=recorded_at,
        author_id=by.id if by is not None else None,
        subject_kind=inspect(about).mapper.local_table.name,
        subject_id=about.id,
        subject_version=about.version if isinstance(about, Versioned) else None,
        is_team_only=is_team_only,
        corrects_id=corrects.id if corrects is not None else None,
        parts={
            name: chain.seal_part(name, plain(value))
            for name, value in parts.items()
            if value not in (None, "", [], {})
        },
        previous_hash=book.head,
        hash="",
    )
    entry.hash = chain.entry_hash(entry)
    book.length, book.head = entry.number, entry.hash
    session.add(entry)
    session.flush()
    return entry


def _held(session: Session) -> set[int]:
    """The numbers of the books that the present transaction has made or locked: nobody else writes in them before it ends.

    A savepoint has books of its own, as what it locks is free again when it is taken back.
    """
    transaction = session.get_nested_transaction() or session.get_transaction()
    known = session.info.get(HELD)
    if known is None or known[0] is not transaction:
        known = session.info[HELD] = (transaction, set())
    numbers: set[int] = known[1]
    return numbers


def _locked(session: Session, book_id: int) -> Book:
    """A book as it is now, in which nobody else writes before this transaction ends."""
    held = _held(session)
    if book_id in held:
        return session.get_one(Book, book_id)
    asked = select(Book).where(Book.id == book_id).with_for_update()
    book = session.scalars(asked.execution_options(populate_existing=True)).one()
    held.add(book_id)
    return book


@dataclass(frozen=True, slots=True)
class First:
    """The first entry of an empty book: the record that it is about, and its parts."""

    book_id: int
    subject_id: int
    parts: Mapping[str, Any]
    happened_on: date | None = None
    """The day of writing, where it is left out."""


def write_first(
    session: Session, kind: EntryKind, subject: type[Any], given: Iterable[First], *, by: User | None
) -> None:
    """Begin the empty books of many new records of one kind at once, by few statements."""
    entries = _first_entries(kind, subject, given, by)
    if entries:
        connection = session.connection()
        connection.execute(IN_ENTRIES, entries)
        ends = [{"number": entry["book_id"], "end": entry["hash"]} for entry in entries]
        connection.execute(FIRST_ENDS, ends)


def write_books(
    session: Session, kind: EntryKind, subject: type[Any], given: Iterable[First], *, by: User | None
) -> None:
    """Make the books of many new records, each with its first entry; their numbers were reserved by ``new_numbers``."""
    entries = _first_entries(kind, subject, given, by)
    if entries:
        connection = session.connection()
        connection.execute(
            insert(BOOKS),
            [{"id": entry["book_id"], "length": 1, "head": entry["hash"]} for entry in entries],
        )
        connection.execute(IN_ENTRIES, entries)


def _first_entries(
    kind: EntryKind, subject: type[Any], given: Iterable[First], by: User | None
) -> list[dict[str, Any]]:
    recorded_at = utc_now().astimezone(UTC).replace(microsecond=0)
    common = {
        "number": 1,
        "kind": kind,
        "recorded_at": recorded_at,
        "author_id": by.id if by is not None else None,
        "subject_kind": inspect(subject).local_table.name,
        "subject_version": 1 if issubclass(subject, Versioned) else None,
        "is_team_only": False,
        "corrects_id": None,
        "previous_hash": "",
    }
    entries: list[dict[str, Any]] = []
    for first in given:
        parts = {name: chain.seal_part(name, plain(value)) for name, value in first.parts.items() if value}
        facts = {
            **common,
            "book_id": first.book_id,
            "happened_on": first.happened_on or recorded_at.date(),
            "subject_id": first.subject_id,
            "parts": parts,
        }
        entries.append({**facts, "hash": chain.entry_hash(SimpleNamespace(**facts))})
    return entries


@contextmanager
def changes(
    record: Any,
    *fields: str,
    kind: EntryKind,
    by: User | None,
    reason: str = "",
    keeper: KeepsBook | None = None,
    parts: Mapping[str, Any] | None = None,
    happened_on: date | None = None,
    is_team_only: bool = False,
    always: bool = False,
) -> Iterator[None]:
    """Record what the block changes in ``fields`` of ``record`` as one entry.

    Nothing changed, nothing written, unless ``always``: then the entry tells of an event that need not change a field.
    Old values are taken before the block, because attributes are expired by commits and old values swallowed by flushes.
    ``keeper`` is the record whose book is written; ``record`` itself when left out.
    """
    before = snapshot(record, fields)
    yield
    session_of(record).flush()
    after = snapshot(record, fields)
    changed = {
        field: {"old": before[field], "new": after[field]}
        for field in fields
        if before[field] != after[field]
    }
    if not changed and not always:
        return
    write(
        keeper if keeper is not None else record,
        kind,
        by=by,
        parts={"changes": changed, "reason": reason, **(parts or {})},
        happened_on=happened_on,
        subject=record,
        is_team_only=is_team_only,
    )


def snapshot(record: Any, fields: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """The plain values of some fields of a record."""
    return {field: plain(getattr(record, field)) for field in fields}


def plain(value: Any) -> Any:  # noqa: PLR0911  # one line for each kind of value
    """A value in stored form: terms as codes, days in ISO form, decimals as text, records by ``history_value``, sets sorted."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return value.replace("\x00", "")  # which PostgreSQL cannot keep
    if isinstance(value, int | float | bool) or value is None:
        return value
    if hasattr(value, "history_value"):
        return value.history_value
    return str(value)
