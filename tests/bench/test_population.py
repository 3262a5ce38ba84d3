"""The made-up country of the benchmark is a real one: it opens in the application, and nothing in it contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, inspect, select, text

from bench import words
from bench.loading import load, regions_of
from bench.population import SIGNED_IN, TABLES, Population
from tests.visitor import Visitor
from tracker import search
from tracker.accounts.models import User
from tracker.database import Base
from tracker.extensions import db
from tracker.history import chain
from tracker.projects.models import Partnership, partnership_regions
from tracker.regions.catalogue import load_catalogue
from tracker.resources.models import Commitment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

SIZE = 60


@pytest.fixture
def country(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application with a small population."""
    monkeypatch.setattr(Population, "organisation_count", 80)
    monkeypatch.setattr("bench.population.ALUMNI", 30)
    with own_app.app_context():
        load_catalogue(db.session())
        db.session.commit()
        load(db.session(), Population(SIZE, regions_of(db.session())), told=lambda _sentence: None)
        yield own_app
        db.session.remove()


def test_it_is_complete_and_holds_together(country: Flask) -> None:
    session = db.session()
    assert session.scalar(select(func.count()).select_from(Partnership)) == SIZE
    assert session.scalar(select(func.count()).select_from(Commitment)) == 4 * SIZE
    assert list(chain.verify(session)) == []
    dangling = [
        f"{table}.{key['constrained_columns'][0]}"
        for table in TABLES
        if table in Base.metadata.tables
        for key in inspect(session.connection()).get_foreign_keys(table)
        if _points_nowhere(
            table, key["constrained_columns"][0], key["referred_table"], key["referred_columns"][0]
        )
    ]
    assert dangling == []


def _points_nowhere(table: str, column: str, target: str, key: str) -> bool:
    return bool(
        db.session.scalar(
            text(
                f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {target})"
            )
        )
    )


def test_it_is_found_and_shown(country: Flask) -> None:
    session = db.session()
    for typed, at_least in ((words.COMMON, SIZE // 2), (words.RARE, 1)):
        found = session.scalar(
            select(func.count())
            .select_from(Partnership)
            .where(search.PARTNERSHIPS.matches(Partnership.id, typed))
        )
        assert found is not None
        assert found >= at_least
    staff = session.get(User, SIGNED_IN["staff"])
    manager = session.get(User, SIGNED_IN["manager"])
    for user, path in (
        (staff, "/partnerships"),
        (staff, "/programme"),
        (manager, "/partnerships/7"),
        (manager, "/"),
    ):
        assert Visitor(country, session, user=user, language="ru").visit(path)


def test_the_same_is_made_at_every_call(country: Flask) -> None:
    regions = regions_of(db.session())
    one, other = (list(Population(20, regions).chunks()) for _time in range(2))
    assert one == other


def test_the_order_within_regions_is_that_of_the_partnerships(country: Flask) -> None:
    differing = (
        select(func.count())
        .select_from(partnership_regions)
        .join(Partnership, Partnership.id == partnership_regions.c.partnership_id)
        .where(partnership_regions.c.alive_on.is_distinct_from(Partnership.alive_on))
    )
    assert db.session.scalar(differing) == 0
