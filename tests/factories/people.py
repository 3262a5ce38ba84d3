"""Alumni and cohorts for tests."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.factories.regions import make_region
from tracker.people import cohorts, consenting, queries, services
from tracker.people.terms import ConsentWay, Reach

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.people.models import Alumnus, Cohort

_numbers = count(1)


def make_cohort(session: Session, name: str | None = None, **details: Any) -> Cohort:
    """A cohort with a name of its own."""
    return cohorts.create(session, name=name or f"Intake {next(_numbers)}", by=None, **details)


def make_entry(
    session: Session,
    name: str | None = None,
    *,
    entry: Reach = Reach.NOBODY,
    contacts: Reach = Reach.NOBODY,
    skills: list[str] | None = None,
    **details: Any,
) -> Alumnus:
    """Somebody recorded by the programme, who said on paper to whom they may be shown."""
    if details.get("region_code"):
        make_region(session, details["region_code"])
    made = services.create(
        session,
        name=name or f"Alumna {next(_numbers)}",
        by=details.pop("by", None),
        skill_names=skills or [],
        **details,
    )
    consenting.decide(
        made, by=None, way=ConsentWay.PAPER, note="The folder of the intake", entry=entry, contacts=contacts
    )
    return made


def entry_of(user: User, session: Session) -> Alumnus:
    """The record of somebody with an account of an alumnus."""
    found = queries.entry_of(session, user)
    assert found is not None
    return found
