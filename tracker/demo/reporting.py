"""What people write in the report of the evaluation, how far it goes, and what the partners say to that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.evaluation.reporting import services
from tracker.evaluation.reporting.models import TEXTS
from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentWay, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record


def events(story: Story) -> Iterator[Event]:
    """The texts, then the decision, then the partners."""
    for written in story.given.get("reports", []):
        by = story.writer(written["day"])
        yield Event(written["day"], Order.REPORT, by, partial(_write, story, written, by))
    for decided in story.given.get("publicity", []):
        yield Event(decided["day"], Order.PUBLICITY, story.broker, partial(_decide, story, decided))
    for said in story.given.get("consents", []):
        yield Event(said["day"], Order.PUBLIC_CONSENT, story.broker, partial(_consent, story, said))


def _write(story: Story, written: Record, by: User) -> None:
    texts = {name: written[name].strip() for name in TEXTS if name in written}
    services.write(story.partnership, by=by, **texts)


def _decide(story: Story, decided: Record) -> None:
    services.decide(
        story.partnership,
        by=story.broker,
        degree=Reader.from_code(decided["degree"]),
        reason=decided.get("reason", ""),
    )


def _consent(story: Story, said: Record) -> None:
    way = ConsentWay.from_code(said["way"])
    services.record_consent(
        story.participations[said["partner"]],
        by=None if way is ConsentWay.LINK else story.broker,
        answer=ConsentAnswer.from_code(said["answer"]),
        person=said.get("person", ""),
        way=way,
    )
