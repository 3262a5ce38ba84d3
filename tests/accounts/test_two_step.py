"""Two-step sign-in: a code from an authenticator app, recovery codes, help."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from flask import current_app

from tests.accounts.test_signing_in import is_signed_in, letters, try_to_sign_in
from tests.factories.accounts import PASSWORD, make_admin, make_alumnus
from tracker.accounts import services
from tracker.accounts.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tests.visitor import Visitor

EMAIL = "olga@example.org"


@pytest.fixture
def person(database: Session) -> User:
    letters().clear()
    return make_alumnus(database, email=EMAIL, name="Ольга Ким", password=PASSWORD)


def codes() -> Any:
    """The factory of one-time codes of the application."""
    return current_app.extensions["security"].totp_factory


def set_up(visitor: Visitor) -> Page:
    """Set up the second step as a person does, and return the page on which one ends up."""
    try_to_sign_in(visitor, EMAIL)
    page = visitor.submit(visitor.visit("/profile/two-step"))
    assert page.select("img[src^='data:image/svg+xml']")
    key = page.select("details code")[0].get_text().replace("-", "")
    return visitor.submit(page, code=str(codes()._totp(key=key, format="base32").generate().token))


def next_code(person: User) -> str:
    """The code of the step after the one used last, as the clock would bring it."""
    secret = codes()._totp.from_source(person.tf_totp_secret)
    assert person.tf_last_counter
    return str(secret.generate((person.tf_last_counter + 1) * 30).token)


def test_setting_up_ends_with_recovery_codes(as_guest: Visitor, person: User) -> None:
    page = set_up(as_guest)

    assert page.heading == "Recovery codes"
    assert person.has_two_factor
    page = as_guest.submit(page)
    shown = [code.get_text() for code in page.select("li code")]
    assert len(shown) == 8
    assert not any(code in json.dumps(list(person.mf_recovery_codes or [])) for code in shown)


def test_the_password_alone_is_no_longer_enough(as_guest: Visitor, person: User) -> None:
    set_up(as_guest)
    as_guest.post("/logout")

    page = try_to_sign_in(as_guest, EMAIL)
    assert page.heading == "The code from your phone"
    assert not is_signed_in(as_guest)
    page = as_guest.submit(page, code="000000")
    assert "The code does not fit" in page
    as_guest.submit(page, code=next_code(person))

    assert is_signed_in(as_guest)


def test_a_code_is_taken_once(as_guest: Visitor, person: User) -> None:
    set_up(as_guest)
    as_guest.post("/logout")
    used = str(
        codes()._totp.from_source(person.tf_totp_secret).generate((person.tf_last_counter or 0) * 30).token
    )

    page = as_guest.submit(try_to_sign_in(as_guest, EMAIL), code=used)

    assert "The code does not fit" in page
    assert not is_signed_in(as_guest)


def test_a_recovery_code_opens_once(as_guest: Visitor, person: User) -> None:
    page = as_guest.submit(set_up(as_guest))
    recovery = page.select("li code")[0].get_text()
    as_guest.post("/logout")

    try_to_sign_in(as_guest, EMAIL)
    as_guest.submit(as_guest.visit("/login/recovery"), code=recovery)
    assert is_signed_in(as_guest)
    assert len(person.mf_recovery_codes or []) == 7

    as_guest.post("/logout")
    try_to_sign_in(as_guest, EMAIL)
    page = as_guest.submit(as_guest.visit("/login/recovery"), code=recovery)
    assert "used already" in page
    assert not is_signed_in(as_guest)


def test_without_phone_and_codes_the_administrators_are_asked(
    database: Session, as_guest: Visitor, person: User
) -> None:
    admin = make_admin(database, email="admin@example.org")
    set_up(as_guest)
    as_guest.post("/logout")
    letters().clear()

    page = as_guest.submit(try_to_sign_in(as_guest, EMAIL), form="details form")

    assert "The administrators have received a letter" in page
    assert letters()[0].to == ["admin@example.org"]
    assert f"/accounts/{person.id}" in letters()[0].body

    services.reset_two_factor(person, by=admin)
    try_to_sign_in(as_guest, EMAIL)
    assert is_signed_in(as_guest)


def test_it_can_be_switched_off(as_guest: Visitor, person: User) -> None:
    set_up(as_guest)

    page = as_guest.submit(as_guest.visit("/profile/two-step"), form="form:has([value='disable'])")

    assert "switched off" in page
    assert not person.has_two_factor


def test_changing_the_protection_takes_a_recent_password(
    database: Session, as_guest: Visitor, person: User
) -> None:
    try_to_sign_in(as_guest, EMAIL)
    with as_guest.client.session_transaction() as session:
        session["fs_paa"] = 1.0
        session.pop("fs_gexp", None)

    page = as_guest.visit("/profile/recovery-codes", follow=True)
    assert page.heading == "Confirm that it is you"
    assert "This is not your password" in as_guest.submit(page, password="wrong")
    page = as_guest.submit(page, password=PASSWORD)

    assert page.heading == "Recovery codes"
    assert person.tf_totp_secret is None
