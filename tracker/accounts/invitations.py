"""Invitations by e-mail: the only way into Tracker. A link, valid for a week, used once, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tracker.accounts import queries, services
from tracker.accounts.models import Invitation, User
from tracker.accounts.terms import InvitationState, UserRole
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, NotAllowed, WrongState
from tracker.i18n import DEFAULT_LANGUAGE, _l

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

VALID_FOR = timedelta(days=7)
AMONG_ALUMNI = "alumnus"
"""The ``kind`` of joining for somebody of whom the programme has a record already: its staff may invite them."""

JOINING: dict[str, Callable[[Invitation, User], None]] = {}
"""What happens beyond the role when an invitation is accepted, by the ``kind`` in ``joins``; filled by the packages."""


def invite(
    session: Session,
    *,
    email: str,
    role: UserRole | None,
    by: User | None,
    name: str = "",
    language: str = DEFAULT_LANGUAGE,
    regions: Iterable[str] = (),
    cohort: str = "",
    joins: Mapping[str, Any] | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody; returns the invitation and the token for its link, which is kept nowhere.

    ``joins`` names what the person becomes part of, ``{"kind": "partnership", "id": 12, "title": "…", …}``. Whoever
    is no administrator can invite only into such a thing, without a role; that it is theirs to invite into, the caller knows.
    Programme staff invite the alumni of whom they have a record.
    ``by=None`` is whoever runs the installation, at its command line.
    """
    joins = dict(joins or {})
    regions = sorted(set(regions)) if role is UserRole.OFFICIAL else []
    _refuse_what_is_not_theirs(by, role, joins)
    if role is UserRole.OFFICIAL and not regions:
        raise DomainError(_l("An official answers for at least one region: choose it."), field="regions")
    email = services.clean_email(email)
    _refuse_needless(session, email, role, joins)
    invitation = Invitation(
        email=email,
        name=name.strip(),
        language=language,
        role=role,
        region_codes=regions,
        cohort=cohort.strip(),
        joins=joins,
        invited_by_id=None if by is None else by.id,
    )
    token = _renew(invitation)
    session.add(invitation)
    session.flush()
    return invitation, token


def resend(invitation: Invitation, *, by: User) -> str:  # noqa: ARG001  # every service names its actor
    """Make a new link, valid for a week from now; the one sent before works no more."""
    if invitation.state_at(utc_now()) not in {InvitationState.OPEN, InvitationState.EXPIRED}:
        raise WrongState(_l("This invitation was accepted or withdrawn; write a new one."))
    return _renew(invitation)


def revoke(invitation: Invitation, *, by: User) -> None:  # noqa: ARG001  # every service names its actor
    """Withdraw an invitation: its link works no more."""
    if invitation.accepted_at:
        raise WrongState(_l("This invitation was accepted already."))
    invitation.revoked_at = invitation.revoked_at or utc_now()


def find(session: Session, token: str) -> Invitation:
    """The open invitation of this token; otherwise a sentence that says why it cannot be used."""
    invitation = queries.invitation_of_token(session, _hash(token))
    if invitation is None:
        raise WrongState(
            _l("This link does not work. Perhaps a newer invitation was sent: look for the latest letter.")
        )
    state = invitation.state_at(utc_now())
    if state is not InvitationState.OPEN:
        raise WrongState(WHY_CLOSED[state])
    return invitation


WHY_CLOSED = {
    InvitationState.ACCEPTED: _l(
        "This invitation was used already. Sign in with your e-mail address and password."
    ),
    InvitationState.EXPIRED: _l("This invitation has expired. Ask whoever invited you to send it again."),
    InvitationState.REVOKED: _l("This invitation was withdrawn. Ask whoever invited you."),
}


def accept_as_new_person(
    invitation: Invitation, *, name: str, password_hash: str, language: str, time_zone: str
) -> User:
    """Make the account that the invitation is for."""
    person = services.add_person(
        session_of(invitation),
        email=invitation.email,
        name=name,
        roles=() if invitation.role is None else (invitation.role,),
        regions=invitation.region_codes,
        password_hash=password_hash,
        language=language,
        time_zone=time_zone,
        cohort=invitation.cohort,
        confirmed_at=utc_now(),
    )
    _accept(invitation, person)
    return person


def accept_as(invitation: Invitation, person: User) -> None:
    """Give the role to somebody who has an account of the invited address."""
    if person.email != invitation.email:
        raise NotAllowed(_l("This invitation is for another e-mail address."))
    if invitation.role is not None:
        services.give_role(person, invitation.role, regions=invitation.region_codes, cohort=invitation.cohort)
    _accept(invitation, person)


def _accept(invitation: Invitation, person: User) -> None:
    if invitation.state_at(utc_now()) is not InvitationState.OPEN:
        raise WrongState(WHY_CLOSED[invitation.state_at(utc_now())])
    invitation.accepted_at = utc_now()
    invitation.user_id = person.id
    joining = JOINING.get(str(invitation.joins.get("kind", "")))
    if joining is not None:
        joining(invitation, person)


def _refuse_what_is_not_theirs(by: User | None, role: UserRole | None, joins: Mapping[str, Any]) -> None:
    if by is None or by.is_admin:
        if role is None and not joins:
            raise DomainError(_l("Choose a role."), field="role")
        return
    if by.is_programme_staff and role is UserRole.ALUMNUS and joins.get("kind") == AMONG_ALUMNI:
        return
    if role is not None or not joins:
        raise NotAllowed(_l("Only an administrator invites into a role."))


def _refuse_needless(session: Session, email: str, role: UserRole | None, joins: Mapping[str, Any]) -> None:
    """Refuse to invite somebody who has the role already, is invited already, or whose account is closed."""
    person = queries.person_by_email(session, email)
    if person is not None and not person.active:
        raise WrongState(
            _l("The account with this address is deactivated. An administrator can activate it again."),
            field="email",
        )
    if (
        person is not None
        and role is not None
        and role is not UserRole.OFFICIAL
        and role in person.role_terms
    ):
        raise Duplicate(_l("This person has the role already."), field="email")
    waiting = queries.open_invitations(utc_now()).where(Invitation.email == email)
    if any(each.role is role and each.joins == joins for each in session.scalars(waiting)):
        raise Duplicate(
            _l("This person is invited already. You can send the invitation again from the list."),
            field="email",
        )


def _renew(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    invitation.expires_at = utc_now() + VALID_FOR
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
