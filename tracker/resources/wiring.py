"""What the application gets from this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tracker.resources.blueprint
import tracker.resources.gaps
import tracker.resources.helping.facets
import tracker.resources.helping.gaps
import tracker.resources.helping.routes
import tracker.resources.helping.telling
import tracker.resources.panels
import tracker.resources.promises
import tracker.resources.proofs
import tracker.resources.routes.commitments
import tracker.resources.routes.needs
import tracker.resources.routes.overview
import tracker.resources.routes.steps
import tracker.resources.telling
import tracker.resources.words

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Put its pages into the application. The other modules above add to registries when they are imported."""
    app.register_blueprint(tracker.resources.blueprint.bp)
