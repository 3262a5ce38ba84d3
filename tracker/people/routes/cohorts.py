"""Cohorts of the programme, with how many are in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.extensions import db
from tracker.i18n import _
from tracker.people import cohorts as services
from tracker.people import queries
from tracker.people.blueprint import bp
from tracker.people.forms import CohortForm
from tracker.people.models import Cohort
from tracker.people.queries import CohortCounts
from tracker.people.routes.answers import attempt, merge_page, merged, say_saved
from tracker.permissions import Permission
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def to_cohorts() -> ResponseReturnValue:
    return redirect(url_for("people.cohorts"), 303)


@bp.get("/people/cohorts")
@requires(Permission.PEOPLE_READ)
def cohorts() -> ResponseReturnValue:
    counts = queries.counts_of_cohorts(db.session(), signed_in_user())
    return render_template(
        "people/cohorts.html",
        cohorts=db.session.scalars(queries.cohorts()).all(),
        counts=counts,
        nothing=CohortCounts(),
    )


@bp.route("/people/cohorts/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def new_cohort() -> ResponseReturnValue:
    form = CohortForm()
    if form.validate_on_submit() and attempt(
        form, lambda: services.create(db.session(), by=signed_in_user(), **form.values())
    ):
        say(_("The cohort is recorded."))
        return to_cohorts()
    return render_template("people/cohort_form.html", form=form, cohort=None)


@bp.route("/people/cohorts/<int:cohort_id>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT, on=Cohort)
def edit_cohort(cohort: Cohort) -> ResponseReturnValue:
    form = CohortForm(obj=cohort)
    if form.validate_on_submit():
        outcome = merged(cohort, form)
        if not outcome.is_settled:
            return merge_page(form, outcome, title=cohort.name, back=url_for("people.cohorts"))
        if attempt(form, lambda: services.edit(cohort, by=signed_in_user(), **outcome.values)):
            say_saved(outcome, _("The changes are saved."))
            return to_cohorts()
    return render_template("people/cohort_form.html", form=form, cohort=cohort)
