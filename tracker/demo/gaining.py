"""What partners hope to gain and have gained, and how the contribution of each is credited."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.evaluation.benefits import services as benefits
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.contributions import services as contributions
from tracker.evaluation.terms import Benefit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record


def events(story: Story) -> Iterator[Event]:
    """Statements of benefits, then thanks."""
    for said in story.given.get("benefits", []):
        by = story.writer(said["day"])
        yield Event(said["day"], Order.STATEMENT, by, partial(_state, story, said, by))
    for thanks in story.given.get("credits", []):
        by = story.writer(thanks["day"])
        yield Event(thanks["day"], Order.STATEMENT, by, partial(_credit, story, thanks, by))


def _state(story: Story, said: Record, by: User) -> None:
    for code, level in said["levels"].items():
        benefits.state(
            story.participations[said["partner"]],
            Benefit.from_code(code),
            moment=Moment.from_code(said["moment"]),
            level=level,
            comment=said.get("words", {}).get(code, ""),
            said_by=SaidBy.from_code(said.get("said_by", SaidBy.TEAM.code)),
            remark=said.get("remark", ""),
            by=by,
        )


def _credit(story: Story, thanks: Record, by: User) -> None:
    contributions.credit(
        story.participations[thanks["partner"]],
        notable=thanks.get("notable", ""),
        credited_as=thanks.get("credited_as", ""),
        credited_on=None if thanks.get("not_yet") else story.day(thanks["day"]),
        by=by,
    )
