"""What the application gets from this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tracker.mechanisms.blueprint
import tracker.mechanisms.commands
import tracker.mechanisms.panels
import tracker.mechanisms.routes.passport
import tracker.mechanisms.routes.programme
import tracker.mechanisms.routes.record
import tracker.mechanisms.routes.signs
import tracker.mechanisms.routes.templates
import tracker.mechanisms.routes.try_out
import tracker.mechanisms.sign_panel
import tracker.mechanisms.statement_words
import tracker.mechanisms.telling

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Put its pages into the application. The other modules above add to registries when they are imported."""
    app.register_blueprint(tracker.mechanisms.blueprint.bp)
