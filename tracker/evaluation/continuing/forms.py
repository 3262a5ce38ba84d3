"""Forms about what grows out of a partnership, and about parting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.forms import DateField, Form, LongTextField, TermsField, TextField
from tracker.i18n import LANGUAGES, _, _l
from tracker.partners.forms import OrganisationQuickForm
from tracker.projects.forms.record import NewPartnershipForm
from tracker.projects.terms import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.partners.models import Contact
    from tracker.projects.models import Participation, Partnership

NOTE = _l("How it grew")
NOTE_HINT = _l("In a sentence or two: what was taken over, what is different.")


class SomeField(SelectMultipleField):
    """Some of several records, each with a tick; ``data`` is a list of their ids."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **kwargs)


class OffspringForm(NewPartnershipForm):
    """The first form of a partnership that grows out of another one."""

    target_group = LongTextField(_l("Whom it helps"), rows=2)
    further_fields = TermsField(_l("Further fields"), Field)
    carried = SomeField(
        _l("Which partners come along?"),
        description=_l("They are added with the role that they have here. Others can join later."),
    )
    note = LongTextField(NOTE, rows=2, description=NOTE_HINT)

    def offer(self, participations: Sequence[Participation]) -> None:
        """Let these partners come along."""
        self.partners = {each.id: each for each in participations}
        self.carried.choices = [(each.id, each.organisation.display_name) for each in self.partners.values()]
        if not self.partners:
            del self.carried

    def values(self) -> dict[str, Any]:
        """The fields of the record, and which partners come along."""
        given = super().values()
        chosen = given.pop("carried", None) or []
        return {**given, "carried": [self.partners[number] for number in chosen]}


class KnownOffspringForm(Form):
    """A partnership that is recorded already."""

    partnership = SelectField(
        _l("Which partnership grew out of this one?"),
        coerce=int,
        description=_l("You can choose among the partnerships that you work on."),
    )
    linked_on = DateField(_l("Since when"), required=True, past=True)
    note = LongTextField(NOTE, rows=2, description=NOTE_HINT)

    def offer(self, partnerships: Sequence[Partnership]) -> None:
        """Let one of these be chosen."""
        self.partnership.choices = [(each.id, each.title) for each in partnerships]


class LinkForm(Form):
    """Since when an organisation or a mechanism carries the work on."""

    linked_on = DateField(_l("Since when"), required=True, past=True)
    note = LongTextField(NOTE, rows=2, description=NOTE_HINT)


class NewOrganisationForm(LinkForm, OrganisationQuickForm):
    """An organisation that is not recorded yet, and since when it carries the work on."""

    def values(self) -> dict[str, Any]:
        """The details of the organisation."""
        return {name: value for name, value in super().values().items() if name not in {"linked_on", "note"}}


class UnlinkForm(Form):
    """Why something does not belong to the family after all."""

    reason = TextField(_l("Why it does not belong there"), required=True, max_length=500)


class KeepsForm(Form):
    """What a partner keeps."""

    keeps = LongTextField(
        _l("What stays with this partner?"),
        rows=4,
        description=_l(
            "Equipment, premises, people who learnt something, contacts, a way of working, rights to texts."
        ),
    )


class ThanksForm(Form):
    """The letter to one partner."""

    language = HiddenField()
    text = LongTextField(_l("The letter"), required=True, rows=16)
    contacts = SomeField(_l("Who gets it by e-mail?"))

    def offer(self, contacts: Sequence[Contact]) -> None:
        """Let these people be written to."""
        self.people = {each.id: each for each in contacts}
        self.contacts.choices = [(each.id, f"{each.name} · {each.email}") for each in self.people.values()]

    @property
    def chosen(self) -> list[Contact]:
        """The people who were chosen."""
        return [self.people[number] for number in self.contacts.data or () if number in self.people]

    def validate_language(self, field: HiddenField) -> None:
        """One of the languages of Tracker."""
        if field.data not in LANGUAGES:
            raise ValueError(_("Choose one of the options."))
