"""What the replay of one partnership knows, and what it shares with the others."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tracker.partners import contacts, services
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Capacity, OrganisationKind, Sector
from tracker.projects.terms import Stage, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.demo.reading import DemoSet, Record
    from tracker.evaluation.lessons.models import Lesson
    from tracker.mechanisms.models import Mechanism
    from tracker.partners.models import Organisation
    from tracker.projects.models import Document, Participation, Partnership
    from tracker.resources.models import Commitment, Need
    from tracker.stores import Store

Day = date
"""The type, beside the method of the same name."""


class Order(enum.IntEnum):
    """What comes first when several things happen in a partnership on one day."""

    RECORD = enum.auto()
    TEAM = enum.auto()
    PARTNER = enum.auto()
    NEED = enum.auto()
    VALUATION = enum.auto()
    OFFER = enum.auto()
    AGREEMENT = enum.auto()
    DECLARATION = enum.auto()
    DELIVERY = enum.auto()
    COMPLETION = enum.auto()
    WITHDRAWAL = enum.auto()
    ENTRY = enum.auto()
    DOCUMENT = enum.auto()
    TEXT = enum.auto()
    MECHANISM = enum.auto()
    CONSENT = enum.auto()
    DECISION = enum.auto()
    STEP = enum.auto()
    HABIT = enum.auto()
    STATEMENT = enum.auto()
    PLAN = enum.auto()
    INDICATOR = enum.auto()
    CANCELLING = enum.auto()
    VALUE = enum.auto()
    OUTCOME = enum.auto()
    CRITERIA = enum.auto()
    EXPERT = enum.auto()
    OPINION = enum.auto()
    REPORT = enum.auto()
    PUBLICITY = enum.auto()
    PUBLIC_CONSENT = enum.auto()
    LESSON = enum.auto()
    SURVEY = enum.auto()
    ANSWER = enum.auto()
    SURVEY_END = enum.auto()
    TEMPLATE = enum.auto()
    MOVE = enum.auto()
    LEAVING = enum.auto()
    FAMILY = enum.auto()
    FAREWELL = enum.auto()
    HELP = enum.auto()
    LIFE = enum.auto()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody does on a day, counted from the day of loading."""

    day: int
    order: Order
    author: User
    act: Callable[[], Any]


@dataclass(slots=True)
class Scene:
    """What all partnerships share: the session, the day of loading, the people, the organisations and templates as they become known."""

    session: Session
    today: date
    files: Store
    demo: DemoSet
    people: dict[str, User]
    organisations: dict[str, Organisation] = field(default_factory=dict)
    templates: dict[str, Mechanism] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)

    def organisation(self, key: str, *, by: User) -> Organisation:
        """The record of an organisation; whoever needs it first makes it."""
        if key not in self.organisations:
            self.organisations[key] = self._record(key, self.demo.organisations[key], by)
        return self.organisations[key]

    def _record(self, key: str, given: Record, by: User) -> Organisation:
        details = {
            name: given[name]
            for name in ("short_name", "place", "site", "description", "offers_text", "inn", "ogrn")
            if name in given
        }
        organisation = services.create(
            self.session,
            name=given["name"],
            sector=Sector.from_code(given["sector"]),
            kind=OrganisationKind.from_code(given["kind"]),
            region_code=given["region"],
            tag_names=given.get("tags", []),
            offers=[Expectation.from_code(code) for code in given.get("offers", [])],
            by=by,
            is_demo=True,
            **details,
        )
        for person in given.get("contacts", []):
            contacts.add_contact(
                organisation,
                name=person["name"],
                position=person.get("position", ""),
                capacity=Capacity.from_code(person["part"]),
                phone=person.get("phone", ""),
                email=person.get("email", ""),
                by=by,
            )
        for name, account in self.demo.accounts.items():
            if account.get("organisation") == key and self.people[name] is not by:
                services.add_keeper(organisation, self.people[name], by=by)
        return organisation


@dataclass(slots=True)
class Story:
    """One partnership of the set, and its records as they come into being."""

    scene: Scene
    given: Record
    participations: dict[str, Participation] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    commitments: dict[int, Commitment] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    recorded: Partnership | None = None

    @property
    def partnership(self) -> Partnership:
        """The record, once it was made."""
        if self.recorded is None:
            message = "the partnership is not recorded yet"
            raise LookupError(message)
        return self.recorded

    @property
    def broker(self) -> User:
        """Who recorded the partnership and answers for it."""
        return self.scene.people[self.given["recorded_by"]]

    def writer(self, day: int) -> User:
        """One of those who may edit the record; they take turns by the day."""
        writers = [
            self.scene.people[key]
            for key, role in self.given["team"].items()
            if TeamRole.from_code(role).may_edit
        ]
        return writers[day % len(writers)]

    def date(self, day: int | None) -> Day | None:
        """The day that a number of days from the day of loading means; nothing stays nothing."""
        return None if day is None else self.day(day)

    def day(self, day: int) -> Day:
        return self.scene.today + timedelta(days=day)

    def entered(self, stage: Stage) -> int | None:
        """The day on which a stage was first entered."""
        return next(
            (visit["entered"] for visit in self.given["visits"] if visit["stage"] == stage.code), None
        )
