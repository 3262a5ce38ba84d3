"""For the programme: where people and the classifier differ, and what a new version of it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _, _n
from tracker.mechanisms import queries, recomputing
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.models import Proposal
from tracker.mechanisms.terms import MechanismType
from tracker.permissions import Permission
from tracker.web import page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Select

    from tracker.mechanisms.queries import Cell

NOTHING = "none"
"""What the address calls an answer without a type."""


@bp.get("/mechanisms/disagreements")
@requires(Permission.MECHANISM_DISAGREEMENTS)
def disagreements() -> ResponseReturnValue:
    """Where people and the classifier differ, version by version."""
    user, versions = signed_in_user(), queries.versions(db.session())
    asked = request.args.get("version", "")
    version = asked if asked in versions else next(iter(versions), "")
    cell = chosen_cell()
    counts = queries.counted(db.session(), user, version)
    differing = cast("Select[Any]", queries.disagreements(user, version, cell))
    return render_template(
        "mechanisms/disagreements.html",
        versions=versions,
        version=version,
        types=list(MechanismType),
        counts=counts,
        total=sum(counts.values()),
        same=sum(number for (decided, proposed), number in counts.items() if decided is proposed),
        cell=cell,
        page=page_of(differing, scalars=False),
        address_of_cell=lambda decided, proposed: url_for(
            "mechanisms.disagreements",
            version=version,
            decided=decided.code,
            proposed=proposed.code if proposed else NOTHING,
        ),
    )


def chosen_cell() -> Cell | None:
    """The cell of the table that the address names."""
    known: dict[str, MechanismType] = {each.code: each for each in MechanismType}
    decided, proposed = request.args.get("decided", ""), request.args.get("proposed", "")
    if decided not in known or (proposed != NOTHING and proposed not in known):
        return None
    return known[decided], known.get(proposed)


@bp.get("/mechanisms/recompute")
@requires(Permission.MECHANISM_RECOMPUTE)
def recompute() -> ResponseReturnValue:
    """The answers of a new version that wait, because they name another type."""
    return render_template(
        "mechanisms/recompute.html", page=page_of(queries.pending()), versions=queries.versions(db.session())
    )


@bp.post("/mechanisms/recompute")
@requires(Permission.MECHANISM_RECOMPUTE)
def accept_all() -> ResponseReturnValue:
    """Accept all answers that wait, some at a time, so that nobody else has to wait for all of them."""
    user, done = signed_in_user(), 0
    while accepted := recomputing.accept_some(db.session(), by=user):
        db.session.commit()
        done += accepted
    say(_n("%(num)d new answer was accepted.", "%(num)d new answers were accepted.", done))
    return back()


@bp.post("/mechanisms/proposals/<int:proposal_id>/accept")
@requires(Permission.MECHANISM_RECOMPUTE, on=Proposal)
def accept_one(proposal: Proposal) -> ResponseReturnValue:
    """Accept one answer that waits."""
    try:
        recomputing.accept_answer(proposal, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("The new answer was accepted."))
    return back()


def back() -> Any:
    return redirect(url_for("mechanisms.recompute"), 303)
