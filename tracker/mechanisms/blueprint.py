"""The blueprint of mechanisms; the modules in ``routes`` fill it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("mechanisms", __name__)
