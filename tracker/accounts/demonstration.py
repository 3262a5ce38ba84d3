"""Demonstration accounts on the sign-in page.

The package with the demonstration data is above this one, so it says its password here instead of being asked for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.accounts import queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

_shared: dict[str, str] = {}


def announce_password(password: str) -> None:
    """Say with which password all demonstration accounts sign in."""
    _shared["password"] = password


def password() -> str:
    """The password of all demonstration accounts; empty where the demonstration data is not installed."""
    return _shared.get("password", "")


def people(session: Session) -> list[User]:
    """The demonstration accounts to offer: none unless the data is loaded and the password known."""
    return list(session.scalars(queries.demonstration_people())) if password() else []
