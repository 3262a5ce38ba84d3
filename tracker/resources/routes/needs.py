"""Pages of needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.projects.models import Partnership
from tracker.resources import pictures, services
from tracker.resources.blueprint import bp
from tracker.resources.forms import NeedForm, ReasonForm
from tracker.resources.models import Need
from tracker.resources.routes.answers import attempt, say_taken
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.forms import Form


@bp.route("/partnerships/<int:partnership_id>/needs/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def new_need(partnership: Partnership) -> ResponseReturnValue:
    form = NeedForm()
    if form.validate_on_submit() and attempt(
        form, lambda: services.add_need(partnership, by=signed_in_user(), **form.values())
    ):
        say(_("The need is on the list. Who could answer it?"))
        return redirect(url_for("resources.overview", partnership_id=partnership.id), 303)
    return render_template(
        "resources/need_form.html", partnership=partnership, tab="resources", form=form, need=None
    )


@bp.get("/needs/<int:need_id>")
@requires(Permission.PARTNERSHIP_INSIDE, on=Need)
def show_need(need: Need) -> ResponseReturnValue:
    return need_page(
        "resources/need.html",
        need,
        coverage=[pictures.coverage_row(need)] if need.amount else [],
        today=utc_now().date(),
    )


def need_page(template: str, need: Need, **more: Any) -> str:
    return render_template(template, partnership=need.partnership, tab="resources", need=need, **more)


@bp.route("/needs/<int:need_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Need)
def edit_need(need: Need) -> ResponseReturnValue:
    """Change a need; what somebody else changed meanwhile is merged field by field."""
    form = NeedForm(obj=need)
    if form.validate_on_submit():
        outcome = merging.merge(
            need, version=merging.version_in(request.form), mine=form.values(), choices=request.form
        )
        if not outcome.is_settled:
            db.session.rollback()
            return merge_page(need, form, outcome)
        if attempt(form, lambda: services.edit_need(need, by=signed_in_user(), **outcome.values)):
            say(_("Saved."))
            say_taken(outcome)
            return redirect(url_for("resources.show_need", need_id=need.id), 303)
    return need_page("resources/need_form.html", need, form=form)


def merge_page(need: Need, form: Form, outcome: merging.Merge) -> str:
    back = url_for("resources.show_need", need_id=need.id)
    return need_page("resources/merge.html", need, form=form, merge=outcome, back=back)


@bp.route("/needs/<int:need_id>/drop", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Need)
def drop_need(need: Need) -> ResponseReturnValue:
    """The need fell away, for a reason."""
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form, lambda: services.drop_need(need, by=signed_in_user(), reason=form.reason.data)
    ):
        say(_("The need fell away; what was promised for it stays."))
        return redirect(url_for("resources.overview", partnership_id=need.partnership_id), 303)
    return need_page("resources/need_drop.html", need, form=form)


@bp.post("/needs/<int:need_id>/take-up")
@requires(Permission.PARTNERSHIP_EDIT, on=Need)
def take_up_need(need: Need) -> ResponseReturnValue:
    need_id = need.id
    try:
        services.take_up_need(need, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("The need is on the list again."))
    return redirect(url_for("resources.show_need", need_id=need_id), 303)
