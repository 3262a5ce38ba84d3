"""Forms for indicators, values and outcomes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wtforms import SelectField

from tracker.evaluation.indicators.terms import Direction, OutcomeKind
from tracker.forms import DateField, DecimalField, Form, LinkField, LongTextField, TermField, TextField
from tracker.i18n import _, _l, _lp

if TYPE_CHECKING:
    from tracker.evaluation.indicators.models import Indicator
    from tracker.projects.models import Document

PLACES = 3
PART = "part_"
"""How the fields of categories begin."""


class IndicatorForm(Form):
    """What is counted. All but the name may follow later."""

    name = TextField(
        _l("Name of the indicator"),
        required=True,
        description=_l("For example: “Paper collected by schools”"),
    )
    counted = LongTextField(
        _l("What is counted"),
        rows=3,
        description=_l("So exactly that somebody else would count the same: what, where, how, by whom."),
    )
    unit = TextField(
        _l("Unit"),
        max_length=60,
        description=_l("In your own words: tonnes, families, per cent of patients."),
    )
    direction = TermField(_l("Which way is good"), Direction, default=Direction.HIGHER)
    baseline = DecimalField(_l("At the start"), places=PLACES, minimum=None)
    baseline_on = DateField(_l("Day of the start"), past=True)
    target = DecimalField(_l("Target"), places=PLACES, minimum=None)
    target_on = DateField(_l("Day of the target"))
    breakdown = LongTextField(
        _l("Counted apart"),
        rows=3,
        description=_l(
            "One category on each line, for example: women, men, children. Leave empty if not needed."
        ),
    )

    @classmethod
    def of(cls, indicator: Indicator) -> IndicatorForm:
        """The form filled with an indicator as it is."""
        data = {name: getattr(indicator, name) for name in cls.plain_names()}
        return cls(data=data | {"breakdown": "\n".join(indicator.breakdown)})

    @staticmethod
    def plain_names() -> tuple[str, ...]:
        return ("name", "counted", "unit", "direction", "baseline", "baseline_on", "target", "target_on")

    def values(self) -> dict[str, Any]:
        """What was entered; categories as a list."""
        values = super().values()
        lines = (values["breakdown"] or "").splitlines()
        return values | {
            "counted": values["counted"] or "",
            "unit": values["unit"] or "",
            "breakdown": [name for line in lines if (name := " ".join(line.split()))],
        }


class MeasureForm(Form):
    """What was measured on one day: the whole, and each category where there are some."""

    measured_on = DateField(_l("When it was measured"), required=True, past=True)
    value = DecimalField(_lp("indicator", "Value"), places=PLACES, minimum=None)
    source = TextField(
        _l("Source"),
        max_length=500,
        description=_l("Who counted, or where it is written: a register, a survey, a report."),
    )
    evidence_link = LinkField(_l("Link to evidence"))
    document = SelectField(_l("Document of the partnership"), coerce=lambda value: int(value or 0), default=0)
    note = LongTextField(_l("Note"), rows=2)

    categories: Mapping[str, str] = {}
    """Names of the fields of categories, and the categories."""

    @property
    def parts(self) -> list[Any]:
        """The fields of the categories."""
        return [self[name] for name in self.categories]

    def offer(self, documents: Sequence[Document]) -> None:
        """Fill the choice with the documents that every reader of the page may see."""
        self.document.choices = [(0, _("none")), *((each.id, each.title) for each in documents)]

    def measured(self) -> dict[str, Decimal]:
        """The values by category, the whole under an empty name; what was left empty was not measured."""
        found = {"": self.value.data} | {
            category: self[name].data for name, category in self.categories.items()
        }
        return {category: value for category, value in found.items() if value is not None}

    def knows_all(self, posted: Mapping[str, str]) -> bool:
        """Whether every value that was typed has its field: a category may have been taken away meanwhile."""
        return all(
            name in self.categories or not value.strip()
            for name, value in posted.items()
            if name.startswith(PART)
        )


def measure_form(indicator: Indicator, **data: Any) -> MeasureForm:
    """The form for one indicator, with a field for each of its categories."""
    names = {key_of(category): category for category in indicator.categories}
    fields: dict[str, Any] = {
        name: DecimalField(category, places=PLACES, minimum=None) for name, category in names.items()
    }
    made: MeasureForm = type("MeasureForm", (MeasureForm,), {**fields, "categories": names})(data=data)
    return made


def key_of(category: str) -> str:
    """The name of the field of a category, the same for the same words."""
    return PART + hashlib.sha256(category.encode()).hexdigest()[:12]


class OutcomeForm(Form):
    """A statement about the results."""

    kind = TermField(_l("What it is"), OutcomeKind, default=OutcomeKind.CHANGED)
    text = LongTextField(
        _l("In words"),
        required=True,
        rows=4,
        description=_l("For whom, what, since when; an example says more than a superlative."),
    )
    stated_on = DateField(_l("Seen on"), required=True, past=True)
    source = TextField(_l("Source"), max_length=500, description=_l("Who says so, or what shows it."))
    evidence_link = LinkField(_l("Link to evidence"))

    def values(self) -> dict[str, Any]:
        """What was entered; what is empty is an empty text."""
        values = super().values()
        return values | {name: values[name] or "" for name in ("source", "evidence_link")}
