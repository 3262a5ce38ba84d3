"""``tracker files``: bringing files into another store, and proving that all of them are there."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from tracker.cli import command
from tracker.config import store_at
from tracker.extensions import db, file_store
from tracker.history.models import StoredFile
from tracker.stores import Store, StoreUnavailable

AT_ONCE = 500

group = AppGroup("files", help="The files of history and documents.")
command()(group)


@group.command("copy")
@click.option(
    "--from",
    "source",
    default="",
    help="A folder or s3://bucket/prefix; else `files` in the instance folder.",
)
def copy(source: str) -> None:
    """Copy files into the store that TRACKER_FILES names. What is there already stays; nothing is taken from where it was."""
    old, new = store_at(current_app.config["TRACKER_SETTINGS"], source), file_store()
    if old == new:
        raise click.ClickException(
            "The files lie there already. Name the new store in TRACKER_FILES, or the old one with --from."
        )
    copied = there = 0
    problems = []
    with _answering():
        for file in _all_files():
            if file.erased_at is not None:
                continue
            if new.exists(file.key):
                there += 1
                continue
            content = _sound(old, file)
            if content is None:
                problems.append(file)
            else:
                new.put(file.key, content)
                copied += 1
    click.echo(f"Copied: {copied}; there already: {there}.")
    _name(problems)


@group.command("check")
def check() -> None:
    """Read every file and compare it with its checksum; take out what is still there of erased ones."""
    store = file_store()
    sound = removed = 0
    problems = []
    with _answering():
        for file in _all_files():
            if file.erased_at is not None:
                if store.exists(file.key):
                    store.remove(file.key)
                    removed += 1
            elif _sound(store, file) is None:
                problems.append(file)
            else:
                sound += 1
    click.echo(f"In order: {sound}; erased and now taken out: {removed}.")
    _name(problems)


@contextmanager
def _answering() -> Iterator[None]:
    """End with a sentence when a store does not answer; the command can be given again."""
    try:
        yield
    except StoreUnavailable as problem:
        raise click.ClickException(f"A store of files does not answer: {problem}") from problem


def _all_files() -> Iterator[Any]:
    """What is recorded of each file, some at a time, so that memory holds few of them."""
    last = 0
    wanted = (StoredFile.id, StoredFile.key, StoredFile.name, StoredFile.sha256, StoredFile.erased_at)
    while files := db.session.execute(
        select(*wanted).where(StoredFile.id > last).order_by(StoredFile.id).limit(AT_ONCE)
    ).all():
        yield from files
        last = files[-1].id


def _sound(store: Store, file: Any) -> bytes | None:
    """The content of a file if it is there and as it was."""
    try:
        with store.open(file.key) as stream:
            content = stream.read()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == file.sha256 else None


def _name(problems: Sequence[Any]) -> None:
    for file in problems:
        click.secho(f"{file.key} ({file.name}) is missing or not as it was.", fg="red", err=True)
    if problems:
        sys.exit(1)
