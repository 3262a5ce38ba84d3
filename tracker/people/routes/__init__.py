"""The pages about alumni, by idea."""

from __future__ import annotations

from tracker.people.blueprint import bp
from tracker.people.routes import cohorts, directory, importing, inviting, lists, own, records

__all__ = ["bp", "cohorts", "directory", "importing", "inviting", "lists", "own", "records"]
