"""The filter of the programme's figures, read from the address: which partnerships are counted, and what they are compared with."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import SelectField

from tracker.forms import AddressForm, DateField, Form, TermField
from tracker.i18n import _, _l, _lp, show_date
from tracker.mechanisms.terms import MechanismState
from tracker.outcomes.terms import Grouping
from tracker.partners.terms import Sector
from tracker.projects.terms import Field, SectorMix
from tracker.regions.fields import RegionField


class ScopeForm(AddressForm):
    """Which partnerships to count; the fields are called as those of the lists."""

    started_from = DateField(_l("Started on or after"))
    started_to = DateField(_l("Started on or before"))
    cohort = SelectField(_l("Cohort"), validate_choice=False)
    region = RegionField(_l("Region"), blank=_l("All regions"))
    field = TermField(_l("Field"), Field, blank=_l("All fields"))
    sector = TermField(_l("Sector of a partner"), Sector, blank=_lp("filter", "Any"))
    mix = TermField(_l("Sectors together"), SectorMix, blank=_lp("filter", "Any"))
    mechanism = TermField(_l("Mechanism"), MechanismState, blank=_lp("filter", "Any"))
    with_cohort = SelectField(_l("Compare with the cohort"), validate_choice=False)
    with_from = DateField(_l("Compare with those started on or after"))
    with_to = DateField(_l("and on or before"))
    by = TermField(_l("Compare by"), Grouping)

    def chosen(self) -> dict[str, str]:
        """What was chosen, as arguments of an address; a value that was refused narrows nothing."""
        return self._given(
            "started_from", "started_to", "cohort", "region", "field", "sector", "mix", "mechanism"
        )

    def compared(self) -> dict[str, str] | None:
        """The other scope, where one was asked for: the same but for the cohort, the period, or both."""
        other = self._given("with_cohort", "with_from", "with_to")
        if not other:
            return None
        scope = self.chosen()
        if "with_cohort" in other:
            scope["cohort"] = other["with_cohort"]
        if "with_from" in other or "with_to" in other:
            scope.pop("started_from", None)
            scope.pop("started_to", None)
            if "with_from" in other:
                scope["started_from"] = other["with_from"]
            if "with_to" in other:
                scope["started_to"] = other["with_to"]
        return scope

    @property
    def address(self) -> dict[str, Any]:
        """Everything that the address says, to come back to the same view."""
        comparing = self._given("with_cohort", "with_from", "with_to", "by")
        return {**self.chosen(), **comparing}

    @property
    def grouping(self) -> Grouping:
        return Grouping.NOTHING if self.by.errors or not self.by.data else self.by.data

    def labels(self) -> tuple[str, str]:
        """What the two scopes are called: by what they differ in."""
        scopes = (self.chosen(), self.compared() or {})
        differs = [
            name
            for name, part in (("cohort", ("cohort",)), ("period", ("started_from", "started_to")))
            if any(scopes[0].get(each) != scopes[1].get(each) for each in part)
        ]
        first, second = (
            ", ".join(
                (scope.get("cohort") or _("All cohorts")) if name == "cohort" else period_in_words(scope)
                for name in differs
            )
            for scope in scopes
        )
        return (first or _("Chosen"), second or _("The same"))

    def offer(self, cohorts: list[Any]) -> None:
        """Offer the cohorts that occur."""
        known = [(cohort, cohort) for cohort in cohorts if cohort]
        self.cohort.choices = [("", _("All cohorts")), *known]
        self.with_cohort.choices = [("", _("No comparison")), *known]

    def check(self) -> None:
        """Read what was sent, and refuse a period that ends before it begins."""
        self.validate()
        for first, last in ((self.started_from, self.started_to), (self.with_from, self.with_to)):
            if first.data and last.data and not (first.errors or last.errors) and last.data < first.data:
                last.errors = [*last.errors, _("The period ends before it begins.")]

    def _given(self, *names: str) -> dict[str, str]:
        values = {}
        for name in names:
            field = self[name]
            if field.errors or not field.data:
                continue
            data = field.data
            code = getattr(data, "code", None)
            text = data.isoformat() if isinstance(data, date) else data if code is None else code
            if text:
                values[name] = str(text)
        return values


def period_in_words(scope: dict[str, str]) -> str:
    """A period of starts, as people say it."""
    first, last = (
        date.fromisoformat(scope[name]) if name in scope else None for name in ("started_from", "started_to")
    )
    if first and last:
        return _("%(first)s – %(last)s", first=show_date(first), last=show_date(last))
    if first:
        return _("since %(day)s", day=show_date(first))
    return _("until %(day)s", day=show_date(last)) if last else _("Any time")


class PeriodForm(Form):
    """The period of a report."""

    first_day = DateField(_l("First day"), required=True)
    last_day = DateField(
        _l("Last day"),
        required=True,
        description=_l("The period has to be over, so that nothing can be added to it any more."),
    )

    def days(self) -> dict[str, date]:
        """Both days of a form that was filled in."""
        first, last = self.first_day.data, self.last_day.data
        assert first is not None
        assert last is not None
        return {"first": first, "last": last}
