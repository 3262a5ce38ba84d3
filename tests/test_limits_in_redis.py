"""Limits that several processes count together, and what happens while Redis does not answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests import databases, redis_server
from tests.factories.accounts import PASSWORD, make_alumnus
from tests.visitor import Visitor
from tracker.accounts import counting
from tracker.config import Settings, flask_configuration
from tracker.extensions import limiter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

EMAIL = "olga@example.org"


@pytest.fixture
def redis() -> Iterator[redis_server.RedisServer]:
    with redis_server.running() as running:
        yield running


@pytest.fixture
def counting_in_redis(redis: redis_server.RedisServer, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose limits are counted in Redis."""
    settings = Settings(
        instance=tmp_path,
        secret_key="x",
        password_salt="x",
        database_url=database_url,
        limiter_storage=redis.url,
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


@pytest.fixture
def guest(counting_in_redis: Flask) -> Iterator[Visitor]:
    with databases.rolled_back(counting_in_redis) as session:
        make_alumnus(session, email=EMAIL, password=PASSWORD)
        yield Visitor(counting_in_redis, session)


def guess(guest: Visitor, times: int) -> None:
    for _attempt in range(times):
        guest.post("/login", status=200, email=EMAIL, password="wrong")


def test_attempts_are_counted_in_redis_until_the_while_is_over(
    redis: redis_server.RedisServer, guest: Visitor
) -> None:
    guess(guest, 10)

    guest.post("/login", status=429, email=EMAIL, password=PASSWORD)
    ends = [end for key, (_hits, end) in redis.counters.items() if "sign-in-here" in key]
    assert [0 < end - time.time() <= 15 * 60 for end in ends] == [True]
    redis.counters.clear()  # as when the while is over
    guest.post("/login", email=EMAIL, password=PASSWORD)


def test_while_redis_is_down_people_sign_in_and_guessing_still_has_an_end(
    redis: redis_server.RedisServer, guest: Visitor
) -> None:
    redis.is_silent = True

    assert guest.open("/login").status_code == 200
    guess(guest, 10)

    guest.post("/login", status=429, email=EMAIL, password=PASSWORD)


def test_a_redis_that_comes_back_is_asked_again_after_a_while(
    redis: redis_server.RedisServer, guest: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess(guest, 1)
    redis.is_silent = True
    guess(guest, 1)
    redis.is_silent = False
    guess(guest, 1)
    assert hits(redis) == [1], "it is left alone for a while"

    monkeypatch.setattr(counting, "_silent", {"until": time.monotonic()})
    guess(guest, 1)

    assert hits(redis) == [2]


def hits(redis: redis_server.RedisServer) -> list[int]:
    return [hits for key, (hits, _end) in redis.counters.items() if "sign-in-here" in key]
