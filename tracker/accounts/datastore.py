"""Where Flask-Security finds accounts: as its own store does, but the person of a session is read at one go."""

from __future__ import annotations

from typing import Any

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Role, User, role_holders, user_regions
from tracker.regions.models import Region

OF_SESSION = (
    select(User)
    .outerjoin(role_holders, role_holders.c.user_id == User.id)
    .outerjoin(Role, Role.id == role_holders.c.role_id)
    .outerjoin(user_regions, user_regions.c.user_id == User.id)
    .outerjoin(Region, Region.code == user_regions.c.region_code)
    .where(User.fs_uniquifier == bindparam("mark"))
    .order_by(Role.id, Region.code)
    .options(
        contains_eager(User.roles),
        contains_eager(User.regions).load_only(
            Region.code, Region.name_ru, Region.name_en, Region.short_ru, Region.version
        ),
    )
)
"""Every page asks for this one, so it is made once, and roles and regions come with the account, by plain joins one after another."""


class Accounts(SQLAlchemyUserDatastore):
    """The store of accounts."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:  # noqa: FBT001, FBT002  # as the library defines it
        """The account of which one attribute is known."""
        if set(kwargs) == {"fs_uniquifier"}:
            found: User | None = (
                self.db.session.scalars(OF_SESSION, {"mark": kwargs["fs_uniquifier"]}).unique().one_or_none()
            )
            return found
        return super().find_user(case_insensitive, **kwargs)  # type: ignore[return-value]  # our model
