"""Rounds in which the partners are asked: opened and sent by the broker, answered by the partners themselves, closed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.demo.story import Event, Order, Story
from tracker.evaluation.benefits.terms import Moment
from tracker.evaluation.surveys import answering, links, services, sheet
from tracker.evaluation.surveys.health import HealthQuestion
from tracker.evaluation.surveys.questionnaire import of_version
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart, WhomToAsk
from tracker.partners.terms import Capacity

if TYPE_CHECKING:
    from tracker.demo.reading import Record
    from tracker.evaluation.surveys.models import Survey, SurveyLink

CANNOT_SAY = "?"
"""How the set writes that somebody cannot say; an empty text is a question left out."""
WORDS = sheet.COMMENT


def events(story: Story) -> Iterator[Event]:
    """The rounds of a partnership; answers come from people without an account, and are replayed by the broker's clock only."""
    for given in story.given.get("surveys", []):
        opened: list[Survey] = []
        yield Event(given["day"], Order.SURVEY, story.broker, partial(_open, story, given, opened))
        for answer in given.get("answers", []):
            yield Event(answer["day"], Order.ANSWER, story.broker, partial(_answer, story, answer, opened))
        if "closed" in given:
            yield Event(given["closed"], Order.SURVEY_END, story.broker, partial(_close, story, opened))


def _open(story: Story, given: Record, opened: list[Survey]) -> None:
    survey = services.open_round(
        story.partnership,
        parts=[SurveyPart.from_code(code) for code in given["parts"]],
        moment=Moment.from_code(given.get("moment", Moment.ACHIEVED.code)),
        due_on=story.day(given["due"]),
        title=given.get("title", ""),
        message=given.get("message", ""),
        whom=WhomToAsk.from_code(given.get("whom", WhomToAsk.KEY_PEOPLE.code)),
        by=story.broker,
    )
    for link in survey.links:
        if link.email:
            links.sent(link, links.prepare_letter(link), by=story.broker)
    opened.append(survey)


def _answer(story: Story, answer: Record, opened: list[Survey]) -> None:
    survey = opened[0]
    link = _link(story, answer, survey)
    for part in survey.asked:
        values = dict(FILLED_IN[part](story, answer))
        if values:
            answering.save(link, part, fields=list(values), typed=values, seen={})
    if not answer.get("draft"):
        showing = AnswerShowing.from_code(answer["showing"])
        answering.hand_in(link, showing=showing, capacity=link.capacity)


def _link(story: Story, answer: Record, survey: Survey) -> SurveyLink:
    """The link of a partner's leader or executor."""
    participation, capacity = story.participations[answer["partner"]], Capacity.from_code(answer["as"])
    return next(
        link for link in survey.links if link.participation is participation and link.capacity is capacity
    )


def _close(story: Story, opened: list[Survey]) -> None:
    services.close(opened[0], by=story.broker)


# --- what stands on the pages -------------------------------------------------------------------------------------------

Fields = Iterator[tuple[str, str]]


def _statements(_story: Story, answer: Record) -> Fields:
    """Of each block the four replies in a row, and what was added to it."""
    for block in of_version("1").blocks:
        replies = answer.get("replies", {}).get(block.code, [])
        for statement, reply in zip(block.statements, replies, strict=bool(replies)):
            yield statement.code, _ticked(reply)
    yield from _written(answer.get("remarks", {}))


def _health(_story: Story, answer: Record) -> Fields:
    """The eight replies in a row."""
    replies = answer.get("health", [])
    for question, reply in zip(HealthQuestion, replies, strict=bool(replies)):
        yield question.code, _ticked(reply)
    yield from _written(answer.get("health_words", {}))


def _benefits(_story: Story, answer: Record) -> Fields:
    yield from ((code, _ticked(level)) for code, level in answer.get("benefits", {}).items())
    yield from _written(answer.get("benefit_words", {}))


def _signs(_story: Story, answer: Record) -> Fields:
    yield from answer.get("signs", {}).items()
    yield from _written(answer.get("sign_words", {}))


def _contributions(story: Story, answer: Record) -> Fields:
    for key, score in answer.get("contributions", {}).items():
        yield str(story.participations[key].id), _ticked(score)
    for key, words in answer.get("contribution_words", {}).items():
        yield f"{story.participations[key].id}{WORDS}", words


def _lessons(_story: Story, answer: Record) -> Fields:
    yield from _written(answer.get("lessons", {}))


FILLED_IN = {
    SurveyPart.QUESTIONNAIRE: _statements,
    SurveyPart.HEALTH: _health,
    SurveyPart.BENEFITS: _benefits,
    SurveyPart.SIGNS: _signs,
    SurveyPart.CONTRIBUTIONS: _contributions,
    SurveyPart.LESSONS: _lessons,
}


def _ticked(reply: Any) -> str:
    return sheet.CANNOT_SAY if reply == CANNOT_SAY else str(reply)


def _written(words: dict[str, str]) -> Fields:
    return ((code + WORDS, text) for code, text in words.items())
