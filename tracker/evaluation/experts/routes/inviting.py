"""Inviting an expert: whom, until when, what is released; the link; and what the expert has handed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import redirect, request, session, url_for

from tracker import merging
from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.experts import letters, opinions, queries, releasing, services
from tracker.evaluation.experts.forms import ExpertForm
from tracker.evaluation.experts.material.registry import document_of
from tracker.evaluation.experts.models import Expert
from tracker.evaluation.experts.routes.team import may_lead, page
from tracker.evaluation.experts.terms import ExpertState, ReleasedPart
from tracker.evaluation.surveys import qr
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects.models import Partnership
from tracker.resources.routes.answers import attempt, say_taken
from tracker.web import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from flask.typing import ResponseReturnValue

    from tracker.projects.models import Document

SHOWN_ONCE = "expert_link"
USUAL_PARTS = (
    ReleasedPart.ABOUT,
    ReleasedPart.PARTNERS,
    ReleasedPart.PLAN,
    ReleasedPart.INDICATORS,
    ReleasedPart.CONTRIBUTIONS,
)
"""What is ticked when an expert is invited: what tells of the work, and not what partners said of one another."""


@bp.route("/partnerships/<int:partnership_id>/evaluation/experts/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def invite_expert(partnership: Partnership) -> ResponseReturnValue:
    """Put an expert on the list; nothing is sent by that."""
    documents = releasing.releasable(partnership)
    today = utc_now().date()
    form = ExpertForm(
        data={
            "language": signed_in_user().language,
            "due_on": today + services.USUAL_TIME,
            "parts": list(USUAL_PARTS),
        }
    )
    form.offer(documents)
    if form.validate_on_submit():
        made: list[Expert] = []
        values = form.settled(documents)
        if attempt(form, lambda: made.append(services.invite(partnership, by=signed_in_user(), **values))):
            say(_("The expert is on the list. Nothing has been sent yet."))
            return _to_expert(made[0].id)
    return page(
        "evaluation/experts/expert_form.html",
        partnership,
        form=form,
        expert=None,
        has_criteria=queries.present_set(partnership) is not None,
        back=url_for("evaluation.experts", partnership_id=partnership.id),
    )


@bp.get("/experts/<int:expert_id>")
@requires(Permission.PARTNERSHIP_INSIDE, on=Expert)
def show_expert(expert: Expert) -> ResponseReturnValue:
    """One expert: how far, what is released, the link; once handed in, the opinion."""
    state, partnership = expert.state_at(utc_now()), expert.partnership
    is_given = state is ExpertState.HANDED_IN
    sees_notes = can(user_or_none(), Permission.TEAM_NOTES, partnership)
    return page(
        "evaluation/experts/expert.html",
        partnership,
        expert=expert,
        state=state,
        opinion=opinions.opinion_of(expert) if is_given else None,
        remark=expert.opinion.remark if is_given and expert.opinion is not None and sees_notes else "",
        documents=releasing.documents_for(expert),
        can_send=letters.can_send(),
        may_lead=may_lead(partnership),
        today=utc_now().date(),
    )


@bp.route("/experts/<int:expert_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Expert)
def edit_expert(expert: Expert) -> ResponseReturnValue:
    """Whom one asks, until when, what is released; what somebody else changed meanwhile is merged field by field."""
    documents = _choosable(expert)
    form = ExpertForm.of(expert, documents)
    back = url_for("evaluation.show_expert", expert_id=expert.id)
    if form.validate_on_submit():
        outcome = _merged(expert, form.settled(documents))
        if _address_changed_meanwhile(expert, form):
            db.session.rollback()
            return _edit_page(expert, form, back)
        if not outcome.is_settled:
            db.session.rollback()
            return page(
                "evaluation/experts/merge.html", expert.partnership, form=form, merge=outcome, back=back
            )
        values = _with_documents(outcome.values, documents)
        if attempt(form, lambda: services.edit(expert, by=signed_in_user(), **values)):
            say(_("Saved."))
            say_taken(outcome)
            return redirect(back, 303)
    return _edit_page(expert, form, back)


def _edit_page(expert: Expert, form: ExpertForm, back: str) -> str:
    return page(
        "evaluation/experts/expert_form.html",
        expert.partnership,
        form=form,
        expert=expert,
        has_criteria=True,
        back=back,
    )


def _address_changed_meanwhile(expert: Expert, form: ExpertForm) -> bool:
    """Whether somebody else saved another address than was typed here; addresses stay out of the history, so they are not merged."""
    was, mine = request.form.get("_email", ""), (form.email.data or "").strip().lower()
    if mine == was or expert.email in {was, mine}:
        return False
    sentence = _(
        "Somebody else saved the address “%(email)s” here meanwhile. Type the one that is right.",
        email=expert.email,
    )
    form.email.errors = [*form.email.errors, sentence]
    return True


def _choosable(expert: Expert) -> list[Document]:
    """The documents that can be released, and those that were chosen before."""
    now = releasing.releasable(expert.partnership)
    return sorted({*now, *expert.documents}, key=lambda document: document.id)


def _merged(expert: Expert, values: dict[str, Any]) -> merging.Merge:
    """Merge by the names under which history tells of an invitation."""
    chosen = values.pop("documents")
    mine = {
        **{name: value for name, value in values.items() if name not in {"parts", "email"}},
        "released": values["parts"] or [],
        "document_titles": [document.title for document in chosen],
    }
    merged = merging.merge(expert, version=merging.version_in(request.form), mine=mine, choices=request.form)
    typed = values["email"].strip().lower()
    is_untouched = typed == request.form.get("_email", "")
    return replace(
        merged,
        values={
            **merged.values,
            "typed_documents": chosen,
            "email": expert.email if is_untouched else typed,
        },
    )


def _with_documents(values: dict[str, Any], documents: list[Document]) -> dict[str, Any]:
    """The merged values as the service takes them."""
    values = dict(values)
    titles, typed, parts = (values.pop(name) for name in ("document_titles", "typed_documents", "released"))
    is_mine = sorted(titles) == sorted(document.title for document in typed)
    chosen = typed if is_mine else [document for document in documents if document.title in titles]
    return {**values, "parts": parts, "documents": chosen}


@bp.get("/experts/<int:expert_id>/material")
@requires(Permission.PARTNERSHIP_LEAD, on=Expert)
def preview_material(expert: Expert) -> ResponseReturnValue:
    """What the expert sees, for whoever releases it."""
    today = utc_now().date()
    return page(
        "evaluation/experts/preview.html",
        expert.partnership,
        expert=expert,
        parts=[
            (part, document_of(part, expert.partnership, round_number=expert.round, today=today))
            for part in releasing.parts_for(expert)
        ],
        documents=releasing.documents_for(expert),
    )


# --- the link -----------------------------------------------------------------------------------------------------------


@bp.post("/experts/<int:expert_id>/send")
@requires(Permission.PARTNERSHIP_LEAD, on=Expert)
def send_expert(expert: Expert) -> ResponseReturnValue:
    """Send the expert the link, or a reminder; the old link of somebody whose letter did not go out still works."""
    expert_id = expert.id
    if not letters.can_send():
        say(_("Tracker cannot send letters here. Show the link, and pass it on yourself."), "warning")
        return _to_expert(expert_id)
    try:
        token = services.prepare_letter(expert)
        is_gone = letters.send(expert, token, sender=signed_in_user().display_name)
        if is_gone:
            services.sent(expert, token, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return _to_expert(expert_id)
    db.session.commit()
    if is_gone:
        say(_("The letter is on its way."))
    else:
        say(_("The letter could not be sent: the mail server did not take it. Try again later."), "error")
    return _to_expert(expert_id)


@bp.post("/experts/<int:expert_id>/link")
@requires(Permission.PARTNERSHIP_LEAD, on=Expert)
def renew_expert_link(expert: Expert) -> ResponseReturnValue:
    """Make the link anew, and show it on the next page, once."""
    expert_id, made = expert.id, list[str]()
    if not _try_or_say(lambda: made.append(services.show(expert, by=signed_in_user()))):
        return _to_expert(expert_id)
    session[SHOWN_ONCE] = {"id": expert_id, "token": made[0]}
    return redirect(url_for("evaluation.expert_link", expert_id=expert_id), 303)


@bp.get("/experts/<int:expert_id>/link")
@requires(Permission.PARTNERSHIP_LEAD, on=Expert)
def expert_link(expert: Expert) -> ResponseReturnValue:
    """The link to copy and as a QR code, right after it was made; later only that it is not known any more."""
    fresh = session.get(SHOWN_ONCE)
    address = None
    if fresh and fresh["id"] == expert.id:
        del session[SHOWN_ONCE]
        address = letters.address_of(fresh["token"])
    return page(
        "evaluation/experts/link.html",
        expert.partnership,
        expert=expert,
        state=expert.state_at(utc_now()),
        address=address,
        drawing=qr.drawing_of(address) if address else None,
    )


@bp.post("/experts/<int:expert_id>/revoke")
@requires(Permission.PARTNERSHIP_LEAD, on=Expert)
def revoke_expert(expert: Expert) -> ResponseReturnValue:
    expert_id = expert.id
    if _try_or_say(lambda: services.revoke(expert, by=signed_in_user())):
        say(_("The invitation is withdrawn: its link opens nothing any more."))
    return _to_expert(expert_id)


def _to_expert(expert_id: int) -> ResponseReturnValue:
    return redirect(url_for("evaluation.show_expert", expert_id=expert_id), 303)


def _try_or_say(change: Callable[[], Any]) -> bool:
    """Make a change and commit it; what the domain does not allow is said on the next page."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return False
    db.session.commit()
    return True
