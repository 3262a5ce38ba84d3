"""Limits that several processes count together, and what happens while Redis does not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.factories.accounts import PASSWORD, make_alumnus
from tests.postgres import free_port
from tests.visitor import Visitor
from tracker.accounts import counting
from tracker.config import Settings, flask_configuration
from tracker.extensions import limiter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def without_redis(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose Redis is down."""
    settings = Settings(
        instance=tmp_path,
        secret_key="x",
        password_salt="x",
        database_url=database_url,
        limiter_storage=f"redis://127.0.0.1:{free_port()}",
    )
    limits = {
        name: value for name, value in flask_configuration(settings).items() if name.startswith("RATELIMIT_")
    }
    enabled = limiter.enabled
    app = databases.make_app(database_url, tmp_path, **limits | {"RATELIMIT_ENABLED": True})
    yield app
    databases.disconnect(app)
    databases.disconnect(databases.make_app(database_url, tmp_path))  # the limiter is one for all tests
    limiter.enabled = enabled
    counting.reset()


def test_while_redis_is_down_people_sign_in_and_guessing_still_has_an_end(without_redis: Flask) -> None:
    with databases.rolled_back(without_redis) as session:
        make_alumnus(session, email="olga@example.org", password=PASSWORD)
        guest = Visitor(without_redis, session)

        assert guest.open("/login").status_code == 200
        for _attempt in range(10):
            guest.post("/login", status=200, email="olga@example.org", password="wrong")
        guest.post("/login", status=429, email="olga@example.org", password=PASSWORD)
