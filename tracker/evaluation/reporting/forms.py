"""Forms of the report."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, Optional

from tracker.database import utc_now
from tracker.evaluation.reporting.models import TEXTS, EvaluationReport, PublicationConsent
from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentWay, Reader
from tracker.forms import DateField, Form, LongTextField, TermField, TextField
from tracker.i18n import LANGUAGES, _l, _lp


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class ReportForm(Form):
    """What only people can write. Nothing is required: what is there is saved."""

    summary = LongTextField(
        _l("In short"),
        rows=4,
        description=_l(
            "What was to be achieved, what came out, and whether working together paid. Five sentences."
        ),
    )
    worked = LongTextField(_l("What worked"), rows=5)
    did_not_work = LongTextField(
        _l("What did not work"),
        rows=5,
        description=_l("A report that names it is believed. It goes as far as the whole report does."),
    )
    conclusions = LongTextField(_l("Conclusions"), rows=5)
    internal_use = LongTextField(
        _l("What changes because of it"),
        rows=4,
        description=_l("What the team and the partners will do differently. Nobody else reads this part."),
    )

    @classmethod
    def of(cls, report: EvaluationReport | None) -> ReportForm:
        return cls(data={name: getattr(report, name) for name in TEXTS} if report is not None else {})


class DegreeField(TermField):
    """How far the report goes."""

    def offered(self) -> list[tuple[str, str]]:
        return [(reader.code, str(reader.degree)) for reader in Reader]


class PublicityForm(Form):
    """Who may read the report, since when, and why."""

    degree = DegreeField(_l("Who may read the report?"), Reader)
    decided_on = DateField(_l("Decided on"), required=True, past=True)
    reason = LongTextField(
        _l("Reason"), rows=3, description=_l("In a few words. It stands in the history of the partnership.")
    )


class ConsentForm(Form):
    """What a partner said, written down by the broker."""

    answer = TermField(
        _l("May the report be published?"), ConsentAnswer, blank=_lp("consent", "Not asked, or no answer yet")
    )
    person = TextField(_l("Who said so"), max_length=200, description=_l("The person at the partner."))
    way = TermField(_l("How"), ConsentWay, blank=_lp("consent", "Not said"))
    given_on = DateField(_l("When"), past=True)

    @classmethod
    def of(cls, consent: PublicationConsent | None) -> ConsentForm:
        if consent is None:
            return cls(given_on=utc_now().date())
        return cls(obj=consent)


class ConsentLinkForm(Form):
    """For whom a personal link is."""

    person = TextField(_l("Name of the person"), max_length=200)
    email = TextField(
        _l("E-mail"),
        max_length=254,
        description=_l("Without an address you get a link to pass on yourself."),
        validators=[
            Optional(strip_whitespace=True),
            Email(message=_l("This is not an e-mail address. Write it like anna@example.org.")),
        ],
    )
    language = SelectField(_l("Language"), choices=_languages())


class AnswerForm(Form):
    """What a partner says itself, on the page of its link."""

    answer = TermField(_l("May the report be published?"), ConsentAnswer)
    person = TextField(_l("Your name"), max_length=200)


class ChoosingForm(FlaskForm):
    """For whom, and in which language; its values stand in the address."""

    class Meta:
        csrf = False

    reader = SelectField(_l("For whom"))
    language = SelectField(_l("Language"), choices=_languages())

    def __init__(self, readers: list[Reader], **kwargs: Any) -> None:
        super().__init__(formdata=None, **kwargs)
        self.reader.choices = [SelectChoice(reader.code, str(reader)) for reader in readers]
