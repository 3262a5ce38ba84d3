"""``tracker``: the command of an installation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup, FlaskGroup, with_appcontext

from tracker import database, paths, serving
from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Callable

MIGRATING = "db"
"""The commands of Flask-Migrate."""
COMMANDS: list[click.Command] = []
"""Commands of the packages, each put here by its own module."""


START_STEPS: list[tuple[int, Callable[[Settings], None]]] = []
"""What ``tracker run`` does between migrating and serving, each with its place in the order; filled by ``at_start``."""


def at_start(place: int) -> Callable[[Callable[[Settings], None]], Callable[[Settings], None]]:
    """Let a package do something at each start of ``tracker run``; lower places come first."""

    def add(step: Callable[[Settings], None]) -> Callable[[Settings], None]:
        START_STEPS.append((place, step))
        return step

    return add


def command(group: AppGroup | None = None) -> Callable[[click.Command], click.Command]:
    """Add a command of a package to ``tracker``."""

    def add(made: click.Command) -> click.Command:
        (COMMANDS.append if group is None else group.add_command)(made)
        return made

    return add


def register(app: Flask) -> None:
    """Put our commands into the application's command line."""
    for made in COMMANDS:
        app.cli.add_command(made)


@command()
@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve Tracker with a production server."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the documented way out of the proxy
    settings: Settings = app.config["TRACKER_SETTINGS"]
    shown = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  # only compared
    click.secho(f"Tracker: http://{shown}:{settings.port}/   (Ctrl+C stops it)", fg="green", bold=True)
    serving.serve(app, settings)


@command()
@click.command("run")
@click.pass_context
@with_appcontext
def run(context: click.Context) -> None:
    """Bring the database up to date, fill an empty one with demonstration data, and serve."""
    import flask_migrate  # noqa: PLC0415  # what serves does without Alembic

    settings: Settings = current_app.config["TRACKER_SETTINGS"]
    Path(settings.instance).mkdir(parents=True, exist_ok=True)
    click.echo("Database: bringing it up to date…")
    flask_migrate.upgrade(directory=str(paths.MIGRATIONS))
    for _place, step in sorted(START_STEPS, key=lambda placed: placed[0]):
        step(settings)
    db.session.remove()
    db.engine.dispose()
    serving.start_afresh()
    context.invoke(serve)


class Commands(FlaskGroup):
    """All commands. ``serve`` is found without asking the libraries for theirs, and Alembic is loaded for ``db`` alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), MIGRATING])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name == serve.name:
            return serve
        if name == MIGRATING:
            from flask_migrate.cli import db as migrating  # noqa: PLC0415

            return cast("click.Command", migrating)
        return super().get_command(ctx, name)


def main() -> None:
    """Entry point of ``tracker``."""
    from tracker import create_app  # noqa: PLC0415  # the application imports this module

    database.writing.set(True)
    try:
        Commands(create_app=create_app, name="tracker", add_default_commands=False)(prog_name="tracker")
    except ConfigurationError as error:
        click.secho(str(error), fg="red", err=True)
        sys.exit(2)
