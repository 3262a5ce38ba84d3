"""One's own entry: what alumni say of themselves, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.accounts.models import User
from tracker.extensions import db
from tracker.i18n import _
from tracker.people import consenting, following, queries, services
from tracker.people.blueprint import bp
from tracker.people.forms import OwnConsentForm, OwnEntryForm
from tracker.people.models import Alumnus
from tracker.people.routes.answers import attempt, merge_page, merged, say_saved
from tracker.people.terms import ConsentWay
from tracker.permissions import Permission
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def entry_of(user: User) -> Alumnus:
    """The entry of somebody who is an alumnus; whoever has none yet gets one."""
    found = queries.entry_of(db.session(), user)
    if found is None:
        found = following.record_account(db.session(), user, by=user)
        db.session.commit()
    return found


@bp.route("/profile/directory", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_OWN)
def own_entry() -> ResponseReturnValue:
    """Change what one says of oneself; what the programme changed meanwhile is merged field by field."""
    alumnus = entry_of(signed_in_user())
    form = OwnEntryForm(obj=alumnus)
    if form.validate_on_submit():
        outcome = merged(alumnus, form)
        if not outcome.is_settled:
            return merge_page(form, outcome, title=_("My entry"), back=url_for("people.own_entry"))
        if attempt(form, lambda: services.edit(alumnus, by=signed_in_user(), **outcome.values)):
            say_saved(outcome, _("Your entry is saved."))
            return redirect(url_for("people.own_entry"), 303)
    return own_page(alumnus, form)


def own_page(alumnus: Alumnus, form: OwnEntryForm, consent_form: OwnConsentForm | None = None) -> str:
    return render_template(
        "people/own.html",
        alumnus=alumnus,
        form=form,
        consent_form=consent_form
        or OwnConsentForm(formdata=None, entry=alumnus.entry_reach, contacts=alumnus.contact_reach),
        consents=db.session.scalars(queries.consents_of(alumnus)).all(),
    )


@bp.post("/profile/directory/consent")
@requires(Permission.DIRECTORY_OWN)
def own_consent() -> ResponseReturnValue:
    """Decide to whom one is shown, or take it back."""
    alumnus = entry_of(signed_in_user())
    form = OwnConsentForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: consenting.decide(
            alumnus,
            by=signed_in_user(),
            way=ConsentWay.OWN,
            entry=form.entry.data,
            contacts=form.contacts.data,
        ),
    ):
        say(_("Saved. It holds from this moment; you can change it at any time."))
        return redirect(url_for("people.own_entry"), 303)
    return own_page(alumnus, OwnEntryForm(formdata=None, obj=alumnus), form)
