"""Inviting many alumni at once: who gets a letter, who is left out and why; one person after another, nobody twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.accounts import invitations
from tracker.accounts.models import Invitation, User
from tracker.accounts.terms import UserRole
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.i18n import _l
from tracker.people import queries, services
from tracker.people.models import Alumnus, InvitationRound, RoundPlace
from tracker.people.terms import PlaceState, WhyNot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

MOST_AT_ONCE = 2_000
"""More letters than these in one go look like spam to those who carry them."""


def why_not(alumni: Sequence[Alumnus], session: Session) -> dict[int, WhyNot]:
    """Of some alumni those who cannot be invited, each with the reason."""
    emails = [alumnus.email for alumnus in alumni if alumnus.email]
    closed = set(session.scalars(select(User.email).where(User.email.in_(emails), User.active.is_(False))))
    invited = queries.invited_among(session, alumni, utc_now())
    reasons: dict[int, WhyNot] = {}
    for alumnus in alumni:
        if alumnus.user_id is not None:
            reasons[alumnus.id] = WhyNot.HAS_ACCOUNT
        elif not alumnus.email:
            reasons[alumnus.id] = WhyNot.NO_EMAIL
        elif not alumnus.may_be_written_to:
            reasons[alumnus.id] = WhyNot.NO_CONSENT
        elif alumnus.id in invited:
            reasons[alumnus.id] = WhyNot.INVITED
        elif alumnus.email in closed:
            reasons[alumnus.id] = WhyNot.CLOSED
    return reasons


def begin(session: Session, alumni: Sequence[Alumnus], *, by: User, language: str) -> InvitationRound:
    """Put some alumni into a new round; nothing is sent yet."""
    if not alumni:
        raise DomainError(_l("Choose at least one person."))
    if len(alumni) > MOST_AT_ONCE:
        raise DomainError(
            _l("These are too many letters at once. Narrow the list, to one cohort for example.")
        )
    reasons = why_not(alumni, session)
    if len(reasons) == len(alumni):
        raise WrongState(_l("Nobody of these can be invited. Beside each name stands why."))
    made = InvitationRound(language=language, made_by_id=by.id)
    session.add(made)
    session.flush()
    for alumnus in alumni:
        reason = reasons.get(alumnus.id)
        state = PlaceState.WAITING if reason is None else PlaceState.LEFT_OUT
        session.add(RoundPlace(round_id=made.id, alumnus_id=alumnus.id, state=state, why_not=reason))
    session.flush()
    return made


def next_place(invitation_round: InvitationRound) -> RoundPlace | None:
    """The next person who waits for a letter, held by this transaction until it ends."""
    return session_of(invitation_round).scalar(
        select(RoundPlace)
        .where(RoundPlace.round_id == invitation_round.id, RoundPlace.state == PlaceState.WAITING)
        .order_by(RoundPlace.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def invite(place: RoundPlace, *, by: User) -> tuple[Invitation, str] | None:
    """Invite the person of a place: the invitation and the token of its link; nothing when they are now left out.

    Whoever was invited meanwhile, withdrew consent or got an account is left out: it is asked again, for each.
    """
    session = session_of(place)
    alumnus = place.alumnus
    session.refresh(alumnus, with_for_update=True)
    reason = why_not([alumnus], session).get(alumnus.id)
    if reason is None:
        try:
            invitation, token = invitations.invite(
                session,
                email=alumnus.email or "",
                name=alumnus.name,
                role=UserRole.ALUMNUS,
                by=by,
                language=place.round.language,
                cohort=alumnus.cohort.name if alumnus.cohort is not None else "",
                joins={"kind": invitations.AMONG_ALUMNI, "id": alumnus.id},
            )
        except WrongState:
            reason = WhyNot.CLOSED
        except DomainError:
            reason = WhyNot.HAS_ACCOUNT
        else:
            place.state, place.invitation_id = PlaceState.INVITED, invitation.id
            session.flush()
            return invitation, token
    place.state, place.why_not = PlaceState.LEFT_OUT, reason
    services.tie_by_email(alumnus)
    session.flush()
    return None


def letter_went(place: RoundPlace, *, sent: bool) -> None:
    """Note whether the letter left."""
    place.state = PlaceState.SENT if sent else PlaceState.NOT_SENT
