"""The programme's page: what its alumni built, in figures that each lead to the list behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from sqlalchemy import select

from tracker.access import requires, signed_in_user
from tracker.accounts.models import User
from tracker.database import utc_now
from tracker.extensions import db
from tracker.outcomes.figures import COMPARED, narrowed, programme_figures
from tracker.outcomes.forms import ScopeForm
from tracker.permissions import Permission
from tracker.projects.queries import inside_visible_to

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("outcomes", __name__)


@bp.get("/programme")
@requires(Permission.PROGRAMME_HOME)
def programme() -> ResponseReturnValue:
    form = ScopeForm(request.args)
    form.offer(cohorts())
    form.validate()
    chosen = form.chosen()
    seen = inside_visible_to(signed_in_user())
    others = {name: narrowed(seen, form, but=name) for name in COMPARED}
    return render_template(
        "outcomes/programme.html",
        form=form,
        chosen=chosen,
        chosen_but=lambda name: {key: value for key, value in chosen.items() if key != name},
        figures=programme_figures(db.session(), narrowed(seen, form), today=utc_now().date(), others=others),
    )


def cohorts() -> list[str]:
    """The cohorts that occur, in order."""
    return list(
        db.session.scalars(select(User.cohort).where(User.cohort != "").distinct().order_by(User.cohort))
    )
