"""The mechanism of a partnership: described by its people, proposed on by the classifier, decided by a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned, utc_now
from tracker.mechanisms.answers import MechanismAnswer
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import (
    MechanismType,
    PassportAnswer,
    PassportPart,
    Sign,
    SignState,
    Trait,
)
from tracker.projects.models import Partnership


class Mechanism(Base, Recorded, Versioned):
    """How the joint work of one partnership is arranged, in the words of its people; a partnership has at most one."""

    __tablename__ = "mechanisms"
    __table_args__ = (
        Index("ix_mechanisms_decided_type", "decided_type", "partnership_id"),
        Index("ix_mechanisms_proposed_type", "proposed_type", "partnership_id"),
        Index("ix_mechanisms_published_at", "published_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), unique=True)
    name: Mapped[str] = mapped_column(String(250), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    replies: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Codes of replies by codes of questions."""
    may_train: Mapped[bool] = mapped_column(default=False)
    """Whether the partnership agrees that its text is exported to train the classifier."""

    proposed_type: Mapped[MechanismType | None] = mapped_column(TermType(MechanismType))
    """The type that the last accepted proposal gives; ``None`` is not enough evidence, or nothing proposed yet."""
    decided_type: Mapped[MechanismType | None] = mapped_column(TermType(MechanismType))
    """The type that a person decided on last."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when others may start a partnership from it."""
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    template_text: Mapped[str] = mapped_column(Text, default="")
    """What somebody has to know to repeat it; shown with the template."""
    started_from_id: Mapped[int | None] = mapped_column(ForeignKey("mechanisms.id"), index=True)
    """The template from which the partnership was started."""

    partnership: Mapped[Partnership] = relationship()
    started_from: Mapped[Mechanism | None] = relationship(remote_side="Mechanism.id")
    published_by: Mapped[User | None] = relationship(foreign_keys=published_by_id)
    proposals: Mapped[list[Proposal]] = relationship(back_populates="mechanism", order_by="Proposal.id")
    decisions: Mapped[list[Decision]] = relationship(back_populates="mechanism", order_by="Decision.id")
    passport: Mapped[list[PassportEntry]] = relationship(
        back_populates="mechanism", order_by="PassportEntry.id"
    )

    @property
    def given_replies(self) -> dict[Question, Reply]:
        return {Question.from_code(q): Reply.from_code(r) for q, r in self.replies.items()}

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Proposal(Base):
    """One answer of the classifier, kept as it was given. A pending one waits until its difference is accepted."""

    __tablename__ = "mechanism_proposals"
    __table_args__ = (Index("ix_mechanism_proposals_version", "version", "is_pending", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mechanism_id: Mapped[int] = mapped_column(ForeignKey("mechanisms.id"), index=True)
    version: Mapped[str] = mapped_column(String(40))
    type: Mapped[MechanismType | None] = mapped_column(TermType(MechanismType))
    plain: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The answer as plain values; see ``MechanismAnswer.to_plain``."""
    text: Mapped[str] = mapped_column(Text)
    """The text that was judged; passages count its characters."""
    is_pending: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    mechanism: Mapped[Mechanism] = relationship(back_populates="proposals")

    @property
    def answer(self) -> MechanismAnswer:
        return MechanismAnswer.from_plain(self.plain)


class Decision(Base):
    """What a person decided a mechanism to be, and the proposal that was before them."""

    __tablename__ = "mechanism_decisions"
    __table_args__ = (Index("ix_mechanism_decisions_decided_at", "decided_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mechanism_id: Mapped[int] = mapped_column(ForeignKey("mechanisms.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("mechanism_proposals.id"))
    type: Mapped[MechanismType] = mapped_column(TermType(MechanismType))
    traits: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of the traits that the person sees."""
    agrees: Mapped[bool]
    """Whether type and traits are those of the proposal."""
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    mechanism: Mapped[Mechanism] = relationship(back_populates="decisions")
    proposal: Mapped[Proposal | None] = relationship()
    decided_by: Mapped[User] = relationship()

    @property
    def seen_traits(self) -> frozenset[Trait]:
        return frozenset(Trait.from_code(code) for code in self.traits)


class PassportEntry(Base, Recorded, Versioned):
    """How far one part of the definition of a mechanism is fulfilled, with what shows it."""

    __tablename__ = "mechanism_passport"
    __table_args__ = (UniqueConstraint("mechanism_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mechanism_id: Mapped[int] = mapped_column(ForeignKey("mechanisms.id"))
    part: Mapped[PassportPart] = mapped_column(TermType(PassportPart))
    answer: Mapped[PassportAnswer | None] = mapped_column(TermType(PassportAnswer))
    evidence: Mapped[str] = mapped_column(Text, default="")

    mechanism: Mapped[Mechanism] = relationship(back_populates="passport")

    @property
    def partnership(self) -> Partnership:
        return self.mechanism.partnership


class SignAssessment(Base, Recorded, Versioned):
    """What a person says of one sign of partnership; what the record itself shows is computed beside it."""

    __tablename__ = "sign_assessments"
    __table_args__ = (UniqueConstraint("partnership_id", "sign"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    sign: Mapped[Sign] = mapped_column(TermType(Sign))
    state: Mapped[SignState] = mapped_column(TermType(SignState), default=SignState.UNKNOWN)
    evidence: Mapped[str] = mapped_column(Text, default="")

    partnership: Mapped[Partnership] = relationship()
