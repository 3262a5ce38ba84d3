"""Reading people, their invitations and their sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from tracker.accounts.models import Invitation, Role, SignIn, User, searchable
from tracker.accounts.terms import InvitationState, PersonState, UserRole
from tracker.regions.models import Region

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """What the list of people is narrowed to; empty parts narrow nothing."""

    text: str = ""
    role: UserRole | None = None
    region: str | None = None
    state: PersonState | None = None


def people(wanted: PeopleFilter | None = None) -> Select[User]:
    """Everybody with an account, by name; erased people only when asked for."""
    wanted = wanted or PeopleFilter()
    query = select(User).where(_in_state(wanted.state))
    for word in searchable(wanted.text).split():
        query = query.where(User.search_key.contains(word, autoescape=True))
    if wanted.role is not None:
        query = query.where(User.roles.any(Role.name == wanted.role.code))
    if wanted.region:
        query = query.where(User.regions.any(Region.code == wanted.region))
    return query.order_by(User.search_key, User.id)


def _in_state(state: PersonState | None) -> ColumnElement[bool]:
    if state is PersonState.ERASED:
        return User.erased_at.is_not(None)
    if state is None:
        return User.erased_at.is_(None)
    return User.erased_at.is_(None) & User.active.is_(state is PersonState.ACTIVE)


def holders(role: UserRole) -> Select[User]:
    """The people who can sign in and have this role."""
    return people(PeopleFilter(role=role, state=PersonState.ACTIVE))


def demonstration_people() -> Select[User]:
    """The people of the demonstration data who can sign in, in the order they were made."""
    return select(User).where(User.is_demo, User.active).order_by(User.id)


def person_by_email(session: Session, email: str) -> User | None:
    """The person with this address, however it was typed."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def role_named(session: Session, role: UserRole) -> Role | None:
    """The stored role of this term; the first person who gets it makes it."""
    return session.scalar(select(Role).where(Role.name == role.code))


def sign_ins_of(person: User) -> Select[SignIn]:
    """The sign-ins and failed attempts of one person, the latest first."""
    return select(SignIn).where(SignIn.user_id == person.id).order_by(SignIn.at.desc(), SignIn.id.desc())


def invitations(state: InvitationState | None, now: datetime) -> Select[Invitation]:
    """Invitations in this state, or all, the latest first, each with who invited."""
    query = select(Invitation).options(selectinload(Invitation.invited_by))
    if state is not None:
        query = query.where(_invitation_is(state, now))
    return query.order_by(Invitation.created_at.desc(), Invitation.id.desc())


def open_invitations(now: datetime) -> Select[Invitation]:
    """Invitations that can still be accepted."""
    return invitations(InvitationState.OPEN, now)


def open_invitations_to(kind: str, record_id: int, now: datetime) -> Select[Invitation]:
    """Open invitations to join this one record, such as the team of a partnership."""
    here = Invitation.joins["id"].as_integer() == record_id
    return open_invitations(now).where(Invitation.joins["kind"].as_string() == kind, here)


def _invitation_is(state: InvitationState, now: datetime) -> ColumnElement[bool]:
    accepted, revoked = Invitation.accepted_at.is_not(None), Invitation.revoked_at.is_not(None)
    unanswered = ~accepted & ~revoked
    rules: dict[InvitationState, Any] = {
        InvitationState.ACCEPTED: accepted,
        InvitationState.REVOKED: ~accepted & revoked,
        InvitationState.OPEN: unanswered & (Invitation.expires_at > now),
        InvitationState.EXPIRED: unanswered & (Invitation.expires_at <= now),
    }
    return rules[state]


def invitation_of_token(session: Session, token_hash: str) -> Invitation | None:
    """The invitation whose link holds the token with this hash."""
    return session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))


def how_many(session: Session, query: Select[Any]) -> int:
    """The number of rows of a short list."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
