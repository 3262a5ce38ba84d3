"""The record of an organisation: its page, its form, its archive, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.extensions import db
from tracker.history.words import label_of, told
from tracker.i18n import _
from tracker.partners import duplicates, queries, services, words
from tracker.partners.blueprint import bp
from tracker.partners.forms import KeeperForm, OrganisationForm
from tracker.partners.models import Organisation
from tracker.partners.panels import panels_of
from tracker.partners.recording import record_from
from tracker.partners.routes.answers import accepted, conflict_page, done, say_taken, to_record
from tracker.permissions import Permission, can
from tracker.web import page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

LONGEST_NAME = 200
LONGEST_REASON = 1000


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CREATE)
def new() -> ResponseReturnValue:
    form = OrganisationForm(name=searched_name())
    likely: list[duplicates.Likeness] = []
    if form.validate_on_submit():
        organisation, likely = record_from(form, by=signed_in_user())
        if organisation is not None:
            db.session.commit()
            say(_("%(name)s is recorded.", name=organisation.display_name))
            return redirect(url_for("partners.show", organisation_id=organisation.id), 303)
        db.session.rollback()
    return render_template("partners/form.html", form=form, organisation=None, likely=likely)


def searched_name() -> str:
    """The name of a new organisation, where it was typed into a search before."""
    return request.args.get("name", "").strip()[:LONGEST_NAME]


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.ORGANISATION_READ, on=Organisation)
def show(organisation: Organisation) -> ResponseReturnValue:
    """The record; that of a merged organisation leads to the one that stayed."""
    if organisation.merged_into_id is not None:
        return redirect(url_for("partners.show", organisation_id=organisation.merged_into_id), 303)
    return show_with(organisation, KeeperForm())


def show_with(organisation: Organisation, keeper_form: KeeperForm) -> str:
    user = signed_in_user()
    return render_template(
        "partners/show.html",
        organisation=organisation,
        panels=panels_of(organisation, user),
        keeper_form=keeper_form,
    )


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT, on=Organisation)
def edit(organisation: Organisation) -> ResponseReturnValue:
    """Change the record; what somebody else changed meanwhile is merged field by field."""
    form = OrganisationForm(obj=organisation)
    if form.validate_on_submit():
        outcome = merging.merge(
            organisation, version=merging.version_in(request.form), mine=form.values(), choices=request.form
        )
        if not outcome.is_settled:
            return conflict_page(organisation, form, outcome)
        if accepted(form, lambda: services.edit(organisation, by=signed_in_user(), **outcome.values)):
            say(_("The changes are saved."))
            say_taken(outcome)
            return redirect(url_for("partners.show", organisation_id=organisation.id), 303)
    return render_template("partners/form.html", form=form, organisation=organisation, likely=[])


@bp.post("/organisations/<int:organisation_id>/archive")
@requires(Permission.ORGANISATION_EDIT, on=Organisation)
def archive(organisation: Organisation) -> ResponseReturnValue:
    reason = request.form.get("reason", "")[:LONGEST_REASON]
    done(
        lambda: services.archive(organisation, by=signed_in_user(), reason=reason),
        _("%(name)s is in the archive now.", name=organisation.display_name),
    )
    return to_record(organisation)


@bp.post("/organisations/<int:organisation_id>/restore")
@requires(Permission.ORGANISATION_EDIT, on=Organisation)
def restore(organisation: Organisation) -> ResponseReturnValue:
    done(
        lambda: services.restore(organisation, by=signed_in_user()),
        _("%(name)s is back from the archive.", name=organisation.display_name),
    )
    return to_record(organisation)


@bp.get("/organisations/<int:organisation_id>/history")
@requires(Permission.ORGANISATION_EDIT, on=Organisation)
def history(organisation: Organisation) -> ResponseReturnValue:
    """What happened to the record, newest first."""
    sees_contacts = can(signed_in_user(), Permission.ORGANISATION_CONTACTS, organisation)
    page = page_of(queries.history_of(organisation, with_contacts=sees_contacts))
    return render_template(
        "partners/history.html",
        organisation=organisation,
        page=page,
        words=words,
        told=told,
        label_of=label_of,
    )
