"""Writing lessons down, changing them, taking them back, letting others read them, and taking them over from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker import search
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.lessons import queries
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.history.models import Book
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.projects.services.chronicle import EARLIEST_MORNING

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.history.models import Entry
    from tracker.projects.models import Participation, Partnership
    from tracker.projects.terms import Stage

FIELDS = ("kind", "text", "stage", "said_on", "speaker", "is_shared")
"""What an edit can change, as the history names it."""
HEADLINE = 140
"""So many letters of a lesson stand in a headline."""


def write_down(
    partnership: Partnership,
    *,
    kind: LessonKind,
    text: str,
    by: User | None,
    stage: Stage | None = None,
    said_on: date | None = None,
    voice: LessonVoice = LessonVoice.TEAM,
    participation: Participation | None = None,
    is_shared: bool = False,
    entry: Entry | None = None,
    answer_id: int | None = None,
) -> Lesson:
    """Write a lesson down; about the present stage and of today where nothing else is said.

    A partner's words without a ``participation`` are shown without its name.
    """
    refuse_in_archive(partnership)
    lesson = Lesson(
        partnership=partnership,
        kind=kind,
        text=_words(text),
        stage=stage or partnership.stage,
        said_on=_day(said_on),
        voice=voice,
        participation=_partner(partnership, voice, participation),
        entry_id=entry.id if entry is not None else None,
        answer_id=answer_id,
        is_shared=is_shared,
        written_by=by,
    )
    session_of(partnership).add(lesson)
    session_of(partnership).flush()
    history.write(
        partnership,
        EntryKind.LESSON_RECORDED,
        by=by,
        subject=lesson,
        happened_on=lesson.said_on,
        lesson=beginning_of(lesson),
        text=lesson.text if lesson.text != beginning_of(lesson) else "",
        lesson_kind=kind.code,
        lesson_stage=lesson.stage.code,
        partner=participation.organisation.display_name if lesson.participation and participation else "",
    )
    _index(lesson)
    return lesson


def edit(
    lesson: Lesson,
    *,
    by: User | None,
    kind: LessonKind,
    text: str,
    stage: Stage,
    said_on: date | None,
    voice: LessonVoice,
    participation: Participation | None,
    is_shared: bool,
) -> None:
    """Say a lesson differently. Of what a partner wrote in its own sheet, only stage and sharing are the team's to change."""
    refuse_in_archive(lesson.partnership)
    wait_and_refresh(lesson)
    said = (kind, _words(text), _day(said_on), voice, _partner(lesson.partnership, voice, participation))
    if lesson.is_own_sheet and said != _said(lesson):
        raise WrongState(
            _l(
                "A partner wrote this in its own sheet, so its words stay. Withdraw it, or write another lesson."
            ),
            field="text",
        )
    with _changes(lesson, *FIELDS, told="lesson_changed", by=by):
        lesson.kind, lesson.text, lesson.said_on, lesson.voice, lesson.participation = said
        lesson.stage, lesson.is_shared = stage, is_shared
    _index(lesson)


def share(lesson: Lesson, *, is_shared: bool, by: User | None) -> None:
    """Let everybody with an account read a lesson in the library, or keep it inside again."""
    refuse_in_archive(lesson.partnership)
    wait_and_refresh(lesson)
    with _changes(lesson, "is_shared", told="lesson_changed", by=by):
        lesson.is_shared = is_shared


def withdraw(lesson: Lesson, *, by: User | None, reason: str) -> None:
    """Take a lesson back. It leaves the library; inside it stays readable with the reason."""
    refuse_in_archive(lesson.partnership)
    wait_and_refresh(lesson)
    if lesson.is_withdrawn:
        raise WrongState(_l("This lesson was withdrawn already."))
    if not reason.strip():
        raise DomainError(_l("Say in a few words why the lesson does not hold any more."), field="reason")
    with _changes(lesson, "withdrawn_on", told="lesson_withdrawn", by=by, reason=reason.strip()):
        lesson.withdrawn_on, lesson.withdrawn_reason = utc_now().date(), reason.strip()


def bring_back(lesson: Lesson, *, by: User | None) -> None:
    """Let a withdrawn lesson stand again."""
    refuse_in_archive(lesson.partnership)
    wait_and_refresh(lesson)
    if not lesson.is_withdrawn:
        raise WrongState(_l("This lesson was not withdrawn."))
    with _changes(lesson, "withdrawn_on", told="lesson_brought_back", by=by):
        lesson.withdrawn_on, lesson.withdrawn_reason = None, ""


# --- taking over from elsewhere ---------------------------------------------------------------------------------------


def take_over_from_entry(
    partnership: Partnership,
    entry: Entry,
    *,
    by: User | None,
    kind: LessonKind = LessonKind.ADVICE,
    stage: Stage | None = None,
) -> Lesson:
    """Make a lesson of one that somebody wrote into the history; once for each entry, whatever its corrections.

    Without ``stage`` it is about the one in which the partnership was on that day.
    """
    _wait(partnership)
    if entry.id not in {each.id for each in queries.entries_to_take_over(partnership)}:
        raise WrongState(_l("This entry is a lesson already, or it cannot become one."))
    title, text = (str(entry.part(name) or "").strip() for name in ("title", "text"))
    return write_down(
        partnership,
        kind=kind,
        text="\n".join(part for part in (title, text) if part),
        stage=stage or stage_on(partnership, entry.happened_on),
        said_on=entry.happened_on,
        entry=entry,
        by=by,
    )


def stage_on(partnership: Partnership, day: date) -> Stage:
    """The stage in which a partnership was on a day; before all visits the first one, of two on one day the later."""
    been = [visit for visit in partnership.visits if visit.entered_on <= day]
    if been:
        return been[-1].stage
    return partnership.visits[0].stage if partnership.visits else partnership.stage


def take_over_from_answer(
    participation: Participation,
    words: Mapping[str, Any],
    *,
    answer_id: int,
    showing: str,
    stage: Stage,
    said_on: date,
    by: User | None,
) -> list[Lesson]:
    """Make lessons of what a partner wrote in its sheet, when the round closes; once for each sheet and kind.

    ``words`` are texts by the code of their kind. ``showing`` is what the partner agreed to, by the code of ``AnswerShowing``:
    "named" keeps its name with the words, "nameless" keeps the words alone, and of a sheet that is only counted nothing becomes a
    lesson, because a lesson is shown by itself. Nobody else reads them until the team shares them.
    """
    partnership = participation.partnership
    if showing not in {"named", "nameless"}:
        return []
    _wait(partnership)
    known = select(Lesson.kind).where(Lesson.answer_id == answer_id)
    taken = set(session_of(partnership).scalars(known))
    return [
        write_down(
            partnership,
            kind=kind,
            text=str(words[kind.code]),
            stage=stage,
            said_on=said_on,
            voice=LessonVoice.PARTNER,
            participation=participation if showing == "named" else None,
            answer_id=answer_id,
            by=by,
        )
        for kind in LessonKind
        if str(words.get(kind.code) or "").strip() and kind not in taken
    ]


# --- what all of them need --------------------------------------------------------------------------------------------


def refuse_in_archive(partnership: Partnership) -> None:
    """The archive is for reading."""
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))


def _changes(lesson: Lesson, *fields: str, told: str, by: User | None, reason: str = "") -> Any:
    """One entry of the history for what changes of a lesson; ``told`` is the part that names it."""
    return history.changes(
        lesson,
        *fields,
        kind=EntryKind.LESSON_RECORDED,
        by=by,
        reason=reason,
        parts={told: beginning_of(lesson)},
    )


def beginning_of(lesson: Lesson) -> str:
    """The first words of a lesson, for a headline."""
    return shorten(lesson.text, HEADLINE, placeholder="…")


def _words(text: str) -> str:
    if not text.strip():
        raise DomainError(_l("Say what you learnt."), field="text")
    return text.replace("\r\n", "\n").strip()


def _day(said_on: date | None) -> date:
    """The day on which it was said, today when none is given; a day that has begun nowhere on Earth is refused."""
    if said_on is not None and said_on > (utc_now() + EARLIEST_MORNING).date():
        raise DomainError(_l("This day is still to come."), field="said_on")
    return said_on or utc_now().date()


def _partner(
    partnership: Partnership, voice: LessonVoice, participation: Participation | None
) -> Participation | None:
    """The partner whose words a lesson is; nobody where the team says it."""
    if voice is LessonVoice.TEAM or participation is None:
        return None
    if participation.partnership_id != partnership.id:
        raise DomainError(_l("Choose a partner of this partnership."), field="who")
    return participation


def _said(lesson: Lesson) -> tuple[Any, ...]:
    return lesson.kind, lesson.text, lesson.said_on, lesson.voice, lesson.participation


def _index(lesson: Lesson) -> None:
    """Keep what a lesson is found by: its own words, nothing of its partnership."""
    search.LESSONS.index(session_of(lesson), lesson.id, [lesson.text])


def _wait(partnership: Partnership) -> None:
    """Lock the book until the transaction ends, so that two people who take the same over make one lesson, not two."""
    session_of(partnership).execute(select(Book.id).where(Book.id == partnership.book_id).with_for_update())
