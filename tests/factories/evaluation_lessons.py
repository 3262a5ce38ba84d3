"""Lessons for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.evaluation.lessons import services
from tracker.evaluation.lessons.terms import LessonKind

if TYPE_CHECKING:
    from tracker.evaluation.lessons.models import Lesson
    from tracker.projects.models import Partnership


def make_lesson(partnership: Partnership, text: str = "Call the day before", **given: Any) -> Lesson:
    """A lesson that the broker wrote down; ``is_shared=True`` puts it into the library."""
    values = {"kind": LessonKind.KEEP, "by": partnership.created_by, **given}
    return services.write_down(partnership, text=text, **values)
