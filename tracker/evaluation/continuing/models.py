"""The family of partnerships, and what each partner keeps when one ends."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned
from tracker.evaluation.continuing.terms import OffspringKind
from tracker.mechanisms.models import Mechanism
from tracker.partners.models import Organisation
from tracker.projects.models import Participation, Partnership


class FamilyLink(Base, Recorded):
    """Something grew out of a partnership. A partnership grows out of one other at most, so that families are trees."""

    __tablename__ = "family_links"
    __table_args__ = (
        UniqueConstraint("parent_id", "organisation_id"),
        UniqueConstraint("parent_id", "mechanism_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    kind: Mapped[OffspringKind] = mapped_column(TermType(OffspringKind))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("partnerships.id"), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    mechanism_id: Mapped[int | None] = mapped_column(ForeignKey("mechanisms.id"), index=True)
    continuation_id: Mapped[int | None] = mapped_column(ForeignKey("continuations.id"), index=True)
    """The decision from which it grew, where there was one."""
    linked_on: Mapped[date]
    """The day on which it began."""
    note: Mapped[str] = mapped_column(Text, default="")
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    parent: Mapped[Partnership] = relationship(foreign_keys=parent_id)
    child: Mapped[Partnership | None] = relationship(foreign_keys=child_id)
    organisation: Mapped[Organisation | None] = relationship()
    mechanism: Mapped[Mechanism | None] = relationship()

    @property
    def partnership(self) -> Partnership:
        """The partnership whose broker decides on the link."""
        return self.parent


class Farewell(Base, Recorded, Versioned):
    """What one partner keeps of a partnership that ends, and whether it was thanked."""

    __tablename__ = "farewells"

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), unique=True)
    keeps: Mapped[str] = mapped_column(Text, default="")
    thanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    thanked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    participation: Mapped[Participation] = relationship()
    thanked_by: Mapped[User | None] = relationship()

    @property
    def partnership(self) -> Partnership:
        return self.participation.partnership
