"""Letters that were due: one row for each view and period, so that none goes out twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime
from tracker.notices.terms import LetterState
from tracker.territory.models import SavedView


class DigestLetter(Base, Recorded):
    """The letter of one view for one week or month. What stood in it is not kept: it was true for its reader on its day."""

    __tablename__ = "digest_letters"
    __table_args__ = (
        UniqueConstraint("saved_view_id", "period"),
        Index("ix_digest_letters_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    saved_view_id: Mapped[int] = mapped_column(ForeignKey("saved_views.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    period: Mapped[str] = mapped_column(String(12))
    """``2026-W48`` or ``2026-11``."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[LetterState] = mapped_column(TermType(LetterState), default=LetterState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    view: Mapped[SavedView] = relationship()
    user: Mapped[User] = relationship()
