"""What the decision of stage 7 rests on, kept as it was said then; ``deciding`` gathers what it can rest on."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.i18n import DEFAULT_LANGUAGE, current_language

OWN_WORDS = "own_words"
"""The key of what the partners rest their decision on in their own words."""


class ContinuationGround(Base):
    """One finding that a decision rests on, as it was said then."""

    __tablename__ = "continuation_grounds"
    __table_args__ = (UniqueConstraint("continuation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    continuation_id: Mapped[int] = mapped_column(ForeignKey("continuations.id"))
    key: Mapped[str] = mapped_column(String(60))
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The sentence by language; own words stand under every language as they were written."""
    on_day: Mapped[date | None]
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The values of the address that showed it."""

    @property
    def sentence(self) -> str:
        """The sentence in the reader's language."""
        return str(self.said.get(current_language()) or self.said.get(DEFAULT_LANGUAGE) or "")

    @property
    def is_own_words(self) -> bool:
        return self.key == OWN_WORDS
