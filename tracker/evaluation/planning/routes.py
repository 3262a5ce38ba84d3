"""Pages of the plan of the evaluation and of what is set aside for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.planning import gaps, queries, services, timing
from tracker.evaluation.planning.forms import NewReservedForm, PlanForm, ReserveForm
from tracker.evaluation.planning.panels import PLAN_PANELS
from tracker.evaluation.planning.reserved import reserved_of
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects.header import gap_items
from tracker.projects.models import Participation, Partnership
from tracker.resources.routes.answers import attempt, say_taken
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.evaluation.planning.models import EvaluationPlan


@bp.get("/partnerships/<int:partnership_id>/evaluation/plan")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def plan(partnership: Partnership) -> ResponseReturnValue:
    """The plan of the present round, or that of the round in the address."""
    round_number = request.args.get("round", partnership.round, type=int)
    if not 1 <= round_number <= partnership.round:
        abort(404)
    plans = {each.round: each for each in db.session.scalars(queries.plans_of(partnership))}
    shown, is_present = plans.get(round_number), round_number == partnership.round
    may_edit = is_present and can(signed_in_user(), Permission.PARTNERSHIP_EDIT, partnership)
    earlier = [each for each in plans.values() if each.round != round_number]
    lacking = gaps.gaps_in(shown) if shown is not None and partnership.is_active and is_present else []
    return _page(
        "evaluation/planning/plan.html",
        partnership,
        plan=shown,
        round_number=round_number,
        planned=timing.history_of(shown) if shown is not None else [],
        reserved=reserved_of(shown.commitments if shown is not None else ()),
        gaps=lacking,
        gap_items=gap_items(lacking, linked=may_edit),
        earlier=earlier,
        latest=next((each for each in plans.values() if each.round < partnership.round), None),
        may_edit=may_edit,
        panels=_panels(shown),
    )


def _panels(shown: EvaluationPlan | None) -> list[Any]:
    """What packages above show beside a plan."""
    if shown is None:
        return []
    made = (make(shown, signed_in_user(), utc_now().date()) for make in PLAN_PANELS)
    return [panel for panel in made if panel is not None]


@bp.route("/partnerships/<int:partnership_id>/evaluation/plan/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def edit_plan(partnership: Partnership) -> ResponseReturnValue:
    """Write the plan; what somebody else changed meanwhile is merged field by field."""
    known = queries.plan_of(partnership, to_change=request.method == "POST")
    offered = _partners(partnership, known)
    form = PlanForm.of(known, offered)
    if form.validate_on_submit():
        outcome = _merged(known, form, offered)
        if not outcome.is_settled:
            db.session.rollback()
            more = {"form": form, "merge": outcome, "back": _back(partnership)}
            return _page("evaluation/planning/merge.html", partnership, **more)
        values = _with_partners(outcome.values, offered)
        if attempt(form, lambda: services.write_plan(partnership, by=signed_in_user(), **values)):
            say(_("Saved. What was planned before stays in the history."))
            say_taken(outcome)
            return redirect(_back(partnership), 303)
    return _page("evaluation/planning/plan_form.html", partnership, form=form, plan=known)


def _partners(partnership: Partnership, known: EvaluationPlan | None) -> list[Participation]:
    """Partners of today, and those whom the plan names already."""
    today = partnership.partners_on(utc_now().date())
    return [*today, *(each for each in (known.partners if known is not None else ()) if each not in today)]


def _merged(known: EvaluationPlan | None, form: PlanForm, offered: Sequence[Participation]) -> merging.Merge:
    """Merge by the names under which history tells of the partners."""
    values = form.values()
    chosen = values.pop("partners")
    mine = values | {
        "partner_names": [each.organisation.display_name for each in offered if each.id in chosen]
    }
    if known is None:
        return merging.Merge(values=mine, version=0)
    return merging.merge(known, version=merging.version_in(request.form), mine=mine, choices=request.form)


def _with_partners(values: dict[str, Any], offered: Sequence[Participation]) -> dict[str, Any]:
    """The merged values with the partners themselves."""
    names = values["partner_names"]
    partners = [each for each in offered if each.organisation.display_name in names]
    return {name: value for name, value in values.items() if name != "partner_names"} | {"partners": partners}


@bp.post("/partnerships/<int:partnership_id>/evaluation/plan/take-over")
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def take_over_plan(partnership: Partnership) -> ResponseReturnValue:
    """Start the plan of this round from that of an earlier one."""
    round_number = request.form.get("round", type=int)
    try:
        services.take_over(partnership, round_number, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return redirect(_back(partnership), 303)
    db.session.commit()
    say(_("Taken over. Look through it: what is different this time?"))
    return redirect(url_for("evaluation.edit_plan", partnership_id=partnership.id), 303)


# --- what is set aside --------------------------------------------------------------------------------------------------


@bp.route("/partnerships/<int:partnership_id>/evaluation/plan/resources", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def reserve(partnership: Partnership) -> ResponseReturnValue:
    """Choose what is set aside; what others choose meanwhile stays, because only what this person changes is changed."""
    known = queries.plan_of(partnership)
    kept = known.commitments if known is not None else []
    on_offer = db.session.scalars(queries.reservable(partnership)).unique().all()
    commitments = sorted({*on_offer, *kept}, key=lambda each: each.id)
    now = [each.id for each in kept]
    form = ReserveForm(data={"commitments": now, "seen": now})
    form.offer(commitments)
    if form.validate_on_submit():
        add, release = form.changes()
        chosen = [each for each in commitments if each.id in add]
        released = [each for each in commitments if each.id in release]
        if attempt(
            form,
            lambda: services.reserve(partnership, by=signed_in_user(), add=chosen, release=released),
        ):
            say(_("Saved."))
            return redirect(_back(partnership, "reserved"), 303)
    return _page("evaluation/planning/reserve.html", partnership, form=form, commitments=commitments)


@bp.route("/partnerships/<int:partnership_id>/evaluation/plan/resources/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def reserve_new(partnership: Partnership) -> ResponseReturnValue:
    """Write down a commitment in short and set it aside at once."""
    partners = partnership.partners_on(utc_now().date())
    form = NewReservedForm(agreed=True)
    form.offer(partners)
    if form.validate_on_submit():
        values = form.values()
        giver = next(each for each in partners if each.id == values["participation"])
        values |= {"participation": giver}
        if attempt(form, lambda: services.reserve_new(partnership, by=signed_in_user(), **values)):
            say(_("Written down among the resources, and reserved for the evaluation."))
            return redirect(_back(partnership, "reserved"), 303)
    return _page("evaluation/planning/reserve_new.html", partnership, form=form)


def _back(partnership: Partnership, anchor: str | None = None) -> str:
    return url_for("evaluation.plan", partnership_id=partnership.id, _anchor=anchor)


def _page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", **more)
