"""The base of all models: naming, column types, UTC time, exact decimals; and the set-up of both databases.

Models stay free of Flask: they derive from ``Base``; Flask-SQLAlchemy only takes over its metadata.
"""

from __future__ import annotations

import enum
import operator
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Numeric,
    String,
    event,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    make_transient_to_detached,
    mapped_column,
    object_session,
    registry,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.pool import ConnectionPoolEntry
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

    from tracker.terms import Term

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
"""The instant that ``utc_now`` says; set by ``at`` alone, and carried on where somebody else's work goes on at the same instant."""


def utc_now() -> datetime:
    """This instant, aware, in UTC; inside ``at(…)`` the instant named there."""
    return moment.get() or datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let ``utc_now`` say another instant, for replaying what happened earlier and for tests."""
    token = moment.set(instant)
    try:
        yield
    finally:
        moment.reset(token)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant needs a time zone"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of fixed scale: NUMERIC on PostgreSQL, a scaled integer on SQLite, which has no exact decimals."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int = 18, scale: int = 2) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        if value is None:
            return None
        exact = Decimal(value).quantize(Decimal(1).scaleb(-self.scale), rounding=ROUND_HALF_UP)
        return int(exact.scaleb(self.scale)) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-self.scale) if dialect.name == "sqlite" else Decimal(value)


class TermType(TypeDecorator["Term"]):
    """A term of the domain, stored as its code; a new term needs no migration."""

    impl = String(40)
    cache_ok = True

    def __init__(self, terms: type[Term]) -> None:
        super().__init__()
        self.terms = terms

    @property
    def sort_key_function(self) -> Callable[[Any], Any]:  # type: ignore[override]  # as SQLAlchemy's decorators do
        """How rows whose key holds a term are put in order, when several are changed or deleted at once."""
        return operator.attrgetter("code")

    def process_bind_param(self, value: Term | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        return str(value.value) if isinstance(value, enum.Enum) else self.terms.from_code(value).code

    def process_result_value(self, value: str | None, dialect: Dialect) -> Term | None:  # noqa: ARG002
        return None if value is None else self.terms.from_code(value)


Json = JSON().with_variant(JSONB(), "postgresql")
"""A document of plain values; replace it, never change it in place."""


class Base(DeclarativeBase):
    """What every table has in common."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json},
    )


Model = TypeVar("Model", bound=Base)


class Versioned:
    """A record that two people may edit at once: a stale write is refused by the database."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Recorded:
    """When a record was written down and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


def session_of(record: object) -> Session:
    """The session that holds the record; raises ``LookupError`` when none does."""
    session = object_session(record)
    if session is None:
        message = f"{record!r} belongs to no session"
        raise LookupError(message)
    return session


def as_read(session: Session, model: type[Model], values: Mapping[str, Any], **parts: list[Any]) -> Model:
    """The record of these values as if a query for it had read them; one that the session holds already stays as it is.

    ``values`` are columns by the names of their attributes, the primary key among them; ``parts`` are whole lists of other records.
    What is left out is read when somebody asks for it. A query takes several times as long to make one record, but tells those who
    listen to loading, as this does not.
    """
    mapper = model.__mapper__
    key = mapper.identity_key_from_primary_key(
        tuple(values[str(column.key)] for column in mapper.primary_key)
    )
    held = session.identity_map.get(key)
    if held is not None:
        return held
    record: Model = mapper.class_manager.new_instance()
    vars(record).update(values)
    make_transient_to_detached(record)
    for name, others in parts.items():
        set_committed_value(record, name, others)
    session.add(record)
    return record


CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎӘӨҮҖҢҺҒҚҰ"
SMALL_LETTERS = CAPITALS.lower()
_SMALL = str.maketrans(CAPITALS, SMALL_LETTERS)


def lower_case(text: str | None) -> str | None:
    """A text without capital letters. Neither SQLite nor a PostgreSQL of plain locale knows those of Cyrillic by itself."""
    return None if text is None else text.translate(_SMALL)


class LowerCase(GenericFunction[Any]):
    """``lower_case`` in SQL, the same on both databases."""

    type = String()
    inherit_cache = True
    name = "lower_case"


@compiles(LowerCase, "postgresql")
def _lower_on_postgresql(element: LowerCase, compiler: SQLCompiler, **given: Any) -> str:
    return f"translate({compiler.process(element.clauses, **given)}, '{CAPITALS}', '{SMALL_LETTERS}')"


def new_numbers(connection: Connection, table: Table, count: int) -> list[int]:
    """The numbers of so many rows that are to come, so that they can be put in all at once and still be named.

    SQLite writes the rows of one statement one by one where it is to tell their numbers. It has one writer, which PostgreSQL does not.
    """
    if connection.dialect.name == "sqlite":
        last = connection.execute(select(func.max(table.c.id))).scalar() or 0
        return list(range(last + 1, last + 1 + count))
    numbers = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    drawn = select(numbers).select_from(func.generate_series(1, count))
    return sorted(connection.scalars(drawn))


def refresh_statistics(connection: Connection, *tables: str) -> None:
    """Let the database look anew at what its tables hold, all or those named; by that it chooses how to read them.

    To be called after migrations and wherever many rows come at once.
    """
    for table in tables or ("",):
        connection.exec_driver_sql(f"ANALYZE {table}".strip())


def fixed_limit(most: int) -> ColumnElement[int]:
    """A limit that is always the same and stands in the statement: PostgreSQL then plans it once, not each time anew.

    Where it does not know the limit, it plans for a tenth of all rows, and may read all records instead of an index.
    """
    return literal_column(str(int(most)), Integer)


writing: ContextVar[bool] = ContextVar("writing", default=False)
"""Set for requests that change something: SQLite then takes its write lock at the start, so that it can wait for it."""


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    connection.create_function("lower_case", 1, lower_case, deterministic=True)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=15000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
