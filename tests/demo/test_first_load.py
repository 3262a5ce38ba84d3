"""Before the demonstration set is there, and while it comes. (On a database of its own: the other module keeps its set open.)"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.config import Settings
from tracker.database import utc_now
from tracker.demo import commands, loader, reading
from tracker.demo.loader import is_demo_loaded, is_empty, load_demo
from tracker.history.models import Entry
from tracker.projects.models import Partnership

TODAY = date(2026, 5, 20)
SET = reading.read()


def test_an_empty_database_is_known_as_such(database: Session) -> None:
    assert is_empty(database)
    assert not is_demo_loaded(database)


def test_the_command_says_that_nothing_is_there(app: Flask, database: Session) -> None:
    assert app.test_cli_runner().invoke(args=["demo", "status"]).output == "There is no demonstration data.\n"


def test_the_first_start_fills_an_empty_database_and_tells_how_far_it_is(
    app: Flask, database: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loads: list[date] = []

    def load(_session: Session, today: date, *, told: Any) -> None:
        loads.append(today)
        for done in range(1, 8):
            told(done, 7)

    monkeypatch.setattr(loader, "load_demo", load)
    settings: Settings = app.config["TRACKER_SETTINGS"]
    commands.fill_at_start(replace(settings, demo=True))

    assert loads == [utc_now().date()]
    assert re.findall(r"(\d+) %", capsys.readouterr().out)[-1] == "100"


def test_two_loads_give_the_same(database: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    some = dict(list(SET.partnerships.items())[6:8])
    monkeypatch.setattr(reading, "read", lambda: replace(SET, partnerships=some))
    told = []
    for _time in range(2):
        load_demo(database, TODAY)
        told.append(facts(database))
        database.rollback()

    assert told[0] == told[1]
    assert is_empty(database)


def without_numbers(value: Any) -> Any:
    """A part of an entry without the numbers of records that were changed in it."""
    if not isinstance(value, dict):
        return value
    return {name: each for name, each in value.items() if not name.endswith("_id")}


def facts(session: Session) -> list[tuple[Any, ...]]:
    """Everything that history says, and where it has led; not the numbers of records, which a database may leave out."""
    emails = {user.id: user.email for user in session.scalars(select(User))}
    told: list[tuple[Any, ...]] = [
        (
            entry.number,
            entry.kind,
            entry.happened_on,
            entry.recorded_at,
            emails.get(entry.author_id or 0),
            entry.subject_kind,
            entry.subject_version,
            {name: without_numbers(part["value"]) for name, part in entry.parts.items()},
        )
        for entry in session.scalars(select(Entry).order_by(Entry.id))
    ]
    ends = [
        (each.title, each.stage, each.round, each.alive_on, each.updated_at)
        for each in session.scalars(select(Partnership).order_by(Partnership.title))
    ]
    return told + ends
