"""The blueprint of evaluation; the ``routes`` of the packages inside fill it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("evaluation", __name__)
