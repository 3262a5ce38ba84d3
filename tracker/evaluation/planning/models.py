"""How a partnership means to evaluate its work: one plan for each round of the cycle."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Recorded, TermType, Versioned
from tracker.evaluation.planning.terms import Method
from tracker.projects.models import Participation, Partnership
from tracker.resources.models import Commitment

plan_partners = Table(
    "evaluation_plan_partners",
    Base.metadata,
    Column("plan_id", ForeignKey("evaluation_plans.id"), primary_key=True),
    Column("participation_id", ForeignKey("participations.id"), primary_key=True),
    Index("ix_evaluation_plan_partners_participation_id", "participation_id"),
)
plan_commitments = Table(
    "evaluation_plan_commitments",
    Base.metadata,
    Column("plan_id", ForeignKey("evaluation_plans.id"), primary_key=True),
    Column("commitment_id", ForeignKey("commitments.id"), primary_key=True),
    Index("ix_evaluation_plan_commitments_commitment_id", "commitment_id"),
)


class PlanMethod(Base):
    """A method that a plan names."""

    __tablename__ = "evaluation_plan_methods"

    plan_id: Mapped[int] = mapped_column(ForeignKey("evaluation_plans.id"), primary_key=True)
    method: Mapped[Method] = mapped_column(TermType(Method), primary_key=True, index=True)


class EvaluationPlan(Base, Recorded, Versioned):
    """What the partners want to find out in one round of the cycle, how, when, by whom, and what is set aside for it."""

    __tablename__ = "evaluation_plans"
    __table_args__ = (UniqueConstraint("partnership_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    round: Mapped[int]
    questions: Mapped[str] = mapped_column(Text, default="")
    procedure: Mapped[str] = mapped_column(Text, default="")
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    people: Mapped[str] = mapped_column(Text, default="")
    """Who of the own people does it, by name."""
    agreed_on: Mapped[date | None]
    agreed_by: Mapped[str] = mapped_column(Text, default="")

    partnership: Mapped[Partnership] = relationship()
    chosen_methods: Mapped[list[PlanMethod]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    partners: Mapped[list[Participation]] = relationship(secondary=plan_partners, order_by=Participation.id)
    commitments: Mapped[list[Commitment]] = relationship(secondary=plan_commitments, order_by=Commitment.id)
    """What is set aside for the evaluation."""

    @property
    def methods(self) -> list[Method]:
        """The methods in the order in which they are offered."""
        chosen = {each.method for each in self.chosen_methods}
        return [method for method in Method if method in chosen]

    @methods.setter
    def methods(self, wanted: Iterable[Method]) -> None:
        kept = {each.method: each for each in self.chosen_methods}
        self.chosen_methods = [kept.get(method) or PlanMethod(method=method) for method in wanted]

    @property
    def partner_names(self) -> list[str]:
        """The partners that take part in evaluating, as history tells of them."""
        return [participation.organisation.display_name for participation in self.partners]

    @property
    def reserved(self) -> list[str]:
        """What is set aside, as history tells of it."""
        return [f"{commitment.description} ({commitment.giver})" for commitment in self.commitments]
