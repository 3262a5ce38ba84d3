"""What the kept counts know of lists is what counting them one by one gives: for every reader, region, state and stage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member
from tests.outcomes.world import REGIONS, TODAY, make_world
from tracker.projects import counts, own
from tracker.projects.filters import Filter, Shown, Sort
from tracker.projects.terms import Stage, Visibility
from tracker.summaries import lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

FILTERS = [
    Filter(shown=shown, regions=regions, stages=stages)
    for shown in Shown
    for regions in ((), (REGIONS[0],), (REGIONS[1],))
    for stages in ((), (Stage.BUILDING, Stage.EVERYDAY))
]


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[Session]:
    """A world in which some are seen by their team only."""
    with databases.rolled_back(app) as session:
        session.info["made"] = make_world(session, size=40)
        session.commit()
        yield session


@pytest.fixture(scope="module")
def readers(world: Session) -> list[User | None]:
    """Everybody who sees something else, a visitor among them; some are in teams, too."""
    hidden = [
        each
        for each in world.info["made"].partnerships
        if each.visibility in (Visibility.TEAM, Visibility.PROGRAMME)
    ]
    found = [
        make_admin(world),
        make_programme_staff(world),
        make_official(world, REGIONS[0]),
        make_official(world, *REGIONS),
        make_alumnus(world),
    ]
    for person in found[1:]:
        for partnership in hidden[::2]:
            make_member(partnership, person)
    world.commit()
    return [*found, None]


@pytest.mark.parametrize("chosen", FILTERS, ids=lambda chosen: str(chosen.key[1:8]))
def test_the_counts_of_a_list_are_those_of_its_rows(
    world: Session, readers: list[User | None], chosen: Filter
) -> None:
    for user in readers:
        found = chosen.select(user, TODAY)
        slowly = Counter(partnership.stage for partnership in world.scalars(found).unique())
        known = counts.known(world, user, chosen)
        assert known is not None
        told = Counter(known.numbers)
        assert all(number <= slowly[stage] for stage, number in told.items())
        if user is not None and known.besides_only_own:
            told.update(
                {
                    row.stage: row.number
                    for row in world.execute(own.by_stage(found, user, besides=known.visibilities))
                }
            )
        if known.besides_only_own:
            assert +told == slowly


def test_of_an_official_who_sees_more_than_the_public_in_their_own_regions_only_so_much_is_said(
    world: Session, readers: list[User | None]
) -> None:
    known = lists.known(world, readers[2], Filter())
    assert known is not None
    assert not known.besides_only_own


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(text="paper"),
        Filter(regions=REGIONS[:2]),
        Filter(mine=True),
        Filter(tags=("paper",)),
        Filter(organisation=1),
        Filter(sort=Sort.SILENT),
    ],
)
def test_of_other_lists_nothing_is_known(world: Session, readers: list[User | None], chosen: Filter) -> None:
    assert all(lists.known(world, user, chosen) is None for user in readers)
