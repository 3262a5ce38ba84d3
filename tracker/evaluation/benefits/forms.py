"""One form of ten lines: how much of each benefit a partner expects, or has achieved, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wtforms import Form as Line
from wtforms import FormField, HiddenField

from tracker.evaluation.benefits.terms import Level, Moment
from tracker.evaluation.terms import Benefit
from tracker.forms import Form, LongTextField, TermField
from tracker.i18n import _l, _lp

if TYPE_CHECKING:
    from tracker.evaluation.benefits.models import BenefitCell


class BenefitLine(Line):
    """What is said of one benefit."""

    version = HiddenField()
    level = TermField(_lp("benefit", "How much"), Level, blank=_lp("benefit", "not said"))
    comment = LongTextField(_lp("benefit", "In a few words"), rows=1)
    remark = LongTextField(
        _l("Why you change what the partner said"),
        rows=2,
        description=_l("Everybody who sees the matrix reads it, beside what the partner had said."),
    )


def benefits_form(moment: Moment, cells: Mapping[Benefit, BenefitCell]) -> Form:
    """The form of one partner at one moment, filled with what was said of it."""
    fields = {benefit.code: FormField(BenefitLine, label=benefit.label) for benefit in Benefit}
    made = type("BenefitsForm", (Form,), fields)
    form: Form = made(data={benefit.code: _present(cells.get(benefit), moment) for benefit in Benefit})
    return form


def _present(cell: BenefitCell | None, moment: Moment) -> dict[str, Any]:
    if cell is None:
        return {"version": 0}
    return {
        "version": cell.version,
        "level": Level.of(getattr(cell, moment.code)),
        "comment": getattr(cell, f"{moment.code}_comment"),
    }


def typed(form: Form, moment: Moment) -> dict[str, dict[str, Any]]:
    """What the form says, line by line, under the names of the columns."""
    return {
        code: {
            "version": line["version"],
            moment.code: line["level"].number if line["level"] is not None else None,
            f"{moment.code}_comment": line["comment"] or "",
        }
        for code, line in form.values().items()
    }
