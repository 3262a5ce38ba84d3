"""Reading the facts of the signs from the record of a partnership, with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import lazyload, selectinload

from tracker.database import session_of
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms.models import SignAssessment
from tracker.mechanisms.signs import PartnerFacts, RecordFacts, Said
from tracker.projects.models import (
    ChecklistMark,
    Continuation,
    Document,
    HabitConfirmation,
    Participation,
    Partnership,
    StageVisit,
)
from tracker.projects.picks import ParticipationExpectation
from tracker.projects.queries import WITH_PARTNERS
from tracker.projects.terms import ChecklistItem, DocumentKind, ItemState
from tracker.resources.models import Commitment
from tracker.resources.sums import COUNTED

if TYPE_CHECKING:
    from sqlalchemy.orm.interfaces import ORMOption

    from tracker.mechanisms.terms import Sign
    from tracker.resources.terms import ResourceKind

SIGN_PARTS: tuple[ORMOption, ...] = (
    WITH_PARTNERS,
    selectinload(Partnership.visits).lazyload(StageVisit.entered_by),
    selectinload(Partnership.marks).lazyload(ChecklistMark.marked_by),
    selectinload(Partnership.habits).lazyload(HabitConfirmation.confirmed_by),
    selectinload(Partnership.continuations).lazyload(Continuation.decided_by),
)
"""What the facts look at in a partnership, to be read at once."""


NUMBER: BindParameter[int] = bindparam("number")
GIVEN = (
    select(Commitment.participation_id, Commitment.kind)
    .where(Commitment.partnership_id == NUMBER, Commitment.state.in_(COUNTED))
    .distinct()
)
EXPECTING = (
    select(ParticipationExpectation.participation_id)
    .join(Participation, Participation.id == ParticipationExpectation.participation_id)
    .where(Participation.partnership_id == NUMBER)
    .distinct()
)
AGREEMENT = (
    select(Document.id, Document.title)
    .where(
        Document.partnership_id == NUMBER,
        Document.kind == DocumentKind.AGREEMENT,
        Document.archived_at.is_(None),
        Document.is_team_only.is_(False),
    )
    .order_by(Document.id.desc())
    .limit(1)
)
HAPPENED = (
    select(Entry.kind, func.max(Entry.happened_on))
    .where(
        Entry.book_id == bindparam("book"),
        Entry.kind.in_((EntryKind.AGREEMENT, EntryKind.LESSON)),
        Entry.corrects_id.is_(None),
        Entry.is_team_only.is_(False),
    )
    .group_by(Entry.kind)
)
STATED = (
    select(SignAssessment)
    .where(SignAssessment.partnership_id == NUMBER)
    .options(lazyload("*"))
    .order_by(SignAssessment.id)
)
"""Every page of a partnership asks for these, so they are made once."""


def facts_of(partnership: Partnership, today: date) -> RecordFacts:
    """What the record says today; of an ended partnership, what it said at its end."""
    happened = _happened(partnership)
    return RecordFacts(
        partnership_id=partnership.id,
        partners=_partners(partnership, today),
        furthest=max(
            (partnership.stage, *(visit.stage for visit in partnership.visits)),
            key=lambda stage: stage.number,
        ),
        has_problem=bool(partnership.problem.strip()),
        has_target_group=bool(partnership.target_group.strip()),
        agreement=_agreement(partnership),
        agreed_on=happened.get(EntryKind.AGREEMENT),
        lesson_on=happened.get(EntryKind.LESSON),
        reflected_on=_reflected_on(partnership),
        done=frozenset(mark.item for mark in partnership.marks if mark.state is ItemState.DONE),
        days=_days(partnership, today),
        rounds=partnership.round,
        decisions=tuple(continuation.decision for continuation in partnership.continuations),
    )


def _partners(partnership: Partnership, today: date) -> tuple[PartnerFacts, ...]:
    gives, expecting = _gives(partnership), _expecting(partnership)
    return tuple(
        PartnerFacts(
            name=each.organisation.display_name,
            sector=each.organisation.sector,
            gives=frozenset(gives[each.id]),
            expects=bool(each.expectation.strip()) or each.id in expecting,
            participation_id=each.id,
        )
        for each in partnership.partners_on(today)
    )


def _gives(partnership: Partnership) -> dict[int, set[ResourceKind]]:
    """Kinds of what was agreed or delivered, by partner."""
    given: dict[int, set[ResourceKind]] = defaultdict(set)
    for participation_id, kind in session_of(partnership).execute(GIVEN, {"number": partnership.id}):
        given[participation_id].add(kind)
    return given


def _expecting(partnership: Partnership) -> set[int]:
    """Partners of whom an expectation was picked."""
    return set(session_of(partnership).scalars(EXPECTING, {"number": partnership.id}))


def _agreement(partnership: Partnership) -> tuple[int, str] | None:
    """The newest agreement in use; what only the team sees is not named, so it proves nothing here."""
    row = session_of(partnership).execute(AGREEMENT, {"number": partnership.id}).first()
    return (row.id, row.title) if row is not None else None


def _happened(partnership: Partnership) -> dict[EntryKind, date]:
    """The latest day of agreements and lessons in the history that all readers see."""
    latest = session_of(partnership).execute(HAPPENED, {"book": partnership.book_id})
    return {kind: day for kind, day in latest if day is not None}


def _reflected_on(partnership: Partnership) -> date | None:
    days = [habit.confirmed_on for habit in partnership.habits if habit.item is ChecklistItem.TIME_TO_REFLECT]
    return max(days, default=None)


def _days(partnership: Partnership, today: date) -> int:
    """From the first day of work, or of the cycle, to the last."""
    days = [visit.entered_on for visit in partnership.visits]
    if partnership.started_on is not None:
        days.append(partnership.started_on)
    return max(0, (min(today, partnership.ended_on or today) - min(days, default=today)).days)


def said_of(partnership: Partnership) -> dict[Sign, Said]:
    """What people said of the signs."""
    stated = session_of(partnership).scalars(STATED, {"number": partnership.id})
    return {each.sign: Said(each.state, each.evidence, each.updated_at.date()) for each in stated}
