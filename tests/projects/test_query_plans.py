"""No page reads a large table from end to end: on both databases every large table is reached by an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine, make_url

from bench import words
from bench.loading import load, regions_of
from bench.population import SIGNED_IN, Population
from tests import databases
from tests.visitor import Visitor
from tracker.accounts.models import User
from tracker.database import refresh_statistics, utc_now
from tracker.extensions import db
from tracker.projects import own, rows
from tracker.projects.filters import Filter, Shown
from tracker.projects.models import Partnership
from tracker.projects.queries import visible_to
from tracker.projects.terms import Visibility
from tracker.regions.catalogue import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.engine import Connection

    from tests import postgres

SIZE = 60
OWN = 1
"""The partnerships of the manager, as rare among all as somebody's own are."""
LARGE = {
    "partnerships",
    "participations",
    "commitments",
    "history_entries",
    "team_members",
    "partnership_regions",
}
PAGES = {
    "list": ("staff", "/partnerships"),
    "list, page 2": ("staff", "/partnerships?page=2"),
    "list of a manager": ("manager", "/partnerships"),
    "own list of a manager": ("manager", "/partnerships?mine=1"),
    "list of an official": ("official", "/partnerships"),
    "list of a visitor": (None, "/partnerships"),
    "list of one region": ("staff", "/partnerships?region=RU-ALT"),
    "list of one region and stage": ("staff", "/partnerships?region=RU-ALT&stage=building"),
    "list of one stage": ("staff", "/partnerships?stage=building"),
    "board": ("staff", "/partnerships/board"),
    "board of one region": ("official", "/partnerships/board?region=RU-ALT"),
    "search, rare word": ("staff", f"/partnerships?q={words.RARE}"),
    "search, common word": ("staff", f"/partnerships?q={words.COMMON}"),
    "a partnership": ("manager", "/partnerships/1"),
    "its history": ("manager", "/partnerships/1/history"),
    "organisations": ("staff", "/organisations"),
    "first page of a manager": ("manager", "/"),
}
INDEXES = {
    "list": (
        "ix_partnerships_visibility",
        "ix_partnerships_active",
        "ix_partnerships_stage",
        "ix_partnerships_state_stage",
        "ix_partnerships_kept",
    ),
    "own list of a manager": ("ix_team_members_user_id",),
    "list of one region": (
        "ix_partnership_regions_order",
        "ix_partnership_regions_stage",
        "ix_partnership_regions_region_code",
    ),
    "a partnership": ("ix_participations_partnership_id",),
}
"""Of some pages the indexes without which they would read a table."""
ELSEHOW_ON_POSTGRESQL = {"list of one region", "own list of a manager", "a partnership"}
"""Pages for which PostgreSQL takes another index, though a worse one, rather than none."""
IN_ORDER = {
    "list": ("ix_partnerships_visibility", "ix_partnerships_kept"),
    "list of one region": ("ix_partnership_regions_order",),
    "list of one stage": ("ix_partnerships_stage", "ix_partnerships_visibility", "ix_partnerships_kept"),
}
"""Pages that are read in the order of an index and stop after their rows."""


@pytest.fixture(scope="module")
def filled(
    database_url: str, database_server: postgres.Server | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database with a small population, whose statistics are fresh."""
    folder = tmp_path_factory.mktemp("country")
    url = databases.copy_of(database_url, database_server, folder)
    app = databases.make_app(url, folder)
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(Population, "organisation_count", 80)
        patch.setattr("bench.population.ALUMNI", 30)
        patch.setattr("bench.population.OWN_OF_MANAGER", OWN)
        load_catalogue(db.session())
        db.session.commit()
        load(db.session(), Population(SIZE, regions_of(db.session())), told=lambda _sentence: None)
        with db.engine.begin() as connection:
            refresh_statistics(connection)
            _pretend_to_be_large(connection)
        db.session.remove()
    databases.disconnect(app)
    yield url
    if database_server is not None:
        database_server.drop(str(make_url(url).database))


@pytest.fixture(scope="module")
def country_of_all(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on the population, for all tests that only read."""
    app = databases.make_app(filled, tmp_path_factory.mktemp("of_all"))
    yield app
    databases.disconnect(app)


@pytest.fixture
def country(country_of_all: Flask) -> Iterator[Flask]:
    """An application with a small population, in which nothing is changed."""
    with country_of_all.app_context():
        yield country_of_all
        db.session.remove()
    databases.disconnect(country_of_all)  # what others are connected to cannot be copied


@pytest.fixture
def own_country(filled: str, database_server: postgres.Server | None, tmp_path: Path) -> Iterator[Flask]:
    """The same for a test that takes indexes away."""
    name = str(make_url(filled).database)
    app = databases.make_app(databases.copy_of(filled, database_server, tmp_path, template=name), tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
    databases.disconnect(app)


def _pretend_to_be_large(connection: Connection) -> None:
    """Let the database believe that there are a thousand times as many rows: few are read at once rather than by an index."""
    if connection.dialect.name == "postgresql":
        larger = text("UPDATE pg_class SET reltuples = reltuples * 1000 WHERE relname = :table")
        for table in LARGE:
            connection.execute(larger, {"table": table})
        return
    for rowid, stat in connection.execute(text("SELECT rowid, stat FROM sqlite_stat1")).all():
        number, _blank, averages = stat.partition(" ")
        connection.execute(
            text("UPDATE sqlite_stat1 SET stat = :stat WHERE rowid = :rowid"),
            {"stat": f"{int(number) * 1000} {averages}".strip(), "rowid": rowid},
        )


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """The questions that are sent meanwhile, with their values."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def read_whole(connection: Connection, statement: str, values: Any) -> set[str]:
    """The large tables that a question reads from end to end."""
    if connection.dialect.name == "sqlite":
        return _scanned_by_sqlite(connection, statement, values)
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    return {
        node["Relation Name"]
        for node in _nodes(plan[0]["Plan"])
        if "Index Cond" not in node and node["Node Type"] in {"Seq Scan", "Index Scan", "Index Only Scan"}
    } & LARGE


def _scanned_by_sqlite(connection: Connection, statement: str, values: Any) -> set[str]:
    found = {
        row[3].split()[1]
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        if row[3].startswith("SCAN")
    }
    return {table for table in LARGE if {table, *_aliases(statement, table)} & found}


def _aliases(statement: str, table: str) -> Iterator[str]:
    parts = statement.split(f"{table} AS ")
    yield from (part.split()[0].strip(",()") for part in parts[1:])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def questions_of(country: Flask, who: str | None, path: str) -> list[tuple[str, Any]]:
    """What a page asks the database."""
    user = db.session.get_one(User, SIGNED_IN[who]) if who else None
    with asked() as questions:
        Visitor(country, db.session(), user=user, language="ru").open(path)
    assert questions
    return questions


def is_sorted_first(connection: Connection, statement: str, values: Any) -> bool:
    """Whether the database sorts all that it finds by a visibility or in a region before it gives the first row.

    What somebody's own teams have is found by its numbers; that, and the few rows that are found in the end, may be sorted.
    """
    if connection.dialect.name == "sqlite":
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        sorted_in = {step[1] for step in steps if "TEMP B-TREE" in step[3] and "ORDER BY" in step[3]}
        first = {step[1]: step[3] for step in reversed(steps) if step[3].startswith(("SEARCH", "SCAN"))}
        return any(" INDEX ix_partnership" in first.get(place, "") for place in sorted_in)
    connection.execute(text("SET enable_sort = off"))
    connection.execute(text("SET enable_seqscan = off"))
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    sorts = [node for node in _nodes(plan[0]["Plan"]) if node["Node Type"].endswith("Sort")]
    own_teams = [node for node in sorts if "id = ANY (" in str(node)]
    return any(
        name.startswith("ix_") for node in sorts if node not in own_teams for name in _indexes_below(node)
    )


def _indexes_below(plan: dict[str, Any]) -> Iterator[str]:
    """The indexes of large tables that a step reads to their end."""
    if plan.get("Relation Name") in LARGE - {"team_members"}:
        yield plan.get("Index Name", "")
    for inner in plan.get("Plans", ()):
        if inner["Node Type"] != "Limit" and inner.get("Parent Relationship") != "InitPlan":
            yield from _indexes_below(inner)


def is_read_in_order(country: Flask, who: str | None, path: str) -> bool:
    """Whether the rows of a list come in the order of an index."""
    question = next(each for each in questions_of(country, who, path) if "order_1 DESC" in each[0])
    with db.engine.connect() as connection:
        return not is_sorted_first(connection, *question)


def scans(country: Flask, who: str | None, path: str) -> dict[str, set[str]]:
    """The questions of a page that read a large table from end to end, where the database would rather not."""
    questions = questions_of(country, who, path)
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            for way in ("seqscan", "hashjoin", "mergejoin"):  # what suits so few rows better
                connection.execute(text(f"SET enable_{way} = off"))
        found = {statement: read_whole(connection, statement, values) for statement, values in questions}
    return {statement: tables for statement, tables in found.items() if tables}


@pytest.mark.parametrize("name", PAGES)
def test_no_large_table_is_read_from_end_to_end(country: Flask, name: str) -> None:
    assert scans(country, *PAGES[name]) == {}


@pytest.mark.parametrize("name", INDEXES)
def test_without_its_index_a_page_would(own_country: Flask, name: str) -> None:
    if db.engine.dialect.name == "postgresql" and name in ELSEHOW_ON_POSTGRESQL:
        pytest.skip("another index would serve, if worse")
    with db.engine.begin() as connection:
        for index in INDEXES[name]:
            connection.execute(text(f"DROP INDEX {index}"))
    db.engine.dispose()
    assert scans(own_country, *PAGES[name])


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_list_is_read_in_the_order_of_its_index(own_country: Flask, name: str) -> None:
    assert is_read_in_order(own_country, *PAGES[name])
    with db.engine.begin() as connection:
        for index in IN_ORDER[name]:
            connection.execute(text(f"DROP INDEX {index}"))
    db.engine.dispose()
    assert not is_read_in_order(own_country, *PAGES[name])


def test_a_rare_word_is_looked_up_before_the_partnerships(country: Flask) -> None:
    (question,) = [
        each
        for each in questions_of(country, *PAGES["search, rare word"])
        if "updated_at DESC" in each[0] and "partnership_search" in each[0]
    ]
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            first, *_rest = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question[0]}", question[1])
            assert "partnership_search" in first[3]
        else:
            plan = connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {question[0]}", question[1]
            ).scalar_one()
            assert {"partnership_search"} in [
                tables_under(node) for node in nodes_of(plan[0]["Plan"], "Limit")
            ]


@pytest.mark.parametrize("counts", [True, False], ids=["counted", "listed"])
def test_own_partnerships_are_read_from_the_person(country: Flask, counts: bool) -> None:
    """However many are neither ended nor archived, and the list asks for these."""
    user = db.session.get_one(User, SIGNED_IN["staff"])
    active = visible_to(user).where(Partnership.ended_on.is_(None), Partnership.archived_at.is_(None))
    listed = rows.select_rows(Filter(mine=True, shown=Shown.ACTIVE).select(user, utc_now().date()))
    asking = own.by_stage(active, user, besides=[Visibility.PUBLIC]) if counts else listed
    with asked() as questions:
        db.session.execute(asking).all()
    statement, values = questions[0]
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert plan[0][3] == "SEARCH partnerships USING INTEGER PRIMARY KEY (rowid=?)"
        else:
            for setting in ("force_generic_plan", "force_custom_plan"):
                connection.execute(text(f"SET plan_cache_mode = {setting}"))
                plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
                found = [
                    node for node in _nodes(plan[0]["Plan"]) if node.get("Relation Name") == "partnerships"
                ]
                found += nodes_of(plan[0]["Plan"], "Bitmap Index Scan")
                assert "id = ANY (" in found[-1].get("Index Cond", "")


def nodes_of(plan: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """The steps of a kind in a plan of PostgreSQL."""
    if plan["Node Type"] == kind:
        yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part, kind)


def tables_under(plan: dict[str, Any]) -> set[str]:
    """The tables that a step and all below it read."""
    own = {plan["Relation Name"]} if "Relation Name" in plan else set()
    return own.union(*map(tables_under, plan.get("Plans", ())))
