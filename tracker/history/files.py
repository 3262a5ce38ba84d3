"""Files that belong to history or to documents: kept once, given out only by routes that check who asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tracker import storage
from tracker.database import utc_now
from tracker.history.models import StoredFile

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User


def keep(session: Session, folder: Path, stream: BinaryIO, name: str, *, by: User, limit: int) -> StoredFile:
    """Check an uploaded file, store it and record it; raises ``DomainError`` with a sentence when it is refused."""
    kept = storage.keep(folder, stream, name, limit=limit)
    file = StoredFile(
        key=kept.key,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        uploaded_by_id=by.id,
    )
    session.add(file)
    session.flush()
    return file


def erase(folder: Path, file: StoredFile) -> None:
    """Remove the content of a file for good; its checksum stays, because history names it."""
    storage.remove(folder, file.key)
    file.name = ""
    file.erased_at = utc_now()
