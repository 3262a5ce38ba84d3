"""People for tests."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.factories.regions import make_region
from tracker.accounts import invitations, services
from tracker.accounts.passwords import hashed
from tracker.accounts.terms import UserRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from tracker.accounts.models import Invitation, User

PASSWORD = "a river runs through Barnaul"
_numbers = count(1)


def make_user(
    session: Session,
    *roles: UserRole,
    email: str | None = None,
    name: str | None = None,
    regions: Iterable[str] = (),
    password: str | None = None,
    **details: Any,
) -> User:
    """A person with an account; by default one without roles, who has no password and so cannot pass the sign-in page.

    An official without regions answers for Altai Krai.
    """
    number = next(_numbers)
    codes = list(regions) or (["RU-ALT"] if UserRole.OFFICIAL in roles else [])
    for code in codes:
        make_region(session, code)
    person = services.add_person(
        session,
        email=email or f"person{number}@example.org",
        name=f"Person {number}" if name is None else name,
        roles=roles,
        regions=codes,
        password_hash=None if password is None else hashed(password),
        language="en",  # what the tests read
    )
    for field, value in details.items():
        setattr(person, field, value)
    session.flush()
    return person


def make_admin(session: Session, **details: Any) -> User:
    return make_user(session, UserRole.ADMIN, **details)


def make_alumnus(session: Session, **details: Any) -> User:
    return make_user(session, UserRole.ALUMNUS, **details)


def make_official(session: Session, *regions: str, **details: Any) -> User:
    return make_user(session, UserRole.OFFICIAL, regions=regions, **details)


def make_programme_staff(session: Session, **details: Any) -> User:
    return make_user(session, UserRole.PROGRAMME, **details)


def make_invitation(
    session: Session,
    *,
    by: User,
    email: str = "olga@example.org",
    role: UserRole | None = UserRole.ALUMNUS,
    **details: Any,
) -> tuple[Invitation, str]:
    """An open invitation and the token of its link."""
    return invitations.invite(session, email=email, role=role, by=by, **details)
