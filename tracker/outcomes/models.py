"""Reports of the programme, kept as they were made, and figures counted in advance."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, UtcDateTime, utc_now


class ReportRun(Base):
    """The report of one period: its figures with their definitions, in every language. It is never changed."""

    __tablename__ = "report_runs"
    __table_args__ = (UniqueConstraint("first_day", "last_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By language: ``replayed`` and ``frozen``, each a list of figures as plain values."""

    made_by: Mapped[User | None] = relationship()


class KeptFigures(Base):
    """The figures of a chapter over everything, counted in advance by ``tracker stats rebuild`` for databases where counting takes long."""

    __tablename__ = "kept_figures"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    """For whom, which chapter, compared by what, in which language."""
    stamp: Mapped[str] = mapped_column(String(120))
    """The change of the database after which they were counted."""
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    milliseconds: Mapped[int]
    """How long counting took."""
    figures: Mapped[list[Any]] = mapped_column(default=list)
