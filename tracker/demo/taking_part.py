"""Organisations joining a partnership with their key people, and leaving it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Capacity
from tracker.projects.services import partners
from tracker.projects.terms import PartnerRole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record


def events(story: Story) -> Iterator[Event]:
    """Who joined when, and who left."""
    for partner in story.given.get("partners", []):
        joined = partner.get("joined", story.given["recorded"])
        yield Event(joined, Order.PARTNER, story.broker, partial(_join, story, partner, story.broker))
        if "left" in partner:
            yield Event(
                partner["left"], Order.LEAVING, story.broker, partial(_leave, story, partner, story.broker)
            )


def _join(story: Story, partner: Record, by: User) -> None:
    organisation = story.scene.organisation(partner["organisation"], by=by)
    participation = partners.add_partner(
        story.partnership,
        organisation,
        role=PartnerRole.from_code(partner["role"]),
        contribution=partner.get("contribution", ""),
        offers=[Expectation.from_code(code) for code in partner.get("offers", [])],
        expectation=partner.get("expectation", ""),
        expects=[Expectation.from_code(code) for code in partner.get("expects", [])],
        joined_on=story.date(partner.get("joined")),
        by=by,
    )
    known = {contact.name: contact for contact in organisation.contacts}
    people = [
        (known[partner[part.code]], part)
        for part in (Capacity.LEADER, Capacity.EXECUTOR)
        if part.code in partner
    ]
    partners.set_key_people(participation, people, by=by)
    story.participations[partner["organisation"]] = participation


def _leave(story: Story, partner: Record, by: User) -> None:
    participation = story.participations[partner["organisation"]]
    partners.partner_left(
        participation, on=story.day(partner["left"]), reason=partner.get("left_reason", ""), by=by
    )
