"""Forms of the team: the criteria, and inviting an expert. What experts fill in is read by ``answering``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wtforms import Form as Part
from wtforms import FormField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional, ValidationError

from tracker.evaluation.experts.criteria import MOST, USUAL, Line
from tracker.evaluation.experts.terms import ReleasedPart, SuggestedCriterion
from tracker.forms import DateField, Form, LongTextField, TermsField, TextField, strip
from tracker.i18n import LANGUAGES, _, _l, _lp

if TYPE_CHECKING:
    from tracker.evaluation.experts.models import CriteriaSet, Expert
    from tracker.projects.models import Document

BLANK_LINES = 2
LINE = "line_"
LONGEST_NUMBER = 9


# --- criteria -----------------------------------------------------------------------------------------------------------


class CriterionPart(Part):
    """One criterion; an emptied line takes it off the list."""

    number = HiddenField()
    suggestion = HiddenField()
    title = TextField(_l("What is judged"))
    explanation = LongTextField(_l("The question behind it, in one sentence"), rows=2)

    def validate_explanation(self, field: StringField) -> None:
        if field.data and not self.title.data:
            raise ValidationError(_("Give this criterion a name, or empty its question, too."))

    def line(self) -> Line | None:
        """What stands in the line; nothing where it is empty."""
        title, explanation = self.title.data or "", self.explanation.data or ""
        if not title:
            return None
        number, term = str(self.number.data or ""), self.suggestion.data or ""
        return Line(
            title=title,
            explanation=explanation,
            suggestion=SuggestedCriterion.from_code(term)
            if term in dict(SuggestedCriterion.choices())
            else None,
            criterion_id=int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else None,
        )


class CriteriaForm(Form):
    """All criteria, some empty lines, and what is suggested beside; made by ``criteria_form``."""

    suggested = TermsField(_l("Ready to take over"), SuggestedCriterion)

    @property
    def parts(self) -> list[FormField]:
        return [field for name, field in self._fields.items() if name.startswith(LINE)]

    @property
    def offered(self) -> list[SuggestedCriterion]:
        """Suggestions that are not on the list yet."""
        taken = {part.form.suggestion.data for part in self.parts}
        return [term for term in SuggestedCriterion if term.code not in taken]

    def lines(self) -> list[Line]:
        """What the criteria should be: the lines in their order, then what was ticked."""
        typed = [line for part in self.parts if (line := part.form.line()) is not None]
        chosen = [term for term in self.offered if term in (self.suggested.data or ())]
        return [*typed, *(Line.suggested(term) for term in chosen)]


def criteria_form(known: CriteriaSet | None, posted: Mapping[str, Any]) -> CriteriaForm:
    """The form for the present criteria, with as many lines as were sent, or some to spare."""
    criteria = known.criteria if known is not None else []
    sent = sum(f"{LINE}{number}-title" in posted for number in range(2 * MOST))
    names = [f"{LINE}{number}" for number in range(sent or min(len(criteria) + BLANK_LINES, MOST))]
    made = type("ChosenCriteriaForm", (CriteriaForm,), {name: FormField(CriterionPart) for name in names})
    data: dict[str, Any] = {"suggested": list(USUAL) if known is None else []}
    for name, criterion in zip(names, criteria, strict=False):
        data[name] = {
            "number": criterion.id,
            "suggestion": criterion.suggestion.code if criterion.suggestion else "",
            "title": criterion.title,
            "explanation": criterion.explanation,
        }
    form: CriteriaForm = made(data=data)
    return form


# --- inviting -----------------------------------------------------------------------------------------------------------


class ExpertForm(Form):
    """Whom one asks, until when, and what is released."""

    name = TextField(_l("Name of the expert"), required=True, max_length=200)
    organisation = TextField(
        _lp("expert", "Organisation"), description=_l("Where the expert works; it is shown with the opinion.")
    )
    email = StringField(
        _l("E-mail"),
        validators=[Optional(strip_whitespace=True)],
        filters=[strip],
        description=_l("Without an address you pass the link on yourself."),
    )
    language = SelectField(
        _l("Language of the letter and the pages"), choices=lambda: list(LANGUAGES.items())
    )
    due_on = DateField(
        _l("The last day to hand in"), required=True, description=_l("Until this day the link works.")
    )
    message = LongTextField(
        _l("What do you ask of the expert?"),
        rows=4,
        description=_l("A few words of yours: why you ask, what is most important to you."),
    )
    parts = TermsField(_l("What the expert may see"), ReleasedPart)
    documents = SelectMultipleField(_l("Documents that the expert may open"), coerce=int)

    @classmethod
    def of(cls, expert: Expert, documents: Sequence[Document]) -> ExpertForm:
        """The form filled with an invitation as it is."""
        names = ("name", "organisation", "email", "language", "due_on", "message")
        data = {name: getattr(expert, name) for name in names}
        chosen = [document.id for document in expert.documents]
        form = cls(data=data | {"parts": expert.released, "documents": chosen})
        form.offer(documents)
        return form

    def offer(self, documents: Iterable[Document]) -> None:
        """Let these documents be chosen."""
        self.documents.choices = [(document.id, document.title) for document in documents]

    def settled(self, documents: Iterable[Document]) -> dict[str, Any]:
        """What was entered, as the services take it."""
        values = self.values()
        chosen = set(values.pop("documents") or ())
        texts = {name: values[name] or "" for name in ("name", "organisation", "email", "message")}
        return {**values, **texts, "documents": [each for each in documents if each.id in chosen]}
