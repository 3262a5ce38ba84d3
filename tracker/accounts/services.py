"""What changes accounts: making people, their roles, their own profile, deactivating and erasing.

Passwords arrive here as hashes; who hashes them is the business of ``setup.py``.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, update

from tracker.accounts import queries
from tracker.accounts.models import Invitation, Role, SignIn, User
from tracker.accounts.terms import UserRole
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, NotAllowed
from tracker.i18n import DEFAULT_LANGUAGE, _l
from tracker.regions.queries import with_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

SIGN_INS_KEPT = timedelta(days=365)
NO_SUCH_HOST = "erased.invalid"  # a domain that can never receive mail

CHANGED: list[Callable[[User, User | None], None]] = []
"""What packages above do after an account was made, changed or erased: ``step(person, by)``; nobody is named where nobody is known."""


def clean_email(text: str) -> str:
    """The address as it is stored: checked, in lower case."""
    try:
        valid = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise DomainError(
            _l("This is not an e-mail address. Write it like anna@example.org."), field="email"
        ) from error
    return valid.normalized.lower()


def add_person(
    session: Session,
    *,
    email: str,
    name: str,
    roles: Iterable[UserRole] = (),
    regions: Iterable[str] = (),
    password_hash: str | None = None,
    language: str = DEFAULT_LANGUAGE,
    **details: Any,
) -> User:
    """Make an account; without a password its owner sets one by the link for a forgotten password."""
    email = clean_email(email)
    if queries.person_by_email(session, email) is not None:
        raise Duplicate(_l("There is an account with this e-mail address already."), field="email")
    person = User(
        email=email,
        name=name.strip(),
        language=language,
        password=password_hash,
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        **details,
    )
    _set_roles(session, person, roles)
    _set_regions(session, person, regions)
    session.add(person)
    session.flush()
    _tell(person, by=None)
    return person


def change_person(
    person: User,
    *,
    by: User,
    name: str,
    cohort: str,
    roles: Iterable[UserRole],
    regions: Iterable[str],
) -> None:
    """Change what an administrator decides about a person; it holds from the next page on."""
    roles = list(roles)
    _refuse_erased(person)
    if person.is_admin and UserRole.ADMIN not in roles:
        _refuse_last_administrator(person)
        if person is by:
            raise NotAllowed(
                _l("You cannot take the administrator's role from yourself: ask another administrator."),
                field="roles",
            )
    session = session_of(person)
    person.name, person.cohort = name.strip(), cohort.strip()
    _set_roles(session, person, roles)
    _set_regions(session, person, regions)
    session.flush()
    _tell(person, by=by)


def give_role(person: User, role: UserRole, *, regions: Iterable[str] = (), cohort: str = "") -> None:
    """Add a role, and regions to those an official has already."""
    session = session_of(person)
    _set_roles(session, person, {*person.role_terms, role})
    _set_regions(session, person, {*person.region_codes, *regions})
    person.cohort = person.cohort or cohort
    session.flush()
    _tell(person, by=None)


def take_role(person: User, role: UserRole) -> None:
    """Take a role; somebody has to stay administrator."""
    if role is UserRole.ADMIN and person.is_admin:
        _refuse_last_administrator(person)
    session = session_of(person)
    _set_roles(session, person, set(person.role_terms) - {role})
    _set_regions(session, person, person.region_codes)
    session.flush()


def change_profile(person: User, *, name: str, phone: str, language: str, time_zone: str) -> None:
    """Change what a person decides about oneself."""
    person.name, person.phone = name.strip(), phone.strip()
    person.language, person.time_zone = language, time_zone
    session_of(person).flush()
    _tell(person, by=person)


def deactivate(person: User, *, by: User) -> None:
    """Close an account until it is opened again; open sessions end at once."""
    if person is by:
        raise NotAllowed(_l("You cannot deactivate your own account: ask another administrator."))
    _refuse_last_administrator(person)
    person.active = False
    sign_out_everywhere(person)


def activate(person: User, *, by: User) -> None:  # noqa: ARG001  # every service names its actor
    """Open a deactivated account again."""
    _refuse_erased(person)
    person.active = True


def sign_out_everywhere(person: User) -> None:
    """End all sessions and remembered sign-ins of a person, this one included."""
    person.fs_uniquifier = uuid.uuid4().hex


def reset_two_factor(person: User, *, by: User) -> None:  # noqa: ARG001  # every service names its actor
    """Let a person who lost phone and recovery codes sign in by password alone, and set up both anew."""
    person.tf_primary_method = person.tf_totp_secret = person.tf_phone_number = None
    person.mf_recovery_codes = None
    sign_out_everywhere(person)


def erase_person(person: User, *, by: User) -> None:
    """Blank what the account says about a person, for good; its number stays, so that history remains readable."""
    if not by.is_admin:
        raise NotAllowed(_l("Only an administrator can erase a person's data."))
    if person is by:
        raise NotAllowed(_l("You cannot erase your own account: ask another administrator."))
    _refuse_last_administrator(person)
    session = session_of(person)
    _erase_traces(session, person)
    person.email = f"{uuid.uuid4().hex}@{NO_SUCH_HOST}"
    person.name = person.phone = person.cohort = ""
    person.password = person.last_login_ip = person.current_login_ip = None
    person.roles, person.regions = [], []
    person.active, person.is_demo, person.erased_at = False, False, utc_now()
    reset_two_factor(person, by=by)
    session.flush()
    _tell(person, by=by)


def _erase_traces(session: Session, person: User) -> None:
    """Remove the sign-ins, and the address from invitations; one that is still open can be accepted no more."""
    session.execute(delete(SignIn).where(SignIn.user_id == person.id))
    addressed = Invitation.email == person.email
    unanswered = addressed & Invitation.accepted_at.is_(None) & Invitation.revoked_at.is_(None)
    session.execute(update(Invitation).where(unanswered).values(revoked_at=utc_now()))
    blank = f"{uuid.uuid4().hex}@{NO_SUCH_HOST}"
    session.execute(update(Invitation).where(addressed).values(email=blank, name=""))


def record_sign_in(session: Session, person: User, *, address: str, device: str, succeeded: bool) -> SignIn:
    """Note a sign-in or a failed attempt for its owner to look at; those older than a year are let go."""
    now = utc_now()
    session.execute(delete(SignIn).where(SignIn.user_id == person.id, SignIn.at < now - SIGN_INS_KEPT))
    noted = SignIn(user_id=person.id, at=now, address=address[:64], device=device[:250], succeeded=succeeded)
    session.add(noted)
    return noted


def _tell(person: User, *, by: User | None) -> None:
    for step in CHANGED:
        step(person, by)


def _set_roles(session: Session, person: User, roles: Iterable[UserRole]) -> None:
    wanted = set(roles)
    person.roles = [_stored(session, role) for role in UserRole if role in wanted]


def _stored(session: Session, role: UserRole) -> Role:
    found = queries.role_named(session, role)
    if found is None:
        found = Role(name=role.code, description=role.name)
        session.add(found)
        session.flush()
    return found


def _set_regions(session: Session, person: User, codes: Iterable[str]) -> None:
    """Regions belong to officials, who need at least one; others answer for none."""
    if not person.is_official:
        person.regions = []
        return
    found = list(session.scalars(with_codes(codes)))
    if not found:
        raise DomainError(_l("An official answers for at least one region: choose it."), field="regions")
    person.regions = found


def _refuse_last_administrator(person: User) -> None:
    if not (person.is_admin and person.active):
        return
    if queries.how_many(session_of(person), queries.holders(UserRole.ADMIN).limit(2)) == 1:
        raise NotAllowed(_l("This is the only administrator. Make somebody else administrator first."))


def _refuse_erased(person: User) -> None:
    if person.erased_at:
        raise NotAllowed(_l("The data of this person was erased; the account cannot be used any more."))
