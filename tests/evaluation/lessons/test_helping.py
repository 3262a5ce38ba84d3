"""“This helped us”: said once for each partnership, counted, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from tests.factories.evaluation_lessons import make_lesson
from tests.factories.projects import make_partnership
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation.lessons import helping, services
from tracker.evaluation.lessons.models import Lesson, LessonHelp
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects import telling
from tracker.projects.models import Partnership
from tracker.projects.services import record

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def helps(database: Session, lesson: Lesson) -> int:
    query = select(func.count(LessonHelp.id)).where(LessonHelp.lesson_id == lesson.id)
    return database.scalar(query) or 0


def test_each_partnership_says_it_once_and_the_number_is_kept_in_step(
    database: Session, partnership: Partnership, elsewhere: Partnership
) -> None:
    lesson, third = make_lesson(partnership, is_shared=True), make_partnership(database)
    version = lesson.version

    for helped in (elsewhere, third):
        helping.say_helped(lesson, helped, by=helped.created_by)
    with pytest.raises(Duplicate):
        helping.say_helped(lesson, third, by=third.created_by)
    assert (lesson.helped, helps(database, lesson)) == (2, 2)

    helping.take_back(lesson, third, by=third.created_by)
    with pytest.raises(WrongState):
        helping.take_back(lesson, third, by=third.created_by)
    assert (lesson.helped, helps(database, lesson)) == (1, 1)
    assert lesson.version == version, "somebody's form of the lesson does not become stale by it"


def test_a_lesson_of_ones_own_or_outside_the_library_helps_nobody(
    partnership: Partnership, elsewhere: Partnership
) -> None:
    own, inside = make_lesson(elsewhere, is_shared=True), make_lesson(partnership)

    with pytest.raises(DomainError):
        helping.say_helped(own, elsewhere, by=elsewhere.created_by)
    with pytest.raises(WrongState):
        helping.say_helped(inside, elsewhere, by=elsewhere.created_by)


def test_in_the_archive_nobody_says_it(partnership: Partnership, elsewhere: Partnership) -> None:
    lesson = make_lesson(partnership, is_shared=True)
    record.archive(elsewhere, by=None, reason="Twice recorded")

    with pytest.raises(WrongState):
        helping.say_helped(lesson, elsewhere, by=elsewhere.created_by)


def test_the_history_tells_that_it_helped_and_copies_none_of_its_words(
    database: Session, partnership: Partnership, elsewhere: Partnership
) -> None:
    lesson = make_lesson(partnership, "Quarrelova of the transport", is_shared=True)

    helping.say_helped(lesson, elsewhere, by=elsewhere.created_by)

    entry = database.scalars(
        select(Entry).where(Entry.book_id == elsewhere.book_id, Entry.kind == EntryKind.LESSON_RECORDED)
    ).one()
    assert telling.headline(entry) == "A lesson of others helped us (What to keep)"
    assert "Quarrelova" not in str(entry.parts)


def test_whom_it_helped_stays_known_while_the_lesson_is_withdrawn(
    database: Session, partnership: Partnership, elsewhere: Partnership
) -> None:
    lesson = make_lesson(partnership, is_shared=True)
    helping.say_helped(lesson, elsewhere, by=elsewhere.created_by)

    services.withdraw(lesson, by=None, reason="For one season only")
    services.bring_back(lesson, by=None)

    assert (lesson.helped, helps(database, lesson)) == (1, 1)
