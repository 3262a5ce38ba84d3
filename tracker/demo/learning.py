"""What partnerships learnt, which of it others may read, and whom it helped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.demo.story import Event, Order, Story
from tracker.evaluation.lessons import helping, services
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record
    from tracker.evaluation.lessons.models import Lesson


def events(story: Story) -> Iterator[Event]:
    """Lessons as they are written down or taken over from the history; then those of others that helped."""
    for given in story.given.get("lessons", []):
        by = story.writer(given["day"])
        yield Event(given["day"], Order.LESSON, by, partial(_learn, story, given, by))
    for given in story.given.get("helped_by", []):
        by = story.writer(given["day"])
        yield Event(given["day"], Order.HELP, by, partial(_say_helped, story, given, by))


def _learn(story: Story, given: Record, by: User) -> None:
    lesson = _taken_over(story, given, by) if "entry" in given else _written_down(story, given, by)
    if given.get("shared"):
        services.share(lesson, is_shared=True, by=by)
    if "key" in given:
        story.scene.lessons[given["key"]] = lesson


def _written_down(story: Story, given: Record, by: User) -> Lesson:
    partner = given.get("partner")
    is_said_by_partner = partner is not None or given.get("nameless", False)
    return services.write_down(
        story.partnership,
        kind=LessonKind.from_code(given["kind"]),
        text=given["text"],
        stage=Stage.from_code(given["stage"]),
        said_on=story.day(given["day"]),
        voice=LessonVoice.PARTNER if is_said_by_partner else LessonVoice.TEAM,
        participation=story.participations[partner] if partner is not None else None,
        by=by,
    )


def _taken_over(story: Story, given: Record, by: User) -> Lesson:
    """A lesson that stands in the history under this headline."""
    entries = story.scene.session.scalars(
        select(Entry).where(Entry.book_id == story.partnership.book_id, Entry.kind == EntryKind.LESSON)
    )
    entry = next(each for each in entries if each.part("title") == given["entry"])
    kind = LessonKind.from_code(given["kind"])
    stage = Stage.from_code(given["stage"])
    return services.take_over_from_entry(story.partnership, entry, kind=kind, stage=stage, by=by)


def _say_helped(story: Story, given: Record, by: User) -> None:
    helping.say_helped(story.scene.lessons[given["lesson"]], story.partnership, by=by)
