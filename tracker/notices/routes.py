"""The link in a letter that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from tracker.access import public
from tracker.extensions import db
from tracker.notices import letters
from tracker.territory import services
from tracker.territory.models import SavedView
from tracker.territory.terms import Frequency

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("notices", __name__)


@bp.route("/letters/<token>/stop", methods=["GET", "POST"])
@public("the link is in a letter and works without signing in; its signature names one view")
def stop(token: str) -> ResponseReturnValue:
    """Ask, then stop the letters of one view. A mail program that only looks at the link changes nothing."""
    view = view_of(token)
    if view is None:
        return render_template("notices/stop.html", view=None, is_stopped=False, address=""), 404
    if request.method == "POST":
        services.stop_letters(view)
        db.session.commit()
    is_stopped = view.frequency is Frequency.NEVER
    return render_template("notices/stop.html", view=view, is_stopped=is_stopped, address=view.user.email)


def view_of(token: str) -> SavedView | None:
    """The view that a link is about, if it is still there and belongs to the same person."""
    named = letters.stopped_by(token)
    if named is None:
        return None
    view = db.session.get(SavedView, named[0])
    return view if view is not None and view.user_id == named[1] else None
