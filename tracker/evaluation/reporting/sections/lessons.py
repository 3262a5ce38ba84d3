"""What the partners learnt: what to keep, what to change, what to advise others."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents.blocks import Block, Bullets, Heading, Quote
from tracker.evaluation.lessons import queries
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l


@section(Place.LESSONS, _l("Lessons"))
def lessons(asked: Asked) -> Iterator[Block]:
    """To the public only what is shared in the library; a partner's own words only if it agrees."""
    found = [
        each
        for each in asked.session.scalars(queries.of_partnership(asked.partnership))
        if not each.is_withdrawn and _is_for(asked, each)
    ]
    for kind in LessonKind:
        of_kind = [each for each in found if each.kind is kind]
        if not of_kind:
            continue
        yield Heading(kind, 2)
        own = [each.text for each in of_kind if each.voice is LessonVoice.TEAM]
        if own:
            yield Bullets(own)
        for each in of_kind:
            if each.voice is LessonVoice.PARTNER:
                yield Quote(each.text, _speaker(asked, each))


def _is_for(asked: Asked, lesson: Lesson) -> bool:
    """Whose a nameless lesson is, nobody knows: it is told to the public only if every partner agrees to be told of."""
    if not asked.may_tell(Reader.OFFICIALS) and not lesson.is_shared:
        return False
    if lesson.voice is LessonVoice.TEAM:
        return True
    if lesson.participation is not None:
        return asked.naming.is_told_of(lesson.participation)
    return all(asked.naming.is_told_of(each) for each in asked.partnership.participations)


def _speaker(asked: Asked, lesson: Lesson) -> str:
    return asked.naming.name(lesson.participation) if lesson.participation is not None else _("a partner")
