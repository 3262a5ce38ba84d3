"""Migrations go up, down and up again, with data, on both databases, and end exactly where the models are."""

from __future__ import annotations

import ast
import re
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from tests.access.scene import make_records
from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.partners import make_organisation
from tracker import paths, search
from tracker.database import Base
from tracker.extensions import db
from tracker.history import chain
from tracker.history.models import Entry
from tracker.partners.expectations import Expectation
from tracker.people.models import Alumnus, Cohort
from tracker.people.terms import Reach
from tracker.projects.models import Partnership
from tracker.summaries import proof
from tracker.web import is_migrated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.engine import Connection

FOLDER = str(paths.MIGRATIONS)
SCRIPTS = ScriptDirectory(FOLDER)
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
FILES = sorted((paths.MIGRATIONS / "versions").glob("*.py"))
OWN_TABLE = "alembic_version"
TAKEN_OVER = {"alumni", "cohorts", "history_books"}
"""Tables that a step fills from the accounts, each time it is taken."""
COUNTED = {"partnership_facts", "partnership_counts", "partnership_marks"}
"""Tables that are filled when the last step is taken, from all others."""
ERASABLE = {"parts"}
"""What an erasure that the law asks for may change of an entry; the chain of hashes watches over it."""


@pytest.fixture
def upgraded(own_app: Flask) -> Iterator[Flask]:
    """An application on a database of its own, as new as the code."""
    with own_app.app_context():
        yield own_app
        db.session.remove()


@contextmanager
def connected() -> Iterator[Connection]:
    """A connection of its own, so that nothing of a session stands in the way of a migration."""
    db.session.remove()
    with db.engine.begin() as connection:
        yield connection


def go_down(to: str) -> None:
    db.session.remove()
    flask_migrate.downgrade(FOLDER, revision=to)


def go_up(to: str = "head") -> None:
    flask_migrate.upgrade(FOLDER, revision=to)


def fill() -> int:
    """One of everything; the number of the partnership."""
    records = make_records(db.session())
    db.session.commit()
    return records.partnership.id


def tables() -> set[str]:
    """The tables of the database, without those that a full-text index makes for itself."""
    with connected() as connection:
        return {name for name in inspect(connection).get_table_names() if "_search_" not in name}


def counts() -> dict[str, int]:
    """How many rows each table holds."""
    with connected() as connection:
        reflected = {name: Table(name, MetaData(), autoload_with=connection) for name in tables_of_models()}
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in reflected.items()
        }


def tables_of_models() -> set[str]:
    return set(Base.metadata.tables)


def is_refused(statement: str) -> bool:
    """Whether the database itself refuses a statement."""
    try:
        with connected() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        return "history is not" in str(error)
    return False


def changeable_columns() -> set[str]:
    """The columns of the history that the database lets somebody write again."""
    columns = {column.name for column in Entry.__table__.columns}
    return {name for name in columns if not is_refused(f"UPDATE history_entries SET {name} = {name}")}


def is_found(number: int) -> bool:
    """Whether the partnership of this number, and no other, is found by another form of a word of its title."""
    found = select(Partnership.id).where(search.PARTNERSHIPS.matches(Partnership.id, "marathons"))
    return list(db.session.scalars(found)) == [number]


# --- up and down -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("upgraded")
def test_from_nothing_all_tables_are_made() -> None:
    assert tables() == tables_of_models() | {index.table for index in search.INDEXES} | {OWN_TABLE}


@pytest.mark.usefixtures("upgraded")
def test_on_the_way_down_nothing_is_left_behind() -> None:
    fill()

    go_down("base")

    assert tables() == {OWN_TABLE}
    with connected() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 0


@pytest.mark.usefixtures("upgraded")
def test_up_again_the_application_works_as_before() -> None:
    first = fill()
    filled = counts()

    go_down("base")
    go_up()

    assert set(counts().values()) == {0}
    assert fill() == first
    assert counts() == filled
    assert is_found(first)
    assert list(chain.verify(db.session())) == []
    assert changeable_columns() == ERASABLE


@pytest.mark.usefixtures("upgraded")
def test_a_single_step_down_and_up_keeps_what_is_there() -> None:
    """Of the steps after the first one; a table that a step makes goes with it, and so does what was in it."""
    fill()
    filled, gone = counts(), set[str]()

    for earlier, later in reversed(list(pairwise(REVISIONS))):
        go_down(earlier)
        gone |= tables_of_models() - tables()
        go_up(later)
    go_up()

    expected = {name: 0 if name in gone else number for name, number in filled.items()}
    assert {name: number for name, number in counts().items() if name not in TAKEN_OVER | COUNTED} == {
        name: number for name, number in expected.items() if name not in TAKEN_OVER | COUNTED
    }
    with connected() as connection:
        assert list(proof.differences(connection)) == []


@pytest.mark.usefixtures("upgraded")
def test_alumni_with_an_account_get_a_record_and_their_cohort_when_these_are_introduced() -> None:
    session = db.session()
    for number, cohort in enumerate(("Набор 2024", "набор  2024", "Набор 2023", "")):
        make_alumnus(session, email=f"p{number}@example.org", name=f"Ёлкина {number}", cohort=cohort)
    make_programme_staff(session)
    session.commit()

    go_down("0013")
    go_up()

    found = db.session.execute(
        select(Alumnus.email, Cohort.name, Alumnus.entry_reach, Alumnus.sort_name)
        .outerjoin(Cohort, Cohort.id == Alumnus.cohort_id)
        .order_by(Alumnus.email)
    ).all()
    assert [tuple(each) for each in found] == [
        ("p0@example.org", "Набор 2024", Reach.NOBODY, "елкина 0"),
        ("p1@example.org", "Набор 2024", Reach.NOBODY, "елкина 1"),
        ("p2@example.org", "Набор 2023", Reach.NOBODY, "елкина 2"),
        ("p3@example.org", None, Reach.NOBODY, "елкина 3"),
    ]
    one = db.session.scalars(select(Alumnus).where(Alumnus.email == "p0@example.org")).one()
    one.keep_search_key()
    assert not db.session.is_modified(one), "the step and the code read a name differently"


@pytest.mark.usefixtures("upgraded")
def test_organisations_outlive_the_step_that_lets_them_offer_something() -> None:
    fill()
    make_organisation(db.session(), "Zavod", offers=[Expectation.PROMOTION], offers_text="Reports")
    db.session.commit()
    filled = counts()

    go_down("0001")
    go_up()

    left = counts()
    assert (filled["organisation_offers"], left["organisation_offers"]) == (1, 0)
    assert left["organisations"] == filled["organisations"]
    assert left["participations"] == filled["participations"]
    with connected() as connection:
        assert connection.scalar(text("SELECT max(offers_text) FROM organisations")) == ""


@pytest.mark.usefixtures("upgraded")
def test_migrations_end_where_the_models_are() -> None:
    with connected() as connection:
        options = {"include_object": is_migrated, "compare_type": connection.dialect.name == "postgresql"}
        context = MigrationContext.configure(connection, opts=options)

        assert compare_metadata(context, Base.metadata) == []


# --- what the models cannot say --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("upgraded")
def test_the_database_itself_keeps_history_as_it_was_written() -> None:
    fill()

    assert is_refused("DELETE FROM history_entries")
    assert changeable_columns() == ERASABLE


# --- the scripts -----------------------------------------------------------------------------------------------------


def test_there_is_one_line_of_migrations() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(REVISIONS) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_migration_is_numbered_named_and_reversible(path: Any) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}

    assert re.fullmatch(r"\d{4}(_[a-z0-9]+)+", path.stem)
    assert int(path.stem[:4]) == FILES.index(path) + 1
    assert {"upgrade", "downgrade"} <= functions
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_migration_stands_on_its_own(path: Any) -> None:
    """The models of tomorrow must not change what happened to the databases of yesterday."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        module
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for module in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        )
    }

    assert [module for module in imported if module.split(".")[0] == "tracker"] == []
