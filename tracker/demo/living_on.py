"""What grew out of partnerships, and how some of them ended: what each partner keeps, and the thanks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.demo.story import Event, Order, Story
from tracker.evaluation.continuing import growing, parting
from tracker.evaluation.continuing.terms import OffspringKind
from tracker.mechanisms import publishing
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.demo.reading import Record


def events(story: Story) -> Iterator[Event]:
    """Offspring, then parting."""
    if "grew_out_of" in story.given:
        given = story.given["grew_out_of"]
        yield Event(given["day"], Order.FAMILY, story.broker, partial(_grow_out_of, story, given))
    for given in story.given.get("grew", []):
        yield Event(given["day"], Order.FAMILY, story.broker, partial(_grow, story, given))
    for given in story.given.get("keeps", []):
        yield Event(given["day"], Order.FAREWELL, story.broker, partial(_keep, story, given))


def _grow_out_of(story: Story, given: Record) -> None:
    """The one named by the name of its file is the parent."""
    parent = story.scene.demo.partnerships[given["partnership"]]
    found = story.scene.session.scalars(select(Partnership).where(Partnership.title == parent["title"])).one()
    by = story.scene.people[parent["recorded_by"]]
    growing.link_partnership(
        found, story.partnership, linked_on=story.day(given["day"]), note=given.get("note", ""), by=by
    )


def _grow(story: Story, given: Record) -> None:
    day, note = story.day(given["day"]), given.get("note", "")
    if OffspringKind.from_code(given["kind"]) is OffspringKind.ORGANISATION:
        organisation = story.scene.organisation(given["organisation"], by=story.broker)
        growing.link_organisation(story.partnership, organisation, linked_on=day, note=note, by=story.broker)
        return
    mechanism = publishing.mechanism_of(story.scene.session, story.partnership)
    if mechanism is None:
        message = f"{story.given['title']}: the mechanism is not described yet"
        raise LookupError(message)
    growing.link_mechanism(story.partnership, mechanism, linked_on=day, note=note, by=story.broker)


def _keep(story: Story, given: Record) -> None:
    participation = story.participations[given["partner"]]
    parting.say_what_stays(participation, keeps=given["text"], by=story.broker)
    if given.get("thanked"):
        parting.note_thanks(participation, by=story.broker)
