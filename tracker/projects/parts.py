"""The parts of one partnership that its pages show, each read by a statement that is made once.

SQLAlchemy would make the statement of each part anew for each page, which takes longer than asking. What a partnership is known to
have none of (``presence.py``) is not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from tracker.partners.models import Organisation
from tracker.projects import presence
from tracker.projects.models import (
    ChecklistMark,
    Continuation,
    HabitConfirmation,
    KeyPerson,
    Participation,
    Partnership,
    StageVisit,
    TeamMember,
)
from tracker.projects.queries import NAME_ONLY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.orm import Session
    from sqlalchemy.orm.interfaces import ORMOption

NUMBER: BindParameter[int] = bindparam("number")
THE_RECORD = (
    select(Partnership)
    .where(Partnership.id == NUMBER)
    .options(lazyload(Partnership.regions), lazyload(Partnership.team), lazyload(Partnership.further_fields))
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the record: its name there, and its rows in their order."""

    name: str
    model: type[Any]
    rows: Select[Any]


SHOWN: dict[str, tuple[ORMOption, ...]] = {
    "regions": (),
    "team": (joinedload(TeamMember.user).options(*NAME_ONLY),),
    "participations": (joinedload(Participation.organisation).lazyload(Organisation.region),),
    "visits": (lazyload(StageVisit.entered_by),),
    "further_fields": (),
    "goals": (),
    "tags": (),
    "marks": (lazyload(ChecklistMark.marked_by),),
    "habits": (lazyload(HabitConfirmation.confirmed_by),),
    "continuations": (lazyload(Continuation.decided_by),),
}
"""The parts, each with what is read along with its rows, and what is not."""
KEY_PEOPLE = (
    select(KeyPerson)
    .join(Participation, Participation.id == KeyPerson.participation_id)
    .where(Participation.partnership_id == NUMBER)
    .options(joinedload(KeyPerson.contact))
    .order_by(KeyPerson.id)
)


@cache
def parts() -> tuple[Part, ...]:
    """All parts, in the order of the record."""
    return tuple(_part(name, options) for name, options in SHOWN.items())


def _part(name: str, options: Sequence[ORMOption]) -> Part:
    relation = inspect(Partnership).relationships[name]
    model = relation.mapper.class_
    rows = select(model).options(*options).order_by(*(relation.order_by or ()))
    if relation.secondary is None:
        return Part(name, model, rows.where(model.partnership_id == NUMBER))
    joined = rows.join(relation.secondary, relation.secondaryjoin)
    return Part(name, model, joined.where(relation.secondary.c.partnership_id == NUMBER))


def read(session: Session, number: int) -> Partnership | None:
    """A partnership with all that the head of its pages, the checks and the overview look at."""
    found: Partnership | None = session.scalar(THE_RECORD, {"number": number})
    if found is not None:
        for part in parts():
            if part.name not in found.__dict__:
                set_committed_value(found, part.name, _rows(session, part.model, part.rows, number))
        _read_key_people(session, found)
    return found


def _rows(session: Session, model: type[Any], rows: Select[Any], number: int) -> Sequence[Any]:
    return session.scalars(rows, {"number": number}).all() if presence.may_be(model, (number,)) else []


def _read_key_people(session: Session, partnership: Partnership) -> None:
    people: dict[int, list[KeyPerson]] = {}
    for person in _rows(session, KeyPerson, KEY_PEOPLE, partnership.id):
        people.setdefault(person.participation_id, []).append(person)
    for each in partnership.participations:
        if "key_people" not in each.__dict__:
            set_committed_value(each, "key_people", people.get(each.id, []))
