"""The pages of this package; importing them adds them to the blueprint."""

from __future__ import annotations

from tracker.accounts.blueprint import bp
from tracker.accounts.routes import invitations, people, profile

__all__ = ["bp", "invitations", "people", "profile"]
