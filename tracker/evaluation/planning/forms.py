"""Forms for the plan of an evaluation and for what is set aside for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, SelectField, SelectMultipleField

from tracker.evaluation.planning.terms import Method
from tracker.forms import DateField, DecimalField, Form, LongTextField, TermField, TermsField, TextField
from tracker.i18n import _l
from tracker.resources.forms import CurrencyField, counted_in
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from tracker.evaluation.planning.models import EvaluationPlan
    from tracker.projects.models import Participation
    from tracker.resources.models import Commitment

AS_THEY_ARE = (
    "questions", "methods", "procedure", "begins_on", "ends_on", "people", "agreed_on", "agreed_by",
)  # fmt: skip


class PlanForm(Form):
    """The plan of one round. Everything may be empty: what is missing shows on the page of the plan."""

    questions = LongTextField(
        _l("What you want to find out"),
        rows=4,
        description=_l(
            "Two or three questions. For example: “Do families throw away less paper than before?”"
        ),
    )
    methods = TermsField(_l("How you will find it out"), Method)
    procedure = LongTextField(
        _l("How it is done"),
        rows=5,
        description=_l("Step by step: who asks or counts whom, when, and who works it out."),
    )
    begins_on = DateField(_l("It begins on"))
    ends_on = DateField(_l("It should be finished by"))
    people = LongTextField(
        _l("Who of your own people does it"), rows=2, description=_l("Names, with what each does.")
    )
    partners = SelectMultipleField(_l("Partners who do it"), coerce=int)
    agreed_on = DateField(_l("Agreed on"), past=True)
    agreed_by = LongTextField(
        _l("Who agreed"),
        rows=2,
        description=_l("Names of people and partners; the meeting, if there was one."),
    )

    @classmethod
    def of(cls, plan: EvaluationPlan | None, participations: Sequence[Participation]) -> PlanForm:
        """The form filled with the plan as it is."""
        data: dict[str, Any] = {}
        if plan is not None:
            data = {name: getattr(plan, name) for name in AS_THEY_ARE}
            data["partners"] = [participation.id for participation in plan.partners]
        form = cls(data=data)
        form.partners.choices = [(each.id, each.organisation.display_name) for each in participations]
        return form

    def values(self) -> dict[str, Any]:
        """What was entered; what is empty is an empty text or list."""
        values = super().values()
        texts = {name: values[name] or "" for name in ("questions", "procedure", "people", "agreed_by")}
        return values | texts | {name: values[name] or [] for name in ("methods", "partners")}


class ReserveForm(Form):
    """Which commitments are set aside for the evaluation."""

    commitments = SelectMultipleField(_l("What is reserved for it"), coerce=int)
    seen = SelectMultipleField(coerce=int, validate_choice=False)
    """What was set aside when the form was made, so that only what this person changes is changed."""

    def offer(self, commitments: Iterable[Commitment]) -> None:
        self.commitments.choices = [(each.id, each.description) for each in commitments]

    def changes(self) -> tuple[set[int], set[int]]:
        """What to set aside and what to release."""
        before, after = set(self.seen.data or ()), set(self.commitments.data or ())
        return after - before, before - after


class NewReservedForm(Form):
    """A commitment in short, for the evaluation. All that it can hold besides is on its own page."""

    participation = SelectField(_l("Who gives"), coerce=int)
    kind = TermField(_l("What kind"), ResourceKind, default=ResourceKind.PEOPLE)
    description = TextField(
        _l("What exactly"),
        required=True,
        max_length=500,
        description=_l("For example: “Two students work out the survey”"),
    )
    amount = DecimalField(_l("How much"), places=3)
    unit = TermField(_l("Counted in"), Unit, blank=_l("not counted"))
    value_amount = DecimalField(
        _l("What it is worth"),
        description=_l("As the partners estimate it; leave empty for money, or if you put no sum on it."),
    )
    currency = CurrencyField(_l("Currency"))
    due_on = DateField(_l("By when"))
    agreed = BooleanField(_l("The partners have agreed on it"))

    def offer(self, participations: Sequence[Participation]) -> None:
        """Fill the choices with the partners."""
        self.participation.choices = [(each.id, each.organisation.display_name) for each in participations]

    def values(self) -> dict[str, Any]:
        """What was entered, as ``resources.services.promise`` takes it; a value is one that the partners estimate."""
        values = super().values()
        values |= counted_in({**values, "unit_other": ""})
        if values["kind"].is_money:
            return {name: value for name, value in values.items() if name != "value_amount"}
        if values["value_amount"] is None:
            return values | {"method": ValuationMethod.NOT_VALUED, "currency": ""}
        return values | {"method": ValuationMethod.AGREED_ESTIMATE}
