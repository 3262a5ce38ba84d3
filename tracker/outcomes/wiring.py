"""What the application gets from this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tracker.outcomes.blueprint
import tracker.outcomes.checks
import tracker.outcomes.commands
import tracker.outcomes.facets
import tracker.outcomes.routes.pages
import tracker.outcomes.routes.quality
import tracker.outcomes.routes.reports

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Put its pages into the application. The other modules above add to registries when they are imported."""
    app.register_blueprint(tracker.outcomes.blueprint.bp)
