"""Forms about alumni and cohorts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from tracker.extensions import db
from tracker.forms import AddressForm, DateField, Form, OfferedField, TermField, TextField, strip
from tracker.i18n import LANGUAGES, _, _l, _lp
from tracker.partners.forms import TagsField
from tracker.partners.terms import Sector
from tracker.people import queries
from tracker.people.columns import Column
from tracker.people.naming import fold
from tracker.people.queries import Filter
from tracker.people.terms import AccountState, ConsentWay, Reach, Recorded
from tracker.regions import finder
from tracker.regions.fields import RegionField

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from tracker.people.models import Upload

SUGGESTED = 12
LONGEST_TEXT = 200


class OwnEntryForm(Form):
    """What alumni say of themselves."""

    name = TextField(_l("Name and surname"), required=True, max_length=200)
    email = StringField(_l("E-mail"), filters=[strip], validators=[Optional()])
    phone = TextField(_l("Phone"), max_length=60)
    sector = TermField(_l("Sector"), Sector, blank=_l("Not chosen"))
    region_code = RegionField(_l("Region"))
    organisation_name = TextField(_l("Organisation"), max_length=500)
    position = TextField(_l("Position"), max_length=200)
    skill_names = TagsField(
        _l("Skills"),
        description=_l("What others can ask about: a few words each, with commas between them."),
    )

    def suggestions(self) -> list[str]:
        """Skills that others named most and that do not stand in the field yet."""
        given = {fold(skill) for skill in self.skill_names.data or ()}
        found = db.session.scalars(queries.skills_in_use(queries.in_register(), SUGGESTED * 2))
        return [skill for skill in found if fold(skill) not in given][:SUGGESTED]


class AlumnusForm(OwnEntryForm):
    """What the programme records of somebody."""

    cohort_id = SelectField(_l("Cohort"), coerce=lambda value: int(value) if value else None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = db.session.scalars(queries.cohorts())
        self.cohort_id.choices = [("", _("Not known")), *((cohort.id, cohort.name) for cohort in known)]


class OwnConsentForm(Form):
    """To whom one is shown."""

    entry = TermField(
        _l("Who may find me in the directory"),
        Reach,
        description=_l("Name, cohort, sector, region, organisation, position and skills."),
    )
    contacts = TermField(
        _l("Who may see my e-mail and phone"),
        Reach,
        description=_l(
            "Never more people than may find you. Programme staff who may see them may also write to you."
        ),
    )


class ConsentForm(OwnConsentForm):
    """What somebody said outside of Tracker about being shown."""

    entry = TermField(_l("Who may find the person in the directory"), Reach)
    contacts = TermField(
        _l("Who may see e-mail and phone"),
        Reach,
        description=_l("Programme staff who may see them may also write: an invitation, for example."),
    )
    way = SelectField(_l("How the person said so"))
    given_on = DateField(_l("When"))
    note = TextField(
        _l("Where it can be looked up"),
        max_length=250,
        description=_l("Where the paper lies, or who heard it. Needed when more is to be shown than before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way.choices = [(way.code, str(way)) for way in ConsentWay.of_others()]

    def given_at(self) -> datetime | None:
        """The day as an instant: its beginning."""
        day: date | None = self.given_on.data
        return datetime.combine(day, time(), UTC) if day is not None else None


class CohortForm(Form):
    """One cohort."""

    name = TextField(
        _lp("cohort", "Name"),
        required=True,
        max_length=100,
        description=_l("As people call it: “Intake 2024”."),
    )
    year = IntegerField(_l("Year"), validators=[Optional()], render_kw={"inputmode": "numeric"})
    period = TextField(
        _l("When it took part"), max_length=100, description=_l("In words: “March to June 2024”.")
    )
    place = TextField(_l("Place"), max_length=200)


class DirectoryFilterForm(AddressForm):
    """What a list of alumni is narrowed to; it stands in the address."""

    q = StringField(_l("Name, organisation, position or skill"), filters=[strip])
    cohort = OfferedField(_l("Cohort"))
    sector = TermField(_l("Sector"), Sector, blank=_l("All sectors"))
    region = OfferedField(_l("Region"))
    skill = SelectField(_l("Skill"), validate_choice=False)

    def __init__(self, *args: Any, seen: ColumnElement[bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = db.session()
        known = finder.index(session).by_code
        in_use = {*session.scalars(queries.regions_in_use(seen)), self.region.data}
        codes = [code for code in in_use if code in known]
        regions = sorted(((code, known[code].name) for code in codes), key=lambda region: region[1])
        self.region.choices = [("", _("All regions")), *regions]
        cohorts = [(str(cohort.id), cohort.name) for cohort in session.scalars(queries.cohorts())]
        self.cohort.choices = [("", _("All cohorts")), *cohorts]
        skills = dict.fromkeys([*session.scalars(queries.skills_in_use(seen)), self.skill.data or ""])
        self.skill.choices = [("", _("All skills")), *((skill, skill) for skill in skills if skill)]
        self.validate()

    def chosen(self) -> Filter:
        """The filter that was asked for; what cannot be understood narrows nothing, and is marked beside its field."""
        cohort = self.understood("cohort")
        return Filter(
            text=(self.q.data or "")[:LONGEST_TEXT],
            cohort=int(cohort) if cohort else None,
            sector=self.understood("sector"),
            region_code=self.understood("region"),
            skill=self.understood("skill") or "",
        )

    def told(self) -> dict[str, tuple[str, str]]:
        """What is chosen, by its name in the address: label and value in words."""
        chosen = self.chosen()
        words: dict[str, Any] = {
            "q": chosen.text,
            "cohort": dict(self.cohort.choices).get(str(chosen.cohort), ""),
            "sector": chosen.sector,
            "region": dict(self.region.choices).get(chosen.region_code or "-", ""),
            "skill": chosen.skill,
            "account": chosen.account,
            "recorded": chosen.recorded,
        }
        return {
            name: (_("Search") if name == "q" else str(self[name].label.text), str(value))
            for name, value in words.items()
            if value
        }


class FilterForm(DirectoryFilterForm):
    """What the programme's list is narrowed to."""

    q = StringField(_l("Name, organisation, position, skill or whole e-mail"), filters=[strip])
    account = TermField(_l("Account"), AccountState, blank=_l("With and without"))
    recorded = TermField(_l("Partnerships"), Recorded, blank=_l("Whether or not"))

    def chosen(self) -> Filter:
        return replace(
            super().chosen(), account=self.understood("account"), recorded=self.understood("recorded")
        )


class UploadForm(Form):
    """A list of alumni to be imported."""

    file = FileField(
        _l("File"),
        description=_l("XLSX or CSV, at most 50,000 rows."),
        render_kw={"accept": ".xlsx,.csv,.txt,text/csv"},
    )


def columns_form(upload: Upload) -> Any:
    """A form with one choice for each heading of a list."""
    choices = [SelectChoice(code, label) for code, label in [("", _("Do not import")), *Column.choices()]]
    fields = {
        f"column_{place}": SelectField(
            heading or _("Column %(number)s without a heading", number=place + 1),
            choices=choices,
            default=upload.columns[place] if place < len(upload.columns) else "",
        )
        for place, heading in enumerate(upload.headings)
    }
    return type("ColumnsForm", (Form,), fields)()


class InviteForm(Form):
    """Inviting many at once."""

    language = SelectField(
        _l("Language of the letters"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )


class EraseForm(Form):
    """A confirmation that cannot be given by accident: the name is typed once more."""

    confirmation = TextField(_l("The name of this person"), required=True)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = name

    def validate_confirmation(self, field: TextField) -> None:
        if fold(field.data or "") != fold(self.known):
            raise ValidationError(_("This is another name than that of the record."))
