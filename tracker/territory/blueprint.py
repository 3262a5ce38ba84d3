"""The pages of the regions' workspace."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("territory", __name__)
