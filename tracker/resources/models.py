"""What a partnership needs, what partners promise, and what arrives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, ExactDecimal, Recorded, TermType, Versioned
from tracker.money import Money
from tracker.projects.models import Participation, Partnership
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

AMOUNT = ExactDecimal(18, 3)
MONEY = ExactDecimal(18, 2)


class Need(Base, Recorded, Versioned):
    """Something the project requires. Whether it is covered is computed from the commitments that answer it."""

    __tablename__ = "needs"
    __table_args__ = (Index("ix_needs_kind", "kind", "partnership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    kind: Mapped[ResourceKind] = mapped_column(TermType(ResourceKind))
    description: Mapped[str] = mapped_column(String(500))
    amount: Mapped[Decimal | None] = mapped_column(AMOUNT)
    unit: Mapped[Unit | None] = mapped_column(TermType(Unit))
    unit_other: Mapped[str] = mapped_column(String(60), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")
    """ISO 4217 code where the need is money."""
    due_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    """The day on which the need fell away."""
    dropped_reason: Mapped[str] = mapped_column(String(1000), default="")

    partnership: Mapped[Partnership] = relationship()
    commitments: Mapped[list[Commitment]] = relationship(back_populates="need", order_by="Commitment.id")


class Commitment(Base, Recorded, Versioned):
    """What one partner promised. Its value is agreed by a method, or it is counted without a value."""

    __tablename__ = "commitments"
    __table_args__ = (Index("ix_commitments_state_due_on", "state", "due_on", "partnership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"), index=True)
    kind: Mapped[ResourceKind] = mapped_column(TermType(ResourceKind))
    description: Mapped[str] = mapped_column(String(500))
    amount: Mapped[Decimal | None] = mapped_column(AMOUNT)
    """How much, in ``unit``; of money, the sum itself."""
    unit: Mapped[Unit | None] = mapped_column(TermType(Unit))
    unit_other: Mapped[str] = mapped_column(String(60), default="")
    value_amount: Mapped[Decimal | None] = mapped_column(MONEY)
    """What it is worth; ``None`` means counted, not valued, and never zero."""
    currency: Mapped[str] = mapped_column(String(3), default="")
    method: Mapped[ValuationMethod] = mapped_column(
        TermType(ValuationMethod), default=ValuationMethod.NOT_VALUED
    )
    rate: Mapped[Decimal | None] = mapped_column(MONEY)
    """The price of one unit; where it is given, the value is this times the amount."""
    rate_source: Mapped[str] = mapped_column(String(250), default="")
    value_proposed_by: Mapped[str] = mapped_column(String(200), default="")
    value_agreed_by: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date | None]
    state: Mapped[CommitmentState] = mapped_column(TermType(CommitmentState), default=CommitmentState.OFFERED)
    offered_on: Mapped[date]
    agreed_on: Mapped[date | None]
    declared_on: Mapped[date | None]
    declared_link: Mapped[str] = mapped_column(String(500), default="")
    delivered_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    partnership: Mapped[Partnership] = relationship()
    participation: Mapped[Participation] = relationship(lazy="joined")
    need: Mapped[Need | None] = relationship(back_populates="commitments")
    deliveries: Mapped[list[Delivery]] = relationship(
        back_populates="commitment", lazy="selectin", order_by="Delivery.delivered_on, Delivery.id"
    )

    @property
    def value(self) -> Money | None:
        """What the whole commitment is worth; ``None`` when it is not valued."""
        return None if self.value_amount is None else Money(self.value_amount, self.currency)

    @property
    def is_money(self) -> bool:
        return self.kind is ResourceKind.MONEY

    @property
    def is_value_open(self) -> bool:
        """It is to be valued, but the figure is not there yet: that is neither zero nor "not valued"."""
        return self.value_amount is None and (self.is_money or self.method is not ValuationMethod.NOT_VALUED)

    @property
    def giver(self) -> str:
        """The name of the partner that gives."""
        return self.participation.organisation.display_name

    @property
    def answers(self) -> str:
        """The need it answers, in words."""
        return self.need.description if self.need is not None else ""

    @property
    def current_deliveries(self) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if delivery.cancelled_on is None]

    def is_overdue_on(self, today: date) -> bool:
        """The due day has passed and the commitment is neither delivered nor withdrawn."""
        closed = self.state in {CommitmentState.DELIVERED, CommitmentState.WITHDRAWN}
        return self.due_on is not None and self.due_on < today and not closed


class Delivery(Base, Recorded, Versioned):
    """A dated part of a commitment that arrived. A wrong one is cancelled with a reason, never deleted."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"), index=True)
    delivered_on: Mapped[date]
    amount: Mapped[Decimal | None] = mapped_column(AMOUNT)
    value_amount: Mapped[Decimal | None] = mapped_column(MONEY)
    currency: Mapped[str] = mapped_column(String(3), default="")
    """The currency of the value: that of the commitment on the day it was written down."""
    note: Mapped[str] = mapped_column(Text, default="")
    evidence_link: Mapped[str] = mapped_column(String(500), default="")
    confirmed_by: Mapped[str] = mapped_column(String(200), default="")
    """Who at the receiving side confirmed it, by name."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    cancelled_on: Mapped[date | None]
    cancelled_reason: Mapped[str] = mapped_column(String(500), default="")

    commitment: Mapped[Commitment] = relationship(back_populates="deliveries")
    recorded_by: Mapped[User | None] = relationship()

    @property
    def partnership(self) -> Partnership:
        return self.commitment.partnership

    @property
    def value(self) -> Money | None:
        """What this part is worth; ``None`` when it is not valued."""
        return None if self.value_amount is None else Money(self.value_amount, self.currency)


class ValuationDefault(Base, Recorded, Versioned):
    """How the partners agreed to value one kind of resource, unless a commitment says otherwise."""

    __tablename__ = "valuation_defaults"
    __table_args__ = (UniqueConstraint("partnership_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    kind: Mapped[ResourceKind] = mapped_column(TermType(ResourceKind))
    method: Mapped[ValuationMethod] = mapped_column(TermType(ValuationMethod))
    rate: Mapped[Decimal | None] = mapped_column(MONEY)
    currency: Mapped[str] = mapped_column(String(3), default="")
    unit: Mapped[Unit | None] = mapped_column(TermType(Unit))
    source: Mapped[str] = mapped_column(String(250), default="")
    agreed_on: Mapped[date | None]

    partnership: Mapped[Partnership] = relationship()
