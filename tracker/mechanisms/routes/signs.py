"""The signs of partnership: the record beside what people say, advice, and the form to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.extensions import db
from tracker.mechanisms import lines, sign_advice, sign_facts, signs, stating
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.routes.statements import chosen_in_address, save_all
from tracker.mechanisms.statement_forms import signs_form
from tracker.mechanisms.terms import Sign
from tracker.permissions import Permission, can
from tracker.projects import queries
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.forms import Form


@bp.get("/partnerships/<int:partnership_id>/signs")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def show_signs(partnership: Partnership) -> ResponseReturnValue:
    """All nine signs, each with both sides, and what would make it more of a partnership."""
    facts = _facts(partnership)
    views = signs.views_of(facts, sign_facts.said_of(partnership))
    may_edit = can(user_or_none(), Permission.PARTNERSHIP_EDIT, partnership)
    kind = sign_advice.looks_like(facts, views)
    return render_template(
        "mechanisms/signs.html",
        partnership=partnership,
        tab="overview",
        views=views,
        present=signs.count_present(views),
        advice=sign_advice.advice_of(facts, views) if partnership.is_active else [],
        kind=kind,
        kind_sentence=sign_advice.in_a_sentence(kind) if kind is not None else "",
        may_edit=may_edit,
    )


def _facts(partnership: Partnership) -> signs.RecordFacts:
    queries.with_parts(db.session(), partnership, *sign_facts.SIGN_PARTS)
    return sign_facts.facts_of(partnership, utc_now().date())


@bp.route("/partnerships/<int:partnership_id>/signs/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def edit_signs(partnership: Partnership) -> ResponseReturnValue:
    """Say it of all signs, or of the one that the address names."""
    chosen = chosen_in_address(Sign, "sign")
    stated = stating.signs_of(partnership, to_change=request.method == "POST")
    form = signs_form(chosen, stated)
    if form.validate_on_submit():
        merged = lines.merge_lines(chosen, stated, form.values(), request.form)
        if lines.open_lines(merged):
            db.session.rollback()
            return _page(
                "mechanisms/statements_merge.html", partnership, form, lines=lines.open_lines(merged)
            )
        if _save(partnership, form, merged):
            return redirect(_back(partnership), 303)
    views = signs.views_of(_facts(partnership))
    return _page(
        "mechanisms/signs_form.html", partnership, form, views=[view for view in views if view.sign in chosen]
    )


def _save(partnership: Partnership, form: Form, merged: list[lines.Line]) -> bool:
    def state(line: lines.Line) -> None:
        stating.state_sign(partnership, line.term, by=signed_in_user(), **line.values)  # type: ignore[arg-type]  # the terms of this form are signs

    return save_all(form, merged, state)


def _back(partnership: Partnership) -> str:
    return url_for(
        "mechanisms.show_signs", partnership_id=partnership.id, _anchor=request.args.get("sign") or None
    )


def _page(template: str, partnership: Partnership, form: Form, **more: Any) -> str:
    return render_template(
        template, partnership=partnership, tab="overview", form=form, back=_back(partnership), **more
    )
