"""The directory of alumni: everybody sees those who agreed to be seen by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.extensions import db
from tracker.people import queries
from tracker.people.blueprint import bp
from tracker.people.forms import DirectoryFilterForm
from tracker.people.routes.answers import chips_of
from tracker.people.routes.lists import total_of
from tracker.permissions import Permission
from tracker.web import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/directory")
@requires(Permission.DIRECTORY_READ)
def directory() -> ResponseReturnValue:
    """Whom this reader may find, narrowed as the address says."""
    user = signed_in_user()
    form = DirectoryFilterForm(request.args, seen=queries.is_visible_to(user))
    page = page_of(queries.directory(form.chosen(), user, utc_now()))
    return render_template(
        "people/directory.html",
        form=form,
        page=page,
        chips=chips_of(form),
        total=total_of(page),
        own=queries.entry_of(db.session(), user) if user.is_alumnus else None,
    )
