"""Organisations: who they are, how they are identified, whom to talk to there, who keeps their record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned
from tracker.history.models import Book
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Capacity, IdentifierScheme, OrganisationKind, Sector
from tracker.regions.models import Region

EDIT_TIES: list[Callable[[User, Organisation], bool]] = []
"""Ties that let somebody edit an organisation, filled by the packages that make such ties."""
KNOWING_TIES: list[Callable[[User, Organisation], bool]] = []
"""Ties that let somebody see the contact persons of an organisation."""


class Organisation(Base, Recorded, Versioned):
    """One organisation of exactly one sector. It is archived, never deleted: history names it."""

    __tablename__ = "organisations"
    __table_args__ = (Index("ix_organisations_region_code_sector", "region_code", "sector"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    short_name: Mapped[str] = mapped_column(String(200), default="")
    name_key: Mapped[str] = mapped_column(String(500), default="", index=True)
    """The name without legal form, quotes and case, its words in order: equal for the same name in other words."""
    sort_name: Mapped[str] = mapped_column(String(500), default="", index=True)
    """The name as people look it up in a list: without legal form, quotes and case."""
    sector: Mapped[Sector] = mapped_column(TermType(Sector), index=True)
    kind: Mapped[OrganisationKind | None] = mapped_column(TermType(OrganisationKind))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    place: Mapped[str] = mapped_column(String(200), default="")
    site: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    offers_text: Mapped[str] = mapped_column(Text, default="")
    """What it can offer, in its own words."""
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("history_books.id"), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)

    region: Mapped[Region | None] = relationship(lazy="joined")
    book: Mapped[Book] = relationship()
    merged_into: Mapped[Organisation | None] = relationship(remote_side="Organisation.id")
    identifiers: Mapped[list[Identifier]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan", order_by="Identifier.id"
    )
    tags: Mapped[list[OrganisationTag]] = relationship(
        cascade="all, delete-orphan", order_by="OrganisationTag.tag"
    )
    picked_offers: Mapped[list[OrganisationOffer]] = relationship(cascade="all, delete-orphan")
    contacts: Mapped[list[Contact]] = relationship(back_populates="organisation", order_by="Contact.name")
    keepers: Mapped[list[Keeper]] = relationship(back_populates="organisation", cascade="all, delete-orphan")

    @property
    def display_name(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_merged(self) -> bool:
        """Whether this record only points to another one of the same organisation."""
        return self.merged_into_id is not None

    @property
    def inn(self) -> str:
        return self._number(IdentifierScheme.INN)

    @property
    def ogrn(self) -> str:
        """The number in the state register: OGRN, or OGRNIP of a sole trader."""
        return self._number(IdentifierScheme.OGRN, IdentifierScheme.OGRNIP)

    @property
    def other_identifiers(self) -> list[str]:
        """Numbers in other registers, each as "register: number"."""
        return sorted(
            str(identifier) for identifier in self.identifiers if identifier.scheme is IdentifierScheme.OTHER
        )

    @property
    def tag_names(self) -> list[str]:
        return sorted(tag.tag for tag in self.tags)

    @property
    def offers(self) -> list[Expectation]:
        """What it can offer of that which the other sectors expect of its own."""
        return Expectation.in_order(pick.expectation for pick in self.picked_offers)

    @offers.setter
    def offers(self, wanted: Iterable[Expectation]) -> None:
        kept = {pick.expectation: pick for pick in self.picked_offers}
        self.picked_offers = [kept.get(each) or OrganisationOffer(expectation=each) for each in wanted]

    @property
    def current_contacts(self) -> list[Contact]:
        return [contact for contact in self.contacts if not contact.is_archived]

    @property
    def archived_contacts(self) -> list[Contact]:
        return [contact for contact in self.contacts if contact.is_archived]

    def _number(self, *schemes: IdentifierScheme) -> str:
        return next((identifier.value for identifier in self.identifiers if identifier.scheme in schemes), "")

    def __str__(self) -> str:
        return self.name

    def is_kept_by(self, user: User) -> bool:
        """Whether this person may change the record: a keeper, or tied to it by work (see ``EDIT_TIES``)."""
        return any(keeper.user_id == user.id for keeper in self.keepers) or any(
            tie(user, self) for tie in EDIT_TIES
        )

    def is_known_to(self, user: User) -> bool:
        """Whether this person works with the organisation and may see whom to talk to there."""
        return any(tie(user, self) for tie in KNOWING_TIES)


class Identifier(Base):
    """A number in a register, such as INN or OGRN; unique within its scheme."""

    __tablename__ = "organisation_identifiers"
    __table_args__ = (UniqueConstraint("scheme", "scheme_name", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    scheme: Mapped[IdentifierScheme] = mapped_column(TermType(IdentifierScheme))
    scheme_name: Mapped[str] = mapped_column(String(60), default="")
    """The name of the register where the scheme is "other"."""
    value: Mapped[str] = mapped_column(String(60))

    organisation: Mapped[Organisation] = relationship(back_populates="identifiers")

    def __str__(self) -> str:
        return f"{self.scheme_name}: {self.value}" if self.scheme_name else self.value


class OrganisationTag(Base):
    """A free tag, in the spelling of whoever gave it first."""

    __tablename__ = "organisation_tags"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class OrganisationOffer(Base):
    """Something that an organisation can offer, picked from what the other sectors expect of its own."""

    __tablename__ = "organisation_offers"
    __table_args__ = (Index("ix_organisation_offers_expectation", "expectation", "organisation_id"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    expectation: Mapped[Expectation] = mapped_column(TermType(Expectation), primary_key=True)


class Contact(Base, Recorded, Versioned):
    """A person to talk to in an organisation; seen by those who work with it."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[Capacity | None] = mapped_column(TermType(Capacity))
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation] = relationship(back_populates="contacts")

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def __str__(self) -> str:
        return self.name


class Keeper(Base):
    """Somebody who keeps the record of an organisation: who made it, or was given it."""

    __tablename__ = "organisation_keepers"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    organisation: Mapped[Organisation] = relationship(back_populates="keepers")
    user: Mapped[User] = relationship(lazy="joined")
