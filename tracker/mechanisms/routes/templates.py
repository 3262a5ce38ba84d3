"""Mechanisms that others can repeat: the list of templates, the page of one, and a new partnership from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in, signed_in_user, user_or_none
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.mechanisms import publishing
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.statement_forms import StartForm
from tracker.mechanisms.terms import MechanismType
from tracker.permissions import Permission, can
from tracker.projects.routes.record import first_guess, own_organisations, record_from
from tracker.web import page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/mechanisms/templates")
@signed_in
def templates() -> ResponseReturnValue:
    """All published templates, or those of one type."""
    type_ = _chosen_type()
    found = page_of(publishing.templates_for(user_or_none(), type_), scalars=False)
    return render_template("mechanisms/templates.html", page=found, chosen=type_, types=_types(type_))


def _chosen_type() -> MechanismType | None:
    code = request.args.get("type", "")
    return MechanismType.from_code(code) if code in dict(MechanismType.choices()) else None


def _types(chosen: MechanismType | None) -> list[dict[str, Any]]:
    """The types as a switch above the list."""
    every = {"label": _("All types"), "url": url_for("mechanisms.templates"), "active": chosen is None}
    return [
        every,
        *(
            {
                "label": str(type_),
                "url": url_for("mechanisms.templates", type=type_.code),
                "active": type_ is chosen,
            }
            for type_ in MechanismType
        ),
    ]


@bp.get("/mechanisms/templates/<int:mechanism_id>")
@requires(Permission.TEMPLATE_READ, on=Mechanism)
def show_template(mechanism: Mechanism) -> ResponseReturnValue:
    """What one has to know to repeat a mechanism."""
    user = signed_in_user()
    started = db.session.scalars(publishing.started_from(mechanism, user)).all()
    return render_template(
        "mechanisms/template.html",
        mechanism=mechanism,
        is_source_seen=can(user, Permission.PARTNERSHIP_READ, mechanism.partnership),
        started=started,
        started_elsewhere=publishing.count_started(mechanism) - len(started),
        may_start=can(user, Permission.TEMPLATE_START, mechanism),
    )


@bp.route("/mechanisms/templates/<int:mechanism_id>/start", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_START, on=Mechanism)
def start(mechanism: Mechanism) -> ResponseReturnValue:
    """The form of a new partnership, with what the template proposes."""
    form = StartForm(data={**first_guess(), **_proposed(mechanism)}, organisations=own_organisations)
    if form.validate_on_submit():
        try:
            partnership = record_from(form)
            publishing.start_from(mechanism, partnership, by=signed_in_user())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Recorded. Below is what is still missing; fill it in whenever you like."))
            return redirect(url_for("projects.show", partnership_id=partnership.id), 303)
    return render_template("mechanisms/template_start.html", form=form, mechanism=mechanism)


def _proposed(mechanism: Mechanism) -> dict[str, Any]:
    """How the template goes about it; the aim of its partnership only where the writer may read that."""
    is_seen = can(signed_in_user(), Permission.PARTNERSHIP_READ, mechanism.partnership)
    return {
        "approach": mechanism.description,
        "aim": mechanism.partnership.aim if is_seen else "",
        "main_field": mechanism.partnership.main_field if is_seen else None,
    }
