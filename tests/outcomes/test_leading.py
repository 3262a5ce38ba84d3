"""Who leads, as it is kept, is who leads record by record, for everybody who sees the whole programme and for each choice of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests import databases
from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member
from tests.outcomes.one_by_one import OneByOne
from tests.outcomes.rich_world import enrich
from tests.outcomes.world import COHORTS, FIELDS, REGIONS, TODAY, make_world
from tracker.outcomes import leading, network
from tracker.outcomes.asked import Asked
from tracker.outcomes.leading import AsKept, OfScope
from tracker.projects.models import Partnership
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

READERS = ("staff", "admin", "in a team")


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[Session]:
    with databases.rolled_back(app) as session:
        enrich(session, make_world(session, size=40))
        yield session


@pytest.fixture(scope="module")
def readers(world: Session) -> dict[str, User]:
    """The third sees some partnerships only as a member of their teams: with brokers of their own, and with those of others."""
    staff, admin, member = make_programme_staff(world), make_admin(world), make_programme_staff(world)
    hidden = list(world.scalars(select(Partnership).where(Partnership.visibility == Visibility.TEAM)))
    leader = make_alumnus(world, name="Leads nothing else")
    for place, each in enumerate(hidden[:6]):
        make_member(each, member, TeamRole.BROKER if place == 0 else TeamRole.EDITOR)
        if place == 1:
            make_member(each, leader, TeamRole.BROKER)
    world.commit()
    assert len(hidden) > 6
    return dict(zip(READERS, (staff, admin, member), strict=True))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"region": REGIONS[0]},
        {"field": FIELDS[1].code},
        {"cohort": COHORTS[0]},
        {"started_to": TODAY.isoformat(), "sector": "business"},
    ],
    ids=lambda chosen: " ".join(chosen.values()) or "everything",
)
def test_what_is_kept_is_what_the_records_say(
    world: Session, readers: dict[str, User], reader: str, chosen: dict[str, str]
) -> None:
    asked = Asked(world, readers[reader], TODAY, chosen)
    kept, slow = leading.leads_of(asked), OneByOne(asked)

    assert isinstance(kept, OfScope if chosen else AsKept)
    assert kept.number == slow.number > 0
    assert kept.cohorts() == slow.cohorts()
    assert kept.sectors() == slow.sectors()
    for most in (1, 3, 100):
        assert kept.people(most) == slow.people(most)
    for cohort in slow.cohorts():
        assert not cohort or kept.partnerships(cohort) == slow.partnerships(cohort)
    for by in (leading.REGION, leading.FIELD, leading.SECTOR):
        groups = {key: numbers for key, *numbers in slow.groups(by)}
        assert {key: numbers for key, *numbers in kept.groups(by)} == groups
        assert len(groups) > 1


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("most", [1, 4, 100])
def test_the_busiest_organisations_are_kept_too(
    world: Session, readers: dict[str, User], reader: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(world, readers[reader], TODAY, {})
    kept = network.web_of(asked, most)
    monkeypatch.setattr(network.kept, "over", lambda *_given: None)

    assert kept == network.web_of(asked, most)
    assert len(kept.nodes) == min(most, len(kept.nodes) + kept.left_out)


def test_of_what_is_chosen_or_seen_in_part_each_is_looked_at(world: Session) -> None:
    staff, official = make_programme_staff(world), make_official(world, REGIONS[0])

    assert isinstance(leading.leads_of(Asked(world, staff, TODAY, {"region": REGIONS[0]})), OfScope)
    assert isinstance(leading.leads_of(Asked(world, official, TODAY, {})), OfScope)
