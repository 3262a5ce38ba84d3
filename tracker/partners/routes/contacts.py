"""Contact persons of an organisation: their forms, their archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template, request

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.extensions import db
from tracker.i18n import _
from tracker.partners import contacts
from tracker.partners.blueprint import bp
from tracker.partners.forms import ContactForm
from tracker.partners.models import Contact, Organisation
from tracker.partners.routes.answers import accepted, conflict_page, done, say_taken, to_record
from tracker.permissions import Permission, can
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def may_change_contacts(organisation: Organisation) -> None:
    """Refuse those who see the contact persons but do not keep the record."""
    if not can(signed_in_user(), Permission.ORGANISATION_EDIT, organisation):
        abort(403)


def contact_of(organisation: Organisation, contact_id: int) -> Contact:
    """A contact person of this organisation, or 404."""
    contact = db.session.get(Contact, contact_id)
    if contact is None or contact.organisation_id != organisation.id:
        abort(404)
    return contact


@bp.route("/organisations/<int:organisation_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CONTACTS, on=Organisation)
def add_contact(organisation: Organisation) -> ResponseReturnValue:
    may_change_contacts(organisation)
    form = ContactForm()
    if form.validate_on_submit() and accepted(
        form, lambda: contacts.add_contact(organisation, by=signed_in_user(), **form.values())
    ):
        say(_("%(name)s is noted as a contact person.", name=form.name.data))
        return to_record(organisation)
    return render_template("partners/contact_form.html", organisation=organisation, form=form, contact=None)


@bp.route("/organisations/<int:organisation_id>/contacts/<int:contact_id>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CONTACTS, on=Organisation)
def edit_contact(organisation: Organisation, contact_id: int) -> ResponseReturnValue:
    may_change_contacts(organisation)
    contact = contact_of(organisation, contact_id)
    form = ContactForm(obj=contact)
    if form.validate_on_submit():
        outcome = merging.merge(
            contact, version=merging.version_in(request.form), mine=form.values(), choices=request.form
        )
        if not outcome.is_settled:
            return conflict_page(organisation, form, outcome)
        if accepted(form, lambda: contacts.edit_contact(contact, by=signed_in_user(), **outcome.values)):
            say(_("The changes are saved."))
            say_taken(outcome)
            return to_record(organisation)
    return render_template(
        "partners/contact_form.html", organisation=organisation, form=form, contact=contact
    )


@bp.post("/organisations/<int:organisation_id>/contacts/<int:contact_id>/archive")
@requires(Permission.ORGANISATION_CONTACTS, on=Organisation)
def archive_contact(organisation: Organisation, contact_id: int) -> ResponseReturnValue:
    may_change_contacts(organisation)
    contact = contact_of(organisation, contact_id)
    done(
        lambda: contacts.archive_contact(contact, by=signed_in_user()),
        _("%(name)s is in the archive now.", name=contact.name),
    )
    return to_record(organisation)


@bp.post("/organisations/<int:organisation_id>/contacts/<int:contact_id>/restore")
@requires(Permission.ORGANISATION_CONTACTS, on=Organisation)
def restore_contact(organisation: Organisation, contact_id: int) -> ResponseReturnValue:
    may_change_contacts(organisation)
    contact = contact_of(organisation, contact_id)
    done(
        lambda: contacts.restore_contact(contact, by=signed_in_user()),
        _("%(name)s is back from the archive.", name=contact.name),
    )
    return to_record(organisation)
