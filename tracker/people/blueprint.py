"""The blueprint that the route modules of this package share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("people", __name__)
