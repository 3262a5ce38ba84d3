"""What the application gets from this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tracker.regions.commands
import tracker.regions.routes

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Put its pages into the application. The other modules above add to registries when they are imported."""
    app.register_blueprint(tracker.regions.routes.bp)
