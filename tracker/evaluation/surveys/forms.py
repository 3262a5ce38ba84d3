"""Forms of the broker: a round, and whom to ask. What the partners fill in is read by ``sheet``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice

from tracker.evaluation.benefits.terms import Moment
from tracker.evaluation.surveys.terms import SurveyPart, WhomToAsk
from tracker.forms import DateField, Form, LongTextField, TermField, TermsField, TextField, strip
from tracker.i18n import LANGUAGES, _l
from tracker.partners.terms import Capacity

if TYPE_CHECKING:
    from tracker.projects.models import Participation


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class RoundDetails(Form):
    """What can be changed as long as the round is open."""

    title = TextField(
        _l("What is this round called?"),
        description=_l("For example “After the first year”. Without a name it goes by its number."),
    )
    message = LongTextField(
        _l("What should the partners read first?"),
        rows=4,
        description=_l("A few words of yours: why you ask, and what will be done with the answers."),
    )
    due_on = DateField(
        _l("The last day to answer"), required=True, description=_l("Until this day the links work.")
    )


class RoundForm(RoundDetails):
    """Opening a round."""

    parts = TermsField(_l("What do you ask?"), SurveyPart)
    moment = TermField(_l("Benefits: what is asked?"), Moment)
    whom = TermField(_l("Whom do you ask?"), WhomToAsk)
    language = SelectField(_l("Language of the letters and the sheet"), choices=_languages)


class LinkForm(Form):
    """The person who is asked."""

    person = TextField(_l("Name of the person"), max_length=200)
    email = StringField(
        _l("E-mail"),
        filters=[strip],
        description=_l("Without an address you pass the link on yourself."),
        render_kw={"type": "email"},
    )
    capacity = TermField(_l("What the person does there"), Capacity, blank=_l("not known"))
    language = SelectField(
        _l("Language"),
        choices=_languages,
        description=_l("The person can change it on the sheet."),
    )


class NewLinkForm(LinkForm):
    """One more person of a partner."""

    participation = SelectField(_l("Of which partner?"), coerce=int)

    def __init__(self, *args: Any, partners: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participation.choices = [
            SelectChoice(each.id, each.organisation.display_name) for each in partners
        ]
