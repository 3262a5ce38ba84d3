"""What people keep of the workspace: views with a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned
from tracker.territory.terms import Frequency

LONGEST_NAME = 120


class SavedView(Base, Recorded, Versioned):
    """A filter under a name, of one person; it can come as a letter."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        Index("ix_saved_views_frequency", "frequency", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The filter as an address holds it: names and lists of values."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """The workspace opens with it."""
    frequency: Mapped[Frequency] = mapped_column(TermType(Frequency), default=Frequency.NEVER)
    subscribed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it comes as a letter."""

    user: Mapped[User] = relationship(lazy="joined")
