"""Forms for the record of a partnership: the short first one, all details, who sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from wtforms import SelectField
from wtforms.validators import InputRequired

from tracker.forms import DateField, Form, LongTextField, TermField, TermsField, TextField
from tracker.i18n import _, _l, _lp
from tracker.partners.forms import TagsField
from tracker.projects.services import record
from tracker.projects.terms import Field, Goal, Visibility
from tracker.regions.fields import RegionsField

if TYPE_CHECKING:
    from tracker.partners.models import Organisation
    from tracker.projects.models import Partnership


class OwnOrganisationField(SelectField):
    """One of the writer's own organisations, or none yet; ``data`` is its id or ``None``."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(
            label, coerce=lambda value: int(value) if value else None, validate_choice=True, **kwargs
        )

    def offer(self, find: Callable[[], Sequence[Organisation]]) -> None:
        """Let the writer choose among those that are found, which are looked for when somebody has to see them."""
        self.choices = lambda: [
            ("", _("Add partners later")),
            *((str(each.id), each.display_name) for each in find()),
        ]

    @property
    def is_offered(self) -> bool:
        """There is an organisation to choose."""
        return sum(1 for _choice in self.iter_choices()) > 1

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class NewPartnershipForm(Form):
    """The first save: a title and a region are enough."""

    title = TextField(
        _l("What is the partnership called?"),
        required=True,
        description=_l("A working title is fine, you can change it at any time."),
    )
    regions = RegionsField(_l("Where does it work?"), required=True)
    problem = LongTextField(
        _l("Which problem does it solve?"),
        rows=3,
        description=_l("Two or three sentences: who suffers from what, and where."),
    )
    main_field = TermField(_l("Field"), Field, blank=_l("Choose later"))
    organisation = OwnOrganisationField(_l("My organisation starts it"))
    visibility = TermField(_l("Who sees it?"), Visibility)

    def __init__(
        self, *args: Any, organisations: Callable[[], Sequence[Organisation]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation.offer(organisations)

    @property
    def organisation_id(self) -> int | None:
        """The organisation that starts it, if one was chosen."""
        return self.organisation.data

    def values(self) -> dict[str, Any]:
        """The fields of the record."""
        return {name: value for name, value in super().values().items() if name != "organisation"}


class RecordForm(Form):
    """Everything that the record says; a half-filled form is fine."""

    title = TextField(_l("Title"), required=True)
    problem = LongTextField(
        _l("The problem"), rows=4, description=_l("Who suffers from what, where, and how you know.")
    )
    target_group = LongTextField(_l("Whom it helps"), rows=2)
    aim = LongTextField(_l("The aim"), rows=3, description=_l("What will be different when it works."))
    approach = LongTextField(
        _l("How the partners go about it"),
        rows=4,
        description=_l("What you do together, and why no one could do it alone."),
    )
    results = LongTextField(_l("What came out of it"), rows=4)
    main_field = TermField(_l("Main field"), Field, blank=_l("Choose later"))
    further_fields = TermsField(_l("Further fields"), Field)
    goals = TermsField(_l("Sustainable Development Goals"), Goal)
    tags = TagsField(_l("Tags"), description=_l("Any words, with commas between them."))
    regions = RegionsField(_l("Regions"), required=True)
    municipality = TextField(
        _l("Municipality"), max_length=200, description=_l("Town, district or village, if it is one place.")
    )
    planned_start = DateField(_l("Planned start"))
    planned_end = DateField(_l("Planned end"))
    started_on = DateField(_l("Work began on"))
    project_manager = TextField(
        _l("Project manager"),
        max_length=200,
        description=_l("Who leads the project; need not have an account."),
    )

    @classmethod
    def of(cls, partnership: Partnership) -> RecordForm:
        """The form filled with what the record says now."""
        now = record.values_of(partnership)
        return cls(data={**now, "goals": [Goal.from_code(str(number)) for number in now["goals"]]})

    def values(self) -> dict[str, Any]:
        """The fields of the record, as the service takes them."""
        given = super().values()
        return {
            **{name: "" if value is None and name in TEXTS else value for name, value in given.items()},
            "goals": sorted(goal.number for goal in given["goals"] or ()),
            "tags": record.clean_tags(given["tags"] or ()),
            "further_fields": [
                field for field in given["further_fields"] or () if field is not given["main_field"]
            ],
        }

    def validate_tags(self, field: TagsField) -> None:
        """Tags are short words."""
        if any(len(tag) > record.TAG_LENGTH for tag in field.data or ()):
            raise ValueError(_("A tag has at most %(most)d characters.", most=record.TAG_LENGTH))


TEXTS = {"problem", "target_group", "aim", "approach", "results", "municipality", "project_manager"}


class VisibilityForm(Form):
    """Who sees the partnership."""

    visibility = TermField(_l("Who sees it?"), Visibility, validators=[InputRequired()])


class ReasonForm(Form):
    """A reason for the history."""

    reason = TextField(_lp("form", "Reason"), required=True, max_length=record.REASON_LENGTH)
