"""External experts: the criteria they judge by, what is released to them, and the opinions they hand in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned
from tracker.evaluation.experts.terms import ExpertState, Independence, ReleasedPart, SuggestedCriterion
from tracker.projects.models import Document, Partnership

expert_documents = Table(
    "expert_documents",
    Base.metadata,
    Column("expert_id", ForeignKey("experts.id"), primary_key=True),
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Index("ix_expert_documents_document_id", "document_id"),
)


class CriteriaSet(Base, Recorded, Versioned):
    """The criteria of a partnership. Once an opinion by them was handed in they stay as they are, and a change makes the next set."""

    __tablename__ = "expert_criteria_sets"
    __table_args__ = (UniqueConstraint("partnership_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    number: Mapped[int]
    """Counted within the partnership, from 1."""

    partnership: Mapped[Partnership] = relationship()
    criteria: Mapped[list[Criterion]] = relationship(
        back_populates="criteria_set",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="Criterion.place",
    )


class Criterion(Base):
    """One thing to judge by. One that was suggested and taken over unchanged is shown in the reader's language."""

    __tablename__ = "expert_criteria"
    SUGGESTED: ClassVar[str] = "suggested:"
    """What stands before the code of a suggested one in the history."""

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("expert_criteria_sets.id"), index=True)
    place: Mapped[int]
    own_title: Mapped[str] = mapped_column(String(250), default="")
    """Empty for a suggested one."""
    own_explanation: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[SuggestedCriterion | None] = mapped_column(TermType(SuggestedCriterion))

    criteria_set: Mapped[CriteriaSet] = relationship(back_populates="criteria")
    scores: Mapped[list[ExpertScore]] = relationship(back_populates="criterion", cascade="all, delete-orphan")

    @property
    def title(self) -> str:
        return self.own_title if self.suggestion is None else str(self.suggestion)

    @property
    def explanation(self) -> str:
        return self.own_explanation if self.suggestion is None else str(self.suggestion.explanation)

    @property
    def history_value(self) -> str:
        """How history keeps it: a suggested one by its code."""
        if self.suggestion is not None:
            return f"{self.SUGGESTED}{self.suggestion.code}"
        return f"{self.own_title}: {self.own_explanation}" if self.own_explanation else self.own_title


class Expert(Base, Recorded, Versioned):
    """Somebody from outside who is asked for an opinion, and the personal link for it. Of its token only a hash is kept."""

    __tablename__ = "experts"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    criteria_set_id: Mapped[int] = mapped_column(ForeignKey("expert_criteria_sets.id"), index=True)
    round: Mapped[int]
    """The round of the cycle that is judged."""
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(250), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(5))
    message: Mapped[str] = mapped_column(Text, default="")
    """What the team asks, in its own words."""
    due_on: Mapped[date] = mapped_column(index=True)
    """Until this day the link works."""
    parts: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of the parts that are released."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the latest letter with the link went out."""
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the team last saw the link, to pass it on."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    partnership: Mapped[Partnership] = relationship()
    criteria_set: Mapped[CriteriaSet] = relationship()
    invited_by: Mapped[User | None] = relationship()
    documents: Mapped[list[Document]] = relationship(secondary=expert_documents, order_by=Document.id)
    """Chosen ones; whether each may still be seen, ``releasing`` says."""
    opinion: Mapped[ExpertOpinion | None] = relationship(back_populates="expert")

    @property
    def released(self) -> list[ReleasedPart]:
        """The parts that are released, in their order."""
        return [part for part in ReleasedPart if part.code in self.parts]

    @released.setter
    def released(self, wanted: list[ReleasedPart]) -> None:
        self.parts = [part.code for part in ReleasedPart if part in wanted]

    @property
    def document_titles(self) -> list[str]:
        """The chosen documents, as history tells of them."""
        return [document.title for document in self.documents]

    @property
    def is_begun(self) -> bool:
        """Whether the expert has saved something or handed it in."""
        return self.opinion is not None

    @property
    def is_known(self) -> bool:
        """Whether the link can have reached anybody."""
        return self.sent_at is not None or self.shown_at is not None or self.is_begun

    def state_at(self, instant: datetime) -> ExpertState:
        """How far the expert is; an opinion that was handed in stays one. In the archive none can be given."""
        if self.opinion is not None and self.opinion.submitted_at is not None:
            return ExpertState.HANDED_IN
        if self.revoked_at is not None:
            return ExpertState.REVOKED
        if self.expires_at <= instant or self.partnership.is_archived:
            return ExpertState.EXPIRED
        return ExpertState.OPEN if self.opinion is None else ExpertState.BEGUN


class ExpertOpinion(Base, Recorded, Versioned):
    """What an expert says; a draft, which only the expert sees, until it is handed in."""

    __tablename__ = "expert_opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("experts.id"), unique=True)
    independence: Mapped[Independence | None] = mapped_column(TermType(Independence))
    ties: Mapped[str] = mapped_column(Text, default="")
    strengths: Mapped[str] = mapped_column(Text, default="")
    weaknesses: Mapped[str] = mapped_column(Text, default="")
    recommendations: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    """For the team alone, and never part of a report."""
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    expert: Mapped[Expert] = relationship(back_populates="opinion")
    scores: Mapped[list[ExpertScore]] = relationship(
        back_populates="opinion", cascade="all, delete-orphan", order_by="ExpertScore.id"
    )

    @property
    def partnership(self) -> Partnership:
        return self.expert.partnership


class ExpertScore(Base):
    """What an expert says by one criterion: a mark from 0 to 4, or that it cannot be judged, and why."""

    __tablename__ = "expert_scores"
    __table_args__ = (UniqueConstraint("opinion_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("expert_opinions.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("expert_criteria.id"), index=True)
    mark: Mapped[int | None]
    cannot_judge: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")

    opinion: Mapped[ExpertOpinion] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship(back_populates="scores")
