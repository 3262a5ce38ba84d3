"""How history tells of lessons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.evaluation.lessons.models import NAMELESS, TEAM
from tracker.evaluation.lessons.terms import LessonKind
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _, _l, _lp
from tracker.projects import telling
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.history.models import Entry


def speaker_in_words(speaker: str) -> str:
    """Whose words a lesson is."""
    return {TEAM: _("The team"), NAMELESS: _("A partner, without its name")}.get(speaker, speaker)


def told_of_lesson(entry: Entry) -> Iterator[str]:
    """Who said it, and which stage it is about."""
    if entry.part("lesson_stage"):
        yield _(
            "about the stage “%(stage)s”",
            stage=telling.part_in_words("lesson_stage", entry.part("lesson_stage")),
        )
    if entry.part("partner"):
        yield _("said by %(partner)s", partner=entry.part("partner"))


describe(
    "lessons",
    kind=Words(_lp("lesson", "Kind"), LessonKind),
    text=Words(_l("What was learnt"), show=str),
    stage=Words(_l("Stage that it is about"), Stage),
    said_on=Words(_l("Said on")),
    speaker=Words(_l("Who says it"), show=speaker_in_words),
    is_shared=Words(_l("Others may read it")),
    withdrawn_on=Words(_l("Withdrawn on")),
)
telling.PART_TERMS.update(
    lesson_kind=LessonKind, lesson_stage=Stage, lesson_helped=LessonKind, lesson_helped_not=LessonKind
)
telling.PART_LABELS.update(
    {name: _l("lesson") for name in ("lesson", "lesson_changed", "lesson_withdrawn", "lesson_brought_back")}
)
telling.HEADLINES[EntryKind.LESSON_RECORDED] = (
    _l("%(lesson_kind)s: %(lesson)s"),
    _l("The lesson was changed: %(lesson_changed)s"),
    _l("The lesson was withdrawn: %(lesson_withdrawn)s"),
    _l("The lesson stands again: %(lesson_brought_back)s"),
    _l("A lesson of others helped us (%(lesson_helped)s)"),
    _l("A lesson of others did not help after all (%(lesson_helped_not)s)"),
)
telling.FACTS[EntryKind.LESSON_RECORDED] = told_of_lesson
