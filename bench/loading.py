"""Putting a population into a database that the migrations have made: by COPY into PostgreSQL, in one long transaction into SQLite.

Indexes are taken away before and made again at the end, each in one go: an index that grows row by row at random places costs more
than all rows together once there are a million partnerships.
"""

from __future__ import annotations

import enum
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import Boolean, DateTime, select
from sqlalchemy.types import TypeDecorator

from bench.population import TABLES, Population, Rows, instant
from tracker.accounts.models import Role
from tracker.accounts.terms import UserRole
from tracker.database import Base, ExactDecimal
from tracker.regions.models import Region
from tracker.summaries import keeping

if TYPE_CHECKING:
    from sqlalchemy import Column, Engine, Table
    from sqlalchemy.orm import Session

SEARCHED = {"partnership_search", "organisation_search"}
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
"""Those of PostgreSQL that no constraint needs."""
COPIES = "ALTER TABLE partnership_regions {state} TRIGGER partnership_regions_order"
"""What a region keeps of its partnerships is kept while they come, too."""
FIRST_REGIONS = (
    "RU-MOW",
    "RU-SPE",
    "RU-ALT",
    "RU-NIZ",
    "RU-MOS",
    "RU-SVE",
    "RU-SAM",
    "RU-PER",
    "RU-NVS",
    "RU-TA",
)
"""Where most partnerships are."""


class Writer(Protocol):
    """Takes rows of one table after another."""

    def write(self, table: str, rows: list[dict[str, Any]]) -> None: ...


def regions_of(session: Session) -> list[tuple[str, list[str]]]:
    """The regions with their names, the crowded ones first."""
    found = session.scalars(select(Region).order_by(Region.code)).all()
    first = {code: place for place, code in enumerate(FIRST_REGIONS)}
    ordered = sorted(found, key=lambda region: (first.get(region.code, len(first)), region.code))
    return [(region.code, list(region.all_names)) for region in ordered]


def load(session: Session, population: Population, told: Callable[[str], None] = print) -> None:
    """Put the population in, refresh what the database knows of its tables, and count what came."""
    session.add_all(Role(name=role.code) for role in UserRole)
    session.flush()
    roles = {role.name: role.id for role in session.scalars(select(Role))}
    engine = session.get_bind()
    session.commit()
    began = time.monotonic()
    with writer_for(engine) as writer:  # type: ignore[arg-type]  # sessions of applications are bound to engines
        for number, rows in enumerate(population.chunks()):
            for holder in rows["role_holders"]:
                holder["role_id"] = roles[holder["role_id"]]
            _write(writer, rows)
            if number % 25 == 0:
                told(f"  portion {number}, {time.monotonic() - began:.0f} s")
        told(f"  making the indexes, {time.monotonic() - began:.0f} s")
    told(f"  counting, {time.monotonic() - began:.0f} s")
    for number in keeping.rebuild(session):
        session.commit()
        if number % 50_000 == 0:
            told(f"  counted up to {number}, {time.monotonic() - began:.0f} s")
    session.commit()


def _write(writer: Writer, rows: Rows) -> None:
    for table in TABLES:
        if rows[table]:
            writer.write(table, rows[table])


@contextmanager
def writer_for(engine: Engine) -> Iterator[Writer]:
    """A writer for the database of an engine; what it wrote is there when it is left."""
    with (_Sqlite if engine.dialect.name == "sqlite" else _Postgresql).opened(engine) as writer:
        yield writer


def columns_of(table: str, given: list[str]) -> tuple[list[str], list[Any]]:
    """The given columns and those that need a value besides, with the value that the models would put there."""
    defined: Table = Base.metadata.tables[table]
    further = [column for column in defined.columns if column.name not in given and _needs_value(column)]
    return [*given, *(column.name for column in further)], [_default_of(column) for column in further]


def _needs_value(column: Column[Any]) -> bool:
    return not column.nullable and not column.primary_key and column.default is not None


def _default_of(column: Column[Any]) -> Any:
    default: Any = column.default
    if isinstance(column.type, DateTime) or getattr(column.type, "impl_instance", None).__class__ is DateTime:
        return instant(Population.today)
    value = default.arg(None) if default.is_callable else default.arg
    if isinstance(value, enum.Enum):
        return value.value
    return {list: "[]", dict: "{}"}.get(type(value), value)


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.statements: dict[str, tuple[str, list[str], list[Any], list[int]]] = {}

    @classmethod
    @contextmanager
    def opened(cls, engine: Engine) -> Iterator[_Sqlite]:
        engine.dispose()
        connection = sqlite3.connect(str(engine.url.database), isolation_level=None)
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        connection.execute("BEGIN")
        for name, _statement in indexes:
            connection.execute(f"DROP INDEX {name}")
        yield cls(connection)
        for _name, statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        for table in SEARCHED:
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608  # a name of ours
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def write(self, table: str, rows: list[dict[str, Any]]) -> None:
        if table in SEARCHED:
            self.connection.executemany(
                f"INSERT INTO {table} (rowid, stems) VALUES (?, ?)",  # noqa: S608  # a name of ours
                [(row["id"], " ".join(row["stems"])) for row in rows],
            )
            return
        given = list(rows[0])
        columns, values = columns_of(table, given)
        scales = {
            column.name: column.type.scale
            for column in Base.metadata.tables[table].columns
            if isinstance(column.type, ExactDecimal)
        }
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608  # names of ours
            [(*(_for_sqlite(row[name], scales.get(name)) for name in given), *values) for row in rows],
        )


def _for_sqlite(value: Any, scale: int | None) -> Any:
    return int(value.scaleb(scale)) if isinstance(value, Decimal) and scale is not None else value


class _Postgresql:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    @classmethod
    @contextmanager
    def opened(cls, engine: Engine) -> Iterator[_Postgresql]:
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            connection.execute(
                "SET session_replication_role = replica"
            )  # the rows point at one another rightly
            connection.execute("SET maintenance_work_mem = '1GB'")
            indexes = connection.execute(INDEXES).fetchall()
            for name, _statement in indexes:
                connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
            connection.execute(COPIES.format(state="ENABLE ALWAYS"))
            yield cls(connection)
            connection.execute(COPIES.format(state="ENABLE"))
            for _name, statement in indexes:
                connection.execute(statement)
            for table in TABLES:
                if "id" in getattr(Base.metadata.tables.get(table), "columns", ()) and table not in SEARCHED:
                    connection.execute(
                        sql.SQL(
                            "SELECT setval(pg_get_serial_sequence({name}, 'id'), (SELECT max(id) FROM {table}))"
                        ).format(name=sql.Literal(table), table=sql.Identifier(table))
                    )
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")

    def write(self, table: str, rows: list[dict[str, Any]]) -> None:
        given = list(rows[0])
        columns, values = (given, []) if table in SEARCHED else columns_of(table, given)
        flags = {
            column.name
            for column in getattr(Base.metadata.tables.get(table), "columns", ())
            if isinstance(column.type, Boolean)
        }
        further = [
            bool(value) if name in flags else value
            for name, value in zip(columns[len(given) :], values, strict=True)
        ]
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        with self.connection.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row([*(_for_postgresql(row[name]) for name in given), *further])


def _for_postgresql(value: Any) -> Any:
    return " ".join(f"'{token}'" for token in value) if isinstance(value, list) else value


__all__ = ["TypeDecorator", "load", "regions_of", "writer_for"]
