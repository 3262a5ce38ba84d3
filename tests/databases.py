"""The databases of the tests: migrated once, then every test works in a transaction that is rolled back."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_migrate
from flask.globals import app_ctx
from jinja2 import BytecodeCache
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.routing import Rule

from tests import postgres
from tracker import create_app, paths
from tracker.config import Settings
from tracker.extensions import db
from tracker.summaries import proof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from jinja2.bccache import Bucket
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import ORMExecuteState

TEMPLATE = "tracker_template"
OVERRIDES = {
    "TESTING": True,
    "SERVER_NAME": None,
    "MAIL_BACKEND": "locmem",
    "RATELIMIT_ENABLED": False,
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__rounds": 1,
        "argon2__memory_cost": 8,
        "argon2__parallelism": 1,
    },
    "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
}
"""What costs time on purpose, to whoever guesses passwords and links, costs none here."""


class Templates(BytecodeCache):
    """Templates as one application compiled them, for all the others of this process; with a ``folder`` of all workers of a run."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key not in self.compiled and self.folder is not None:
            with suppress(FileNotFoundError):
                self.compiled[bucket.key] = (self.folder / bucket.key).read_bytes()
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()
        if self.folder is not None:
            # Whole at once: another worker may be reading.
            unfinished = self.folder / f"{bucket.key}-{os.getpid()}"
            unfinished.write_bytes(self.compiled[bucket.key])
            unfinished.replace(self.folder / bucket.key)


TEMPLATES = Templates()
BUILDERS: dict[tuple[object, ...], Any] = {}


def build_address_as_before(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: FBT002  # the library's signature
    """The function that writes the addresses of a rule, the same for the same rule of every application of this process.

    Werkzeug compiles two for each of our rules, which is nearly all that making an application takes.
    """
    key = (rule.rule, tuple(rule._trace), tuple((rule.defaults or {}).items()), append_unknown)
    if key not in BUILDERS:
        BUILDERS[key] = compile_builder(rule, append_unknown)
    return BUILDERS[key]


compile_builder = Rule._compile_builder
Rule._compile_builder = build_address_as_before  # type: ignore[method-assign]


def make_app(database_url: str, instance: Path, **overrides: object) -> Flask:
    """The application as installed, on a database of the tests; ``overrides`` are configuration values."""
    settings = Settings(
        instance=instance,
        secret_key="only for the tests",
        password_salt="only for the tests too",
        database_url=database_url,
        demo=False,
    )
    app = create_app(settings, OVERRIDES | overrides)
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


def migrate(database_url: str, instance: Path) -> None:
    """Bring an empty database up to date as an installation does."""
    app = make_app(database_url, instance)
    with app.app_context():
        flask_migrate.upgrade(directory=str(paths.MIGRATIONS))
    disconnect(app)


def disconnect(app: Flask) -> None:
    """Close the connections that the application holds."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def migrated_sqlite(instance: Path) -> str:
    """The address of a new SQLite database with all tables."""
    url = f"sqlite:///{instance / 'tracker.sqlite'}"
    migrate(url, instance)
    return url


def migrated_postgresql(server: postgres.Server, instance: Path, name: str) -> str:
    """The address of a new PostgreSQL database with all tables, a copy of the one that the first worker migrates."""
    server.make_once(TEMPLATE, lambda url: migrate(url, instance))
    return server.clone(TEMPLATE, name)


def copy_of(
    database_url: str, server: postgres.Server | None, folder: Path, *, template: str = TEMPLATE
) -> str:
    """A database of its own for a test that needs real commits, seen by all connections.

    On PostgreSQL it is a copy of ``template``, to which nobody may be connected; on SQLite of the file.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        copied = folder / "copy.sqlite"
        copied.write_bytes(Path(str(url.database)).read_bytes())
        return f"sqlite:///{copied}"
    assert server is not None
    return server.clone(template, f"{url.database}_copy")


class WatchedSession(Session):
    """Knows whether it holds changes that nobody committed."""

    sent = False

    def unsaved(self) -> list[str]:
        """The uncommitted changes, described."""
        changed = [repr(record) for record in (*self.new, *self.deleted)]
        changed += [repr(record) for record in self.dirty if self.is_modified(record)]
        return changed or (["changes sent to the database"] if self.sent else [])


@event.listens_for(WatchedSession, "after_flush")
def _sent(session: WatchedSession, _context: Any) -> None:
    session.sent = True


@event.listens_for(WatchedSession, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and isinstance(state.session, WatchedSession):
        state.session.sent = True


@event.listens_for(WatchedSession, "after_commit")
@event.listens_for(WatchedSession, "after_rollback")
def _settled(session: WatchedSession) -> None:
    session.sent = False


def current_context() -> int:
    """Which application context a session belongs to."""
    return id(app_ctx._get_current_object())  # type: ignore[attr-defined]  # a proxy, typed as what it stands for


class BoundSessions(scoped_session[WatchedSession]):
    """Stands in for ``db.session``: a session for each application context, all on one connection.

    What a session commits stays inside the connection's transaction. What a request leaves uncommitted is noted in ``lost``.
    """

    def __init__(self, connection: Connection) -> None:
        factory = sessionmaker(
            bind=connection,
            class_=WatchedSession,
            join_transaction_mode="create_savepoint",
        )
        super().__init__(factory, scopefunc=current_context)
        self.lost: list[str] = []

    def remove(self) -> None:
        if self.registry.has():
            self.lost += self.registry().unsaved()
        super().remove()


@contextmanager
def rolled_back(app: Flask) -> Iterator[WatchedSession]:
    """A session for a test, also ``db.session`` for all that runs meanwhile; nothing of it stays."""
    with app.app_context(), db.engine.connect() as connection:
        outer = connection.begin()
        sessions = BoundSessions(connection)
        usual, db.session = db.session, sessions  # type: ignore[assignment]  # the same calls
        try:
            yield sessions()
        finally:
            sessions.remove()
            db.session = usual
            if outer.is_active:
                outer.rollback()


def miscounted(session: Session) -> list[str]:
    """What the kept counts of partnerships say otherwise than a full count of what was committed."""
    session.rollback()
    return list(proof.differences(session.connection()))


class Statements(list[str]):
    """The statements that were sent, without those that only open and close transactions."""

    FRAME = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA)", re.IGNORECASE)

    CHANGING = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b|.*\bFOR (UPDATE|SHARE)\b", re.IGNORECASE | re.DOTALL)

    def note(self, statement: str) -> None:
        if not self.FRAME.match(statement):
            self.append(statement)

    @property
    def changing(self) -> list[str]:
        """Those that a copy of the database that can only be read would refuse."""
        return [statement for statement in self if self.CHANGING.match(statement)]


@contextmanager
def counted(session: Session) -> Iterator[Statements]:
    """Collect what is sent to the database; what the test itself prepared is sent before."""
    session.commit()
    statements = Statements()

    def note(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.note(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
