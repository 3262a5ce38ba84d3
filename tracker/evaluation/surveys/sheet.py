"""The sheet that a partner fills in: its pages, what each asks, and how what was typed becomes a stored answer and back.

A page knows its fields as plain text by name, as a form sends them: ``trust`` is what was ticked, ``trust-comment`` what was
written beside it. So pages of any kind are read, merged and stored in the same way. What a stored sheet holds in its documents is
described at ``SurveyAnswer``; nothing is required, and "cannot say" can be ticked everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.evaluation.benefits.terms import Level, Moment
from tracker.evaluation.surveys import questionnaire
from tracker.evaluation.surveys.health import HealthQuestion
from tracker.evaluation.surveys.terms import Agreement, Grade, LessonQuestion, SurveyPart, Weight
from tracker.evaluation.terms import Benefit
from tracker.i18n import LazyString, _, _l, _p
from tracker.mechanisms.terms import Sign, SignState

if TYPE_CHECKING:
    from tracker.evaluation.surveys.models import Survey, SurveyAnswer
    from tracker.terms import Term

CANNOT_SAY = "cannot_say"
"""What is stored, and sent by the form, where somebody ticked that they cannot say."""
COMMENT = "-comment"
"""The end of the name of a field with words."""
LONGEST_COMMENT = 2_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tick."""

    value: str
    label: str
    mark: str = ""
    """A figure that stands on the button itself; without one, the label does."""

    def __str__(self) -> str:
        return f"{self.mark} · {self.label}" if self.mark else self.label


@dataclass(frozen=True, slots=True)
class Item:
    """One question: something to tick, something to write, or both."""

    code: str
    text: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    comment: str = ""
    """The label of the field for words; empty where there is none."""
    is_told: bool = False
    """Whether the words are the answer itself, and not something beside it."""

    @property
    def names(self) -> list[str]:
        """The names of its fields."""
        return [self.code] * bool(self.choices) + [self.code + COMMENT] * bool(self.comment)

    @property
    def ends(self) -> tuple[str, str]:
        """The words at both ends of a scale of figures; empty for other choices."""
        scale = [choice.label for choice in self.choices if choice.mark]
        return (scale[0], scale[-1]) if scale else ("", "")


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together under a heading; a page may be one section without."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Where a page keeps what is ticked and what is written: the name of the document, and of the entries inside."""

    name: str
    ticked: str
    written: str


DOCUMENTS = {
    SurveyPart.HEALTH: Document("health", "score", "comment"),
    SurveyPart.BENEFITS: Document("benefits", "level", "comment"),
    SurveyPart.SIGNS: Document("signs", "state", "evidence"),
    SurveyPart.CONTRIBUTIONS: Document("contributions", "score", "comment"),
}
"""Of parts that keep both in one document; the questionnaire and the lessons keep plain values."""


# --- what the pages ask -------------------------------------------------------------------------------------------------


def sections(survey: Survey, part: SurveyPart, today: date) -> list[Section]:
    """What a part asks, in the reader's language."""
    return ASKING[part](survey, today)


def _questionnaire(survey: Survey, _today: date) -> list[Section]:
    scale = _points(Agreement)
    return [
        Section(
            str(block),
            (
                *(Item(each.code, str(each), choices=scale) for each in block.statements),
                Item(block.code, "", comment=_("Do you want to add something here?")),
            ),
        )
        for block in questionnaire.of_version(survey.questionnaire).blocks
    ]


def _health(_survey: Survey, _today: date) -> list[Section]:
    scale, comment = _points(Grade), _("What makes you say so?")
    items = (
        Item(each.code, str(each.question), str(each), choices=scale, comment=comment)
        for each in HealthQuestion
    )
    return [Section("", tuple(items))]


def _benefits(survey: Survey, _today: date) -> list[Section]:
    scale = _points(Level)
    comment = (
        _("What do you count on?") if survey.moment is Moment.EXPECTED else _("By what do you notice it?")
    )
    items = (Item(each.code, str(each), str(each.explanation), scale, comment) for each in Benefit)
    return [Section("", tuple(items))]


def _signs(_survey: Survey, _today: date) -> list[Section]:
    choices = tuple(
        Choice(state.code, _cannot_say() if state is SignState.UNKNOWN else str(state)) for state in SignState
    )
    items = (
        Item(each.code, str(each), str(each.explanation), choices, _("By what do you see it?"))
        for each in Sign
    )
    return [Section("", tuple(items))]


def _contributions(survey: Survey, today: date) -> list[Section]:
    scale, comment = _points(Weight), _("What was worth noticing?")
    items = (
        Item(str(each.id), each.organisation.display_name, str(each.role), scale, comment)
        for each in survey.partnership.partners_on(today)
    )
    return [Section("", tuple(items))]


def _lessons(_survey: Survey, _today: date) -> list[Section]:
    return [
        Section("", tuple(Item(each.code, "", comment=str(each), is_told=True) for each in LessonQuestion))
    ]


ASKING = {
    SurveyPart.QUESTIONNAIRE: _questionnaire,
    SurveyPart.HEALTH: _health,
    SurveyPart.BENEFITS: _benefits,
    SurveyPart.SIGNS: _signs,
    SurveyPart.CONTRIBUTIONS: _contributions,
    SurveyPart.LESSONS: _lessons,
}


def _points(scale: type[Term]) -> tuple[Choice, ...]:
    """A scale of figures, and "cannot say" beside it."""
    return (
        *(Choice(point.code, str(point), point.code) for point in scale),
        Choice(CANNOT_SAY, _cannot_say()),
    )


def _cannot_say() -> str:
    return _p("answer", "Cannot say")


INTRODUCTIONS: dict[SurveyPart, LazyString] = {
    SurveyPart.QUESTIONNAIRE: _l(
        "How far do you agree? Say it as your organisation sees it; there is no right answer."
    ),
    SurveyPart.HEALTH: _l("How is it at the moment, from 1, not at all, to 5, fully?"),
    SurveyPart.SIGNS: _l("Do you see these signs in what we do together?"),
    SurveyPart.CONTRIBUTIONS: _l(
        "How much does the part of each partner count for what comes out? Your own organisation is on the list, too."
    ),
    SurveyPart.LESSONS: _l("In your own words; one sentence is enough."),
}


def introduction(survey: Survey, part: SurveyPart) -> str:
    """What a page asks, in a sentence."""
    if part is SurveyPart.BENEFITS:
        if survey.moment is Moment.EXPECTED:
            return _("What do you hope that taking part will bring your organisation?")
        return _("What has taking part brought your organisation so far?")
    return str(INTRODUCTIONS[part])


# --- between form and store ---------------------------------------------------------------------------------------------


def names(asked: Sequence[Section]) -> list[str]:
    """The names of all fields of a page."""
    return [name for item in items_of(asked) for name in item.names]


def items_of(asked: Sequence[Section]) -> Iterator[Item]:
    """All questions of a page."""
    return (item for section in asked for item in section.items)


def offered(asked: Sequence[Section]) -> dict[str, frozenset[str]]:
    """What can be ticked in each field of figures or choices."""
    return {
        item.code: frozenset(choice.value for choice in item.choices)
        for item in items_of(asked)
        if item.choices
    }


def read(answer: SurveyAnswer | None, part: SurveyPart) -> dict[str, str]:
    """What is stored of a part, as its page shows it; what was not answered is left out."""
    if answer is None:
        return {}
    if part is SurveyPart.QUESTIONNAIRE:
        return {
            **{code: str(reply) for code, reply in answer.replies.items()},
            **{code + COMMENT: words for code, words in answer.remarks.items()},
        }
    if part is SurveyPart.LESSONS:
        return {code + COMMENT: words for code, words in answer.lessons.items()}
    where = DOCUMENTS[part]
    found = {}
    for code, entry in getattr(answer, where.name).items():
        if where.ticked in entry:
            ticked = entry[where.ticked]
            found[code] = CANNOT_SAY if ticked is None else str(ticked)
        if entry.get(where.written):
            found[code + COMMENT] = entry[where.written]
    return found


def write(answer: SurveyAnswer, part: SurveyPart, values: Mapping[str, str]) -> None:
    """Store the fields of a part; an empty one is not answered. What is stored of other things stays."""
    ticked = {name: value for name, value in values.items() if not name.endswith(COMMENT)}
    written = {name.removesuffix(COMMENT): value for name, value in values.items() if name.endswith(COMMENT)}
    if part is SurveyPart.QUESTIONNAIRE:
        answer.replies = _put(answer.replies, {code: _plain(part, value) for code, value in ticked.items()})
        answer.remarks = _put(answer.remarks, written)
    elif part is SurveyPart.LESSONS:
        answer.lessons = _put(answer.lessons, written)
    else:
        where = DOCUMENTS[part]
        kept = getattr(answer, where.name)
        entries = {}
        for code in dict.fromkeys((*ticked, *written)):
            entry = dict(kept.get(code, {}))
            if code in ticked:
                entry.pop(where.ticked, None)
                if ticked[code]:
                    entry[where.ticked] = _plain(part, ticked[code])
            if code in written:
                entry.pop(where.written, None)
                if written[code]:
                    entry[where.written] = written[code]
            entries[code] = entry
        setattr(answer, where.name, _put(kept, entries))


def _put(kept: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """A document with some entries changed; empty ones are taken out."""
    return {code: value for code, value in {**kept, **changed}.items() if value not in ("", {}, None)}


def _plain(part: SurveyPart, value: str) -> Any:
    """A ticked value in stored form: figures as numbers; of benefits, where "cannot say" is no level, nothing."""
    if value == CANNOT_SAY:
        return None if part is SurveyPart.BENEFITS else value
    return int(value) if value.isdecimal() else value


# --- how far somebody has come ------------------------------------------------------------------------------------------


def is_begun(answer: SurveyAnswer | None, part: SurveyPart) -> bool:
    """Whether anything of a part is answered."""
    return bool(read(answer, part))


def is_empty(answer: SurveyAnswer | None, survey: Survey) -> bool:
    """Whether nothing is answered at all."""
    return not any(is_begun(answer, part) for part in survey.asked)
