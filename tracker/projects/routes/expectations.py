"""From what a partner expects to those who could answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.extensions import db
from tracker.partners.expectations import Expectation
from tracker.permissions import Permission
from tracker.projects import answers, queries
from tracker.projects.blueprint import bp
from tracker.projects.models import Participation
from tracker.web import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/participations/<int:participation_id>/expectations/<code>")
@requires(Permission.PARTNERSHIP_EDIT, on=Participation)
def who_could_answer(participation: Participation, code: str) -> ResponseReturnValue:
    """Organisations whose offers fit what a partner expects: those of the partnership's regions first, each with the reasons."""
    expectation = next((each for each in Expectation if each.code == code), None)
    if expectation is None or expectation.by is not participation.organisation.sector:
        abort(404)
    user = signed_in_user()
    partnership = queries.with_parts(db.session(), participation.partnership, queries.WITH_PARTNERS)
    page = page_of(answers.who_could_answer(expectation, partnership, user))
    return render_template(
        "projects/who_could_answer.html",
        partnership=partnership,
        tab="partners",
        participation=participation,
        expectation=expectation,
        page=page,
        candidates=answers.candidates(
            db.session(),
            page.rows,
            expectation,
            partnership=partnership,
            user=user,
            today=utc_now().date(),
        ),
    )
