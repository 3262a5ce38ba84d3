"""An offer of help: somebody outside of the team, such as an official, could answer a need."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned
from tracker.projects.models import Partnership
from tracker.resources.helping.terms import HelpState
from tracker.resources.models import Commitment, Need


class HelpOffer(Base, Recorded, Versioned):
    """One offer for one need. It promises nothing yet: accepted, it becomes a commitment that is still to be agreed on."""

    __tablename__ = "help_offers"
    __table_args__ = (
        Index("ix_help_offers_need_id", "need_id", "state"),
        Index("ix_help_offers_offered_by_id", "offered_by_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    giver: Mapped[str] = mapped_column(String(300), default="")
    """The organisation that would give it, in words: it may not take part yet."""
    message: Mapped[str] = mapped_column(Text)
    state: Mapped[HelpState] = mapped_column(TermType(HelpState), default=HelpState.WAITING)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"), index=True)

    need: Mapped[Need] = relationship(lazy="joined")
    offered_by: Mapped[User] = relationship(foreign_keys=offered_by_id, lazy="joined")
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id)
    commitment: Mapped[Commitment | None] = relationship()

    @property
    def partnership(self) -> Partnership:
        return self.need.partnership

    @property
    def is_waiting(self) -> bool:
        return self.state is HelpState.WAITING
