"""What is read from the counts is what a slow count of the records gives, for every reader and in every choice of regions."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member
from tests.factories.resources import make_need
from tests.outcomes.world import REGIONS, TODAY, make_world
from tracker.mechanisms.queries import by_decided_type
from tracker.projects import cycle, figures
from tracker.projects.filters import Limits
from tracker.projects.models import Partnership
from tracker.projects.queries import inside_visible_to, lies_in, visible_to
from tracker.projects.terms import PartnershipState, Visibility
from tracker.resources.sums import sums_of
from tracker.summaries import figures as told
from tracker.summaries import parts, sums
from tracker.summaries.sums import Question
from tracker.territory.counting import counts_of
from tracker.territory.figures import municipalities
from tracker.territory.terms import Lack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.figures import Scope
    from tracker.summaries.sums import Sums

STATES = (tuple(PartnershipState), (PartnershipState.ACTIVE,))
SILENT_BEFORE = cycle.months_before(TODAY, Limits().silent_months)


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[Session]:
    """A world in which some are seen by their team only."""
    with databases.rolled_back(app) as session:
        made = make_world(session, size=40)
        for place, each in enumerate(made.partnerships):
            if each.is_active:
                make_need(each)
            each.municipality = ("Barnaul", "Tomsk", "")[place % 3]
            each.alive_on = cycle.months_before(TODAY, place % 30)
        session.commit()
        yield session


@pytest.fixture(scope="module")
def readers(world: Session) -> list[User]:
    """Everybody who sees something else; three are in teams, too, and an official has no region yet."""
    found = [
        make_admin(world),
        make_official(world, REGIONS[0]),
        make_programme_staff(world),
        make_official(world, REGIONS[1], REGIONS[2]),
        make_alumnus(world),
        make_official(world),
    ]
    found[-1].regions.clear()
    partnerships = inside_visible_to(found[0]).limit(16)
    for place, each in enumerate(world.scalars(partnerships)):
        if each.is_active:
            make_member(each, found[2 + place % 3])
    world.commit()
    return found


def question(states: tuple[PartnershipState, ...]) -> Question:
    return Question(topics=parts.IN_REGIONS, today=TODAY, states=states, silent_before=SILENT_BEFORE)


def in_states(scope: Scope, states: tuple[PartnershipState, ...]) -> Scope:
    return figures.active(scope) if len(states) == 1 else scope


def check(session: Session, found: Sums, scope: Scope) -> None:
    """Each topic against the queries that look at every record."""
    slow = counts_of(session, scope, today=TODAY, limits=Limits())

    assert found["partnership", ""] == slow.active
    assert told.stages(found) == figures.by_stage(session, scope)
    assert told.fields(found) == figures.by_field(session, scope)
    assert told.mixes(found).counts == figures.sector_mixes(session, scope, TODAY).counts
    assert told.mechanisms(found) == by_decided_type(session, scope)
    assert found["silent", ""] == slow.lacks[Lack.SILENT]
    assert found["overdue", ""] == slow.lacks[Lack.OVERDUE]
    assert found["promise_overdue", ""] == slow.overdue_commitments
    assert sum(told.open_needs(found).values()) == slow.lacks[Lack.NEEDS]
    assert told.towns(found) == municipalities(session, scope)
    kept, counted = told.resources(found), sums_of(session, scope)
    assert (kept.promised, kept.delivered) == (counted.promised, counted.delivered)


@pytest.mark.parametrize("states", STATES, ids=["all", "active"])
def test_over_all_that_somebody_sees(
    world: Session, readers: list[User], states: tuple[PartnershipState, ...]
) -> None:
    for reader in readers:
        found = sums.over(world, sums.seen_by(world, reader), question(states))

        check(world, found, in_states(figures.ids_of(inside_visible_to(reader)), states))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_over_some_regions(world: Session, readers: list[User], number: int) -> None:
    for reader in readers:
        seen = sums.seen_by(world, reader)
        for regions in combinations(REGIONS, number):
            if seen.regions is not None and not seen.regions >= set(regions):
                with pytest.raises(ValueError, match="regions"):
                    sums.over(world, seen, question(STATES[0]), regions)
                continue
            found = sums.over(world, seen, question(STATES[0]), regions)

            check(world, found, figures.ids_of(inside_visible_to(reader).where(lies_in(list(regions)))))


def test_region_by_region(world: Session, readers: list[User]) -> None:
    for reader in readers:
        seen = sums.seen_by(world, reader)
        inside = sums.by_region(world, seen, question(STATES[0]))
        lists = sums.numbers_by_region(world, seen, question(STATES[0]))
        for code in REGIONS:
            seen_inside = figures.ids_of(inside_visible_to(reader).where(lies_in([code])))
            check(world, inside.get(code, Counter()), seen_inside)
            check(
                world, lists.get(code, Counter()), figures.ids_of(visible_to(reader).where(lies_in([code])))
            )


def test_some_visibilities_alone(world: Session) -> None:
    seen = sums.Seen(frozenset((Visibility.PUBLIC,)))

    found = sums.over(world, seen, question(STATES[0]))

    check(
        world,
        found,
        figures.ids_of(
            inside_visible_to(make_admin(world)).where(Partnership.visibility == Visibility.PUBLIC)
        ),
    )
