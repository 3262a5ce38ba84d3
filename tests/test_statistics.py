"""The databases know what their tables hold: after a migration, and after many rows came at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask_migrate
import pytest
from sqlalchemy import text

from tests.factories.projects import make_partnership
from tracker import paths
from tracker.database import refresh_statistics
from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.engine import Connection

FOLDER = str(paths.MIGRATIONS)
MANY = 7


@pytest.fixture
def filled(own_app: Flask) -> Iterator[Flask]:
    """An application of whose partnerships the database has counted none."""
    with own_app.app_context():
        for _number in range(MANY):
            make_partnership(db.session())
        db.session.commit()
        db.session.remove()
        yield own_app
        db.session.remove()


def counted(connection: Connection, table: str = "partnerships") -> int:
    """How many rows the database believes a table to have."""
    if connection.dialect.name == "sqlite":
        query = "SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = :table"
    else:
        query = "SELECT CAST(reltuples AS integer) FROM pg_class WHERE relname = :table"
    return max(connection.scalar(text(query), {"table": table}) or 0, 0)


def believed(table: str = "partnerships") -> int:
    with db.engine.connect() as connection:
        return counted(connection, table)


def test_all_tables_or_those_named_are_looked_at_anew(filled: Flask) -> None:
    assert (believed(), believed("team_members")) == (0, 0)
    with db.engine.begin() as connection:
        refresh_statistics(connection, "partnerships")
    assert (believed(), believed("team_members")) == (MANY, 0)
    with db.engine.begin() as connection:
        refresh_statistics(connection)
    assert believed("team_members") == MANY


def test_a_migration_that_changed_something_refreshes_them(filled: Flask) -> None:
    flask_migrate.upgrade(FOLDER)
    assert believed() == 0

    flask_migrate.downgrade(FOLDER, revision="-1")
    assert believed() == MANY
