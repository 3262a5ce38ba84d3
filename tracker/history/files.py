"""Files that belong to history or to documents: kept once, given out only by routes that check who asks.

A store takes no part in transactions, so it follows them: what came in is taken out again when its row is not committed, and what is
erased goes when that is.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, SessionTransaction

from tracker import storage
from tracker.database import session_of, utc_now
from tracker.history.models import StoredFile
from tracker.stores import Store, StoreUnavailable

if TYPE_CHECKING:
    from tracker.accounts.models import User

CAME, GOES = "files that came", "files that go"
logger = logging.getLogger(__name__)


def keep(session: Session, store: Store, stream: BinaryIO, name: str, *, by: User, limit: int) -> StoredFile:
    """Check an uploaded file, store it and record it; raises ``DomainError`` with a sentence when it is refused."""
    kept = storage.keep(store, stream, name, limit=limit)
    file = StoredFile(
        key=kept.key,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        uploaded_by_id=by.id,
    )
    session.info.setdefault(CAME, []).append((store, kept.key, file))
    session.add(file)
    session.flush()
    return file


def erase(store: Store, file: StoredFile) -> None:
    """Remove the content of a file for good; its checksum stays, because history names it."""
    session_of(file).info.setdefault(GOES, []).append((store, file.key))
    file.name = ""
    file.erased_at = utc_now()


@event.listens_for(Session, "after_commit")
def _follow_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for store, key, file in session.info.pop(CAME, ()):
        if not inspect(file).persistent:  # its savepoint was rolled back
            _remove(store, key)
    for store, key in session.info.pop(GOES, ()):
        _remove(store, key)


@event.listens_for(Session, "after_transaction_end")
def _follow_rollback(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    session.info.pop(GOES, None)
    for store, key, _file in session.info.pop(CAME, ()):
        _remove(store, key)


def _remove(store: Store, key: str) -> None:
    """Take a file out; if the store does not answer, ``tracker files check`` does it later."""
    try:
        store.remove(key)
    except StoreUnavailable:
        logger.exception("The file %s could not be removed from the store.", key)
