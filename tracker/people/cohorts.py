"""Cohorts: making, changing and finding them. ``User.cohort`` repeats the name, because lists of partnerships ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.accounts.models import User
from tracker.database import session_of
from tracker.errors import DomainError, Duplicate
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.people import queries
from tracker.people.models import Alumnus, Cohort
from tracker.people.naming import fold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DETAILS = ("name", "year", "period", "place")
LONGEST_NAME = 100
YEARS = range(1990, 2101)


def create(session: Session, *, name: str, by: User | None, is_demo: bool = False, **details: Any) -> Cohort:
    """Record a cohort; ``details`` are ``year``, ``period`` and ``place``."""
    checked = _checked(session, None, {"name": name, **details})
    cohort = Cohort(
        book=log.new_book(session),
        is_demo=is_demo,
        created_by_id=by.id if by is not None else None,
        name_key=fold(checked["name"]),
        **checked,
    )
    session.add(cohort)
    try:
        session.flush()
    except IntegrityError as error:
        raise Duplicate(_l("There is a cohort of this name already."), field="name") from error
    log.write(cohort, EntryKind.CREATED, by=by, parts={"title": cohort.name})
    return cohort


def edit(cohort: Cohort, *, by: User | None, **values: Any) -> None:
    """Change a cohort; the accounts of its people follow a new name."""
    session = session_of(cohort)
    checked = _checked(session, cohort, values)
    before = cohort.name
    with log.changes(cohort, *checked, kind=EntryKind.CHANGED, by=by):
        for name, value in checked.items():
            setattr(cohort, name, value)
        cohort.name_key = fold(cohort.name)
    if cohort.name != before:
        _rename_in_accounts(session, cohort, before)


def named(session: Session, name: str, *, by: User | None) -> Cohort | None:
    """The cohort of this name, made if there is none yet; none without a name."""
    text = " ".join(name.split())[:LONGEST_NAME]
    if not text:
        return None
    return queries.cohort_named(session, text) or create(session, name=text, by=by)


def _rename_in_accounts(session: Session, cohort: Cohort, before: str) -> None:
    members = select(Alumnus.user_id).where(Alumnus.cohort_id == cohort.id, Alumnus.user_id.is_not(None))
    for user in session.scalars(select(User).where((User.cohort == before) | User.id.in_(members))):
        user.cohort = cohort.name
    session.flush()


def _checked(session: Session, cohort: Cohort | None, values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(DETAILS)
    if unknown:
        message = f"a cohort has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    checked = {
        name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()
    }
    if not checked.get("name", "kept"):
        raise DomainError(_l("Please give the name of the cohort."), field="name")
    if checked.get("year") is not None and checked["year"] not in YEARS:
        raise DomainError(_l("This is not a year of the programme. Write it like 2024."), field="year")
    if "name" in checked:
        other = queries.cohort_named(session, checked["name"])
        if other is not None and other is not cohort:
            raise Duplicate(_l("There is a cohort of this name already."), field="name")
    return checked
