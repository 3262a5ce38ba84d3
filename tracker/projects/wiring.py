"""What the application gets from this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tracker.projects.blueprint
import tracker.projects.charts
import tracker.projects.routes.board
import tracker.projects.routes.continuation
import tracker.projects.routes.cycle
import tracker.projects.routes.documents
import tracker.projects.routes.expectations
import tracker.projects.routes.export
import tracker.projects.routes.history
import tracker.projects.routes.listing
import tracker.projects.routes.partners
import tracker.projects.routes.record
import tracker.projects.routes.team
import tracker.projects.telling

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Put its pages into the application. The other modules above add to registries when they are imported."""
    app.register_blueprint(tracker.projects.blueprint.bp)
