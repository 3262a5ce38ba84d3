"""The pages about organisations, by idea."""

from __future__ import annotations

from tracker.partners.blueprint import bp
from tracker.partners.routes import contacts, export, keepers, lists, merging, offers, records

__all__ = ["bp", "contacts", "export", "keepers", "lists", "merging", "offers", "records"]
