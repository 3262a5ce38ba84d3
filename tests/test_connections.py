"""Connections: one that the server has dropped is replaced before somebody notices; who only looks needs no transaction."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.exc import OperationalError

from tracker import connections
from tracker.accounts.models import Role
from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Connection, Engine, Executable

ALIVE = text("SELECT 1")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine with one connection, which the server has dropped since it was used, where there is a server."""
    engine = create_engine(database_url, pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        assert connection.scalar(ALIVE) == 1
        number = connection.scalar(text("SELECT pg_backend_pid()")) if _has_server(engine) else None
    if number is not None:
        other = create_engine(database_url)
        with other.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        other.dispose()
    yield engine
    engine.dispose()


def _has_server(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


def test_a_connection_that_has_rested_is_replaced_if_it_no_longer_stands(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_REST", -1.0)

    with engine.connect() as connection:
        assert connection.scalar(ALIVE) == 1


def test_a_connection_used_just_now_is_not_asked_and_the_next_one_is_new(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_REST", 3600.0)

    if _has_server(engine):
        with engine.connect() as connection, pytest.raises(OperationalError):
            connection.scalar(ALIVE)
    with engine.connect() as connection:
        assert connection.scalar(ALIVE) == 1


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection of a request that only looks."""
    token = connections.reading.set(True)
    engine.dispose()
    with engine.connect() as connection:
        yield connection
    connections.reading.reset(token)


def is_held_together(connection: Connection) -> bool:
    """Whether the database has begun a transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None
    if isinstance(driver, sqlite3.Connection):
        return driver.in_transaction
    return bool(driver.info.transaction_status)


def test_who_only_looks_asks_a_server_without_a_transaction(reading: Connection) -> None:
    assert reading.scalar(select(func.count()).select_from(Role)) is not None

    assert is_held_together(reading) == (reading.dialect.name == "sqlite")


@pytest.mark.parametrize(
    "asked",
    [
        select(Role.id).with_for_update(),
        insert(Role).values(name="guest of honour"),
        text("CREATE TEMPORARY TABLE guests (name TEXT)"),
        select(Role.id).execution_options(yield_per=10),
    ],
    ids=["locks", "changes", "makes", "comes in portions"],
)
def test_whatever_is_more_than_a_question_is_held_together(reading: Connection, asked: Executable) -> None:
    reading.scalar(ALIVE)

    reading.execute(asked).close()

    assert is_held_together(reading)


def test_what_a_reader_changed_against_all_rules_is_taken_back_with_the_rest(reading: Connection) -> None:
    reading.execute(insert(Role).values(name="guest of honour"))
    reading.rollback()

    named = select(func.count()).select_from(Role).where(Role.name == "guest of honour")
    assert reading.scalar(named) == 0


def test_whoever_changes_something_holds_it_together_from_the_beginning(engine: Engine) -> None:
    engine.dispose()
    with engine.connect() as connection:
        connection.scalar(ALIVE)

        assert is_held_together(connection)


def test_requests_that_look_keep_the_statements_that_the_server_has_prepared(own_app: Flask) -> None:
    client = own_app.test_client()
    for _time in range(8):
        assert client.get("/partnerships").status_code == 200

    with own_app.app_context():
        if db.engine.dialect.name == "postgresql":
            prepared = "SELECT count(*) FROM pg_prepared_statements WHERE generic_plans + custom_plans > 1"
            assert db.session.scalar(text(prepared)) > 3
    assert not connections.reading.get()
