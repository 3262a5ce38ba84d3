"""Connections to a server: asked whether they stand after a rest, and without a transaction while a page is only read.

A transaction takes two questions more, and at its end psycopg forgets the statements that it has had prepared. So a request that reads
gets its answers one by one, as ``READ COMMITTED`` would give them anyway; whatever is no plain ``SELECT`` begins a transaction.
"""

from __future__ import annotations

import re
import sqlite3
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import Pool

from tracker.ahead import reading_ahead

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection, ExecutionContext
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

LONGEST_REST = 1.0
"""Seconds after which a connection is asked whether it still stands."""
RESTS_SINCE = "rests_since"
MOST_PREPARED = 400
"""Statements that a server keeps prepared for a connection: more than all pages together ask."""
LOCKS = re.compile(r"\bFOR (?:NO KEY )?(?:UPDATE|SHARE|KEY SHARE)\b")
reading: ContextVar[bool] = ContextVar("reading", default=False)
"""Set for requests that only look."""


@event.listens_for(Pool, "connect")
def _set_up_server(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Let prepared statements stay, and long answers be read ahead."""
    if not isinstance(connection, sqlite3.Connection):
        server: Any = connection
        server.prepared_max = MOST_PREPARED
        server.server_cursor_factory = reading_ahead(server.server_cursor_factory)


@event.listens_for(Pool, "checkin")
def _note_rest(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[RESTS_SINCE] = monotonic()


@event.listens_for(Pool, "checkout")
def _ask_whether_it_stands(
    connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Ask a connection to a server that was not used for a while whether it still stands; otherwise another takes its place.

    SQLAlchemy's own ``pool_pre_ping`` asks each time, which is much beside the few statements of a page.
    """
    rests_since = entry.info.get(RESTS_SINCE)
    is_rested = rests_since is not None and monotonic() - rests_since > LONGEST_REST
    if not is_rested or isinstance(connection, sqlite3.Connection):
        return
    server: Any = connection
    try:
        server.execute("")
        server.rollback()
    except server.OperationalError as problem:
        raise DisconnectionError from problem


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """What SQLAlchemy takes for a transaction is none for a reader, until there is something to hold together."""
    if connection.dialect.name == "postgresql":
        _server_of(connection).autocommit = reading.get()


@event.listens_for(Engine, "before_cursor_execute")
def _begin_where_needed(
    connection: Connection,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    context: ExecutionContext | None,
    _many: bool,  # noqa: FBT001  # as SQLAlchemy calls it
) -> None:
    if not reading.get() or connection.dialect.name != "postgresql":
        return
    server = _server_of(connection)
    if server.autocommit and not _is_plain(statement, context):
        server.autocommit = False


def _is_plain(statement: str, context: Any) -> bool:
    """Whether an answer needs no transaction: it changes nothing, keeps nothing from others, and comes as a whole."""
    is_whole = context is None or not context._is_server_side  # noqa: SLF001  # SQLAlchemy tells it nowhere else
    locks = " FOR " in statement and LOCKS.search(statement)
    return is_whole and statement.startswith("SELECT") and not locks


def _server_of(connection: Connection) -> Any:
    return connection.connection.driver_connection
