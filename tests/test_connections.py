"""Connections that wait for their next use: one that the server has dropped meanwhile is replaced before somebody notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tracker import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

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
    monkeypatch.setattr(database, "LONGEST_REST", -1.0)

    with engine.connect() as connection:
        assert connection.scalar(ALIVE) == 1


def test_a_connection_used_just_now_is_not_asked_and_the_next_one_is_new(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LONGEST_REST", 3600.0)

    if _has_server(engine):
        with engine.connect() as connection, pytest.raises(OperationalError):
            connection.scalar(ALIVE)
    with engine.connect() as connection:
        assert connection.scalar(ALIVE) == 1
