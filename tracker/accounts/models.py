"""People with an account, their roles, invitations and sign-ins."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, event
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.terms import InvitationState, PersonState, UserRole
from tracker.database import Base, Json, Recorded, TermType, UtcDateTime
from tracker.i18n import DEFAULT_LANGUAGE, _
from tracker.regions.models import Region

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Mapper

role_holders = Table(
    "role_holders",
    Base.metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id"), primary_key=True, index=True),
)

user_regions = Table(
    "user_regions",
    Base.metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("region_code", ForeignKey("regions.code"), primary_key=True, index=True),
)


class Role(Base, RoleMixin):
    """A role by its code; what it may do is written in ``tracker/permissions.py``."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(250), default="")

    @property
    def term(self) -> UserRole:
        return UserRole.from_code(self.name)


class User(Base, Recorded, UserMixin):
    """A person with an account."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case, whatever was typed."""
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default=DEFAULT_LANGUAGE)
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/Moscow")
    cohort: Mapped[str] = mapped_column(String(100), default="", index=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Name, address and cohort in lower case with «ё» as «е», for both databases to search in."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the personal data was erased; the account stays for the history that names it."""

    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # type: ignore[assignment]  # Flask-Security promises a value where there may be none yet
    current_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # type: ignore[assignment]  # Flask-Security promises a value where there may be none yet
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    login_count: Mapped[int | None] = mapped_column(default=0)  # type: ignore[assignment]  # Flask-Security promises a value where there may be none yet
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    tf_last_counter: Mapped[int | None]
    """The time step of the last one-time code taken, so that none is taken twice."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # our roles are roles of Flask-Security
        secondary=role_holders, lazy="selectin", order_by=Role.id
    )
    regions: Mapped[list[Region]] = relationship(
        secondary=user_regions, lazy="selectin", order_by=Region.code
    )

    @property
    def display_name(self) -> str:
        """The name, or the address when no name was given."""
        return _("Erased person") if self.erased_at else self.name or self.email

    @property
    def state(self) -> PersonState:
        if self.erased_at:
            return PersonState.ERASED
        return PersonState.ACTIVE if self.active else PersonState.DEACTIVATED

    @property
    def has_two_factor(self) -> bool:
        """Whether signing in takes a code from an authenticator app."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    @property
    def role_terms(self) -> list[UserRole]:
        """The roles as words, in the order of the vocabulary."""
        return [term for term in UserRole if term.code in self.role_codes]

    @property
    def role_codes(self) -> set[str]:
        return {role.name for role in self.roles}

    def _has_role(self, term: UserRole) -> bool:
        return any(role.name == term.code for role in self.roles)

    @property
    def region_codes(self) -> set[str]:
        """Codes of the regions an official answers for."""
        return {region.code for region in self.regions}

    @property
    def is_alumnus(self) -> bool:
        return self._has_role(UserRole.ALUMNUS)

    @property
    def is_official(self) -> bool:
        return self._has_role(UserRole.OFFICIAL)

    @property
    def is_programme_staff(self) -> bool:
        return self._has_role(UserRole.PROGRAMME)

    @property
    def is_admin(self) -> bool:
        return self._has_role(UserRole.ADMIN)

    def get_security_payload(self) -> dict[str, Any]:
        return {"name": self.display_name}


class Invitation(Base, Recorded):
    """An invitation by e-mail into a role; the link holds a signed token of which only the hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default=DEFAULT_LANGUAGE)
    role: Mapped[UserRole | None] = mapped_column(TermType(UserRole))
    """Empty for somebody who only joins a team."""
    joins: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """What the person joins by accepting, in the words of the package that invites: kind, id, title…"""
    region_codes: Mapped[list[str]] = mapped_column(Json, default=list)
    cohort: Mapped[str] = mapped_column(String(100), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    invited_by: Mapped[User | None] = relationship(foreign_keys=invited_by_id)

    def state_at(self, now: datetime) -> InvitationState:
        """Open, or why it is not."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED

    @property
    def joins_title(self) -> str:
        """The name of what the person joins, such as a partnership; empty when it is only a role."""
        return str(self.joins.get("title", ""))


class SignIn(Base):
    """One sign-in, or attempt, of an account, for its owner to look at."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64), default="")
    device: Mapped[str] = mapped_column(String(250), default="")
    succeeded: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index("ix_sign_ins_user_id_at", "user_id", "at"),)


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _keep_search_key(_mapper: Mapper[Any], _connection: Connection, user: User) -> None:
    user.search_key = searchable(f"{user.name} {user.email} {user.cohort}")


def searchable(text: str) -> str:
    """Text as it is compared when searching people: any case, «ё» like «е»."""
    return text.casefold().replace("ё", "е")
