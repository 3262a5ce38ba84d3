"""The resources of a partnership in one picture, and the methods of valuation agreed in advance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.projects import keeping
from tracker.projects.models import Partnership
from tracker.resources import pictures, queries, services
from tracker.resources.balance import balance_of
from tracker.resources.blueprint import bp
from tracker.resources.forms import DefaultForm
from tracker.resources.routes.answers import attempt
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/partnerships/<int:partnership_id>/resources")
@keeping.kept_page(Permission.PARTNERSHIP_INSIDE)
def overview(partnership: Partnership) -> str:
    needs = list(db.session.scalars(queries.needs_of(partnership)).unique())
    commitments = list(db.session.scalars(queries.commitments_of(partnership)).unique())
    balance = balance_of(commitments)
    return render_template(
        "resources/overview.html",
        partnership=partnership,
        tab="resources",
        needs=[need for need in needs if need.dropped_on is None],
        dropped=[need for need in needs if need.dropped_on is not None],
        commitments=commitments,
        balance=balance,
        coverage=pictures.coverage_rows(needs, commitments),
        defaults=list(db.session.scalars(queries.defaults_of(partnership))),
        pictures=pictures,
        today=utc_now().date(),
    )


@bp.route("/partnerships/<int:partnership_id>/resources/valuation", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def valuation(partnership: Partnership) -> ResponseReturnValue:
    """The methods agreed in advance; ``?kind=`` opens the one of a kind to change it."""
    defaults = db.session.scalars(queries.defaults_of(partnership)).all()
    known = next((default for default in defaults if default.kind.code == request.args.get("kind")), None)
    form = DefaultForm(obj=known) if known is not None else DefaultForm(agreed_on=utc_now().date())
    if form.validate_on_submit():
        values = form.values()
        kind = values.pop("kind")
        if attempt(form, lambda: services.set_default(partnership, kind, by=signed_in_user(), **values)):
            say(_("From now on this method is proposed for new commitments of this kind."))
            return redirect(url_for("resources.valuation", partnership_id=partnership.id), 303)
    return render_template(
        "resources/valuation.html",
        partnership=partnership,
        tab="resources",
        form=form,
        defaults=defaults,
    )
