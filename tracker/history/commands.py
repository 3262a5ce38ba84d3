"""``tracker history``: proving that history is unbroken."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from tracker.cli import command
from tracker.extensions import db
from tracker.history import chain
from tracker.history.models import Book, Entry

group = AppGroup("history", help="The history of all records.")
command()(group)


@group.command("verify")
@click.option("--book", "book_id", type=int, help="Only this book.")
def verify(book_id: int | None) -> None:
    """Walk every chain and name each place where one does not hold."""
    books = db.session.scalar(select(func.count()).select_from(Book)) if book_id is None else 1
    entries = db.session.scalar(select(func.count()).select_from(Entry)) if book_id is None else None
    broken = 0
    for found in chain.verify(db.session(), book_id=book_id):
        broken += 1
        click.secho(f"book {found.book_id}, entry {found.number}: {found.problem}", fg="red", err=True)
    if broken:
        click.secho(f"{broken} places where history does not hold.", fg="red", bold=True, err=True)
        sys.exit(1)
    click.secho(
        f"History holds: {books} books" + (f", {entries} entries." if entries is not None else "."),
        fg="green",
    )
