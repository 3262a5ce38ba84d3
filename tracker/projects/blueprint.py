"""The blueprint of the packages' pages; the modules in ``routes`` fill it."""

from __future__ import annotations

from flask import Blueprint, current_app

from tracker import permissions

bp = Blueprint("projects", __name__)


@bp.before_app_request
def open_public_pages() -> None:
    """Let the rules know whether this installation shows public partnerships to visitors."""
    permissions.visitors_welcome.set(current_app.config["TRACKER_SETTINGS"].public_pages)
