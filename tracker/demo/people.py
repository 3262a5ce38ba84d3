"""The people of the demonstration set: anybody may sign in as one of them, all by one password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.accounts import services
from tracker.accounts.terms import UserRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.demo.reading import Record

PASSWORD = "demo-partnership-2026"  # noqa: S105  # shown on the sign-in page while the demonstration data is loaded


def add_people(session: Session, accounts: Mapping[str, Record], *, password_hash: str) -> dict[str, User]:
    """Make all accounts, each under its key; they share one hash, because they share the password."""
    return {key: _add(session, account, password_hash) for key, account in accounts.items()}


def _add(session: Session, account: Record, password_hash: str) -> User:
    return services.add_person(
        session,
        email=account["email"],
        name=account["name"],
        roles=[UserRole.from_code(role) for role in account["roles"]],
        regions=account.get("regions", []),
        password_hash=password_hash,
        language=account["language"],
        time_zone=account["time_zone"],
        cohort=account.get("cohort", ""),
        is_demo=True,
    )
