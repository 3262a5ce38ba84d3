"""Reading the facts of the signs from the record of a partnership, with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import selectinload

from tracker.database import session_of
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms.models import SignAssessment
from tracker.mechanisms.signs import PartnerFacts, RecordFacts, Said
from tracker.projects import presence
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
    from collections.abc import Sequence

    from sqlalchemy import Executable
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


GIVEN = (
    select(Commitment.participation_id, Commitment.kind)
    .where(Commitment.partnership_id.in_(presence.IDS), Commitment.state.in_(COUNTED))
    .distinct()
)
EXPECTING = (
    select(ParticipationExpectation.participation_id)
    .join(Participation, Participation.id == ParticipationExpectation.participation_id)
    .where(Participation.partnership_id.in_(presence.IDS))
    .distinct()
)
AGREEMENT = (
    select(Document.id, Document.title)
    .where(
        Document.partnership_id.in_(presence.IDS),
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
    select(SignAssessment.sign, SignAssessment.state, SignAssessment.evidence, SignAssessment.updated_at)
    .where(SignAssessment.partnership_id.in_(presence.IDS))
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
    for participation_id, kind in _ask(partnership, Commitment, GIVEN):
        given[participation_id].add(kind)
    return given


def _expecting(partnership: Partnership) -> set[int]:
    """Partners of whom an expectation was picked."""
    return {
        participation_id for (participation_id,) in _ask(partnership, ParticipationExpectation, EXPECTING)
    }


def _agreement(partnership: Partnership) -> tuple[int, str] | None:
    """The newest agreement in use; what only the team sees is not named, so it proves nothing here."""
    found = _ask(partnership, Document, AGREEMENT)
    return (found[0].id, found[0].title) if found else None


def _happened(partnership: Partnership) -> dict[EntryKind, date]:
    """The latest day of agreements and lessons in the history that all readers see."""
    latest = session_of(partnership).execute(HAPPENED, {"book": partnership.book_id})
    return {kind: day for kind, day in latest}  # noqa: C416  # a row is no pair for ``dict``


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
    stated = _ask(partnership, SignAssessment, STATED)
    return {each.sign: Said(each.state, each.evidence, each.updated_at.date()) for each in stated}


def _ask(partnership: Partnership, kind: type[Any], statement: Executable) -> Sequence[Any]:
    return presence.ask(session_of(partnership), kind, statement, (partnership.id,))
