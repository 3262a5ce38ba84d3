"""Guessing passwords and codes has an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.accounts.test_signing_in import NEW_PASSWORD, is_signed_in, letters, try_to_sign_in
from tests.factories.accounts import PASSWORD, make_alumnus
from tests.visitor import Visitor
from tracker.extensions import limiter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session


@pytest.fixture
def guarded(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with limits, which the other tests do without."""
    enabled = limiter.enabled
    app = databases.make_app(database_url, tmp_path, RATELIMIT_ENABLED=True)
    limiter.reset()
    yield app
    limiter.enabled = enabled
    databases.disconnect(app)


@pytest.fixture
def session(guarded: Flask) -> Iterator[Session]:
    with databases.rolled_back(guarded) as session:
        letters().clear()
        make_alumnus(session, email="olga@example.org", password=PASSWORD)
        make_alumnus(session, email="ivan@example.org", password=PASSWORD)
        yield session


@pytest.fixture
def guest(guarded: Flask, session: Session) -> Visitor:
    return Visitor(guarded, session)


def post_sign_in(visitor: Visitor, email: str, password: str, status: int) -> str:
    return visitor.post("/login", status=status, email=email, password=password).get_data(as_text=True)


def test_after_ten_wrong_passwords_there_is_a_pause_even_for_the_right_one(guest: Visitor) -> None:
    for _attempt in range(10):
        post_sign_in(guest, "olga@example.org", "wrong", 200)

    answer = guest.post("/login", status=429, email="Olga@example.org ", password=PASSWORD)

    assert "Please try again in 15 minutes" in answer.get_data(as_text=True)
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert not is_signed_in(guest)


def test_the_pause_is_announced_in_the_language_of_the_reader(guest: Visitor) -> None:
    guest.headers["Accept-Language"] = "ru"
    for _attempt in range(10):
        post_sign_in(guest, "olga@example.org", "wrong", 200)

    assert "Попробуйте снова через 15 минут." in post_sign_in(guest, "olga@example.org", "wrong", 429)


def test_others_in_the_same_room_still_sign_in(guest: Visitor) -> None:
    for _attempt in range(10):
        post_sign_in(guest, "olga@example.org", "wrong", 200)

    try_to_sign_in(guest, "ivan@example.org")

    assert is_signed_in(guest)


def test_signing_in_rightly_is_never_too_often(guest: Visitor) -> None:
    for _attempt in range(12):
        try_to_sign_in(guest, "olga@example.org")
        guest.post("/logout")


def test_one_address_does_not_try_many_accounts(guest: Visitor) -> None:
    for number in range(50):
        post_sign_in(guest, f"person{number}@example.org", "wrong", 200)

    post_sign_in(guest, "ivan@example.org", PASSWORD, 429)


def test_letters_about_a_forgotten_password_are_limited_whoever_asks(guest: Visitor) -> None:
    for email in ("olga@example.org", "nobody@example.org"):
        for _attempt in range(3):
            guest.post("/password", status=200, email=email)
        guest.post("/password", status=429, email=email)

    assert len(letters()) == 3


def test_the_own_password_cannot_be_guessed_from_an_open_session(guest: Visitor) -> None:
    try_to_sign_in(guest, "olga@example.org")
    fields = {"new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}
    for _attempt in range(10):
        guest.post("/profile/password", status=200, password="wrong", **fields)

    guest.post("/profile/password", status=429, password=PASSWORD, **fields)


def test_files_that_everybody_may_take_away_are_made_only_so_often(guest: Visitor) -> None:
    statuses = [guest.open("/reports/1/pdf").status_code for _time in range(21)]

    assert statuses == [404] * 20 + [429]
    assert guest.open("/reports/1").status_code == 404
