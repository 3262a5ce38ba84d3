"""``tracker regions``: the shipped regions into the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup, with_appcontext

from tracker import cli
from tracker.extensions import db
from tracker.regions.catalogue import load_catalogue

if TYPE_CHECKING:
    from tracker.config import Settings

group = AppGroup("regions", help="The list of regions.")
cli.command()(group)


@cli.command(group)
@click.command("load")
@with_appcontext
def load() -> None:
    """Add the regions that Tracker ships with and that are missing."""
    added = load_catalogue(db.session())
    db.session.commit()
    click.echo(f"Regions added: {added}." if added else "All shipped regions are there already.")


@cli.at_start(10)
def load_at_start(_settings: Settings) -> None:
    """Keep the regions of an installation complete."""
    load_catalogue(db.session())
    db.session.commit()
