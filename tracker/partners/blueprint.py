"""The blueprint of the pages about organisations; the modules in ``routes`` fill it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("partners", __name__)
