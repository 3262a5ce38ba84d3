"""What happens to the record of an alumnus: it is made, changed, tied to an account, erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.accounts import services as accounts
from tracker.accounts.models import Invitation, User
from tracker.accounts.queries import person_by_email
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.history import chain
from tracker.history import changes as log
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.partners.models import Organisation
from tracker.people import cohorts, queries
from tracker.people.models import Alumnus, Cohort, Skill, Upload
from tracker.people.naming import LONGEST_SKILL, MOST_SKILLS, fold, tidy_skills
from tracker.people.organisations import organisations_named
from tracker.people.terms import Reach
from tracker.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

PLAIN = ("name", "email", "phone", "sector", "region_code", "organisation_name", "position", "cohort_id")
DETAILS = (*PLAIN, "organisation_id", "skill_names")
OWN = tuple(name for name in DETAILS if name != "cohort_id")
"""What people change of their own entry; the cohort is the programme's."""
LENGTHS = {"name": 200, "email": 254, "phone": 60, "organisation_name": 500, "position": 200}


def create(
    session: Session,
    *,
    name: str,
    by: User | None,
    is_demo: bool = False,
    account: User | None = None,
    **details: Any,
) -> Alumnus:
    """Record an alumnus, shown to nobody until the person agrees; ``details`` are those of ``DETAILS``.

    The record is tied at once to the ``account`` that it is made for, or to the one of the same address.
    """
    checked = checked_details(session, None, {"name": name, **details})
    alumnus = Alumnus(
        book=log.new_book(session),
        is_demo=is_demo,
        user_id=account.id if account is not None else None,
        created_by_id=by.id if by is not None else None,
        entry_reach=Reach.NOBODY,
        contact_reach=Reach.NOBODY,
    )
    with session.no_autoflush:
        session.add(alumnus)
        assign(alumnus, checked)
    with still_free():
        session.flush()
    log.write(alumnus, EntryKind.CREATED, by=by, parts={"person": alumnus.name})
    tie_by_email(alumnus)
    return alumnus


def edit(alumnus: Alumnus, *, by: User | None, reason: str = "", **values: Any) -> bool:
    """Change details; what is not named stays. The account follows a new name and cohort. Says whether anything changed."""
    _refuse_erased(alumnus)
    session = session_of(alumnus)
    checked = checked_details(session, alumnus, values)
    changed = {
        name: value
        for name, value in checked.items()
        if log.plain(getattr(alumnus, name)) != log.plain(value)
    }
    if not changed:
        return False
    if "email" in changed:
        _withdraw_invitations(session, alumnus)
    with still_free(), log.changes(alumnus, *changed, kind=EntryKind.CHANGED, by=by, reason=reason):
        assign(alumnus, changed)
        alumnus.updated_at = utc_now()  # a new skill is a new version of the record too
    session.expire(alumnus, ["cohort", "organisation", "region"])
    tie_by_email(alumnus)
    tell_account(alumnus, with_name="name" in changed)
    return True


@contextmanager
def still_free() -> Iterator[None]:
    """The database decides at last whether an address belongs to one record only; its refusal becomes a sentence."""
    try:
        yield
    except IntegrityError as error:
        sentence = _l("Somebody has just recorded a person with this address. Look for it in the list.")
        raise Duplicate(sentence, field="email") from error


def assign(alumnus: Alumnus, values: dict[str, Any]) -> None:
    """Set checked values."""
    for name, value in values.items():
        setattr(alumnus, name, value)
    alumnus.keep_search_key()


def tie_by_email(alumnus: Alumnus) -> None:
    """Tie the record to the account of the same address, if there is one that no other record is tied to."""
    if alumnus.user_id is not None or not alumnus.email:
        return
    session = session_of(alumnus)
    user = person_by_email(session, alumnus.email)
    if user is not None and user.erased_at is None and queries.entry_of(session, user) is None:
        tie(alumnus, user)


def tie(alumnus: Alumnus, user: User) -> None:
    """Tie a record to an account. A cohort that only one of the two knows is known to both then."""
    session = session_of(alumnus)
    alumnus.user_id = user.id
    if alumnus.cohort_id is None and user.cohort:
        cohort = cohorts.named(session, user.cohort, by=None)
        alumnus.cohort_id = cohort.id if cohort is not None else None
    session.flush()
    session.expire(alumnus, ["user", "cohort"])
    tell_account(alumnus)


def tell_account(alumnus: Alumnus, *, with_name: bool = False) -> None:
    """Let the account say the same cohort as the record, and the same name where it was changed here."""
    session = session_of(alumnus)
    user = session.get(User, alumnus.user_id) if alumnus.user_id is not None else None
    if user is None or user.erased_at is not None:
        return
    cohort = session.get(Cohort, alumnus.cohort_id) if alumnus.cohort_id is not None else None
    named = cohort.name if cohort is not None else ""
    if user.cohort != named:
        user.cohort = named
    if with_name:
        user.name = alumnus.name
    session.flush()


def erase(alumnus: Alumnus, *, by: User | None) -> None:
    """Blank what is recorded of a person for good, in the record, its history, the lists on their way in, and the account."""
    if alumnus.is_erased:
        return
    session = session_of(alumnus)
    _forget_in_uploads(session, alumnus)
    _withdraw_invitations(session, alumnus)
    _erase_history(session, alumnus, by=by)
    user = session.get(User, alumnus.user_id) if alumnus.user_id is not None else None
    alumnus.skills.clear()
    alumnus.consents.clear()
    session.flush()
    alumnus.name = alumnus.phone = alumnus.organisation_name = alumnus.position = ""
    alumnus.email = alumnus.sector = alumnus.region_code = alumnus.organisation_id = alumnus.cohort_id = None
    alumnus.entry_reach = alumnus.contact_reach = Reach.NOBODY
    alumnus.erased_at, alumnus.is_demo = utc_now(), False
    alumnus.keep_search_key()
    session.flush()
    if user is not None and user.erased_at is None and by is not None:
        accounts.erase_person(user, by=by)


def _erase_history(session: Session, alumnus: Alumnus, *, by: User | None) -> None:
    """Erase every part of every entry about the person, and write down that it was done."""
    entries = list(
        session.scalars(select(Entry).where(Entry.book_id == alumnus.book_id).order_by(Entry.number))
    )
    for entry in entries:
        for name in [name for name in entry.parts if not entry.is_erased(name)]:
            if entry.kind is EntryKind.ERASED:
                continue
            chain.erase(entry, name)
            log.write(alumnus, EntryKind.ERASED, by=by, parts={"entry_number": entry.number, "part": name})


def _forget_in_uploads(session: Session, alumnus: Alumnus) -> None:
    """Take the rows out of uploaded lists that name the person or the address."""
    said = {fold(text) for text in (alumnus.name, alumnus.email or "") if text}
    for upload in session.scalars(select(Upload)):
        kept = [row for row in upload.rows if said.isdisjoint(fold(cell) for cell in row[1])]
        if len(kept) != len(upload.rows):
            upload.rows = kept


def _withdraw_invitations(session: Session, alumnus: Alumnus) -> None:
    """Let open invitations of this record to its present address be accepted no more: the link went elsewhere."""
    if not alumnus.email:
        return
    waiting = select(Invitation).where(
        Invitation.email == alumnus.email, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)
    )
    for invitation in session.scalars(waiting):
        if invitation.joins.get("id") == alumnus.id and invitation.joins.get("kind") == "alumnus":
            invitation.revoked_at = utc_now()


def _refuse_erased(alumnus: Alumnus) -> None:
    if alumnus.is_erased:
        raise WrongState(_l("What was recorded of this person was erased."))


def checked_details(session: Session, alumnus: Alumnus | None, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept; whatever cannot be kept is a ``DomainError`` beside its field."""
    unknown = set(values) - set(DETAILS)
    if unknown:
        message = f"an alumnus has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    checked = {
        name: " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else value
        for name, value in values.items()
    }
    if not checked.get("name", "kept"):
        raise DomainError(_l("Please give the name of the person."), field="name")
    for name, longest in LENGTHS.items():
        if len(checked.get(name) or "") > longest:
            raise DomainError(_("At most %(max)d characters.", max=longest), field=name)
    if "email" in checked:
        checked["email"] = _checked_email(session, alumnus, checked["email"])
    if "organisation_name" in checked and "organisation_id" not in checked:
        text = checked["organisation_name"]
        checked["organisation_id"] = organisations_named(session, {text}).get(text)
    if "skill_names" in checked:
        checked["skill_names"] = checked_skills(session, checked["skill_names"])
    for name, table in (("region_code", Region), ("cohort_id", Cohort), ("organisation_id", Organisation)):
        if checked.get(name) is not None and session.get(table, checked[name]) is None:
            raise DomainError(MISSING[name], field=name)
    return checked


MISSING = {
    "region_code": _l("There is no such region."),
    "cohort_id": _l("There is no such cohort."),
    "organisation_id": _l("There is no such organisation."),
}


def _checked_email(session: Session, alumnus: Alumnus | None, typed: str | None) -> str | None:
    if not typed:
        return None
    email = accounts.clean_email(typed)
    other = queries.by_email(session, email)
    if other is not None and other is not alumnus:
        sentence = _("This address belongs to another record: %(name)s.", name=other.display_name)
        raise Duplicate(sentence, field="email")
    return email


def checked_skills(session: Session, given: Iterable[str]) -> list[str]:
    """Skills as they are kept, in the spelling of whoever named them first."""
    names = tidy_skills(given)
    if len(names) > MOST_SKILLS:
        raise DomainError(_("Not more than %(most)d skills.", most=MOST_SKILLS), field="skill_names")
    for name in names:
        if len(name) > LONGEST_SKILL:
            sentence = _("“%(skill)s…” is too long for a skill: a few words are enough.", skill=name[:20])
            raise DomainError(sentence, field="skill_names")
    known = select(Skill.key, Skill.name).where(Skill.key.in_([fold(name) for name in names]))
    spelt = dict(reversed(list(session.execute(known.order_by(Skill.alumnus_id)))))
    return [spelt.get(fold(name), name) for name in names]
