"""Where the application's own files are: beside the package in a checkout, inside it when installed from a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _own(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _own("templates")
MIGRATIONS = _own("migrations")
STATIC = PACKAGE / "static"
LOCALE = PACKAGE / "locale"
