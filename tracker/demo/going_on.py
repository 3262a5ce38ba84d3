"""The way through the cycle: steps, habits, stages, decisions, and the last sign of life."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.projects import cycle
from tracker.projects.services import checklist, continuation, life, stages
from tracker.projects.terms import ChecklistItem, ContinuationDecision, ItemState, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record

ROUNDS = ("", "_round_2")
OPEN = "open"


def events(story: Story) -> Iterator[Event]:
    """Everything that happens in the cycle except its beginning, which is the record itself."""
    yield from _steps(story)
    for habit in story.given.get("habits", []):
        by = story.writer(habit["day"])
        yield Event(habit["day"], Order.HABIT, by, partial(_confirm, story, habit, by))
    for before, visit in pairwise(story.given["visits"]):
        if before["stage"] != Stage.CONTINUATION.code:  # out of the last stage leads only a decision
            yield Event(visit["entered"], Order.MOVE, story.broker, partial(_move, story, visit))
    for decision in story.given.get("continuation", []):
        yield Event(decision["day"], Order.MOVE, story.broker, partial(_decide, story, decision))
    alive = story.given["confirmed_alive"]
    yield Event(alive, Order.LIFE, story.broker, partial(_confirm_alive, story, alive))


def _steps(story: Story) -> Iterator[Event]:
    """All steps of a stage that were done on one day, and the single ones that differ."""
    for suffix in ROUNDS:
        single = story.given.get(f"checklist{suffix}", {})
        for stage, day in story.given.get(f"checked{suffix}", {}).items():
            for item in Stage.from_code(stage).items:
                if item.code not in single:
                    yield _step(story, item, {"day": day})
        for code, given in single.items():
            if given != OPEN:
                yield _step(
                    story, ChecklistItem.from_code(code), given if isinstance(given, dict) else {"day": given}
                )


def _step(story: Story, item: ChecklistItem, given: Record) -> Event:
    by = story.writer(given["day"])
    return Event(given["day"], Order.STEP, by, partial(_mark, story, item, given, by))


def _mark(story: Story, item: ChecklistItem, given: Record, by: User) -> None:
    """Mark a step; what Tracker finds as proof is taken along, as people do who see it beside the step."""
    left_out = given.get("not_applicable", "")
    checklist.mark(
        story.partnership,
        item,
        ItemState.NOT_APPLICABLE if left_out else ItemState.DONE,
        note=left_out or given.get("note", ""),
        link=given.get("link", ""),
        with_proof=not left_out and bool(cycle.proofs_of(story.partnership, item)),
        by=by,
    )


def _confirm(story: Story, habit: Record, by: User) -> None:
    codes = habit["items"]
    items = Stage.EVERYDAY.items if codes == ["all"] else [ChecklistItem.from_code(code) for code in codes]
    checklist.confirm_habits(story.partnership, items, note=habit.get("note", ""), by=by)


def _move(story: Story, visit: Record) -> None:
    stages.move(
        story.partnership, Stage.from_code(visit["stage"]), reason=visit.get("reason", ""), by=story.broker
    )


def _decide(story: Story, decision: Record) -> None:
    continuation.decide(
        story.partnership,
        ContinuationDecision.from_code(decision["decision"]),
        reason=decision["reason"],
        participants=", ".join(decision["participants"]),
        next_stage=Stage.from_code(decision["return_to"]) if "return_to" in decision else None,
        grounds=decision.get("grounds", ()),
        own_words=decision.get("own_words", ""),
        by=story.broker,
    )


def _confirm_alive(story: Story, day: int) -> None:
    """Somebody says that it goes on, unless what was done on that day said so."""
    if story.partnership.is_active and story.partnership.alive_on < story.day(day):
        life.confirm_alive(story.partnership, by=story.broker)
