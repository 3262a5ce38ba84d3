"""Experts as the team sees them: who was asked, what they say, how far they agree; and the criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.evaluation.blueprint import bp
from tracker.evaluation.experts import criteria, drawing, next_steps, queries
from tracker.evaluation.experts.criteria import Line
from tracker.evaluation.experts.forms import criteria_form
from tracker.evaluation.experts.models import CriteriaSet
from tracker.evaluation.experts.terms import Accord, Mark
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects.models import Partnership
from tracker.resources.routes.answers import attempt, say_taken
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/partnerships/<int:partnership_id>/evaluation/experts")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def experts(partnership: Partnership) -> ResponseReturnValue:
    """The next step, what was handed in, who was asked, and by what they judge."""
    now = utc_now()
    asked = list(db.session.scalars(queries.experts_of(partnership)))
    present = queries.present_set(partnership)
    leads = may_lead(partnership)
    return page(
        "evaluation/experts/list.html",
        partnership,
        experts=[(expert, expert.state_at(now)) for expert in asked],
        criteria=present,
        panels=queries.opinions_of(partnership),
        lines_of=drawing.lines_of,
        look_of=drawing.look_of,
        drawing=drawing,
        accords=list(Accord),
        marks=list(Mark),
        step=next_steps.step_of(partnership, present, asked, now.date()) if leads else None,
        may_lead=leads,
        may_edit=can(user_or_none(), Permission.PARTNERSHIP_EDIT, partnership),
    )


def may_lead(partnership: Partnership) -> bool:
    """Whether the reader invites experts; in the archive nobody does."""
    return not partnership.is_archived and can(user_or_none(), Permission.PARTNERSHIP_LEAD, partnership)


def page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", **more)


# --- criteria -----------------------------------------------------------------------------------------------------------


@bp.route("/partnerships/<int:partnership_id>/evaluation/experts/criteria", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def edit_criteria(partnership: Partnership) -> ResponseReturnValue:
    """Choose the criteria; what somebody else chose meanwhile is shown beside."""
    known = queries.present_set(partnership)
    form = criteria_form(known, request.form)
    back = url_for("evaluation.experts", partnership_id=partnership.id)
    if form.validate_on_submit():
        outcome = _merged(known, form.lines())
        if not outcome.is_settled:
            db.session.rollback()
            return page("evaluation/experts/merge.html", partnership, form=form, merge=outcome, back=back)
        lines = outcome.values["criteria"]
        if attempt(form, lambda: criteria.choose(partnership, by=signed_in_user(), lines=lines)):
            say(_("Saved."))
            say_taken(outcome)
            return redirect(back, 303)
    return page(
        "evaluation/experts/criteria_form.html",
        partnership,
        form=form,
        known=known,
        is_in_use=known is not None and queries.is_in_use(known),
        back=back,
    )


def _merged(known: CriteriaSet | None, lines: list[Line]) -> merging.Merge:
    """The list as a whole: of two people who change it at once, one chooses. A form made for an earlier set knows none of this one."""
    mine = {"criteria": [line.settled for line in lines]}
    if known is None:
        return merging.Merge(values=mine, version=0)
    is_of_this_set = request.form.get("_set") == str(known.number)
    version = merging.version_in(request.form) if is_of_this_set else 0
    return merging.merge(
        known,
        version=version,
        mine=mine,
        read=lambda record: {"criteria": [Line.of(each) for each in record.criteria]},
        choices=request.form,
    )
