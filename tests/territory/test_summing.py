"""Where the kept counts are read, they tell what a reading of all records tells; where they do not know, the records are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_admin, make_official, make_programme_staff
from tests.factories.projects import make_member
from tests.factories.resources import make_need
from tests.outcomes.world import REGIONS, TODAY, make_world
from tracker.projects import cycle
from tracker.projects.filters import Limits
from tracker.territory import comparing, figures, keeping, summing
from tracker.territory.looking import Looking, look

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

EVERYTHING: dict[str, list[str]] = {}


def looking_of(
    user: User, arguments: dict[str, list[str]] = EVERYTHING, limits: Limits | None = None
) -> Looking:
    return look(user, arguments, today=TODAY, limits=limits or Limits())


@pytest.fixture
def readers(database: Session) -> list[User]:
    """People who see different partnerships; two are in a team besides, and one has no region yet."""
    world = make_world(database, size=30)
    found = [
        make_admin(database),
        make_programme_staff(database),
        make_official(database, REGIONS[0]),
        make_official(database, REGIONS[0], REGIONS[1]),
        make_official(database),
    ]
    found[-1].regions.clear()
    for place, each in enumerate(world.partnerships):
        each.municipality = ("Barnaul", "Tomsk", "")[place % 3]
        each.alive_on = cycle.months_before(TODAY, place % 30)
        if each.is_active:
            make_need(each)
            make_member(each, found[1 + place % 2])
    database.commit()
    return found


def shown_to(session: Session, looking: Looking) -> tuple[object, ...]:
    """All that the workspace counts."""
    stamp = keeping.stamp(session)
    return (
        figures._figures(session, looking, stamp),
        figures._by_region(session, looking, stamp),
        figures._needs_by_kind(session, looking, stamp),
        comparing.compare(session, looking),
    )


@pytest.mark.parametrize("arguments", [EVERYTHING, {"region": [REGIONS[0]]}, {"sort": ["silent"]}])
def test_the_kept_counts_tell_what_the_records_tell(
    database: Session,
    readers: list[User],
    monkeypatch: pytest.MonkeyPatch,
    arguments: dict[str, list[str]],
) -> None:
    for reader in readers:
        looking = looking_of(reader, arguments)
        assert summing.knows(looking)
        kept = shown_to(database, looking)
        with monkeypatch.context() as patched:
            patched.setattr(summing, "knows", lambda _looking: False)
            read = shown_to(database, looking)

        assert kept == read


@pytest.mark.parametrize("arguments", [{"field": ["health"]}, {"state": ["ended"]}, {"q": ["school"]}])
def test_what_the_counts_do_not_tell_apart_is_read(
    database: Session, arguments: dict[str, list[str]]
) -> None:
    assert not summing.knows(looking_of(make_admin(database), arguments))


def test_signs_of_life_of_long_ago_are_read(database: Session) -> None:
    looking = looking_of(make_admin(database))

    assert not summing.knows(replace(looking, limits=Limits(silent_months=36)))
