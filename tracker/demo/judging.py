"""How experts from outside are asked, and what they say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.evaluation.experts import answering, criteria, services
from tracker.evaluation.experts.criteria import Line
from tracker.evaluation.experts.terms import ReleasedPart, SuggestedCriterion
from tracker.i18n import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record
    from tracker.evaluation.experts.models import Expert

TEXTS = ("strengths", "weaknesses", "recommendations", "remark")


def events(story: Story) -> Iterator[Event]:
    """The criteria, then each expert from the invitation to the opinion."""
    for chosen in story.given.get("criteria", []):
        by = story.writer(chosen["day"])
        yield Event(chosen["day"], Order.CRITERIA, by, partial(_choose, story, chosen, by))
    for given in story.given.get("experts", []):
        made: list[Expert] = []
        by = story.broker
        yield Event(given["day"], Order.EXPERT, by, partial(_invite, story, given, made, by))
        if "opinion" in given:
            said = given["opinion"]
            yield Event(said["day"], Order.OPINION, by, partial(_judge, said, made))


def _choose(story: Story, chosen: Record, by: User) -> None:
    suggested = [Line.suggested(SuggestedCriterion.from_code(code)) for code in chosen.get("suggested", [])]
    own = [Line(each["title"], each.get("explanation", "")) for each in chosen.get("own", [])]
    criteria.choose(story.partnership, by=by, lines=[*suggested, *own])


def _invite(story: Story, given: Record, made: list[Expert], by: User) -> None:
    """Put somebody on the list, and send the letter the same day."""
    expert = services.invite(
        story.partnership,
        by=by,
        name=given["name"],
        organisation=given.get("organisation", ""),
        email=given["email"],
        language=given.get("language", DEFAULT_LANGUAGE),
        message=given.get("message", "").strip(),
        due_on=story.day(given["due"]),
        parts=[ReleasedPart.from_code(code) for code in given.get("parts", [])],
        documents=[story.documents[title] for title in given.get("documents", [])],
    )
    services.sent(expert, services.prepare_letter(expert), by=by)
    made.append(expert)


def _judge(said: Record, made: list[Expert]) -> None:
    """Fill in all pages as the expert does, and hand in."""
    expert = made[0]
    fields = {name: said[name].strip() for name in TEXTS if name in said}
    fields |= {"independence": said["independence"], "ties": said.get("ties", "")}
    for criterion, mark in zip(expert.criteria_set.criteria, said["marks"], strict=True):
        fields[f"{answering.MARK}{criterion.id}"] = (
            str(mark["mark"]) if "mark" in mark else answering.CANNOT_JUDGE
        )
        fields[f"{answering.REASON}{criterion.id}"] = mark.get("reason", "")
    answering.save(expert, fields=list(fields), typed=fields, seen={})
    answering.hand_in(expert)
