"""What the partners say of the contribution of each of them, beside what was promised and delivered."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, Versioned
from tracker.projects.models import Participation, Partnership


class ContributionNote(Base, Recorded, Versioned):
    """What was notable in the part of one partner, and whether, by whom and under which name it was credited."""

    __tablename__ = "contribution_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), unique=True)
    notable: Mapped[str] = mapped_column(Text, default="")
    """What it did beside giving resources."""
    credited_as: Mapped[str] = mapped_column(String(250), default="")
    """The name under which it wants to be thanked; empty: the name of the organisation."""
    credited_on: Mapped[date | None]
    """The day on which the partners evaluated and credited it; ``None`` while they have not."""
    credited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    participation: Mapped[Participation] = relationship()
    credited_by: Mapped[User | None] = relationship()

    @property
    def partnership(self) -> Partnership:
        return self.participation.partnership
