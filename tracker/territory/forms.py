"""The form of a saved view."""

from __future__ import annotations

from wtforms import BooleanField

from tracker.forms import Form, TermField, TextField
from tracker.i18n import _l
from tracker.territory.models import LONGEST_NAME
from tracker.territory.terms import Frequency


class ViewForm(Form):
    """What a view is called, whether the workspace opens with it, how often it comes as a letter."""

    name = TextField(
        _l("Name of the view"),
        required=True,
        max_length=LONGEST_NAME,
        description=_l("For example: “Ecology without business”"),
    )
    is_default = BooleanField(_l("Open the workspace with this view"))
    frequency = TermField(
        _l("Letters about it"),
        Frequency,
        description=_l(
            "What is new, moved on, ended or overdue since the last letter. When nothing happened, no letter comes."
        ),
    )
