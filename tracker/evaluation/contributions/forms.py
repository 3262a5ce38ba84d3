"""The form to evaluate and credit the contribution of a partner."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField

from tracker.database import utc_now
from tracker.forms import DateField, Form, LongTextField, TextField
from tracker.i18n import _l


class CreditForm(Form):
    """What was notable, and that it is credited, under which name."""

    notable = LongTextField(
        _l("What was notable, beside resources"),
        rows=4,
        description=_l(
            "An idea, a door opened, patience in a hard week: what would have been missing without it."
        ),
    )
    credited_as = TextField(
        _l("Name in the thanks"),
        description=_l("If it wants to be thanked under another name than that of the organisation."),
    )
    is_credited = BooleanField(
        _l("The contribution is evaluated and credited"),
        description=_l("Its name then stands in the list of thanks and in the report of the evaluation."),
    )
    credited_on = DateField(_l("Credited on"), past=True)

    def columns(self) -> dict[str, Any]:
        """The values under the names of the columns; what is credited without a day is credited today."""
        return {
            "notable": self.notable.data or "",
            "credited_as": self.credited_as.data or "",
            "credited_on": (self.credited_on.data or utc_now().date()) if self.is_credited.data else None,
        }
