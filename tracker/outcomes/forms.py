"""The filter of the programme's figures, read from the address."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField

from tracker.forms import Form, TermField
from tracker.i18n import _l
from tracker.projects.terms import Field
from tracker.regions.fields import RegionField


class ScopeForm(Form):
    """Which partnerships to count."""

    class Meta:
        csrf = False

    region = RegionField(_l("Region"), blank=_l("All regions"))
    field = TermField(_l("Field"), Field, blank=_l("All fields"))
    cohort = SelectField(_l("Cohort"), validate_choice=False)

    def chosen(self) -> dict[str, str]:
        """What was chosen, as arguments of an address."""
        values = {
            "region": self.region.data,
            "field": self.field.data.code if self.field.data else None,
            "cohort": self.cohort.data,
        }
        return {name: value for name, value in values.items() if value}

    def offer(self, cohorts: list[Any]) -> None:
        """Offer the cohorts that occur."""
        self.cohort.choices = [("", _l("All cohorts")), *((cohort, cohort) for cohort in cohorts if cohort)]
