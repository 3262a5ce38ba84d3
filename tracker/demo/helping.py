"""Help that officials offer for needs, and views of the workspace that they keep."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.resources.helping import services
from tracker.territory import services as views
from tracker.territory.terms import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.demo.reading import Record
    from tracker.resources.helping.models import HelpOffer


def events(story: Story) -> Iterator[Event]:
    """Offers of help, and the thanks for those that were not taken."""
    made: dict[int, HelpOffer] = {}
    for number, given in enumerate(story.given.get("help_offers", [])):
        by = story.scene.people[given["by"]]
        yield Event(given["day"], Order.HELP, by, partial(_offer, story, made, number, given, by))
        if "declined" in given:
            answer = given["declined"]
            writer = story.writer(answer["day"])
            yield Event(answer["day"], Order.HELP, writer, partial(_decline, made, number, answer, writer))


def _offer(story: Story, made: dict[int, HelpOffer], number: int, given: Record, by: User) -> None:
    made[number] = services.offer_help(
        story.needs[given["need"]], by=by, message=given["message"], giver=given.get("giver", "")
    )


def _decline(made: Mapping[int, HelpOffer], number: int, answer: Record, by: User) -> None:
    services.decline(made[number], by=by, answer=answer["words"])


def keep_views(session: Session, accounts: Mapping[str, Record], people: Mapping[str, User]) -> None:
    """The views that people have saved."""
    for key, account in accounts.items():
        for given in account.get("views", []):
            views.save_view(
                session,
                by=people[key],
                name=given["name"],
                arguments=given["arguments"],
                frequency=Frequency.from_code(given.get("letter", Frequency.NEVER.code)),
            )
