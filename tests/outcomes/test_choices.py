"""What is kept of a region, a field, a cohort or a period is what its partnerships add, for everybody who sees the whole programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests import databases
from tests.factories.accounts import make_admin, make_official, make_programme_staff
from tests.factories.projects import make_member
from tests.outcomes.rich_world import enrich
from tests.outcomes.world import COHORTS, FIELDS, REGIONS, TODAY, make_world
from tracker.outcomes import kept, telling
from tracker.outcomes.asked import Asked
from tracker.outcomes.chapters import funnel
from tracker.outcomes.terms import Chapter, Grouping
from tracker.projects.models import Partnership
from tracker.projects.terms import Visibility
from tracker.summaries import parts
from tracker.summaries.models import PartnershipCount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

THIS_YEAR, LAST_YEAR = TODAY.year, TODAY.year - 1
CHOICES = (
    {"region": REGIONS[0]},
    {"field": FIELDS[0].code},
    {"field": FIELDS[1].code},
    {"cohort": COHORTS[0]},
    {"cohort": COHORTS[1]},
    {"started_from": f"{LAST_YEAR}-01-01", "started_to": f"{LAST_YEAR}-12-31"},
    {"started_from": f"{LAST_YEAR}-03-01"},
    {"started_to": f"{THIS_YEAR}-02-{28 + (THIS_YEAR % 4 == 0)}"},
)
IN_ALL = (
    Chapter.OVERVIEW,
    Chapter.FUNNEL,
    Chapter.SURVIVAL,
    Chapter.RESOURCES,
    Chapter.BENEFITS,
    Chapter.CONTINUATION,
    Chapter.MECHANISMS,
)
"""Chapters of which all that is counted is kept of each choice."""
READERS = ("staff", "admin", "in a team")


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[Session]:
    with databases.rolled_back(app) as session:
        enrich(session, make_world(session, size=40))
        for place, each in enumerate(session.scalars(select(Partnership).order_by(Partnership.id))):
            if place % 5 == 0:
                each.started_on = None  # then the day counts on which it was recorded
        session.commit()
        yield session


@pytest.fixture(scope="module")
def readers(world: Session) -> dict[str, User]:
    """The third sees some partnerships only as a member of their teams."""
    staff, admin, member = make_programme_staff(world), make_admin(world), make_programme_staff(world)
    hidden = list(world.scalars(select(Partnership).where(Partnership.visibility == Visibility.TEAM)))
    for each in hidden[:6]:
        make_member(each, member)
    world.commit()
    assert len(hidden) > 6
    return dict(zip(READERS, (staff, admin, member), strict=True))


def test_every_topic_is_kept_of_every_choice(world: Session) -> None:
    kept_of = select(PartnershipCount.span, PartnershipCount.topic).distinct()
    found = {tuple(row) for row in world.execute(kept_of)}

    for span in (*parts.CHOICES, "region", "several"):
        topics = parts.BY_CHOICE if span in parts.CHOICES else parts.BY_CHOICE - {parts.LIES_IN}
        assert {topic for topic in topics if (span, topic) not in found} == set()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: " ".join(chosen.values()))
def test_what_is_kept_of_a_choice_is_what_its_partnerships_add(
    world: Session,
    readers: dict[str, User],
    reader: str,
    chosen: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Asked(world, readers[reader], TODAY, chosen)
    assert kept.over(asked, "partnership") is not None
    found = {chapter: telling.told(chapter, asked) for chapter in Chapter}
    monkeypatch.setattr(kept, "over", lambda *_given, **_more: None)

    for chapter in Chapter:
        assert found[chapter] == telling.told(chapter, asked), str(chapter)
    assert any(each.rows for each in found[Chapter.OVERVIEW].figures)


@pytest.mark.parametrize("chapter", IN_ALL, ids=str)
@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: " ".join(chosen.values()))
def test_no_record_is_looked_at_for_one_choice(
    world: Session, readers: dict[str, User], chapter: Chapter, chosen: dict[str, str]
) -> None:
    asked = Asked(world, readers["staff"], TODAY, chosen)
    with databases.counted(world) as statements:
        telling.told(chapter, asked)

    assert [each for each in statements if is_of_records(each)] == []


def is_of_records(statement: str) -> bool:
    """It counts records; the reader's own teams and the last reasons are looked up."""
    return "count(" in statement.lower() and "FROM partnership_counts" not in statement


@pytest.mark.parametrize(
    "chosen",
    [
        {"field": FIELDS[0].code, "region": REGIONS[0]},
        {"started_from": f"{LAST_YEAR}-01-02"},
        {"started_to": f"{LAST_YEAR}-12-30"},
        {"sector": "business"},
    ],
    ids=lambda chosen: " ".join(chosen.values()),
)
def test_of_other_choices_each_partnership_is_read(world: Session, chosen: dict[str, str]) -> None:
    asked = Asked(world, make_programme_staff(world), TODAY, chosen)

    assert kept.over(asked, "partnership") is None


def test_for_an_official_who_chooses_each_partnership_is_read(world: Session) -> None:
    official = make_official(world, REGIONS[0])
    asked = Asked(world, official, TODAY, {"field": FIELDS[0].code})

    assert kept.over(asked, "partnership") is None
    assert telling.told(Chapter.FUNNEL, asked).by_code("reached") == funnel.reached(asked)


def test_lives_by_group_are_counted_for_a_choice_too(
    world: Session, readers: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(world, readers["staff"], TODAY, {"field": FIELDS[0].code})
    found = [telling.told(Chapter.SURVIVAL, asked, None, by) for by in Grouping]
    monkeypatch.setattr(kept, "over", lambda *_given, **_more: None)

    assert found == [telling.told(Chapter.SURVIVAL, asked, None, by) for by in Grouping]
