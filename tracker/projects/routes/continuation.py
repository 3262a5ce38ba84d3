"""Pages of the last stage: the decision to continue, expand or end, the end at any stage, and the way back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.projects import deciding
from tracker.projects.blueprint import bp
from tracker.projects.forms.cycle import DecisionForm, EndForm, ReopenForm
from tracker.projects.models import Partnership
from tracker.projects.routes.cycle import cycle_url, today
from tracker.projects.services import continuation, life
from tracker.projects.terms import ContinuationDecision
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/partnerships/<int:partnership_id>/cycle/decision", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def decide(partnership: Partnership) -> ResponseReturnValue:
    form = DecisionForm(decided_on=today(), decision=ContinuationDecision.CONTINUE)
    grounds = deciding.grounds_of(partnership, today())
    form.offer(grounds)
    if form.validate_on_submit():
        try:
            decided = continuation.decide(partnership, by=signed_in_user(), **form.values())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(words_after(decided.decision, partnership))
            return redirect(page_after(decided.decision, partnership), 303)
    return render_template(
        "projects/continuation.html", partnership=partnership, tab="cycle", form=form, grounds=grounds
    )


def page_after(decision: ContinuationDecision, partnership: Partnership) -> str:
    """Where one goes on from a decision: the page that a package above has for it, else the cycle."""
    endpoint = deciding.PAGES_AFTER.get(decision)
    if endpoint is None:
        return cycle_url(partnership)
    return url_for(endpoint, partnership_id=partnership.id)


def words_after(decision: ContinuationDecision, partnership: Partnership) -> str:
    """What happened by a decision."""
    if not decision.opens_next_round:
        return _("The partnership has ended. Everything it did stays readable.")
    return _(
        "Round %(number)s has begun with the stage “%(stage)s”.",
        number=partnership.round,
        stage=partnership.stage,
    )


@bp.route("/partnerships/<int:partnership_id>/cycle/end", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def end(partnership: Partnership) -> ResponseReturnValue:
    form = EndForm(on=today())
    if form.validate_on_submit():
        try:
            life.end(partnership, by=signed_in_user(), **form.values())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(words_after(ContinuationDecision.END, partnership))
            return redirect(page_after(ContinuationDecision.END, partnership), 303)
    return render_template("projects/continuation_end.html", partnership=partnership, tab="cycle", form=form)


@bp.route("/partnerships/<int:partnership_id>/cycle/reopen", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def reopen(partnership: Partnership) -> ResponseReturnValue:
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            life.reopen(partnership, by=signed_in_user(), reason=form.reason.data)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("The partnership goes on."))
            return redirect(cycle_url(partnership), 303)
    return render_template(
        "projects/continuation_reopen.html", partnership=partnership, tab="cycle", form=form
    )
