"""``tracker demo``: demonstration data in an empty installation, at the first start or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from tracker.accounts import demonstration
from tracker.accounts.models import User
from tracker.cli import at_start, command
from tracker.database import refresh_statistics, utc_now
from tracker.demo.people import PASSWORD
from tracker.extensions import db
from tracker.partners.models import Organisation
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from tracker.config import Settings

STRIDE = 25
"""After so many per cent of the work a line says how far it has come."""

group = AppGroup("demo", help="Demonstration data.")
command()(group)
demonstration.announce_password(PASSWORD)


@group.command("load")
def load() -> None:
    """Fill an empty database with demonstration data."""
    from tracker.demo.loader import is_empty  # noqa: PLC0415  # web processes do without the loader

    if not is_empty(db.session()):
        raise click.ClickException(
            "The database is not empty: demonstration data goes into an empty one only."
        )
    fill()


@group.command("status")
def status() -> None:
    """Say whether there is demonstration data, and how to sign in."""
    from tracker.demo.loader import is_demo_loaded  # noqa: PLC0415

    if not is_demo_loaded(db.session()):
        click.echo("There is no demonstration data.")
        return
    tables = ((Partnership, "partnerships"), (Organisation, "organisations"), (User, "accounts"))
    counted = [
        f"{db.session.scalar(select(func.count()).where(table.is_demo))} {name}" for table, name in tables
    ]
    click.echo(f"Demonstration data: {', '.join(counted)}.")
    for person in demonstration.people(db.session()):
        click.echo(f"  {person.email}  {', '.join(role.code for role in person.role_terms)}")
    click.echo(f"The password of all of them: {PASSWORD}")


def fill() -> None:
    """Load the demonstration data, tell how far it has come, and keep it."""
    from tracker.demo.loader import load_demo  # noqa: PLC0415

    click.echo("Demonstration data: replaying what happened in forty partnerships…")
    load_demo(db.session(), utc_now().date(), told=_tell)
    db.session.flush()
    refresh_statistics(db.session.connection())
    db.session.commit()
    click.echo(f"Demonstration data is there. Sign in as manager@demo.example with {PASSWORD}")


def _tell(done: int, total: int) -> None:
    percent = done * 100 // total
    if percent % STRIDE == 0 and percent != (done - 1) * 100 // total:
        click.echo(f"Demonstration data: {percent} %")


@at_start(20)
def fill_at_start(settings: Settings) -> None:
    """Give an empty installation something to look at, unless its settings say no."""
    from tracker.demo.loader import is_empty  # noqa: PLC0415

    if settings.demo and is_empty(db.session()):
        fill()
