"""Filling an empty database with the demonstration set.

Nothing is written past the services. What happened in forty partnerships is replayed in the order in which it happened, by the
people who did it, under a clock set to that day. So history, signs of life, versions, visits and the search index are the work
of the same code as in life.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from flask_babel import force_locale
from sqlalchemy import exists, or_, select

from tracker.accounts.models import User
from tracker.accounts.passwords import hashed
from tracker.database import at
from tracker.demo import (
    about,
    alumni,
    arranging,
    asking,
    gaining,
    giving,
    going_on,
    helping,
    judging,
    learning,
    living_on,
    measuring,
    reading,
    reporting,
    taking_part,
    taking_stock,
    writing_down,
)
from tracker.demo.people import PASSWORD, add_people
from tracker.demo.story import Event, Scene, Story
from tracker.errors import WrongState
from tracker.extensions import file_store
from tracker.i18n import _l
from tracker.partners.models import Organisation
from tracker.projects.models import Partnership
from tracker.regions.catalogue import load_catalogue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CHAPTERS = (
    about,
    taking_part,
    giving,
    writing_down,
    arranging,
    going_on,
    taking_stock,
    gaining,
    measuring,
    reporting,
    learning,
    living_on,
    asking,
    judging,
    helping,
)
MORNING = time(6, tzinfo=UTC)
"""When the first thing of a day happens: morning in Moscow, noon in Novosibirsk."""
PAUSE = timedelta(minutes=3)
SIGNED_UP_BEFORE = 7
"""Days that the people had an account before the first of them recorded a partnership."""


def is_empty(session: Session) -> bool:
    """Whether nobody has put anything into the database yet; the shipped regions do not count."""
    return not any(
        session.scalar(select(exists(select(table.id)))) for table in (User, Organisation, Partnership)
    )


def is_demo_loaded(session: Session) -> bool:
    """Whether there are demonstration records."""
    marked = (exists().where(table.is_demo) for table in (User, Organisation, Partnership))
    return bool(session.scalar(select(or_(*marked))))


def load_demo(session: Session, today: date, *, told: Callable[[int, int], None] | None = None) -> None:
    """Fill an empty database as if Tracker had been in use for years until ``today``; raises ``WrongState`` when it is not empty.

    Commits nothing. ``told(done, total)`` hears after each event how far the replay has come. Needs an application context.
    """
    if not is_empty(session):
        raise WrongState(_l("The database is not empty: demonstration data goes into an empty one only."))
    load_catalogue(session)
    scene = _scene(session, today)
    stories = [Story(scene, given) for given in scene.demo.partnerships.values()]
    replayed = _in_order(stories, besides=alumni.events(scene))
    for done, (instant, event) in enumerate(_timed(replayed, today), start=1):
        with at(instant), force_locale(event.author.language):
            event.act()
        if told is not None:
            told(done, len(replayed))


def _scene(session: Session, today: date) -> Scene:
    """The people, who signed up before anything happened."""
    demo = reading.read()
    first = min(given["recorded"] for given in demo.partnerships.values())
    with at(_instant(today, first - SIGNED_UP_BEFORE, 0)):
        people = add_people(session, demo.accounts, password_hash=hashed(PASSWORD))
        helping.keep_views(session, demo.accounts, people)
    return Scene(session=session, today=today, files=file_store(), demo=demo, people=people)


def _in_order(stories: list[Story], *, besides: list[Event]) -> list[Event]:
    """All events by the day; on one day, partnership after partnership, each in its own order, then what belongs to none."""
    events = [
        (event.day, number, event.order, event)
        for number, story in enumerate(stories)
        for chapter in CHAPTERS
        for event in chapter.events(story)
    ]
    events += [(event.day, len(stories), event.order, event) for event in besides]
    return [event for *_place, event in sorted(events, key=lambda placed: placed[:3])]


def _timed(events: list[Event], today: date) -> Iterator[tuple[datetime, Event]]:
    """Each event with its instant: those of a day come one after another, a few minutes apart."""
    for day, of_the_day in groupby(events, key=lambda event: event.day):
        for number, event in enumerate(of_the_day):
            yield _instant(today, day, number), event


def _instant(today: date, day: int, number: int) -> datetime:
    return datetime.combine(today + timedelta(days=day), MORNING) + number * PAUSE
