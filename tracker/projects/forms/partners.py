"""Forms for the partners: a new one, what is agreed with one, its key people, its leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import SelectMultipleField, StringField
from wtforms.validators import Email, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.forms import DateField, Form, LongTextField, TermField, TextField, strip
from tracker.i18n import _l
from tracker.partners.forms import ExpectsField, OffersField, OrganisationQuickForm
from tracker.partners.terms import Capacity, Sector
from tracker.projects.terms import PartnerRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.partners.models import Contact
    from tracker.projects.models import Participation

AGREED = ("role", "contribution", "expectation", "joined_on")
"""What is agreed with a partner."""


class PartForm(Form):
    """One organisation's part in the partnership."""

    role = TermField(_l("Role"), PartnerRole)
    contribution = LongTextField(
        _l("What it brings"), rows=3, description=_l("People, premises, knowledge, contacts, money…")
    )
    expectation = LongTextField(
        _l("What it expects to gain"),
        rows=3,
        description=_l("A partnership lasts when everyone knows what the others hope for."),
    )
    joined_on = DateField(_l("Joined on"))

    def agreed(self) -> dict[str, Any]:
        """What is agreed, as the service takes it."""
        given = {name: self._fields[name].data for name in AGREED}
        return {
            **given,
            "contribution": given["contribution"] or "",
            "expectation": given["expectation"] or "",
        }


class PicksForm(PartForm):
    """A part with what is picked from the grid of what the sectors expect of one another; it needs a known sector."""

    offers = OffersField(_l("What it offers to the other sectors"))
    expects = ExpectsField(_l("What it expects of the other sectors"))

    def offer_for(self, sector: Sector) -> None:
        """Let what fits this sector be picked."""
        self.offers.offer(sector)
        self.expects.offer(sector)

    def agreed(self) -> dict[str, Any]:
        return {**super().agreed(), "offers": self.offers.data, "expects": self.expects.data}


class JoiningForm(PartForm):
    """A partner that joins: besides its part, the names of its key people, known or not."""

    leader = TextField(_l("Who decides there"), max_length=200, description=_l("Name of the person."))
    executor = TextField(_l("Who does the work there"), max_length=200, description=_l("Name of the person."))

    def people(self) -> list[tuple[str, Capacity]]:
        """The names that were given, each with what the person does."""
        named = ((self.leader.data, Capacity.LEADER), (self.executor.data, Capacity.EXECUTOR))
        return [(name, capacity) for name, capacity in named if name]


class KnownJoiningForm(PicksForm, JoiningForm):
    """An organisation that is recorded joins."""


class NewOrganisationForm(JoiningForm, OrganisationQuickForm):
    """A partner that is not recorded yet: the organisation and its part, on one page."""

    def values(self) -> dict[str, Any]:
        """The details of the organisation; those of its part come from ``agreed``."""
        ours = {*AGREED, "leader", "executor"}
        return {name: value for name, value in super().values().items() if name not in ours}


class PeopleField(SelectMultipleField):
    """Some of the contact persons; ``data`` is a list of their ids."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **kwargs)

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Let these be chosen."""
        self.choices = [(contact.id, _with_position(contact)) for contact in contacts]


def _with_position(contact: Contact) -> str:
    return f"{contact.name}, {contact.position}" if contact.position else contact.name


class PartEditForm(PicksForm):
    """A partner's part, its key people among the contact persons, and one more person."""

    leaders = PeopleField(_l("Who decides there"))
    executors = PeopleField(_l("Who does the work there"))
    person_name = TextField(_l("Name of the person"), max_length=200)
    person_position = TextField(_l("Position"), max_length=200)
    person_capacity = TermField(_l("Decides or does the work"), Capacity)
    person_phone = TextField(_l("Phone"), max_length=60)
    person_email = StringField(
        _l("E-mail"),
        filters=[strip],
        validators=[Optional(), Email(_l("This is not an e-mail address. Write it like name@example.org."))],
    )

    @classmethod
    def of(cls, participation: Participation, contacts: Sequence[Contact]) -> PartEditForm:
        """The form filled with what is agreed now."""
        chosen = {
            name: [person.contact_id for person in participation.key_people if person.capacity is capacity]
            for name, capacity in (("leaders", Capacity.LEADER), ("executors", Capacity.EXECUTOR))
        }
        now = {name: getattr(participation, name) for name in (*AGREED, "offers", "expects")}
        form = cls(data={**now, **chosen})
        form.offer_for(participation.organisation.sector)
        form.leaders.offer(contacts)
        form.executors.offer(contacts)
        return form

    def new_person(self) -> dict[str, Any] | None:
        """The details of one more person, if a name was given."""
        if not self.person_name.data:
            return None
        details = ("name", "position", "capacity", "phone", "email")
        return {name: self._fields[f"person_{name}"].data or "" for name in details}


class LeavingForm(Form):
    """When a partner left, and why."""

    left_on = DateField(_l("Left on"), required=True)
    reason = TextField(
        _l("Why it left"),
        max_length=500,
        description=_l("Everybody who sees the inside of the record reads it."),
    )
