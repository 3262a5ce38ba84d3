"""Alembic's environment: the application's own database and models."""

from __future__ import annotations

from alembic import context
from flask import current_app

from tracker.database import Base, refresh_statistics
from tracker.summaries import keeping
from tracker.web import is_migrated


def run_migrations() -> None:
    """Run in the transaction of a connection that a test may hand over."""
    engine = current_app.extensions["migrate"].db.engine
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    with engine.connect() as connection:
        _run(connection)
        connection.commit()


def _run(connection) -> None:  # noqa: ANN001  # a SQLAlchemy connection
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=is_migrated,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=False,
        user_module_prefix="types.",
    )
    before = context.get_context().get_current_heads()
    with context.begin_transaction():
        context.run_migrations()
    heads = context.get_context().get_current_heads()
    if heads != before:
        if set(heads) == set(context.script.get_heads()):
            keeping.fill(connection)
        refresh_statistics(connection)


run_migrations()
