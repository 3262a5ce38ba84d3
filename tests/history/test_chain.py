"""The chain of history: unbroken by use, broken by every hand that rewrites it, whole after an erasure."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.factories.accounts import make_admin
from tests.factories.projects import make_partnership
from tracker.database import at
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.history import chain
from tracker.history.models import Book, Entry
from tracker.history.terms import EntryKind
from tracker.projects import history
from tracker.projects.services import chronicle
from tracker.stores import Folder

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("абвabc_", min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.fixture
def partnership(database: Session) -> Partnership:
    made = make_partnership(database)
    for number in range(3):
        history.write(
            made, EntryKind.MEETING, by=made.created_by, title=f"Встреча {number}", text="Директор согласен"
        )
    return made


def problems(session: Session, partnership: Partnership) -> list[tuple[int, str]]:
    session.flush()
    session.expire_all()
    return [(found.number, found.problem) for found in chain.verify(session, book_id=partnership.book_id)]


def entry(session: Session, partnership: Partnership, number: int) -> Entry:
    wanted = select(Entry).where(Entry.book_id == partnership.book_id, Entry.number == number)
    return session.scalars(wanted).unique().one()


def test_the_chain_of_a_partnership_is_unbroken(database: Session, partnership: Partnership) -> None:
    assert problems(database, partnership) == []
    entries = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.id)
    assert [each.number for each in database.scalars(entries).unique()] == [1, 2, 3, 4]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_whatever_is_written_reads_back_the_same_on_both_databases(
    database: Session, partnership: Partnership, value: Any
) -> None:
    history.write(partnership, EntryKind.OTHER, by=None, note=value)

    assert problems(database, partnership) == []


def test_an_entry_written_in_another_time_zone_is_sealed_in_utc(
    database: Session, partnership: Partnership
) -> None:
    with at(datetime(2026, 5, 3, 23, 30, tzinfo=timezone(timedelta(hours=7)))):
        written = history.write(partnership, EntryKind.MEETING, by=None, title="Встреча в Барнауле")

    assert written.recorded_at == datetime(2026, 5, 3, 16, 30, tzinfo=UTC)
    assert problems(database, partnership) == []


# --- who has the database in hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE history_entries SET kind = 'event'",
        "UPDATE history_entries SET happened_on = '2020-01-01'",
        "UPDATE history_entries SET author_id = NULL",
        "UPDATE history_entries SET hash = 'x'",
        "UPDATE history_entries SET previous_hash = ''",
        "UPDATE history_entries SET is_team_only = true",
        "DELETE FROM history_entries",
    ],
)
def test_the_database_itself_refuses_to_rewrite_history(
    database: Session, partnership: Partnership, change: str
) -> None:
    with pytest.raises(DBAPIError, match="history is not"), database.begin_nested():
        database.execute(text(change))


def without_triggers(session: Session) -> None:
    """Somebody who owns the database can take the triggers away. Then only the chain is left to tell."""
    on_table = "" if session.get_bind().dialect.name == "sqlite" else " ON history_entries"
    for name in ("history_entries_stay", "history_entries_last"):
        session.execute(text(f"DROP TRIGGER {name}{on_table}"))


def test_a_changed_entry_is_found(database: Session, partnership: Partnership) -> None:
    without_triggers(database)
    database.execute(
        update(Entry)
        .where(Entry.book_id == partnership.book_id, Entry.number == 2)
        .values(kind=EntryKind.DECISION)
    )

    assert problems(database, partnership) == [(2, "the entry was changed")]


def test_a_changed_word_is_found(database: Session, partnership: Partnership) -> None:
    parts = dict(entry(database, partnership, 3).parts)
    parts["text"] = parts["text"] | {"value": "Директор отказал"}
    entry(database, partnership, 3).parts = parts

    assert problems(database, partnership) == [(3, "the part 'text' was changed")]


def test_a_word_changed_together_with_its_hash_is_found(database: Session, partnership: Partnership) -> None:
    entry(database, partnership, 3).parts = {"text": chain.seal_part("text", "Директор отказал")}

    assert (3, "the entry was changed") in problems(database, partnership)


def test_an_entry_sealed_anew_breaks_the_link_of_the_next_one(
    database: Session, partnership: Partnership
) -> None:
    without_triggers(database)
    forged = entry(database, partnership, 2)
    forged.kind = EntryKind.DECISION
    forged.hash = chain.entry_hash(forged)

    assert problems(database, partnership) == [(3, "the link to the entry before is broken")]


def test_a_deleted_entry_is_found(database: Session, partnership: Partnership) -> None:
    without_triggers(database)
    database.execute(delete(Entry).where(Entry.book_id == partnership.book_id, Entry.number == 2))

    assert problems(database, partnership)[0] == (2, "an entry is missing")


def test_a_cut_end_is_found(database: Session, partnership: Partnership) -> None:
    without_triggers(database)
    database.execute(delete(Entry).where(Entry.book_id == partnership.book_id, Entry.number == 4))

    assert problems(database, partnership) == [(4, "the end of the book is missing")]


def test_an_entry_slipped_in_is_found(database: Session, partnership: Partnership) -> None:
    last = entry(database, partnership, 4)
    values = {
        column.name: getattr(last, column.name) for column in Entry.__table__.columns if column.name != "id"
    }
    database.execute(insert(Entry).values(values | {"number": 5}))

    found = problems(database, partnership)

    assert (5, "the end of the book is missing") in found or (6, "the end of the book is missing") in found


# --- erasing ----------------------------------------------------------------------------------------------------------


def test_an_erasure_keeps_the_chain_and_says_so(
    database: Session, partnership: Partnership, tmp_path: Path
) -> None:
    admin = make_admin(database)
    meeting = entry(database, partnership, 3)

    chronicle.erase_part(meeting, "text", by=admin, reason="Просьба участника", store=Folder(tmp_path))

    assert problems(database, partnership) == []
    assert meeting.part("text") is None
    assert meeting.erased_parts == ["text"]
    told = entry(database, partnership, 5)
    assert (told.kind, told.author, told.part("reason")) == (EntryKind.ERASED, admin, "Просьба участника")
    assert (told.part("entry_number"), told.part("part")) == (3, "text")


def test_nothing_of_what_was_erased_is_left_to_guess_from(
    database: Session, partnership: Partnership, tmp_path: Path
) -> None:
    meeting = entry(database, partnership, 3)

    chronicle.erase_part(
        meeting, "text", by=make_admin(database), reason="Просьба участника", store=Folder(tmp_path)
    )

    kept = json.dumps(meeting.parts["text"])
    assert set(meeting.parts["text"]) == {"hash", "erased_at"}
    assert "Директор" not in kept


def test_an_erasure_that_nobody_accounts_for_is_found(database: Session, partnership: Partnership) -> None:
    chain.erase(entry(database, partnership, 3), "text")

    assert problems(database, partnership) == [(3, "the part 'text' was erased, and no entry says by whom")]


def test_a_part_is_erased_once(database: Session, partnership: Partnership, tmp_path: Path) -> None:
    admin, meeting = make_admin(database), entry(database, partnership, 3)
    chronicle.erase_part(meeting, "text", by=admin, reason="Просьба участника", store=Folder(tmp_path))

    with pytest.raises(DomainError):
        chronicle.erase_part(meeting, "text", by=admin, reason="Ещё раз", store=Folder(tmp_path))


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_proves_that_history_holds(own_app: Flask) -> None:
    with own_app.app_context():
        make_partnership(db.session())
        db.session.commit()

    result = own_app.test_cli_runner().invoke(args=["history", "verify"])

    assert result.exit_code == 0
    assert "History holds" in result.output


def test_the_command_names_what_does_not_hold_and_fails(own_app: Flask) -> None:
    with own_app.app_context():
        make_partnership(db.session())
        db.session.execute(update(Book).values(length=7))
        db.session.commit()

    result = own_app.test_cli_runner().invoke(args=["history", "verify"])

    assert result.exit_code == 1
    assert "the end of the book is missing" in result.output
