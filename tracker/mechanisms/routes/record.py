"""The mechanism of one partnership: described, explained, decided on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.mechanisms import queries, services
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.explanation import explain
from tracker.mechanisms.forms import AcceptForm, DecisionForm, MechanismForm
from tracker.mechanisms.models import Mechanism, Proposal
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.permissions import Permission
from tracker.projects.models import Partnership
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.forms import Form


@bp.get("/partnerships/<int:partnership_id>/mechanism")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def show(partnership: Partnership) -> ResponseReturnValue:
    """What is described, what the classifier proposes and why, what a person decided."""
    mechanism = queries.mechanism_of(db.session(), partnership)
    proposal = queries.current_proposal(db.session(), mechanism) if mechanism else None
    if mechanism is None or proposal is None:
        return page("mechanisms/empty.html", partnership)
    decisions = list(reversed(mechanism.decisions))
    return page(
        "mechanisms/show.html",
        partnership,
        mechanism=mechanism,
        proposal=proposal,
        why=explain(proposal.answer, proposal.text, mechanism.given_replies),
        decision=decisions[0] if decisions else None,
        earlier=decisions[1:],
        replies=mechanism.given_replies,
    )


def page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="mechanism", **more)


@bp.route("/partnerships/<int:partnership_id>/mechanism/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def describe(partnership: Partnership) -> ResponseReturnValue:
    """Describe it; what somebody else changed meanwhile is merged field by field."""
    mechanism = queries.mechanism_of(db.session(), partnership)
    form = MechanismForm.of(mechanism)
    if form.validate_on_submit():
        values = form.values()
        if mechanism is not None:
            outcome = _merged(mechanism, values)
            if not outcome.is_settled:
                db.session.rollback()
                return page("mechanisms/merge.html", partnership, form=form, merge=outcome)
            values = outcome.values
        if _attempt(form, partnership, values):
            return redirect(url_for("mechanisms.show", partnership_id=partnership.id), 303)
    version = mechanism.version if mechanism is not None else 0
    return page("mechanisms/form.html", partnership, form=form, version=version)


def _merged(mechanism: Mechanism, values: dict[str, Any]) -> merging.Merge:
    """A form that was made before anybody had described anything carries version 0."""
    version = merging.version_in(request.form) or 0
    return merging.merge(mechanism, version=version, mine=values, choices=request.form)


def _attempt(form: Form, partnership: Partnership, values: dict[str, Any]) -> bool:
    replies = {
        Question.from_code(question): Reply.from_code(reply) for question, reply in values["replies"].items()
    }
    try:
        services.describe(partnership, by=signed_in_user(), **{**values, "replies": replies})
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return False
    db.session.commit()
    say(_("Saved. This is what follows from it."))
    return True


@bp.post("/partnerships/<int:partnership_id>/mechanism/accept")
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def accept(partnership: Partnership) -> ResponseReturnValue:
    """Agree with the answer that was shown."""
    mechanism = described(partnership)
    number = AcceptForm().proposal.data or ""
    proposal = db.session.get(Proposal, int(number)) if merging.is_version(number) else None
    try:
        if proposal is None or proposal.mechanism_id != mechanism.id:
            proposal = current(mechanism)
        services.accept(mechanism, by=signed_in_user(), proposal=proposal)
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("Decided: %(type)s.", type=mechanism.decided_type))
    return redirect(url_for("mechanisms.show", partnership_id=partnership.id), 303)


def described(partnership: Partnership) -> Mechanism:
    """The mechanism of a partnership; without one there is no such page."""
    mechanism = queries.mechanism_of(db.session(), partnership)
    if mechanism is None or queries.current_proposal(db.session(), mechanism) is None:
        abort(404)
    return mechanism


def current(mechanism: Mechanism) -> Proposal:
    """The answer that stands."""
    proposal = queries.current_proposal(db.session(), mechanism)
    if proposal is None:
        abort(404)
    return proposal


@bp.route("/partnerships/<int:partnership_id>/mechanism/decide", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def decide(partnership: Partnership) -> ResponseReturnValue:
    """See it differently, or decide where the classifier has no answer."""
    mechanism = described(partnership)
    proposal = current(mechanism)
    form = DecisionForm.of(proposal, queries.last_decision(db.session(), mechanism))
    if form.validate_on_submit():
        try:
            services.decide(mechanism, by=signed_in_user(), **form.values())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Decided: %(type)s.", type=mechanism.decided_type))
            return redirect(url_for("mechanisms.show", partnership_id=partnership.id), 303)
    return page("mechanisms/decide.html", partnership, form=form, mechanism=mechanism, proposal=proposal)


@bp.post("/partnerships/<int:partnership_id>/mechanism/consent")
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def consent(partnership: Partnership) -> ResponseReturnValue:
    """Let the classifier learn from the text, or not any more."""
    may_train = request.form.get("may_train") == "1"
    services.set_consent(described(partnership), by=signed_in_user(), may_train=may_train)
    db.session.commit()
    say(
        _("Thank you: the text may be used to teach the classifier.")
        if may_train
        else _("The text is not used for teaching any more.")
    )
    return redirect(url_for("mechanisms.show", partnership_id=partnership.id), 303)
