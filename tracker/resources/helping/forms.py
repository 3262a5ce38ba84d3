"""Forms of offers of help: offering, taking the help, thanking without taking it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wtforms import SelectField

from tracker.forms import DateField, DecimalField, Form, LongTextField, TermField, TextField
from tracker.i18n import _, _l
from tracker.resources.terms import Unit

if TYPE_CHECKING:
    from tracker.projects.models import Participation


class OfferHelpForm(Form):
    """What somebody could do about a need."""

    message = LongTextField(
        _l("How can you help?"),
        required=True,
        rows=5,
        description=_l(
            "For example: “The city library has a hall for 60 people, free on weekdays after 17:00”"
        ),
    )
    giver = TextField(
        _l("Who would give it"),
        max_length=300,
        description=_l("The authority or institution, if it is already clear."),
    )


class AcceptHelpForm(Form):
    """The commitment that an offer becomes."""

    participation = SelectField(_l("Which partner gives it"), coerce=lambda value: int(value or 0))
    description = TextField(_l("What exactly"), required=True, max_length=500)
    amount = DecimalField(_l("How much"), places=3)
    unit = TermField(_l("Counted in"), Unit, blank=_l("not counted"))
    due_on = DateField(_l("By when"))
    answer = LongTextField(
        _l("A few words to whoever offered it"), rows=3, description=_l("They go into the letter.")
    )

    def offer(self, participations: Sequence[Participation]) -> None:
        """Fill the choice with the partners of today."""
        self.participation.choices = [
            (0, _("choose a partner")),
            *((part.id, part.organisation.display_name) for part in participations),
        ]


class DeclineHelpForm(Form):
    """Thanks, and why it is not taken."""

    answer = LongTextField(
        _l("A few words of thanks"),
        rows=4,
        description=_l("They go into the letter. You may say what would help more."),
    )
