"""Where Flask-Security finds accounts: as its own store does, but the person of a session is read at one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import bindparam, select

from tracker.accounts.models import Role, User, role_holders, user_regions
from tracker.database import Base, as_read
from tracker.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

OF_PERSON = (
    "id",
    "email",
    "name",
    "language",
    "time_zone",
    "phone",
    "cohort",
    "is_demo",
    "erased_at",
    "active",
    "fs_uniquifier",
    "confirmed_at",
    "tf_primary_method",
    "tf_totp_secret",
)
"""What pages ask of whoever opens them; the rest of the account is read where it is asked for."""
OF_REGION = ("code", "name_ru", "name_en", "short_ru", "version")
OF_ROLE = ("id", "name", "description")
_users, _roles, _regions = (Base.metadata.tables[name] for name in ("users", "roles", "regions"))
OF_SESSION = (
    select(
        *(_users.c[name] for name in OF_PERSON),
        *(_roles.c[name].label(f"role_{name}") for name in OF_ROLE),
        *(_regions.c[name].label(f"region_{name}") for name in OF_REGION),
    )
    .outerjoin(role_holders, role_holders.c.user_id == _users.c.id)
    .outerjoin(_roles, _roles.c.id == role_holders.c.role_id)
    .outerjoin(user_regions, user_regions.c.user_id == _users.c.id)
    .outerjoin(_regions, _regions.c.code == user_regions.c.region_code)
    .where(_users.c.fs_uniquifier == bindparam("mark"))
    .order_by(_roles.c.id, _regions.c.code)
)
"""Every page asks for this one, so it is made once, and roles and regions come with the account, by plain joins one after another."""


class Accounts(SQLAlchemyUserDatastore):
    """The store of accounts."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:  # noqa: FBT001, FBT002  # as the library defines it
        """The account of which one attribute is known."""
        if set(kwargs) == {"fs_uniquifier"}:
            return _of_session(self.db.session(), kwargs["fs_uniquifier"])
        return super().find_user(case_insensitive, **kwargs)  # type: ignore[return-value]  # our model


def _of_session(session: Session, mark: str) -> User | None:
    session.flush()
    rows = session.connection().execute(OF_SESSION, {"mark": mark}).all()
    if not rows:
        return None
    return as_read(
        session,
        User,
        dict(zip(OF_PERSON, rows[0], strict=False)),
        roles=[as_read(session, Role, values) for values in _distinct(rows, "role", OF_ROLE)],
        regions=[as_read(session, Region, values) for values in _distinct(rows, "region", OF_REGION)],
    )


def _distinct(rows: Iterable[Row[Any]], of: str, names: tuple[str, ...]) -> Iterable[dict[str, Any]]:
    """What rows say of one of the joined tables, each record once; nothing where it has none for the account."""
    labels = [f"{of}_{name}" for name in names]
    found = dict.fromkeys(tuple(getattr(row, label) for label in labels) for row in rows)
    return (dict(zip(names, values, strict=True)) for values in found if values[0] is not None)
