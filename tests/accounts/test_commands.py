"""``tracker user`` on the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from flask import current_app

from tests.accounts.test_signing_in import is_signed_in, letters, try_to_sign_in
from tests.factories.accounts import PASSWORD, make_admin, make_alumnus
from tests.factories.regions import make_region
from tracker.accounts import queries
from tracker.accounts.commands import hint_at_first_administrator

if TYPE_CHECKING:
    from click.testing import Result
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor

CREATE = ("create", "--email", "Olga@example.org", "--name", "Ольга Ким")


def run(database: Session, *arguments: str) -> Result:
    database.commit()
    result = current_app.test_cli_runner().invoke(args=["user", *arguments])
    database.expire_all()
    return result


def test_the_first_administrator_is_made_and_signs_in(database: Session, as_guest: Visitor) -> None:
    result = run(database, *CREATE, "--role", "admin", "--password", PASSWORD)

    assert result.exit_code == 0, result.output
    assert "olga@example.org can sign in now." in result.output
    person = queries.person_by_email(database, "olga@example.org")
    assert person is not None
    assert person.is_admin
    person.language = "en"
    try_to_sign_in(as_guest, "olga@example.org")
    assert is_signed_in(as_guest)


def test_an_official_takes_regions(database: Session) -> None:
    make_region(database, "RU-ALT")

    refused = run(database, *CREATE, "--role", "official", "--password", PASSWORD)
    made = run(database, *CREATE, "--role", "official", "--region", "RU-ALT", "--password", PASSWORD)

    assert refused.exit_code == 1
    assert "at least one region" in refused.output
    assert made.exit_code == 0, made.output
    assert "olga@example.org  Ольга Ким  official (RU-ALT)" in run(database, "list").output


def test_a_weak_password_and_a_taken_address_are_refused(database: Session) -> None:
    make_alumnus(database, email="olga@example.org")

    assert "easy to guess" in run(database, *CREATE, "--role", "admin", "--password", "1234567890").output
    assert (
        "account with this e-mail address already"
        in run(database, *CREATE, "--role", "admin", "--password", PASSWORD).output
    )


def test_an_invitation_is_printed_and_sent(database: Session, as_guest: Visitor) -> None:
    letters().clear()

    result = run(database, *CREATE, "--role", "admin", "--invite")

    assert result.exit_code == 0, result.output
    link = re.search(r"http://127\.0\.0\.1:8080(/invitation/\S+)", result.output)
    assert link
    assert as_guest.visit(link[1]).heading == "Welcome to Tracker"
    assert link[1] in letters()[0].body


def test_roles_are_given_and_taken(database: Session) -> None:
    make_admin(database)
    person = make_alumnus(database, email="olga@example.org")

    assert "alumnus, programme" in run(database, "role", "olga@example.org", "programme").output
    assert (
        "olga@example.org: programme"
        in run(database, "role", "olga@example.org", "alumnus", "--remove").output
    )
    assert "There is no account" in run(database, "role", "nobody@example.org", "admin").output
    assert person.is_programme_staff


def test_an_empty_installation_says_how_to_begin(
    database: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = current_app.config["TRACKER_SETTINGS"]

    hint_at_first_administrator(settings)
    assert "tracker user create" in capsys.readouterr().out

    make_admin(database)
    hint_at_first_administrator(settings)
    assert not capsys.readouterr().out
