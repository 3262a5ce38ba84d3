"""Forms that state several things at once: the signs of a partnership, the parts of a passport, a template.

Each statement is a small form in the large one, with the version of the record that it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FormField, HiddenField
from wtforms import Form as Part

from tracker.forms import Form, LongTextField, TermField
from tracker.i18n import _l, _lp
from tracker.mechanisms.models import PassportEntry, SignAssessment
from tracker.mechanisms.terms import PassportAnswer, PassportPart, Sign, SignState
from tracker.projects.forms.record import NewPartnershipForm
from tracker.terms import Term


class SignPart(Part):
    """What somebody says of one sign."""

    version = HiddenField()
    state = TermField(_lp("sign", "Is it there?"), SignState)
    evidence = LongTextField(
        _l("How one can see it"), rows=2, description=_l("A fact, an example, a document; in a few words.")
    )


class PassportPartForm(Part):
    """What somebody answers about one part of the definition."""

    version = HiddenField()
    answer = TermField(_lp("passport", "Answer"), PassportAnswer, blank=_lp("passport", "Not answered yet"))
    evidence = LongTextField(
        _l("What shows it"), rows=2, description=_l("A document, a rule, an example; in a few words.")
    )
    take = BooleanField(_l("Take over what the record shows"))


class TemplateForm(Form):
    """The text of a template."""

    text = LongTextField(
        _l("What one has to know to repeat it"),
        required=True,
        rows=10,
        description=_l(
            "Where to begin, who is needed, what it takes, where it can go wrong, which papers to ask you for."
        ),
    )


class StartForm(NewPartnershipForm):
    """The short first form of a partnership, with the aim and the approach that a template proposes."""

    aim = LongTextField(_l("The aim"), rows=3, description=_l("What will be different when it works."))
    approach = LongTextField(
        _l("How the partners go about it"),
        rows=6,
        description=_l("Taken from the template: change what is different at your place."),
    )


def signs_form(signs: Sequence[Sign], stated: Mapping[Sign, SignAssessment]) -> Form:
    """One form for these signs, filled with what was said of them."""
    return _form_of(SignPart, signs, stated, ("state", "evidence"))


def passport_form(parts: Sequence[PassportPart], answered: Mapping[PassportPart, PassportEntry]) -> Form:
    """One form for these parts of the passport, filled with what was answered."""
    return _form_of(PassportPartForm, parts, answered, ("answer", "evidence"))


def _form_of(
    part: type[Part], terms: Sequence[Term], records: Mapping[Any, Any], fields: tuple[str, ...]
) -> Form:
    made = type("StatementsForm", (Form,), {term.code: FormField(part, label=term.label) for term in terms})
    form: Form = made(data={term.code: _present(records.get(term), fields) for term in terms})
    return form


def _present(record: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    if record is None:
        return {"version": 0, "state": SignState.UNKNOWN}
    return {"version": record.version, **{name: getattr(record, name) for name in fields}}
