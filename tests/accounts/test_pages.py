"""The pages about people, invitations and the own profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import current_app

from tests.accounts.test_signing_in import is_signed_in, letters, link_in
from tests.factories.accounts import (
    PASSWORD,
    make_admin,
    make_alumnus,
    make_invitation,
    make_official,
    make_programme_staff,
)
from tests.factories.regions import make_region
from tracker.accounts import letters as post
from tracker.accounts import queries, services
from tracker.accounts.terms import UserRole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor


@pytest.fixture(autouse=True)
def empty_outbox(database: Session) -> None:  # the application context of the test
    letters().clear()


def test_people_are_for_administrators_only(
    database: Session, sign_in: Callable[..., Visitor], as_guest: Visitor
) -> None:
    person = make_alumnus(database)
    invitation, _token = make_invitation(database, by=make_admin(database))
    visitors = [
        as_guest,
        sign_in(person),
        sign_in(make_official(database)),
        sign_in(make_programme_staff(database)),
    ]

    for visitor in visitors:
        for address in (
            "/accounts",
            "/accounts/invite",
            "/accounts/invitations",
            f"/accounts/{person.id}",
            f"/accounts/{person.id}/edit",
        ):
            assert visitor.is_refused(address), address
        for action in ("deactivate", "activate", "reset-two-step", "erase"):
            assert visitor.is_refused(f"/accounts/{person.id}/{action}", method="POST"), action
        for action in ("resend", "revoke"):
            assert visitor.is_refused(f"/accounts/invitations/{invitation.id}/{action}", method="POST"), (
                action
            )


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_opens_in_both_languages(
    database: Session, sign_in: Callable[..., Visitor], language: str
) -> None:
    admin = sign_in(make_admin(database, password=PASSWORD), language=language)
    person = make_official(database, "RU-ALT", phone="+7 900 000-00-00")
    make_invitation(database, by=make_admin(database), role=UserRole.PROGRAMME)

    for address in (
        "/accounts",
        "/accounts?q=nobody&role=official&region=RU-ALT&state=active&page=2",
        "/accounts?role=nonsense&region=nonsense&state=nonsense&page=nonsense",
        "/accounts/invite",
        "/accounts/invitations",
        "/accounts/invitations?all=1",
        f"/accounts/{person.id}",
        f"/accounts/{person.id}/edit",
        f"/accounts/{person.id}/erase",
        "/profile",
        "/profile/sign-ins",
        "/profile/password",
        "/login/confirm",
    ):
        admin.visit(address)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_guest_reads_the_sign_in_pages_in_both_languages(
    database: Session, as_guest: Visitor, language: str
) -> None:
    as_guest.language = as_guest.headers["Accept-Language"] = language
    _invitation, token = make_invitation(database, by=make_admin(database), language=language)

    for address in ("/login", "/password", link_of(token)):
        as_guest.visit(address)
    as_guest.visit("/invitation/made-up", status=410)


def test_the_list_of_people_takes_as_many_queries_for_thirty_as_for_two(
    database: Session, sign_in: Callable[..., Visitor], count_queries: Callable[[], object]
) -> None:
    admin = sign_in(make_admin(database))
    make_official(database, "RU-ALT")
    with count_queries() as few:  # type: ignore[attr-defined]  # a context manager
        admin.visit("/accounts")
    for _number in range(22):
        make_official(database, "RU-ALT", "RU-TOM")

    with count_queries() as many:  # type: ignore[attr-defined]  # the same
        admin.visit("/accounts")

    assert len(many) == len(few)


def test_an_administrator_gives_roles_and_regions(database: Session, sign_in: Callable[..., Visitor]) -> None:
    make_region(database, "RU-ALT")
    person = make_alumnus(database)
    admin = sign_in(make_admin(database))

    page = admin.visit(f"/accounts/{person.id}/edit")
    page = admin.submit(page, name="Ольга Ким", roles=["alumnus", "official"], regions=[], cohort="2026")
    assert "answers for at least one region" in page
    page = admin.submit(
        page, name="Ольга Ким", roles=["alumnus", "official"], regions=["RU-ALT"], cohort="2026"
    )

    assert page.heading == "Ольга Ким"
    assert person.role_terms == [UserRole.ALUMNUS, UserRole.OFFICIAL]
    assert person.region_codes == {"RU-ALT"}


def test_an_administrator_closes_and_opens_an_account(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    person = make_alumnus(database)
    admin = sign_in(make_admin(database))

    page = admin.submit(admin.visit(f"/accounts/{person.id}"), form="form[action$='/deactivate']")
    assert "deactivated" in page
    assert not person.active
    admin.submit(page, form="form[action$='/activate']")

    assert person.active


def test_an_administrator_is_told_why_the_own_account_stays_open(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    admin = make_admin(database)
    visitor = sign_in(admin)

    visitor.post(f"/accounts/{admin.id}/deactivate")

    assert "You cannot deactivate your own account" in visitor.visit(f"/accounts/{admin.id}")
    assert admin.active


def test_erasing_takes_the_address_typed_once_more(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    person = make_alumnus(database, email="olga@example.org", name="Ольга Ким")
    admin = sign_in(make_admin(database))

    page = admin.submit(admin.visit(f"/accounts/{person.id}/erase"), confirmation="another@example.org")
    assert "another address" in page
    assert person.name == "Ольга Ким"
    page = admin.submit(page, confirmation="Olga@example.org")

    assert page.heading == "Erased person"
    assert "Ольга" not in page
    assert "olga" not in admin.visit("/accounts?state=erased").text


def test_an_invitation_leads_from_the_letter_to_a_new_account(
    database: Session, sign_in: Callable[..., Visitor], as_guest: Visitor
) -> None:
    admin = sign_in(make_admin(database, name="Павел Громов"))

    page = admin.visit("/accounts/invite")
    page = admin.submit(
        page, email="Olga@example.org", name="Ольга Ким", role="alumnus", cohort="2026", language="ru"
    )
    assert "/invitation/" in str(page.select("main input[readonly]")[0]["value"])
    assert not admin.visit("/accounts/invitations").select("main input[readonly]")
    letter = letters()[0]
    assert letter.to == ["olga@example.org"]
    assert letter.subject == "Приглашение в Tracker"
    assert "Павел Громов приглашает вас" in letter.body
    page = as_guest.visit(link_in(letter, "/invitation/"))
    assert "Павел Громов" in page
    page = as_guest.submit(page, password=PASSWORD, password_again="something else")
    assert "The two passwords differ" in page
    as_guest.submit(page, password=PASSWORD, password_again=PASSWORD, time_zone="Asia/Barnaul")

    assert is_signed_in(as_guest)
    person = queries.person_by_email(database, "olga@example.org")
    assert person is not None
    assert (person.name, person.cohort, person.time_zone, person.is_alumnus) == (
        "Ольга Ким",
        "2026",
        "Asia/Barnaul",
        True,
    )
    assert "was used already" in as_guest.visit(link_in(letter, "/invitation/"), status=410)


def link_of(token: str) -> str:
    with current_app.test_request_context():
        return post.invitation_link(token).removeprefix("http://localhost")


def test_whoever_has_an_account_signs_in_to_accept(database: Session, as_guest: Visitor) -> None:
    person = make_alumnus(database, email="olga@example.org", password=PASSWORD)
    _invitation, token = make_invitation(
        database, by=make_admin(database), email="olga@example.org", role=UserRole.PROGRAMME
    )

    page = as_guest.visit(link_of(token))
    assert "There is an account" in page
    page = as_guest.visit(str(page.select("main a.btn-primary")[0]["href"]))
    page = as_guest.submit(page, password=PASSWORD)
    assert page.heading == "Invitation"
    assert not person.is_programme_staff
    as_guest.submit(page)

    assert person.role_terms == [UserRole.ALUMNUS, UserRole.PROGRAMME]


def test_somebody_else_cannot_accept(database: Session, sign_in: Callable[..., Visitor]) -> None:
    other = make_alumnus(database)
    visitor = sign_in(other)
    _invitation, token = make_invitation(database, by=make_admin(database), role=UserRole.ADMIN)

    page = visitor.visit(link_of(token))
    assert "Sign out and open the link once more" in page
    visitor.post(link_of(token), status=200)

    assert not other.is_admin
    assert queries.person_by_email(database, "olga@example.org") is None


def test_an_invitation_is_sent_again_and_withdrawn(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    admin = sign_in(make_admin(database))
    invitation, token = make_invitation(database, by=make_admin(database))

    admin.submit(admin.visit("/accounts/invitations"), form="form[action$='/resend']")
    assert len(letters()) == 1
    admin.visit(link_of(token), status=410)
    page = admin.submit(admin.visit("/accounts/invitations"), form="form[action$='/revoke']")

    assert "The invitation is withdrawn" in page
    assert invitation.revoked_at


def test_the_own_profile_keeps_language_and_time_zone(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    person = make_alumnus(database)
    visitor = sign_in(person)

    page = visitor.submit(
        visitor.visit("/profile"),
        name="Ольга Ким",
        phone="+7 900 000-00-00",
        language="en",
        time_zone="Asia/Barnaul",
    )
    visitor.language = "ru"
    page = visitor.submit(page, language="ru")

    assert page.heading == "Мой профиль"
    assert (person.name, person.phone, person.language, person.time_zone) == (
        "Ольга Ким",
        "+7 900 000-00-00",
        "ru",
        "Asia/Barnaul",
    )


def test_a_time_zone_that_is_not_on_offer_is_refused(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    person = make_alumnus(database)
    visitor = sign_in(person)

    visitor.post("/profile", status=200, name="Ольга", language="en", time_zone="Mars/Olympus")

    assert person.time_zone == "Europe/Moscow"


def test_nobody_sees_the_sign_ins_of_others(database: Session, sign_in: Callable[..., Visitor]) -> None:
    services.record_sign_in(database, make_alumnus(database), address="192.0.2.77", device="", succeeded=True)

    assert "192.0.2.77" not in sign_in(make_alumnus(database)).visit("/profile/sign-ins")
