"""The parts of one partnership that its pages show, each read by a statement that is made once.

SQLAlchemy would make the statement of each part anew for each page, which takes longer than asking. What a partnership is known to
have none of (``presence.py``) is not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from tracker.partners.models import Organisation
from tracker.projects import presence
from tracker.projects.models import (
    ChecklistMark,
    Continuation,
    FurtherField,
    HabitConfirmation,
    KeyPerson,
    Participation,
    Partnership,
    PartnershipGoal,
    PartnershipTag,
    StageVisit,
    TeamMember,
    partnership_regions,
)
from tracker.projects.queries import NAME_ONLY
from tracker.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.orm import Session

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


PARTS = (
    Part(
        "regions",
        Region,
        select(Region)
        .join(partnership_regions, partnership_regions.c.region_code == Region.code)
        .where(partnership_regions.c.partnership_id == NUMBER)
        .order_by(Region.code),
    ),
    Part(
        "team",
        TeamMember,
        select(TeamMember)
        .where(TeamMember.partnership_id == NUMBER)
        .options(joinedload(TeamMember.user).options(*NAME_ONLY))
        .order_by(TeamMember.id),
    ),
    Part(
        "participations",
        Participation,
        select(Participation)
        .where(Participation.partnership_id == NUMBER)
        .options(joinedload(Participation.organisation).lazyload(Organisation.region))
        .order_by(Participation.id),
    ),
    Part(
        "visits",
        StageVisit,
        select(StageVisit)
        .where(StageVisit.partnership_id == NUMBER)
        .options(lazyload(StageVisit.entered_by))
        .order_by(StageVisit.id),
    ),
    Part(
        "further_fields",
        FurtherField,
        select(FurtherField).where(FurtherField.partnership_id == NUMBER).order_by(FurtherField.field),
    ),
    Part(
        "goals",
        PartnershipGoal,
        select(PartnershipGoal)
        .where(PartnershipGoal.partnership_id == NUMBER)
        .order_by(PartnershipGoal.goal),
    ),
    Part(
        "tags",
        PartnershipTag,
        select(PartnershipTag).where(PartnershipTag.partnership_id == NUMBER).order_by(PartnershipTag.tag),
    ),
    Part(
        "marks",
        ChecklistMark,
        select(ChecklistMark)
        .where(ChecklistMark.partnership_id == NUMBER)
        .options(lazyload(ChecklistMark.marked_by))
        .order_by(ChecklistMark.id),
    ),
    Part(
        "habits",
        HabitConfirmation,
        select(HabitConfirmation)
        .where(HabitConfirmation.partnership_id == NUMBER)
        .options(lazyload(HabitConfirmation.confirmed_by))
        .order_by(HabitConfirmation.confirmed_on.desc(), HabitConfirmation.id.desc()),
    ),
    Part(
        "continuations",
        Continuation,
        select(Continuation)
        .where(Continuation.partnership_id == NUMBER)
        .options(lazyload(Continuation.decided_by))
        .order_by(Continuation.id),
    ),
)
KEY_PEOPLE = (
    select(KeyPerson)
    .join(Participation, Participation.id == KeyPerson.participation_id)
    .where(Participation.partnership_id == NUMBER)
    .options(joinedload(KeyPerson.contact))
    .order_by(KeyPerson.id)
)


def read(session: Session, number: int) -> Partnership | None:
    """A partnership with all that the head of its pages, the checks and the overview look at."""
    found: Partnership | None = session.scalar(THE_RECORD, {"number": number})
    if found is not None:
        for part in PARTS:
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
