"""Pages of the contributions: who gave what, side by side, and crediting one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.evaluation.benefits.services import wait
from tracker.evaluation.blueprint import bp
from tracker.evaluation.contributions import glance, pictures, queries, services
from tracker.evaluation.contributions.forms import CreditForm
from tracker.evaluation.contributions.part import credit_it, to_credit
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects.models import Participation, Partnership
from tracker.resources.routes.answers import attempt, say_taken
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.evaluation.contributions.models import ContributionNote

BY_JOINING, BY_NAME = "joined", "name"


@bp.get("/partnerships/<int:partnership_id>/evaluation/contributions")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def contributions(partnership: Partnership) -> ResponseReturnValue:
    """What each partner gave; in the order of joining, or with ``?order=name`` by name, and never by a sum of money."""
    found = queries.contributions_of(partnership)
    order = BY_NAME if request.args.get("order") == BY_NAME else BY_JOINING
    partners = found.by_name if order == BY_NAME else list(found.partners)
    may_edit = can(signed_in_user(), Permission.PARTNERSHIP_EDIT, partnership)
    waiting = to_credit(partnership, found) if may_edit and partnership.is_active else None
    return _page(
        "evaluation/contributions/show.html",
        partnership,
        found=found,
        partners=partners,
        order=order,
        figures=pictures.figures_of(found, partners),
        one_sided=glance.one_sided(found),
        next_step=credit_it(waiting) if waiting is not None else "",
        waiting=waiting,
        may_edit=may_edit,
        glance=glance,
    )


@bp.route("/participations/<int:participation_id>/contribution", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Participation)
def credit_contribution(participation: Participation) -> ResponseReturnValue:
    """Say what was notable and credit it; what somebody else said meanwhile is merged field by field."""
    is_sent = request.method == "POST"
    if is_sent:
        wait(participation)
    note = queries.note_of(participation, fresh=is_sent)
    form = _form(note)
    if form.validate_on_submit():
        outcome = _merged(note, form.columns())
        if not outcome.is_settled:
            db.session.rollback()
            return _page(
                "resources/merge.html",
                participation.partnership,
                form=form,
                merge=outcome,
                back=_back(participation),
            )
        if attempt(form, lambda: services.credit(participation, by=signed_in_user(), **outcome.values)):
            say(_("Saved."))
            say_taken(outcome)
            return redirect(_back(participation), 303)
    found = queries.contributions_of(participation.partnership)
    return _page(
        "evaluation/contributions/form.html",
        participation.partnership,
        form=form,
        version=note.version if note is not None else 0,
        partner=next(each for each in found.partners if each.participation_id == participation.id),
        back=_back(participation),
        glance=glance,
    )


def _form(note: ContributionNote | None) -> CreditForm:
    if note is None:
        return CreditForm(credited_on=utc_now().date())
    return CreditForm(
        notable=note.notable,
        credited_as=note.credited_as,
        is_credited=note.credited_on is not None,
        credited_on=note.credited_on or utc_now().date(),
    )


def _merged(note: ContributionNote | None, mine: dict[str, Any]) -> merging.Merge:
    if note is None:
        return merging.Merge(values=mine, version=0)
    return merging.merge(note, version=merging.version_in(request.form), mine=mine, choices=request.form)


def _back(participation: Participation) -> str:
    anchor = f"partner-{participation.id}"
    return url_for("evaluation.contributions", partnership_id=participation.partnership_id, _anchor=anchor)


def _page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", **more)
