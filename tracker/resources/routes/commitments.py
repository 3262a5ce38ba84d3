"""Pages of commitments: what is promised, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.projects.models import Participation, Partnership
from tracker.resources import queries, services
from tracker.resources.blueprint import bp
from tracker.resources.forms import CommitmentChangeForm, CommitmentForm
from tracker.resources.models import Commitment, Need
from tracker.resources.routes.answers import attempt, say_taken
from tracker.resources.terms import ResourceKind, ValuationMethod
from tracker.web import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

FROM_NEED = ("kind", "description", "amount", "unit", "unit_other", "due_on")


@bp.route("/partnerships/<int:partnership_id>/commitments/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def new_commitment(partnership: Partnership) -> ResponseReturnValue:
    participations, needs = partners_of(partnership), needs_of(partnership)
    form = CommitmentForm(data=proposed(partnership, participations, needs))
    form.offer(participations, needs)
    if wants_agreed(form, partnership):
        return form_page(form, partnership)
    if form.validate_on_submit():
        values = with_records(form.values(), participations, needs)
        if attempt(form, lambda: services.promise(partnership, by=signed_in_user(), **values)):
            say(_("The promise is written down. Agree on it with the partners, and it counts."))
            return redirect(
                url_for("resources.overview", partnership_id=partnership.id, _anchor="commitments"), 303
            )
    return form_page(form, partnership)


def partners_of(partnership: Partnership, commitment: Commitment | None = None) -> list[Participation]:
    """Partners that can promise something: all that have not left, and the one that promised already."""
    today = utc_now().date()
    given = commitment.participation if commitment is not None else None
    return [
        part
        for part in partnership.participations
        if part is given or part.left_on is None or part.left_on > today or partnership.is_ended
    ]


def needs_of(partnership: Partnership, commitment: Commitment | None = None) -> list[Need]:
    """Needs that did not fall away, and the one that is answered already."""
    given = commitment.need if commitment is not None else None
    needs = db.session.scalars(queries.names_of_needs(partnership))
    return [need for need in needs if need.dropped_on is None or need is given]


def proposed(
    partnership: Partnership, participations: Sequence[Participation], needs: Sequence[Need]
) -> dict[str, Any]:
    """What the address says already, such as the need to answer, and the method agreed for its kind."""
    asked = request.args
    need = next((need for need in needs if str(need.id) == asked.get("need")), None)
    values: dict[str, Any] = {"method": ValuationMethod.NOT_VALUED, "offered_on": utc_now().date()}
    if need is not None:
        values |= {name: getattr(need, name) for name in FROM_NEED}
        values |= {"need": need.id, "currency": need.currency}
    elif asked.get("kind") in dict(ResourceKind.choices()):
        values["kind"] = ResourceKind.from_code(asked["kind"])
    values["participation"] = asked.get("participation", type=int)
    if len(participations) == 1:
        values["participation"] = participations[0].id
    default = queries.default_of(db.session(), partnership, values.get("kind"))
    if default is not None:
        values |= {"method": default.method, "rate": default.rate, "rate_source": default.source}
        values["currency"] = default.currency or values.get("currency")
    return values


def wants_agreed(form: CommitmentForm, partnership: Partnership) -> bool:
    """Whether the button was pressed that fills in the method agreed for the chosen kind; then it is filled in."""
    if request.method != "POST" or "use_agreed" not in request.form:
        return False
    default = queries.default_of(db.session(), partnership, form.kind.data)
    if default is None:
        form.method.errors = [_("Nothing is agreed in advance for this kind of resource.")]
    else:
        form.propose(default)
    return True


def with_records(
    values: dict[str, Any], participations: Sequence[Participation], needs: Sequence[Need]
) -> dict[str, Any]:
    """The form's values with the partner and the need themselves."""
    participation = next(part for part in participations if part.id == values["participation"])
    need = next((need for need in needs if need.id == values["need"]), None)
    return values | {"participation": participation, "need": need}


def form_page(form: CommitmentForm, partnership: Partnership, commitment: Commitment | None = None) -> str:
    return render_template(
        "resources/commitment_form.html",
        partnership=partnership,
        tab="resources",
        form=form,
        commitment=commitment,
        defaults=db.session.scalars(queries.defaults_of(partnership)).all(),
    )


@bp.route("/commitments/<int:commitment_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def edit_commitment(commitment: Commitment) -> ResponseReturnValue:
    """Change what was promised; what somebody else changed meanwhile is merged field by field."""
    partnership = commitment.partnership
    participations, needs = partners_of(partnership, commitment), needs_of(partnership, commitment)
    form = CommitmentChangeForm.of(commitment)
    form.offer(participations, needs)
    if wants_agreed(form, partnership):
        return form_page(form, partnership, commitment)
    if form.validate_on_submit():
        values = with_records(form.values(), participations, needs)
        reason = values.pop("reason") or ""
        outcome = merge(commitment, values)
        if not outcome.is_settled:
            db.session.rollback()
            return merge_page(commitment, form, outcome)
        merged = settled(commitment, values, outcome)
        if attempt(form, lambda: services.change(commitment, by=signed_in_user(), reason=reason, **merged)):
            say(_("Saved. What was agreed before stays in the history."))
            say_taken(outcome)
            return redirect(url_for("resources.show_commitment", commitment_id=commitment.id), 303)
    return form_page(form, partnership, commitment)


RECORDS = {"giver": "participation", "answers": "need"}
"""Under which names history tells of partner and need."""


def merge(commitment: Commitment, values: dict[str, Any]) -> merging.Merge:
    """Merge by the names under which history tells of partner and need."""
    mine = {name: value for name, value in values.items() if name not in RECORDS.values()}
    mine |= {
        "giver": values["participation"].organisation.display_name,
        "answers": values["need"].description if values["need"] is not None else "",
    }
    return merging.merge(
        commitment, version=merging.version_in(request.form), mine=mine, choices=request.form
    )


def settled(commitment: Commitment, typed: dict[str, Any], outcome: merging.Merge) -> dict[str, Any]:
    """The merged values with the partner and the need themselves: those typed, or those saved by somebody else."""
    merged = {name: value for name, value in outcome.values.items() if name not in RECORDS}
    for told, name in RECORDS.items():
        is_theirs = outcome.values[told] == getattr(commitment, told)
        merged[name] = getattr(commitment, name) if is_theirs else typed[name]
    return merged


def merge_page(commitment: Commitment, form: CommitmentForm, outcome: merging.Merge) -> str:
    return render_template(
        "resources/merge.html",
        partnership=commitment.partnership,
        tab="resources",
        form=form,
        merge=outcome,
        back=url_for("resources.show_commitment", commitment_id=commitment.id),
    )
