"""What people write into the history of a partnership: meetings, decisions, agreements, problems, lessons…

Nothing here changes or deletes an entry. A correction is a new entry that points to the old one. Personal data can be erased
part by part; the chain still holds, and the entry says that a part of it was erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history import chain, files
from tracker.history.models import Attachment, Entry, StoredFile
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.projects import history
from tracker.projects.chronicle import partnership_of_book
from tracker.projects.models import DocumentVersion
from tracker.stores import Store

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership


EARLIEST_MORNING = timedelta(hours=14)
"""So far ahead of UTC the first people on Earth begin a day."""


def write_entry(
    partnership: Partnership,
    kind: EntryKind,
    *,
    by: User | None,
    happened_on: date,
    title: str,
    text: str = "",
    participants: str = "",
    links: Sequence[str] = (),
    stored: Sequence[StoredFile] = (),
    is_team_only: bool = False,
) -> Entry:
    """Write down what happened on ``happened_on``; raises ``DomainError`` for a day to come or a kind that writes itself."""
    if kind.is_automatic:
        raise DomainError(_l("Tracker writes entries of this kind itself."), field="kind")
    refuse_future(happened_on)
    entry = history.write(
        partnership,
        kind,
        by=by,
        happened_on=happened_on,
        is_team_only=is_team_only,
        title=title,
        text=text,
        participants=participants,
        links=list(links),
        files=[{"name": file.name, "sha256": file.sha256, "size": file.size} for file in stored],
    )
    attach(entry, stored)
    return entry


def refuse_future(day: date | None) -> None:
    """Raise ``DomainError`` for a day that has begun nowhere on Earth yet."""
    if day is not None and day > (utc_now() + EARLIEST_MORNING).date():
        raise DomainError(_l("This day is still to come."), field="happened_on")


def attach(entry: Entry, stored: Sequence[StoredFile]) -> None:
    """Tie stored files to the entry that names their checksums."""
    entry.attachments.extend(Attachment(file=file) for file in stored)
    session_of(entry).flush()


def correct(
    entry: Entry,
    *,
    by: User | None,
    reason: str,
    title: str,
    text: str = "",
    happened_on: date | None = None,
    participants: str = "",
    links: Sequence[str] = (),
) -> Entry:
    """Put a corrected account beside an entry that people wrote; the old one stays and is marked as corrected."""
    if entry.kind.is_automatic:
        raise WrongState(
            _l("Tracker wrote this entry itself. Change the record, and the change will be written down.")
        )
    refuse_future(happened_on)
    partnership = partnership_of_book(session_of(entry), entry.book_id)
    return history.write(
        partnership,
        entry.kind,
        by=by,
        happened_on=happened_on or entry.happened_on,
        is_team_only=entry.is_team_only,
        corrects=entry,
        title=title,
        text=text,
        participants=participants,
        links=list(links),
        reason=reason,
    )


def erase_part(entry: Entry, name: str, *, by: User | None, reason: str, store: Store) -> Entry:
    """Erase one part of an entry for good, where the law asks for it, and write down that this was done, by whom and why."""
    partnership = partnership_of_book(session_of(entry), entry.book_id)
    session_of(entry).refresh(partnership.book, with_for_update=True)
    session_of(entry).refresh(entry, ["parts"])
    chain.erase(entry, name)
    if name == "files":
        for file in files_of(entry):
            files.erase(store, file)
    return history.write(
        partnership,
        EntryKind.ERASED,
        by=by,
        is_team_only=entry.is_team_only,
        reason=reason,
        entry_number=entry.number,
        part=name,
    )


def files_of(entry: Entry) -> list[StoredFile]:
    """The files that an entry names: those attached to it, or the one of the version of a document that it tells of."""
    if entry.kind is not EntryKind.DOCUMENT_ADDED:
        return [attachment.file for attachment in entry.attachments]
    versions = select(DocumentVersion).where(
        DocumentVersion.document_id == entry.subject_id,
        DocumentVersion.number == entry.part("document_version"),
    )
    return [version.file for version in session_of(entry).scalars(versions) if version.file is not None]
