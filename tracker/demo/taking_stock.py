"""What people say of the signs of partnership and of their mechanism's passport, and the templates that others start from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.mechanisms import publishing, stating
from tracker.mechanisms.terms import PassportAnswer, PassportPart, Sign, SignState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record
    from tracker.mechanisms.models import Mechanism


def events(story: Story) -> Iterator[Event]:
    """Statements, then the template; what was started from one begins with it."""
    given = story.given
    for said in given.get("signs", []):
        by = story.writer(said["day"])
        yield Event(said["day"], Order.STATEMENT, by, partial(_state, story, said, by))
    for answered in given.get("passport", []):
        by = story.writer(answered["day"])
        yield Event(answered["day"], Order.STATEMENT, by, partial(_answer, story, answered, by))
    if "template" in given:
        template = given["template"]
        yield Event(template["day"], Order.TEMPLATE, story.broker, partial(_publish, story, template))
    if "started_from" in given:
        yield Event(given["recorded"], Order.TEMPLATE, story.broker, partial(_start, story))


def _state(story: Story, said: Record, by: User) -> None:
    stating.state_sign(
        story.partnership,
        Sign.from_code(said["sign"]),
        state=SignState.from_code(said["state"]),
        evidence=said.get("evidence", ""),
        by=by,
    )


def _answer(story: Story, answered: Record, by: User) -> None:
    stating.answer_part(
        _mechanism(story),
        PassportPart.from_code(answered["part"]),
        answer=PassportAnswer.from_code(answered["answer"]),
        evidence=answered.get("evidence", ""),
        by=by,
    )


def _publish(story: Story, template: Record) -> None:
    mechanism = _mechanism(story)
    publishing.publish(mechanism, text=template["text"], by=story.broker)
    story.scene.templates[template["key"]] = mechanism


def _start(story: Story) -> None:
    template = story.scene.templates[story.given["started_from"]]
    publishing.start_from(template, story.partnership, by=story.broker)


def _mechanism(story: Story) -> Mechanism:
    """The mechanism, which was described before."""
    mechanism = publishing.mechanism_of(story.scene.session, story.partnership)
    if mechanism is None:
        message = f"{story.given['title']}: the mechanism is not described yet"
        raise LookupError(message)
    return mechanism
