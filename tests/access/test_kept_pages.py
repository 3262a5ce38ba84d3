"""Kept pages are what would be written now: for everybody, in both languages, after every kind of change."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer, Numeric, String, delete, select, update
from sqlalchemy.exc import DBAPIError

from tests import databases
from tests.access import changes
from tests.access.people import ROLES, VISITOR
from tests.access.scene import Records, make_records
from tests.visitor import Visitor
from tracker.accounts.models import User
from tracker.database import Base, TermType, at, utc_now
from tracker.evaluation.continuing.models import FamilyLink
from tracker.memory import Memory
from tracker.projects import keeping, stamps
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Column, Table
    from sqlalchemy.orm import Session


TOKEN = re.compile(r"(csrf_token\" value=\"|X-CSRFToken\": \")[^\"]+")
ADDRESSES = ("/partnerships/{}", "/partnerships/{}/history", "/partnerships/{}/resources")


@pytest.fixture
def records(database: Session) -> Records:
    """One partnership with one of everything but a family, which is never kept."""
    made = make_records(database)
    database.execute(delete(FamilyLink))
    database.commit()
    keeping.pages.clear()
    keeping.pieces.clear()
    return made


def seen(visitor: Visitor, address: str) -> tuple[int, str]:
    """What somebody gets there, without the tokens that differ each time."""
    response = visitor.open(address)
    return response.status_code, TOKEN.sub(r"\1", response.text)


def addresses(records: Records) -> list[str]:
    return [*(address.format(records.partnership.id) for address in ADDRESSES), "/"]


def assert_kept_is_true(
    monkeypatch: pytest.MonkeyPatch, visitor: Visitor, records: Records, told: object
) -> None:
    """What is shown from memory, as far as it is, is what is shown with an empty memory."""
    for address in addresses(records):
        kept = seen(visitor, address)
        with monkeypatch.context() as patch:
            patch.setattr(keeping, "pages", Memory(1))
            patch.setattr(keeping, "pieces", Memory(1))
            anew = seen(visitor, address)
        assert kept == anew, (told, address)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_everybody_sees_kept_what_they_would_see_anew(
    app: Flask, database: Session, records: Records, language: str
) -> None:
    for visibility in (Visibility.REGION, Visibility.PUBLIC):
        records.partnership.visibility = visibility
        database.commit()
        people = {role: None if role == VISITOR else records.people[role] for role in ROLES}
        visitors = {
            role: Visitor(app, database, user=person, language=language) for role, person in people.items()
        }
        first = {
            (role, address): seen(visitor, address)
            for role, visitor in visitors.items()
            for address in addresses(records)
        }

        again = {(role, address): seen(visitors[role], address) for role, address in first}
        keeping.pages.clear()
        keeping.pieces.clear()
        anew = {(role, address): seen(visitors[role], address) for role, address in first}

        assert first == again == anew


def test_nobody_is_shown_the_page_of_somebody_else(app: Flask, database: Session, records: Records) -> None:
    for role in ("admin", "broker", "staff"):
        seen(Visitor(app, database, user=records.people[role]), addresses(records)[0])

    refused = seen(Visitor(app, database, user=records.people["alumnus"]), addresses(records)[0])
    as_reader = seen(Visitor(app, database, user=records.people["reader"]), addresses(records)[0])

    assert refused[0] == 403
    assert "/edit" not in as_reader[1]


def test_whoever_leaves_the_team_loses_the_kept_page(app: Flask, database: Session, records: Records) -> None:
    visitor = Visitor(app, database, user=records.people["reader"])
    before = seen(visitor, addresses(records)[0])
    member = next(each for each in records.partnership.team if each.user_id == records.people["reader"].id)
    member.until = utc_now().date()
    database.commit()

    assert (before[0], seen(visitor, addresses(records)[0])[0]) == (200, 403)


def test_a_kept_page_takes_one_query_besides_the_account(
    app: Flask, database: Session, records: Records
) -> None:
    visitor = Visitor(app, database, user=records.people["broker"])
    for address in addresses(records)[:-1]:
        seen(visitor, address)
        with databases.counted(database) as statements:
            seen(visitor, address)
        own = [statement for statement in statements if "FROM partnerships" in statement]
        assert len(own) == 1
        assert len(statements) <= 4


def test_tokens_of_forms_are_those_of_the_session(app: Flask, database: Session, records: Records) -> None:
    visitor = Visitor(app, database, user=records.people["broker"])
    other = Visitor(app, database, user=records.people["broker"])
    visitor.visit(addresses(records)[0])

    kept = other.visit(addresses(records)[0])

    assert other.submit(kept, form="form[action$=alive]").address == addresses(records)[0]


def test_a_message_is_shown_once(app: Flask, database: Session, records: Records) -> None:
    visitor = Visitor(app, database, user=records.people["broker"])
    page = visitor.visit(addresses(records)[0])

    told = visitor.submit(page, form="form[action$=alive]")

    assert "notice-success" in told.html
    assert "notice-success" not in visitor.visit(addresses(records)[0]).html
    assert "notice-success" not in visitor.visit(addresses(records)[0]).html


def test_the_appearance_is_the_readers(app: Flask, database: Session, records: Records) -> None:
    visitor = Visitor(app, database, user=records.people["broker"])
    light = seen(visitor, addresses(records)[0])[1]
    visitor.client.set_cookie("theme", "dark")

    assert 'data-bs-theme="light"' in light
    assert 'data-bs-theme="dark"' in seen(visitor, addresses(records)[0])[1]


# --- what stamps show -------------------------------------------------------------------------------------------------


CHANGED: dict[type[Any], Any] = {
    Boolean: lambda value: not value,
    Integer: lambda value: (value or 0) + 1,
    Numeric: lambda value: (value or Decimal(0)) + 1,
    Date: lambda value: (value or date(2026, 1, 1)) + timedelta(days=1),
    DateTime: lambda value: (value or datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(days=1),
    String: lambda value: f"{value or ''}x",
}


def other_value(column: Column[Any], value: Any) -> Any:
    """Another value for a column, of its type; ``None`` for keys and for words of which there are only some."""
    if column.foreign_keys or column.primary_key or isinstance(column.type, TermType):
        return None
    kind = getattr(column.type, "impl", column.type)
    change = next((CHANGED[each] for each in CHANGED if isinstance(kind, each)), None)
    return change(value) if change is not None else None


def own_rows(database: Session, table: Table, records: Records) -> list[Any]:
    """The rows of a table that belong to the partnership, with their keys."""
    shared = stamps.SHARED.get(table.name)
    query = (
        stamps.rows_of(table, *table.c)
        if shared is None
        else select(table).join_from(table, stamps.PARTNERSHIPS, stamps.is_named(table, shared))
    )
    this = stamps.PARTNERSHIPS.c.id == records.partnership.id
    return list(database.execute(query.where(this)).mappings())


def test_whatever_changes_in_a_row_makes_another_stamp(database: Session, records: Records) -> None:
    number = records.partnership.id
    tried = set()
    for name in (*stamps.OWN, *stamps.SHARED):
        table = Base.metadata.tables[name]
        columns = stamps.SAID_OF_PEOPLE if name == "users" else tuple(table.c.keys())
        for row in own_rows(database, table, records):
            this = [column == row[column.name] for column in table.primary_key.columns]
            for column in (table.c[key] for key in columns):
                value = other_value(column, row[column.name])
                if value is None:
                    continue
                before = stamps.glance_at(database, number)
                nested = database.begin_nested()
                try:
                    database.connection().execute(update(table).where(*this).values({column.name: value}))
                except DBAPIError:
                    nested.rollback()  # a rule of the database forbids this value
                    continue
                assert stamps.glance_at(database, number) != before, column
                nested.rollback()
                tried.add(name)

    assert {"commitments", "needs", "participations", "survey_links", "lessons", "users"} <= tried


def test_a_row_that_comes_or_goes_makes_another_stamp(database: Session, records: Records) -> None:
    number = records.partnership.id
    for name in stamps.OWN:
        table = Base.metadata.tables[name]
        for row in own_rows(database, table, records):
            before = stamps.glance_at(database, number)
            nested = database.begin_nested()
            try:
                this = [column == row[column.name] for column in table.primary_key.columns]
                database.connection().execute(delete(table).where(*this))
            except DBAPIError:
                nested.rollback()  # something else refers to it
                continue
            assert stamps.glance_at(database, number) != before, name
            nested.rollback()


def test_time_passes_for_what_expires(database: Session, records: Records) -> None:
    before = stamps.glance_at(database, records.partnership.id)

    with at(utc_now() + timedelta(days=400)):
        assert stamps.glance_at(database, records.partnership.id) != before


def test_the_partnership_of_a_family_is_written_anew(app: Flask, database: Session) -> None:
    records = make_records(database)
    database.commit()
    keeping.pages.clear()
    visitor = Visitor(app, database, user=records.people["broker"])

    seen(visitor, addresses(records)[0])

    assert len(keeping.pages) == 0


def test_everything_that_the_pages_read_is_known_to_the_stamp(
    app: Flask, database: Session, records: Records
) -> None:
    for role in ("broker", "admin", "official"):
        visitor = Visitor(app, database, user=records.people[role])
        keeping.pages.clear()
        for address in addresses(records)[:-1]:
            seen(visitor, address)
        assert len(keeping.pages) == len(ADDRESSES), role


def test_a_page_that_reads_what_no_stamp_shows_is_not_kept() -> None:
    assert stamps.uncovered({"partnerships", "participations", "users", "history_entries"}) == set()
    assert stamps.uncovered({"partnerships", "sign_ins"}) == {"sign_ins"}


def test_every_statement_is_watched(database: Session) -> None:
    with stamps.watching() as read:
        database.execute(select(Base.metadata.tables["cohorts"]))

    assert read.tables == {"cohorts"}


def test_a_page_that_shows_somebody_whom_no_stamp_names_is_not_kept(
    database: Session, records: Records
) -> None:
    glance = stamps.glance_at(database, records.partnership.id)
    assert glance is not None
    ids = {role: records.people[role].id for role in ("broker", "distant")}
    database.expunge_all()

    for role, is_known in (("broker", True), ("distant", False)):
        with stamps.watching() as read:
            database.get_one(User, ids[role])
        assert ("users", str(ids[role])) in read.rows
        assert stamps.know(stamps.Read(rows={("users", str(ids[role]))}), [glance]) is is_known


# --- services ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "language"), [("broker", "en"), ("official", "ru")])
def test_every_change_is_seen_at_once(
    app: Flask,
    database: Session,
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    language: str,
) -> None:
    visitor = Visitor(app, database, user=records.people[role], language=language)
    for address in addresses(records):
        seen(visitor, address)
    by: User = records.people["broker"]
    for change in changes.CHANGES:
        change(database, records, by)
        database.commit()

        assert_kept_is_true(monkeypatch, visitor, records, change.__name__)
