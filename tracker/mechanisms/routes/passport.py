"""The passport of a mechanism: the seven parts of its definition, and publishing it as a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.mechanisms import lines, publishing, sign_facts, stating
from tracker.mechanisms import passport as passports
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.routes.statements import chosen_in_address, save_all
from tracker.mechanisms.statement_forms import TemplateForm, passport_form
from tracker.mechanisms.terms import PassportPart
from tracker.permissions import Permission, can
from tracker.projects import queries
from tracker.projects.models import Partnership
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.forms import Form
    from tracker.mechanisms.models import Mechanism
    from tracker.projects.cycle import Proof


@bp.get("/partnerships/<int:partnership_id>/mechanism/passport")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def passport(partnership: Partnership) -> ResponseReturnValue:
    """The seven parts with their answers, what the record offers as proof, and the result."""
    mechanism = publishing.mechanism_of(db.session(), partnership)
    answered = stating.passport_of(mechanism) if mechanism is not None else {}
    return _page(
        "mechanisms/passport.html",
        partnership,
        mechanism,
        answered=answered,
        proofs=_proofs(partnership, mechanism),
        result=passports.result_of({part: entry.answer for part, entry in answered.items()}),
        lacking=publishing.lacking(mechanism, answered) if mechanism is not None else [],
        started=_started(mechanism),
    )


def _proofs(partnership: Partnership, mechanism: Mechanism | None) -> dict[PassportPart, list[Proof]]:
    queries.with_parts(db.session(), partnership, *sign_facts.SIGN_PARTS)
    record = sign_facts.facts_of(partnership, utc_now().date())
    return passports.proofs_of(passports.facts_for(record, partnership, mechanism))


def _started(mechanism: Mechanism | None) -> list[Partnership]:
    """What was started from it, as far as the reader may see it."""
    if mechanism is None:
        return []
    return list(db.session.scalars(publishing.started_from(mechanism, user_or_none())))


@bp.route("/partnerships/<int:partnership_id>/mechanism/passport/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def edit_passport(partnership: Partnership) -> ResponseReturnValue:
    """Answer all parts, or the one that the address names."""
    mechanism = publishing.mechanism_of(db.session(), partnership)
    if mechanism is None:
        return redirect(_back(partnership), 303)
    chosen = chosen_in_address(PassportPart, "part")
    answered = stating.passport_of(mechanism, to_change=request.method == "POST")
    form, proofs = passport_form(chosen, answered), _proofs(partnership, mechanism)
    if form.validate_on_submit():
        typed = {part.code: _typed(form.values()[part.code], proofs[part]) for part in chosen}
        merged = lines.merge_lines(chosen, answered, typed, request.form)
        unsettled = lines.open_lines(merged)
        if unsettled:
            db.session.rollback()
            more = {"form": form, "lines": unsettled, "back": _back(partnership)}
            return _page("mechanisms/statements_merge.html", partnership, mechanism, **more)
        if _save(mechanism, form, merged):
            return redirect(_back(partnership, request.args.get("part")), 303)
    return _page(
        "mechanisms/passport_form.html", partnership, mechanism, form=form, parts=chosen, proofs=proofs
    )


def _typed(given: dict[str, Any], proofs: list[Proof]) -> dict[str, Any]:
    """What was typed, with the sentences of the record below it where somebody takes them over."""
    taken = [proof.sentence for proof in proofs] if given.pop("take") else []
    evidence = given["evidence"] or ""
    new = [sentence for sentence in taken if sentence not in evidence]
    return {**given, "evidence": "\n".join(part for part in (evidence, *new) if part)}


def _save(mechanism: Mechanism, form: Form, merged: list[lines.Line]) -> bool:
    def state(line: lines.Line) -> None:
        stating.answer_part(mechanism, line.term, by=signed_in_user(), **line.values)  # type: ignore[arg-type]  # the terms of this form are parts

    return save_all(form, merged, state)


# --- publishing ---------------------------------------------------------------------------------------------------------


@bp.route("/partnerships/<int:partnership_id>/mechanism/template", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def publish_template(partnership: Partnership) -> ResponseReturnValue:
    """Let others repeat the mechanism, or change the text that they read."""
    mechanism = publishing.mechanism_of(db.session(), partnership)
    if mechanism is None:
        return redirect(_back(partnership), 303)
    form = TemplateForm(text=mechanism.template_text)
    if form.validate_on_submit():
        try:
            publishing.publish(mechanism, text=form.text.data or "", by=signed_in_user())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Published. Everybody with an account can start from it now."))
            return redirect(_back(partnership, "template"), 303)
    lacking = publishing.lacking(mechanism, stating.passport_of(mechanism))
    return _page("mechanisms/template_form.html", partnership, mechanism, form=form, lacking=lacking)


@bp.post("/partnerships/<int:partnership_id>/mechanism/template/withdraw")
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def withdraw_template(partnership: Partnership) -> ResponseReturnValue:
    """Take the template back."""
    mechanism = publishing.mechanism_of(db.session(), partnership)
    if mechanism is None:
        return redirect(_back(partnership), 303)
    try:
        publishing.withdraw(mechanism, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("The template is withdrawn. You can publish it again at any time."))
    return redirect(_back(partnership, "template"), 303)


def _back(partnership: Partnership, anchor: str | None = None) -> str:
    return url_for("mechanisms.passport", partnership_id=partnership.id, _anchor=anchor)


def _page(template: str, partnership: Partnership, mechanism: Mechanism | None, **more: Any) -> str:
    return render_template(
        template,
        partnership=partnership,
        tab="mechanism",
        mechanism=mechanism,
        may_edit=can(user_or_none(), Permission.PARTNERSHIP_EDIT, partnership),
        may_lead=can(user_or_none(), Permission.PARTNERSHIP_LEAD, partnership),
        **more,
    )
