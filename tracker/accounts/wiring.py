"""What the application gets from this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tracker.accounts.routes
import tracker.accounts.setup

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Put its pages into the application. The other modules above add to registries when they are imported."""
    tracker.accounts.setup.init_accounts(app)
    app.register_blueprint(tracker.accounts.routes.bp)
