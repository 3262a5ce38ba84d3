"""Documents of a partnership and their versions; the newest version is the current one, all stay."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.projects.models import Document, DocumentVersion

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.history.models import StoredFile
    from tracker.projects.models import Partnership
    from tracker.projects.terms import DocumentKind


def add_document(
    partnership: Partnership,
    *,
    kind: DocumentKind,
    title: str,
    by: User | None,
    is_team_only: bool = False,
    note: str = "",
    link: str = "",
    file: StoredFile | None = None,
    dated_on: date | None = None,
) -> Document:
    """A new document with its first version; raises ``DomainError`` when there is neither a file nor a link."""
    document = Document(partnership=partnership, kind=kind, title=title, is_team_only=is_team_only)
    session_of(partnership).add(document)
    session_of(partnership).flush()
    add_version(document, by=by, note=note, link=link, file=file, dated_on=dated_on)
    return document


def add_version(
    document: Document,
    *,
    by: User | None,
    note: str = "",
    link: str = "",
    file: StoredFile | None = None,
    dated_on: date | None = None,
) -> DocumentVersion:
    """The next version, from now on the current one; raises ``DomainError`` when there is neither a file nor a link."""
    if file is None and not link:
        raise DomainError(_l("Choose a file or give a link."), field="files")
    wait_and_refresh(document)
    version = DocumentVersion(
        number=len(document.versions) + 1,
        dated_on=dated_on or utc_now().date(),
        note=note,
        link=link,
        file=file,
        added_at=utc_now(),
        added_by_id=by.id if by is not None else None,
    )
    document.versions.append(version)
    session_of(document).flush()
    history.write(
        document.partnership,
        EntryKind.DOCUMENT_ADDED,
        by=by,
        subject=document,
        is_team_only=document.is_team_only,
        document=document.title,
        document_kind=document.kind.code,
        document_version=version.number,
        note=note,
        links=[link] if link else [],
        files=[{"name": file.name, "sha256": file.sha256, "size": file.size}] if file else [],
    )
    return version


def edit_document(document: Document, *, by: User | None, title: str, kind: DocumentKind) -> None:
    """Change how a document is called and what kind it is."""
    with _changes(document, "title", "kind", by=by):
        document.title, document.kind = title, kind


def archive_document(document: Document, *, by: User | None) -> None:
    """Take a document out of the list; it stays readable below."""
    if document.archived_at is not None:
        raise WrongState(_l("This document is in the archive already."))
    with _changes(document, "archived_at", by=by):
        document.archived_at = utc_now()


def restore_document(document: Document, *, by: User | None) -> None:
    """Put a document back on the list."""
    if document.archived_at is None:
        raise WrongState(_l("This document is on the list already."))
    with _changes(document, "archived_at", by=by):
        document.archived_at = None


def _changes(document: Document, *fields: str, by: User | None) -> AbstractContextManager[None]:
    """What becomes of a document of the team is for the team only, too."""
    return history.changes(
        document,
        *fields,
        kind=EntryKind.CHANGED,
        by=by,
        parts={"document": document.title},
        is_team_only=document.is_team_only,
    )
