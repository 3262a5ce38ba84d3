"""The only way into Tracker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.accounts import make_admin, make_alumnus, make_invitation
from tests.factories.regions import make_region
from tracker.accounts import invitations, queries, services
from tracker.accounts.models import Invitation, User
from tracker.accounts.terms import InvitationState, UserRole
from tracker.database import utc_now
from tracker.errors import DomainError, Duplicate, NotAllowed, WrongState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TEAM: dict[str, Any] = {
    "kind": "partnership",
    "id": 12,
    "title": "Барнаульский марафон",
    "team_role": "editor",
}
NEW: dict[str, str] = {
    "name": "Ольга Ким",
    "password_hash": "hash",
    "language": "ru",
    "time_zone": "Asia/Barnaul",
}


def test_the_token_itself_is_not_kept(database: Session) -> None:
    invitation, token = make_invitation(database, by=make_admin(database))

    assert token not in str(vars(invitation))
    assert invitations.find(database, token) is invitation


def test_an_invitation_becomes_an_account_with_role_and_cohort(database: Session) -> None:
    invitation, _token = make_invitation(
        database, by=make_admin(database), email="Olga@Example.org", cohort="2026"
    )

    person = invitations.accept_as_new_person(invitation, **NEW)

    assert person.email == "olga@example.org"
    assert person.role_terms == [UserRole.ALUMNUS]
    assert person.cohort == "2026"
    assert person.time_zone == "Asia/Barnaul"
    assert invitation.state_at(utc_now()) is InvitationState.ACCEPTED


def test_an_official_is_invited_into_regions(database: Session) -> None:
    make_region(database, "RU-ALT")
    admin = make_admin(database)

    with pytest.raises(DomainError) as refusal:
        make_invitation(database, by=admin, role=UserRole.OFFICIAL)
    invitation, _token = make_invitation(database, by=admin, role=UserRole.OFFICIAL, regions=["RU-ALT"])
    person = invitations.accept_as_new_person(invitation, **NEW)

    assert refusal.value.field == "regions"
    assert person.region_codes == {"RU-ALT"}


def test_an_invitation_is_used_once(database: Session) -> None:
    invitation, token = make_invitation(database, by=make_admin(database))
    person = invitations.accept_as_new_person(invitation, **NEW)

    with pytest.raises(WrongState):
        invitations.find(database, token)
    with pytest.raises(WrongState):
        invitations.accept_as(invitation, person)


def test_an_invitation_expires_after_a_week_and_can_be_sent_again(database: Session) -> None:
    admin = make_admin(database)
    invitation, token = make_invitation(database, by=admin)
    invitation.expires_at = utc_now() - timedelta(seconds=1)
    database.flush()

    with pytest.raises(WrongState):
        invitations.find(database, token)
    fresh = invitations.resend(invitation, by=admin)

    assert invitations.find(database, fresh) is invitation
    assert timedelta(days=6, hours=23) < invitation.expires_at - utc_now() <= timedelta(days=7)


def test_sending_again_makes_the_earlier_link_useless(database: Session) -> None:
    admin = make_admin(database)
    invitation, token = make_invitation(database, by=admin)

    invitations.resend(invitation, by=admin)

    with pytest.raises(WrongState):
        invitations.find(database, token)


def test_a_withdrawn_invitation_cannot_be_used_or_sent_again(database: Session) -> None:
    admin = make_admin(database)
    invitation, token = make_invitation(database, by=admin)

    invitations.revoke(invitation, by=admin)

    with pytest.raises(WrongState):
        invitations.find(database, token)
    with pytest.raises(WrongState):
        invitations.resend(invitation, by=admin)


def test_a_made_up_token_finds_nothing(database: Session) -> None:
    with pytest.raises(WrongState):
        invitations.find(database, "made up")


def test_whoever_has_an_account_gets_the_role_added(database: Session) -> None:
    person = make_alumnus(database, email="olga@example.org")
    invitation, _token = make_invitation(
        database, by=make_admin(database), email="olga@example.org", role=UserRole.PROGRAMME
    )

    invitations.accept_as(invitation, person)

    assert person.role_terms == [UserRole.ALUMNUS, UserRole.PROGRAMME]


def test_an_invitation_is_for_its_address_only(database: Session) -> None:
    invitation, _token = make_invitation(database, by=make_admin(database), role=UserRole.ADMIN)

    with pytest.raises(NotAllowed):
        invitations.accept_as(invitation, make_alumnus(database))


def test_a_needless_invitation_is_refused(database: Session) -> None:
    admin = make_admin(database)
    make_alumnus(database, email="has-it@example.org")
    closed = make_alumnus(database, email="closed@example.org")
    services.deactivate(closed, by=admin)
    make_invitation(database, by=admin, email="waiting@example.org")

    for email in ("has-it@example.org", "closed@example.org", "waiting@example.org", "no address"):
        with pytest.raises(DomainError) as refusal:
            make_invitation(database, by=admin, email=email)
        assert refusal.value.field == "email"


def test_somebody_waiting_can_be_invited_into_something_else(database: Session) -> None:
    admin = make_admin(database)
    make_invitation(database, by=admin)

    make_invitation(database, by=admin, role=UserRole.PROGRAMME)
    make_invitation(database, by=admin, role=None, joins=TEAM)

    with pytest.raises(Duplicate):
        make_invitation(database, by=admin, role=None, joins=TEAM)


def test_a_broker_invites_into_a_team_and_into_no_role(database: Session) -> None:
    broker = make_alumnus(database)

    invitation, _token = make_invitation(database, by=broker, role=None, joins=TEAM)

    assert invitation.joins_title == "Барнаульский марафон"
    assert list(database.scalars(queries.open_invitations_to("partnership", 12, utc_now()))) == [invitation]
    assert list(database.scalars(queries.open_invitations_to("partnership", 13, utc_now()))) == []
    with pytest.raises(NotAllowed):
        make_invitation(database, by=broker, role=UserRole.ADMIN, joins=TEAM)
    with pytest.raises(NotAllowed):
        make_invitation(database, by=broker, role=None)


def test_accepting_lets_the_inviting_package_do_its_part(
    database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined: list[tuple[int, str]] = []

    def join(invitation: Invitation, person: User) -> None:
        joined.append((invitation.joins["id"], person.email))

    monkeypatch.setitem(invitations.JOINING, "partnership", join)
    invitation, _token = make_invitation(database, by=make_alumnus(database), role=None, joins=TEAM)

    person = invitations.accept_as_new_person(invitation, **NEW)

    assert joined == [(12, "olga@example.org")]
    assert person.role_terms == []


def test_invitations_are_listed_by_what_became_of_them(database: Session) -> None:
    admin, now = make_admin(database), utc_now()
    waiting = make_invitation(database, by=admin, email="1@example.org")[0]
    accepted = make_invitation(database, by=admin, email="2@example.org")[0]
    expired = make_invitation(database, by=admin, email="3@example.org")[0]
    revoked = make_invitation(database, by=admin, email="4@example.org")[0]
    invitations.accept_as_new_person(accepted, **NEW)
    expired.expires_at = now - timedelta(days=1)
    invitations.revoke(revoked, by=admin)
    database.flush()

    expected = {
        InvitationState.OPEN: waiting,
        InvitationState.ACCEPTED: accepted,
        InvitationState.EXPIRED: expired,
        InvitationState.REVOKED: revoked,
    }
    for state, invitation in expected.items():
        assert list(database.scalars(queries.invitations(state, now))) == [invitation]
        assert invitation.state_at(now) is state
    assert len(database.scalars(queries.invitations(None, now)).all()) == 4
