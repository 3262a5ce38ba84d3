"""The history of a partnership: every change that matters, and what people write down themselves.

Everything that a person does or confirms is a sign of life, so writing here also moves ``Partnership.alive_on``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from tracker.database import session_of, utc_now
from tracker.history import changes as log
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.history.models import Entry
    from tracker.history.terms import EntryKind


def write(
    partnership: Partnership,
    kind: EntryKind,
    *,
    by: User | None,
    subject: Any = None,
    happened_on: date | None = None,
    recorded_at: datetime | None = None,
    is_team_only: bool = False,
    corrects: Entry | None = None,
    **parts: Any,
) -> Entry:
    """Append one entry, its parts given by name, and count it as a sign of life."""
    entry = log.write(
        partnership,
        kind,
        by=by,
        parts=parts,
        subject=subject,
        happened_on=happened_on,
        recorded_at=recorded_at,
        is_team_only=is_team_only,
        corrects=corrects,
    )
    touch(partnership, entry.recorded_at.date())
    return entry


@contextmanager
def changes(
    record: Any,
    *fields: str,
    kind: EntryKind,
    by: User | None,
    partnership: Partnership | None = None,
    reason: str = "",
    happened_on: date | None = None,
    parts: Mapping[str, Any] | None = None,
    is_team_only: bool = False,
    always: bool = False,
) -> Iterator[None]:
    """Record what the block changes in ``fields`` of ``record``, a partnership or something that belongs to one.

    With ``always`` the entry is written even when no field changed.
    """
    keeper = partnership or (record if isinstance(record, Partnership) else record.partnership)
    before = keeper.book.length
    with log.changes(
        record,
        *fields,
        kind=kind,
        by=by,
        reason=reason,
        keeper=keeper,
        parts=parts,
        happened_on=happened_on,
        is_team_only=is_team_only,
        always=always,
    ):
        yield
    if keeper.book.length != before:
        touch(keeper, utc_now().date())


def touch(partnership: Partnership, day: date) -> None:
    """Note a sign of life without counting as an edit of the record, so that nobody's form becomes stale by it.

    Whoever is just changing the record notes one too, and waits for our book: so we do not wait for them.
    """
    if partnership.alive_on >= day:
        return
    due = select(Partnership.id).where(Partnership.id == partnership.id, Partnership.alive_on < day)
    session_of(partnership).execute(
        update(Partnership)
        .where(Partnership.id.in_(due.with_for_update(skip_locked=True).correlate(None)))
        .values(alive_on=day, updated_at=Partnership.updated_at)
        .execution_options(synchronize_session="fetch", of_partnerships=(partnership.id,))
    )
