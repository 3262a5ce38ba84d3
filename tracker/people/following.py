"""The records of alumni follow the accounts: a new alumnus gets one, a new name or cohort is taken over, an erasure too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.accounts import invitations, services
from tracker.database import session_of
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.people import cohorts, queries
from tracker.people import services as people
from tracker.people.models import Alumnus

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import Invitation, User


def follow_account(user: User, by: User | None) -> None:
    """Bring the record of an account up to date with it."""
    session = session_of(user)
    alumnus = queries.entry_of(session, user)
    if user.erased_at is not None:
        if alumnus is not None:
            people.erase(alumnus, by=by)
        return
    if alumnus is None:
        alumnus = queries.by_email(session, user.email)
        if alumnus is not None and alumnus.user_id is None and not alumnus.is_erased:
            tie(alumnus, user)
        elif user.is_alumnus:
            _record(session, user, by=by, is_free=alumnus is None)
        return
    cohort = cohorts.named(session, user.cohort, by=by)
    people.edit(alumnus, by=by, name=user.name or alumnus.name, cohort_id=cohort.id if cohort else None)


def tie(alumnus: Alumnus, user: User) -> None:
    """Tie a record to an account whose owner has just given a name: it is the person's own, so the record takes it."""
    people.tie(alumnus, user)
    if user.name and user.name != alumnus.name:
        with log.changes(alumnus, "name", kind=EntryKind.CHANGED, by=user):
            alumnus.name = user.name
            alumnus.keep_search_key()


def record_account(session: Session, user: User, *, by: User | None) -> Alumnus:
    """Make the record of somebody who has an account of an alumnus; where nobody else did, it came with their account."""
    return _record(session, user, by=by, is_free=queries.by_email(session, user.email) is None)


def _record(session: Session, user: User, *, by: User | None, is_free: bool) -> Alumnus:
    """Make the record; its address goes along unless another record has it."""
    by = by or user
    cohort = cohorts.named(session, user.cohort, by=by)
    details = {"cohort_id": cohort.id} if cohort is not None else {}
    alumnus = people.create(
        session,
        name=user.display_name,
        email=user.email if is_free else None,
        phone=user.phone,
        by=by,
        is_demo=user.is_demo,
        account=user,
        **details,
    )
    people.tell_account(alumnus)
    return alumnus


def follow_invitation(invitation: Invitation, user: User) -> None:
    """Tie the record that somebody was invited by, unless the account is tied already."""
    session = session_of(user)
    alumnus = session.get(Alumnus, int(invitation.joins.get("id", 0)))
    free = alumnus is not None and alumnus.user_id is None and not alumnus.is_erased
    if alumnus is not None and free and queries.entry_of(session, user) is None:
        tie(alumnus, user)


services.CHANGED.append(follow_account)
invitations.JOINING[invitations.AMONG_ALUMNI] = follow_invitation
