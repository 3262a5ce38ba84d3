"""Whether the people it is for got the result: indicators with their values over time, and outcomes in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, ExactDecimal, Recorded, TermType, Versioned
from tracker.evaluation.indicators.terms import Direction, OutcomeKind
from tracker.projects.models import Document, Partnership

NUMBER = ExactDecimal(18, 3)


class Indicator(Base, Recorded, Versioned):
    """Something that is counted again and again, from a baseline to a target."""

    __tablename__ = "indicators"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    name: Mapped[str] = mapped_column(String(250))
    counted: Mapped[str] = mapped_column(Text, default="")
    """What exactly is counted, and how, so that others would count the same."""
    unit: Mapped[str] = mapped_column(String(60), default="")
    direction: Mapped[Direction] = mapped_column(TermType(Direction), default=Direction.HIGHER)
    baseline: Mapped[Decimal | None] = mapped_column(NUMBER)
    baseline_on: Mapped[date | None]
    target: Mapped[Decimal | None] = mapped_column(NUMBER)
    target_on: Mapped[date | None]
    breakdown: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the categories that are counted apart, such as women and men; a value for the whole is one of its own."""
    dropped_on: Mapped[date | None]
    dropped_reason: Mapped[str] = mapped_column(String(1000), default="")

    partnership: Mapped[Partnership] = relationship()
    values: Mapped[list[IndicatorValue]] = relationship(
        back_populates="indicator",
        lazy="selectin",
        order_by="IndicatorValue.measured_on, IndicatorValue.id",
    )

    @property
    def is_dropped(self) -> bool:
        return self.dropped_on is not None

    @property
    def current_values(self) -> list[IndicatorValue]:
        """The values that were not cancelled, the earliest first."""
        return [value for value in self.values if value.cancelled_on is None]

    @property
    def categories(self) -> list[str]:
        """The categories of today, then those of earlier values."""
        measured = (value.category for value in self.current_values if value.category)
        return list(dict.fromkeys([*self.breakdown, *measured]))

    def values_of(self, category: str = "") -> list[IndicatorValue]:
        """The values of one category, or of the whole."""
        return [value for value in self.current_values if value.category == category]

    def latest(self, category: str = "") -> IndicatorValue | None:
        """The value measured last."""
        return next(reversed(self.values_of(category)), None)


class IndicatorValue(Base, Recorded, Versioned):
    """One value that was measured on one day. A wrong one is cancelled with a reason, never deleted."""

    __tablename__ = "indicator_values"
    __table_args__ = (Index("ix_indicator_values_measured_on", "measured_on", "indicator_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), index=True)
    measured_on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(NUMBER)
    category: Mapped[str] = mapped_column(String(100), default="")
    """The category that was counted; empty for the whole."""
    source: Mapped[str] = mapped_column(String(500), default="")
    evidence_link: Mapped[str] = mapped_column(String(500), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    cancelled_on: Mapped[date | None]
    cancelled_reason: Mapped[str] = mapped_column(String(500), default="")

    indicator: Mapped[Indicator] = relationship(back_populates="values")
    document: Mapped[Document | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    @property
    def partnership(self) -> Partnership:
        return self.indicator.partnership


class OutcomeStatement(Base, Recorded, Versioned):
    """A dated statement about what changed for the people it is for, what did not, and what nobody meant."""

    __tablename__ = "outcome_statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    kind: Mapped[OutcomeKind] = mapped_column(TermType(OutcomeKind), index=True)
    text: Mapped[str] = mapped_column(Text)
    stated_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(500), default="")
    """Who says so, or what shows it."""
    evidence_link: Mapped[str] = mapped_column(String(500), default="")
    round: Mapped[int]
    """The round of the cycle in which it was stated."""
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="")

    partnership: Mapped[Partnership] = relationship()


def in_order(categories: Iterable[str]) -> list[str]:
    """Names of categories without blanks around them, each once, in the order given."""
    return list(dict.fromkeys(name for each in categories if (name := " ".join(each.split()))))
