"""Reading lessons: who sees which, those of one partnership, and what in its history could become one.

``visible_to`` is the SQL twin of ``Permission.LESSON_READ``; a test proves that they agree for every role, visibility and state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, lazyload

from tracker.database import session_of
from tracker.evaluation.lessons.models import Lesson, LessonHelp
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners.models import Organisation
from tracker.projects import presence
from tracker.projects.models import Participation, Partnership
from tracker.projects.queries import (
    EDITING_ROLES,
    NAME_ONLY,
    ONLY_THE_RECORD,
    has_in_team,
    is_inside_visible_to,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session
    from sqlalchemy.orm.interfaces import ORMOption

    from tracker.accounts.models import User

WITH_VOICE: ORMOption = (
    joinedload(Lesson.participation).joinedload(Participation.organisation).lazyload(Organisation.region)
)
"""A lesson with the partner whose words it is."""


# --- who sees what ----------------------------------------------------------------------------------------------------


def visible_to(user: User | None) -> Select[Lesson]:
    """Lessons that this person may read: those of the library, and all of partnerships whose inside they see."""
    return (
        select(Lesson)
        .join(Partnership, Partnership.id == Lesson.partnership_id)
        .where(is_visible_to(user))
        .order_by(Lesson.id)
    )


def is_visible_to(user: User | None) -> ColumnElement[bool]:
    """The condition of ``visible_to``, for queries that join the partnership."""
    if user is None:
        return is_inside_visible_to(user)
    return or_(is_in_library(), is_inside_visible_to(user))


def is_in_library() -> ColumnElement[bool]:
    """The twin of ``Lesson.is_in_library``."""
    return and_(Lesson.is_shared, Lesson.withdrawn_on.is_(None), Partnership.archived_at.is_(None))


# --- one partnership --------------------------------------------------------------------------------------------------


def of_partnership(partnership: Partnership) -> Select[Lesson]:
    """All lessons of a partnership, the newest first; those that were withdrawn too."""
    return (
        select(Lesson)
        .where(Lesson.partnership_id == partnership.id)
        .options(lazyload(Lesson.partnership), WITH_VOICE, joinedload(Lesson.written_by).options(*NAME_ONLY))
        .order_by(Lesson.said_on.desc(), Lesson.id.desc())
    )


HAVING_LESSONS = (
    select(Lesson.partnership_id)
    .where(Lesson.partnership_id.in_(presence.IDS), Lesson.withdrawn_on.is_(None))
    .distinct()
)


def ids_with_lessons(session: Session, partnerships: Iterable[int]) -> set[int]:
    """Which of these partnerships have a lesson that stands."""
    return {number for (number,) in presence.ask(session, Lesson, HAVING_LESSONS, list(partnerships))}


def entries_to_take_over(partnership: Partnership) -> list[Entry]:
    """Lessons of the history that are no lessons here yet, the newest first.

    A corrected entry is offered as it was corrected last, and not at all once any version of it was taken over. What only the team
    sees stays in the history, and so does what was erased.
    """
    session = session_of(partnership)
    entries = session.scalars(
        select(Entry)
        .where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.LESSON)
        .options(lazyload("*"))
        .order_by(Entry.id)
    ).all()
    taken = set(
        session.scalars(
            select(Lesson.entry_id).where(
                Lesson.partnership_id == partnership.id, Lesson.entry_id.is_not(None)
            )
        )
    )
    latest = _latest_versions(entries)
    done = {root for root, versions in latest.items() if any(each.id in taken for each in versions)}
    offered = [versions[-1] for root, versions in latest.items() if root not in done]
    offered = [entry for entry in offered if not entry.is_team_only and entry.part("title")]
    return sorted(offered, key=lambda entry: (entry.happened_on, entry.id), reverse=True)


def _latest_versions(entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    """Entries with their corrections, by the number of the first version."""
    roots: dict[int, int] = {}
    versions: dict[int, list[Entry]] = {}
    for entry in entries:
        root = roots.get(entry.corrects_id or 0, entry.id)
        roots[entry.id] = root
        versions.setdefault(root, []).append(entry)
    return versions


# --- "this helped us" -------------------------------------------------------------------------------------------------


def helpable_by(user: User) -> Select[Partnership]:
    """Partnerships of which somebody may say that a lesson helped them: those that they work on."""
    return (
        select(Partnership)
        .where(has_in_team(user, EDITING_ROLES), Partnership.archived_at.is_(None))
        .options(*ONLY_THE_RECORD, lazyload(Partnership.regions))
        .order_by(Partnership.title, Partnership.id)
    )


def helped_among(
    session: Session, lessons: Iterable[int], partnerships: Iterable[int]
) -> dict[int, set[int]]:
    """Which of these partnerships each of these lessons helped."""
    found: dict[int, set[int]] = {}
    rows = session.execute(
        select(LessonHelp.lesson_id, LessonHelp.partnership_id).where(
            LessonHelp.lesson_id.in_(list(lessons)), LessonHelp.partnership_id.in_(list(partnerships))
        )
    )
    for lesson_id, partnership_id in rows:
        found.setdefault(lesson_id, set()).add(partnership_id)
    return found


def helped_seen_by(lesson: Lesson, user: User | None) -> Select[Partnership]:
    """Partnerships that a lesson helped, as far as this reader sees their inside."""
    return (
        select(Partnership)
        .join(LessonHelp, LessonHelp.partnership_id == Partnership.id)
        .where(LessonHelp.lesson_id == lesson.id, is_inside_visible_to(user))
        .options(*ONLY_THE_RECORD, lazyload(Partnership.regions))
        .order_by(LessonHelp.id)
    )
