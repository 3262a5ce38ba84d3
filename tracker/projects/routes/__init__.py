"""The pages about partnerships, by idea."""

from __future__ import annotations

from tracker.projects import proofs, ties
from tracker.projects.blueprint import bp
from tracker.projects.routes import board, cycle, documents, history, listing, partners, record, team

__all__ = [
    "board",
    "bp",
    "cycle",
    "documents",
    "history",
    "listing",
    "partners",
    "proofs",
    "record",
    "team",
    "ties",
]
