"""What an organisation can offer to the other sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.i18n import _
from tracker.partners import services
from tracker.partners.blueprint import bp
from tracker.partners.forms import OffersForm
from tracker.partners.models import Organisation
from tracker.partners.routes.answers import accepted, conflict_page, say_taken
from tracker.permissions import Permission
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/organisations/<int:organisation_id>/offers", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT, on=Organisation)
def offers(organisation: Organisation) -> ResponseReturnValue:
    """Pick what it can offer, and say it in its own words; what somebody else changed meanwhile is merged."""
    form = OffersForm(obj=organisation)
    form.offers.offer(organisation.sector)
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
    return render_template("partners/offers.html", form=form, organisation=organisation)
