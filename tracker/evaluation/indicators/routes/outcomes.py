"""Pages of outcomes in words; they are read on the page of the indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.evaluation.blueprint import bp
from tracker.evaluation.indicators import outcomes
from tracker.evaluation.indicators.forms import OutcomeForm
from tracker.evaluation.indicators.models import OutcomeStatement
from tracker.evaluation.indicators.routes.indicators import merge_page, page, reason_page
from tracker.evaluation.indicators.terms import OutcomeKind
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.projects.models import Partnership
from tracker.resources.forms import ReasonForm
from tracker.resources.routes.answers import attempt, say_taken
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/partnerships/<int:partnership_id>/evaluation/outcomes/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def new_outcome(partnership: Partnership) -> ResponseReturnValue:
    """Say something of the results; ``?kind=`` chooses what it is."""
    known = {kind.code: kind for kind in OutcomeKind}
    chosen = known.get(request.args.get("kind", ""), OutcomeKind.CHANGED)
    form = OutcomeForm(kind=chosen, stated_on=utc_now().date())
    if form.validate_on_submit() and attempt(
        form, lambda: outcomes.state_outcome(partnership, by=signed_in_user(), **form.values())
    ):
        say(_("Written down."))
        return redirect(_back(partnership), 303)
    return page("evaluation/indicators/outcome_form.html", partnership, form=form, statement=None)


@bp.route("/outcome-statements/<int:outcome_statement_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=OutcomeStatement)
def edit_outcome(outcome_statement: OutcomeStatement) -> ResponseReturnValue:
    """Say it differently; what somebody else changed meanwhile is merged field by field."""
    partnership, form = outcome_statement.partnership, OutcomeForm(obj=outcome_statement)
    if form.validate_on_submit():
        outcome = merging.merge(
            outcome_statement,
            version=merging.version_in(request.form),
            mine=form.values(),
            choices=request.form,
        )
        if not outcome.is_settled:
            db.session.rollback()
            return merge_page(partnership, form, outcome, back=_back(partnership))
        if attempt(
            form, lambda: outcomes.edit_outcome(outcome_statement, by=signed_in_user(), **outcome.values)
        ):
            say(_("Saved."))
            say_taken(outcome)
            return redirect(_back(partnership), 303)
    return page(
        "evaluation/indicators/outcome_form.html", partnership, form=form, statement=outcome_statement
    )


@bp.route("/outcome-statements/<int:outcome_statement_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=OutcomeStatement)
def withdraw_outcome(outcome_statement: OutcomeStatement) -> ResponseReturnValue:
    """Take a statement back, for a reason."""
    partnership, form = outcome_statement.partnership, ReasonForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: outcomes.withdraw_outcome(
            outcome_statement, by=signed_in_user(), reason=form.reason.data or ""
        ),
    ):
        say(_("Taken back. It stays readable with your reason."))
        return redirect(_back(partnership), 303)
    return reason_page(
        partnership,
        form,
        heading=_("Take back what was said"),
        text=outcome_statement.text,
        label=_("Take it back"),
        back=_back(partnership),
    )


def _back(partnership: Partnership) -> str:
    return url_for("evaluation.indicators", partnership_id=partnership.id, _anchor="outcomes")
