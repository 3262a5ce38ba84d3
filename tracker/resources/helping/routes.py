"""Pages of offers of help: offering it, and what the team answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.resources.blueprint import bp
from tracker.resources.helping import letters, queries, services
from tracker.resources.helping.forms import AcceptHelpForm, DeclineHelpForm, OfferHelpForm
from tracker.resources.helping.models import HelpOffer
from tracker.resources.models import Need
from tracker.resources.routes.answers import attempt
from tracker.web import back_to, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from tracker.forms import Form
    from tracker.projects.models import Participation, Partnership


@bp.app_template_global()
def help_offers_of(partnership: Partnership) -> Sequence[HelpOffer]:
    """What was offered to a partnership, as far as this reader may know: the team all of it, others what they offered themselves."""
    user = signed_in_user()
    found = db.session.scalars(queries.offers_for(partnership)).unique().all()
    if can(user, Permission.TEAM_NOTES, partnership):
        return found
    return [offer for offer in found if offer.offered_by_id == user.id]


@bp.route("/needs/<int:need_id>/help", methods=["GET", "POST"])
@requires(Permission.HELP_OFFER, on=Need)
def offer_help(need: Need) -> ResponseReturnValue:
    """Tell the team how a need could be answered."""
    form = OfferHelpForm()
    user = signed_in_user()
    if form.validate_on_submit():
        made: list[HelpOffer] = []
        if attempt(form, lambda: made.append(services.offer_help(need, by=user, **form.values()))):
            letters.tell_brokers(made[0])
            say(_("Your offer is with the team. The broker has a letter, and answers you."))
            return back_to(url_for("resources.show_need", need_id=made[0].need_id))
    return render_template(
        "resources/helping/offer.html",
        partnership=need.partnership,
        tab="resources",
        need=need,
        form=form,
        is_waiting=db.session.scalar(queries.waiting_from(user, [need.id]).limit(1)) is not None,
    )


@bp.get("/help-offers/<int:help_offer_id>")
@requires(Permission.PARTNERSHIP_EDIT, on=HelpOffer)
def show_help(help_offer: HelpOffer) -> ResponseReturnValue:
    """What was offered, with the two answers."""
    return _page("resources/helping/show.html", help_offer, None)


@bp.route("/help-offers/<int:help_offer_id>/accept", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=HelpOffer)
def accept_help(help_offer: HelpOffer) -> ResponseReturnValue:
    """Take the help: write down who promises what; it is agreed on afterwards."""
    need = help_offer.need
    participations = partners_of_today(help_offer.partnership)
    form = AcceptHelpForm(
        data={
            "participation": likely_giver(help_offer, participations),
            "description": need.description,
            "amount": need.amount,
            "unit": need.unit,
            "due_on": need.due_on,
        }
    )
    form.offer(participations)
    if form.validate_on_submit() and attempt(form, lambda: _accept(help_offer, form, participations)):
        letters.tell_who_offered(help_offer)
        say(_("The help is written down as an offer of the partner. Agree on it, and it counts."))
        return redirect(url_for("resources.show_commitment", commitment_id=help_offer.commitment_id), 303)
    return _page("resources/helping/accept.html", help_offer, form, participations=participations)


def _accept(help_offer: HelpOffer, form: AcceptHelpForm, participations: Sequence[Participation]) -> None:
    values = form.values()
    number = values.pop("participation")
    giver = next((part for part in participations if part.id == number), None)
    if giver is None:
        raise DomainError(
            _("Choose the partner that gives it. If it takes no part yet, add it first."),
            field="participation",
        )
    kind = help_offer.need.kind
    if kind.is_money:
        values |= {"currency": help_offer.need.currency, "unit": None}
    else:
        values["unit_other"] = help_offer.need.unit_other if values["unit"] is help_offer.need.unit else ""
    services.accept(help_offer, by=signed_in_user(), participation=giver, **values)


@bp.route("/help-offers/<int:help_offer_id>/decline", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=HelpOffer)
def decline_help(help_offer: HelpOffer) -> ResponseReturnValue:
    """Thank for the offer without taking it."""
    form = DeclineHelpForm()
    if form.validate_on_submit() and attempt(
        form, lambda: services.decline(help_offer, by=signed_in_user(), answer=form.answer.data or "")
    ):
        letters.tell_who_offered(help_offer)
        say(_("Thank you. Whoever offered it has a letter with your words."))
        return redirect(
            url_for("resources.overview", partnership_id=help_offer.need.partnership_id, _anchor="help"), 303
        )
    return _page("resources/helping/decline.html", help_offer, form)


def partners_of_today(partnership: Partnership) -> list[Participation]:
    """Who can promise something."""
    return partnership.partners_on(utc_now().date())


def likely_giver(offer: HelpOffer, participations: Sequence[Participation]) -> int:
    """The partner that the offer names, or the only one there is; else nobody."""
    named = offer.giver.casefold().strip()
    for part in participations:
        if named and named in {part.organisation.name.casefold(), part.organisation.short_name.casefold()}:
            return part.id
    return participations[0].id if len(participations) == 1 and not named else 0


def _page(template: str, offer: HelpOffer, form: Form | None, **more: object) -> str:
    return render_template(
        template,
        partnership=offer.partnership,
        tab="resources",
        offer=offer,
        need=offer.need,
        form=form,
        **more,
    )
