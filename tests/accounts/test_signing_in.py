"""Signing in and out, a forgotten password, the letters about it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import current_app

from tests.factories.accounts import PASSWORD, make_admin, make_alumnus, make_official
from tracker.accounts import demonstration, queries, services
from tracker.accounts.letters import address_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask_mailman import EmailMultiAlternatives
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tests.visitor import Visitor

NEW_PASSWORD = "the other bank of the Ob"


def letters() -> list[EmailMultiAlternatives]:
    """The letters sent so far in this test."""
    return getattr(current_app.extensions["mailman"], "outbox", [])


@pytest.fixture(autouse=True)
def empty_outbox(database: Session) -> None:  # the application context of the test
    letters().clear()


def try_to_sign_in(visitor: Visitor, email: str, password: str = PASSWORD) -> Page:
    return visitor.submit(visitor.visit("/login"), email=email, password=password)


def is_signed_in(visitor: Visitor) -> bool:
    return not visitor.is_refused("/profile")


def link_in(letter: EmailMultiAlternatives, start: str) -> str:
    """The address in a letter that begins so, without the host; both forms of the letter have it."""
    found = re.search(rf"http://localhost({start}[^\s\"<]+)", letter.body)
    assert found, letter.body
    assert found[1] in letter.alternatives[0][0]
    return found[1]


def test_one_signs_in_with_the_address_however_typed(database: Session, as_guest: Visitor) -> None:
    make_alumnus(database, email="olga@example.org", password=PASSWORD)

    try_to_sign_in(as_guest, " Olga@EXAMPLE.org ")

    assert is_signed_in(as_guest)


def test_one_comes_back_to_the_page_one_wanted(database: Session, as_guest: Visitor) -> None:
    make_admin(database, email="olga@example.org", password=PASSWORD)

    page = as_guest.visit("/accounts?q=x", follow=True)
    page = as_guest.submit(page, email="olga@example.org", password=PASSWORD)

    assert page.address == "/accounts?q=x"


def test_signing_in_never_leads_to_another_site(database: Session, as_guest: Visitor) -> None:
    make_alumnus(database, email="olga@example.org", password=PASSWORD)

    page = as_guest.visit("/login?next=https://elsewhere.example/")
    page = as_guest.submit(page, email="olga@example.org", password=PASSWORD)

    assert page.address == "/"
    assert is_signed_in(as_guest)


def test_signing_out_takes_a_button_not_a_link(database: Session, sign_in: Callable[..., Visitor]) -> None:
    visitor = sign_in(make_alumnus(database))

    assert visitor.open("/logout").status_code == 405
    visitor.post("/logout")

    assert not is_signed_in(visitor)


def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_answered_alike(
    database: Session, as_guest: Visitor
) -> None:
    make_alumnus(database, email="known@example.org", password=PASSWORD)
    closed = make_alumnus(database, email="closed@example.org", password=PASSWORD)
    make_alumnus(database, email="invited@example.org")
    services.deactivate(closed, by=make_admin(database))

    answers = {
        try_to_sign_in(as_guest, "known@example.org", "wrong").text,
        try_to_sign_in(as_guest, "unknown@example.org", "wrong").text,
        try_to_sign_in(as_guest, "closed@example.org", PASSWORD).text,
        try_to_sign_in(as_guest, "invited@example.org", "wrong").text,
    }

    assert len(answers) == 1
    assert "do not fit together" in answers.pop()
    assert not is_signed_in(as_guest)


def test_sign_ins_and_failures_are_noted_for_the_owner(database: Session, as_guest: Visitor) -> None:
    person = make_alumnus(database, email="olga@example.org", password=PASSWORD)
    as_guest.headers["User-Agent"] = (
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    )

    try_to_sign_in(as_guest, "olga@example.org", "wrong")
    try_to_sign_in(as_guest, "olga@example.org")
    page = as_guest.visit("/profile/sign-ins")

    noted = database.scalars(queries.sign_ins_of(person)).all()
    assert [each.succeeded for each in noted] == [True, False]
    assert noted[0].address == "127.0.0.1"
    assert "Chrome, Android" in page
    assert "Wrong password or code" in page


def test_an_account_closed_meanwhile_is_out_at_once(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    person = make_alumnus(database)
    visitor = sign_in(person)
    assert is_signed_in(visitor)

    services.deactivate(person, by=make_admin(database))

    assert not is_signed_in(visitor)


def test_a_role_taken_meanwhile_is_gone_at_once(database: Session, sign_in: Callable[..., Visitor]) -> None:
    admin, other = make_admin(database), make_admin(database)
    visitor = sign_in(other)
    visitor.visit("/accounts")

    services.change_person(other, by=admin, name="Ольга", cohort="", roles=[], regions=[])

    assert visitor.is_refused("/accounts")


def test_a_forgotten_password_is_replaced_by_a_link_in_a_letter(database: Session, as_guest: Visitor) -> None:
    person = make_alumnus(database, email="olga@example.org", name="Ольга Ким", password=PASSWORD)

    page = as_guest.submit(as_guest.visit("/password"), email="Olga@example.org")
    assert "we have just sent a letter" in page
    letter = letters()[0]
    assert letter.to == ["olga@example.org"]
    assert letter.subject == "A new password for Tracker"
    page = as_guest.visit(link_in(letter, "/password/"))
    page = as_guest.submit(page, password=NEW_PASSWORD, password_confirm=NEW_PASSWORD)
    assert "Now sign in with it" in page
    try_to_sign_in(as_guest, "olga@example.org", NEW_PASSWORD)

    assert is_signed_in(as_guest)
    assert letters()[1].subject == "Your password in Tracker was changed"
    assert person.language == "en"


def test_the_link_for_a_new_password_works_once(database: Session, as_guest: Visitor) -> None:
    make_alumnus(database, email="olga@example.org", password=PASSWORD)
    as_guest.submit(as_guest.visit("/password"), email="olga@example.org")
    link = link_in(letters()[0], "/password/")
    as_guest.submit(as_guest.visit(link), password=NEW_PASSWORD, password_confirm=NEW_PASSWORD)

    page = as_guest.visit(link, follow=True)

    assert "does not work any more" in page


def test_a_letter_speaks_the_language_of_its_recipient_not_of_whoever_asked(
    database: Session, as_guest: Visitor
) -> None:
    make_alumnus(database, email="olga@example.org", password=PASSWORD, language="ru")

    page = as_guest.submit(as_guest.visit("/password"), email="olga@example.org")

    assert page.soup.html is not None
    assert page.soup.html["lang"] == "en"
    letter = letters()[0]
    assert letter.subject == "Новый пароль для Tracker"
    assert "Чтобы задать его" in letter.body
    assert 'lang="ru"' in letter.alternatives[0][0]


def test_asking_for_a_new_password_tells_nothing_about_who_has_an_account(
    database: Session, as_guest: Visitor
) -> None:
    make_alumnus(database, email="known@example.org", password=PASSWORD)

    known = as_guest.submit(as_guest.visit("/password"), email="known@example.org").text
    unknown = as_guest.submit(as_guest.visit("/password"), email="unknown@example.org").text

    assert known.replace("known@example.org", "…") == unknown.replace("unknown@example.org", "…")
    assert len(letters()) == 1


def test_the_letter_leads_to_the_installation_whatever_host_the_request_named(
    database: Session,  # the application context of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = replace(current_app.config["TRACKER_SETTINGS"], base_url="https://tracker.example.org/")
    monkeypatch.setitem(current_app.config, "TRACKER_SETTINGS", settings)

    with current_app.test_request_context(base_url="http://evil.example"):
        address = address_of("security.forgot_password")

    assert address == "https://tracker.example.org/password"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short one", "At least 10 characters"),
        ("12345678901234", "easy to guess"),
        ("aaaaaaaabbbbbbb", "easy to guess"),
        ("olgakim-olgakim", "your name or e-mail"),
        ("x" * 201, "At most 200 characters"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(
    database: Session, sign_in: Callable[..., Visitor], password: str, sentence: str
) -> None:
    visitor = sign_in(make_alumnus(database, email="olgakim@example.org", password=PASSWORD))

    page = visitor.submit(
        visitor.visit("/profile/password"),
        password=PASSWORD,
        new_password=password,
        new_password_confirm=password,
    )

    assert sentence in page


def test_a_changed_password_signs_out_other_devices(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    person = make_alumnus(database, email="olga@example.org", password=PASSWORD)
    here, elsewhere = sign_in(person), sign_in(person)

    page = here.submit(
        here.visit("/profile/password"),
        password=PASSWORD,
        new_password=NEW_PASSWORD,
        new_password_confirm=NEW_PASSWORD,
    )

    assert "The new password is saved" in page
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert letters()[0].subject == "Your password in Tracker was changed"
    assert not database.scalars(queries.sign_ins_of(person)).all()


def test_an_address_is_changed_by_a_letter_to_the_new_one(database: Session, as_guest: Visitor) -> None:
    person = make_alumnus(database, email="olga@example.org", password=PASSWORD)
    try_to_sign_in(as_guest, "olga@example.org")

    page = as_guest.submit(as_guest.visit("/profile/email"), email="Olga.Kim@example.org")
    assert "We have sent a letter to olga.kim@example.org" in page
    assert person.email == "olga@example.org"
    page = as_guest.visit(link_in(letters()[0], "/profile/email/"), follow=True)

    assert "The new address is confirmed" in page
    assert person.email == "olga.kim@example.org"
    assert [letter.to for letter in letters()] == [["olga.kim@example.org"], ["olga@example.org"]]


def test_an_address_that_somebody_has_is_not_told_apart(database: Session, as_guest: Visitor) -> None:
    make_alumnus(database, email="taken@example.org")
    make_alumnus(database, email="olga@example.org", password=PASSWORD)
    try_to_sign_in(as_guest, "olga@example.org")

    page = as_guest.submit(as_guest.visit("/profile/email"), email="taken@example.org")

    assert "We have sent a letter to taken@example.org" in page
    assert letters() == []


def test_one_signs_out_everywhere(database: Session, sign_in: Callable[..., Visitor]) -> None:
    person = make_alumnus(database)
    here, elsewhere = sign_in(person), sign_in(person)

    here.post("/profile/sign-out-everywhere")

    assert not is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_there_is_no_open_sign_up(as_guest: Visitor) -> None:
    assert as_guest.open("/register").status_code == 404


def test_demonstration_people_are_offered_while_there_are_some(
    database: Session, as_guest: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(demonstration._shared, "password", PASSWORD)
    assert "Demonstration" not in as_guest.visit("/login")
    official = make_official(
        database,
        "RU-ALT",
        email="official@demo.example",
        name="Сергей Кольцов",
        password=PASSWORD,
        is_demo=True,
    )
    make_alumnus(database, email="real@example.org", name="Ольга Ким")

    page = as_guest.visit("/login")
    assert "Сергей Кольцов" in page
    assert PASSWORD in page
    assert "Ольга Ким" not in page
    as_guest.submit(page, form="form:has([value='official@demo.example'])")
    assert is_signed_in(as_guest)

    page = as_guest.visit("/profile/password", follow=True)
    assert "everybody shares" in page
    assert page.address == "/profile"

    official.is_demo = False
    as_guest.post("/logout")
    assert "Demonstration" not in as_guest.visit("/login")
