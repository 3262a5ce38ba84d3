"""The first page of the evaluation of a partnership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.evaluation import overview
from tracker.evaluation.blueprint import bp
from tracker.permissions import Permission
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/partnerships/<int:partnership_id>/evaluation")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def show(partnership: Partnership) -> ResponseReturnValue:
    """All parts of the evaluation, how far each is, and what to do next."""
    user, today = signed_in_user(), utc_now().date()
    parts = overview.parts_of(partnership, user, today)
    return render_template(
        "evaluation/show.html",
        partnership=partnership,
        tab="evaluation",
        parts=parts,
        next_part=overview.next_of(parts) if partnership.is_active else None,
        panels=overview.panels_of(partnership, user, today),
    )
