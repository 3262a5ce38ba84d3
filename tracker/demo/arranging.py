"""How partners arrange their joint work: the mechanism in their words, and what a person decided it to be."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.mechanisms import services
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import MechanismType, Trait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record


def events(story: Story) -> Iterator[Event]:
    """The description, consent to learning from it, and the decision."""
    given = story.given.get("mechanism")
    if given is None:
        return
    by = story.writer(given["day"])
    yield Event(given["day"], Order.MECHANISM, by, partial(_describe, story, given, by))
    if given.get("may_train"):
        yield Event(given["day"], Order.CONSENT, story.broker, partial(_consent, story))
    if "decided" in given:
        day = given["decided"]["day"]
        yield Event(day, Order.DECISION, story.broker, partial(_decide, story, given["decided"]))


def _describe(story: Story, given: Record, by: User) -> None:
    services.describe(
        story.partnership,
        name=given["name"],
        description=given["description"].strip(),
        replies={
            Question.from_code(question): Reply.from_code(reply)
            for question, reply in given.get("replies", {}).items()
        },
        by=by,
    )


def _consent(story: Story) -> None:
    services.set_consent(services.begin(story.partnership), may_train=True, by=story.broker)


def _decide(story: Story, decided: Record) -> None:
    """The reason is given in any case: what the classifier answers depends on its version."""
    type_ = MechanismType.from_code(decided["type"])
    services.decide(
        services.begin(story.partnership),
        type=type_,
        traits=[Trait.from_code(code) for code in decided.get("traits", [])] or type_.traits,
        reason=decided["reason"],
        by=story.broker,
    )
