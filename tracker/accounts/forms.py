"""Forms about people: invitations, roles, the own profile."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, PasswordField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from tracker.accounts import time_zones
from tracker.accounts.passwords import what_is_wrong, what_it_takes
from tracker.accounts.terms import PersonState, UserRole
from tracker.forms import AddressForm, Form, TermField, TermsField, TextField, strip
from tracker.i18n import LANGUAGES, _, _l
from tracker.regions.fields import RegionField, RegionsField

REQUIRED = _l("Please fill this in.")


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


def _time_zones(chosen: str = "") -> list[SelectChoice]:
    groups = time_zones.choices(chosen)
    return [
        SelectChoice(zone, label, optgroup=group) for group, zones in groups.items() for zone, label in zones
    ]


class ProfileForm(Form):
    """What people decide about themselves."""

    name = TextField(_l("Name and surname"), required=True, max_length=200)
    phone = TextField(_l("Phone"), max_length=60)
    language = SelectField(_l("Language"), choices=_languages())
    time_zone = SelectField(_l("Time zone"), description=_l("Times on all pages are shown as on your clock."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = kwargs["obj"].time_zone if kwargs.get("obj") is not None else ""
        self.time_zone.choices = _time_zones(present)


class InvitationForm(Form):
    """Whom to invite, and into what."""

    email = EmailField(_l("E-mail"), validators=[InputRequired(REQUIRED), Length(max=254)], filters=[strip])
    name = TextField(_l("Name and surname"), max_length=200, description=_l("The person can correct it."))
    language = SelectField(_l("Language of the letter"), choices=_languages())
    role = TermField(_l("Role"), UserRole, default=UserRole.ALUMNUS)
    regions = RegionsField(
        _l("Regions"), description=_l("Only for officials: the regions whose partnerships they see.")
    )
    cohort = TextField(
        _l("Cohort"), max_length=100, description=_l("Only for alumni: the year or the number of the intake.")
    )


class PersonForm(Form):
    """What an administrator decides about a person."""

    name = TextField(_l("Name and surname"), required=True, max_length=200)
    roles = TermsField(
        _l("Roles"),
        UserRole,
        description=_l(
            "One person may have several. Without any role, a person sees only the partnerships whose team they are in."
        ),
    )
    regions = RegionsField(
        _l("Regions"), description=_l("Only for officials: the regions whose partnerships they see.")
    )
    cohort = TextField(
        _l("Cohort"), max_length=100, description=_l("Only for alumni: the year or the number of the intake.")
    )


class AcceptForm(Form):
    """The first page of a person in Tracker."""

    name = TextField(_l("Name and surname"), required=True, max_length=200)
    time_zone = SelectField(_l("Time zone"), default="Europe/Moscow")
    password = PasswordField(
        _l("Password"), validators=[InputRequired(REQUIRED)], render_kw={"autocomplete": "new-password"}
    )
    password_again = PasswordField(
        _l("Password once more"),
        validators=[InputRequired(REQUIRED)],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.time_zone.choices = _time_zones()
        self.password.description = what_it_takes()

    def validate_password(self, field: PasswordField) -> None:
        sentence = what_is_wrong(field.data or "", [self.email, self.name.data or ""])
        if sentence:
            raise ValidationError(sentence)

    def validate_password_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("The two passwords differ."))


class PeopleFilterForm(AddressForm):
    """Narrows the list of people; its parts stand in the address."""

    q = TextField(_l("Name, e-mail or cohort"), max_length=100)
    role = TermField(_l("Role"), UserRole, blank=_l("Any role"))
    region = RegionField(_l("Region"), blank=_l("Any region"))
    state = TermField(_l("Account"), PersonState, blank=_l("Active and deactivated"))


class EraseForm(Form):
    """A confirmation that cannot be given by accident: the address is typed once more."""

    confirmation = TextField(_l("The e-mail address of this person"), required=True)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def validate_confirmation(self, field: TextField) -> None:
        if (field.data or "").lower() != self.email:
            raise ValidationError(_("This is another address than that of the account."))
