"""Books of history: an append-only, hash-chained log of what happened to a record.

Every partnership and every organisation has one book. An entry is never changed or deleted; a correction is a new entry that
points to the old one. What an entry says is kept in named parts; the chain runs over the hashes of the parts, so that a part
can be erased where the law asks for it and the chain still holds. Database triggers refuse everything else.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Json, Recorded, TermType, UtcDateTime, utc_now
from tracker.history.terms import EntryKind


class Book(Base):
    """The history of one record: how many entries it has and the hash of the last one."""

    __tablename__ = "history_books"

    id: Mapped[int] = mapped_column(primary_key=True)
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")


class Entry(Base):
    """One entry. ``happened_on`` is the day it happened, ``recorded_at`` the instant it was written down."""

    __tablename__ = "history_entries"
    __table_args__ = (
        UniqueConstraint("book_id", "number"),
        Index("ix_history_entries_book_id_happened_on", "book_id", "happened_on", "id", "author_id"),
        Index("ix_history_entries_subject", "subject_kind", "subject_id"),
        Index(
            "ix_history_entries_corrections",
            "corrects_id",
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("history_books.id"))
    number: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(TermType(EntryKind))
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    """What the entry is about: the table of the record, such as ``commitments``; empty for the book's own record."""
    subject_id: Mapped[int | None]
    subject_version: Mapped[int | None]
    """The version that the record had after the change, by which two edits of one record are merged."""
    is_team_only: Mapped[bool] = mapped_column(default=False)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("history_entries.id"))
    parts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Name → ``{"value", "salt", "hash"}``, or ``{"hash", "erased_at"}`` after an erasure."""
    previous_hash: Mapped[str] = mapped_column(String(64), default="")
    hash: Mapped[str] = mapped_column(String(64))

    author: Mapped[User | None] = relationship(foreign_keys=author_id, lazy="joined")
    corrects: Mapped[Entry | None] = relationship(remote_side="Entry.id", foreign_keys=corrects_id)
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="entry", lazy="selectin", order_by="Attachment.id"
    )

    def part(self, name: str, default: Any = None) -> Any:
        """The value of a part; ``default`` when there is none or it was erased."""
        return self.parts.get(name, {}).get("value", default)

    def is_erased(self, name: str) -> bool:
        return "erased_at" in self.parts.get(name, {})

    @property
    def erased_parts(self) -> list[str]:
        return [name for name in self.parts if self.is_erased(name)]

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """Field → ``{"old", "new"}`` in stored form: codes, ISO dates, decimals as text."""
        return dict(self.part("changes") or {})


class StoredFile(Base, Recorded):
    """A file in the store: kept once under its own key, outside the web root, given out only by routes that check who asks."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(250))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Attachment(Base):
    """A file that belongs to an entry of history; its checksum is part of the entry."""

    __tablename__ = "history_attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("history_entries.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)

    entry: Mapped[Entry] = relationship(back_populates="attachments")
    file: Mapped[StoredFile] = relationship(lazy="joined")
