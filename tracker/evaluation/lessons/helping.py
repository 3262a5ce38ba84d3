"""“This helped us”: a team says that a lesson of another partnership helped its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from tracker.database import session_of
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation.lessons.models import Lesson, LessonHelp
from tracker.evaluation.lessons.services import refuse_in_archive
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.projects import history

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership


def say_helped(lesson: Lesson, partnership: Partnership, *, by: User) -> LessonHelp:
    """Say that a lesson helped a partnership; once for each. Its words are not copied: their partnership may take them back."""
    refuse_in_archive(partnership)
    if lesson.partnership_id == partnership.id:
        raise DomainError(_l("This is a lesson of your own. It counts when it helps others."))
    if not lesson.is_in_library:
        raise WrongState(_l("This lesson is not in the library any more."))
    if _find(lesson, partnership) is not None:
        raise Duplicate(_l("It is noted already that this lesson helped."))
    said = LessonHelp(lesson_id=lesson.id, partnership_id=partnership.id, said_by_id=by.id)
    session_of(lesson).add(said)
    session_of(lesson).flush()
    _count(lesson, 1)
    history.write(partnership, EntryKind.LESSON_RECORDED, by=by, subject=said, lesson_helped=lesson.kind.code)
    return said


def take_back(lesson: Lesson, partnership: Partnership, *, by: User) -> None:
    """Take back that a lesson helped a partnership."""
    refuse_in_archive(partnership)
    said = _find(lesson, partnership)
    if said is None:
        raise WrongState(_l("It is not noted that this lesson helped."))
    history.write(
        partnership, EntryKind.LESSON_RECORDED, by=by, subject=said, lesson_helped_not=lesson.kind.code
    )
    session_of(lesson).delete(said)
    session_of(lesson).flush()
    _count(lesson, -1)


def _find(lesson: Lesson, partnership: Partnership) -> LessonHelp | None:
    """What was said of the two, with the lesson held for us until the transaction ends."""
    session = session_of(lesson)
    session.execute(select(Lesson.id).where(Lesson.id == lesson.id).with_for_update())
    return session.scalars(
        select(LessonHelp).where(
            LessonHelp.lesson_id == lesson.id, LessonHelp.partnership_id == partnership.id
        )
    ).one_or_none()


def _count(lesson: Lesson, change: int) -> None:
    """Keep the number in step without counting as an edit, so that nobody's form of the lesson becomes stale by it."""
    session_of(lesson).execute(
        update(Lesson)
        .where(Lesson.id == lesson.id)
        .values(helped=Lesson.helped + change, updated_at=Lesson.updated_at)
        .execution_options(synchronize_session="fetch")
    )
