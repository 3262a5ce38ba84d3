"""The report of an evaluation: what people write themselves, how far it goes, and what the partners say to that.

Everything else in a report is read from the record when the report is made.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned
from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentLinkState, ConsentWay, Reader
from tracker.projects.models import Participation, Partnership


class EvaluationReport(Base, Recorded, Versioned):
    """The report of one round of the cycle, with the texts that only people can write."""

    __tablename__ = "evaluation_reports"
    __table_args__ = (UniqueConstraint("partnership_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    round: Mapped[int]
    summary: Mapped[str] = mapped_column(Text, default="")
    worked: Mapped[str] = mapped_column(Text, default="")
    did_not_work: Mapped[str] = mapped_column(Text, default="")
    conclusions: Mapped[str] = mapped_column(Text, default="")
    internal_use: Mapped[str] = mapped_column(Text, default="")
    """What the team and the partners will change because of it; no one else reads it."""

    partnership: Mapped[Partnership] = relationship()
    decisions: Mapped[list[PublicityDecision]] = relationship(
        back_populates="report", order_by="PublicityDecision.id"
    )
    consents: Mapped[list[PublicationConsent]] = relationship(
        back_populates="report", order_by="PublicationConsent.id"
    )

    @property
    def is_begun(self) -> bool:
        return any(getattr(self, name) for name in TEXTS)

    @property
    def decision(self) -> PublicityDecision | None:
        """The decision that holds: the last one, unless it was withdrawn."""
        last = self.decisions[-1] if self.decisions else None
        return last if last is not None and last.is_in_force else None

    @property
    def degree(self) -> Reader:
        """How far the report goes; while nothing is decided, no further than the team."""
        return self.decision.degree if self.decision is not None else Reader.INTERNAL


TEXTS = ("summary", "worked", "did_not_work", "conclusions", "internal_use")
"""What people write themselves."""


class PublicityDecision(Base):
    """Who may read a report: decided by somebody, on a day, for a reason. Each stays; the last one holds until it is withdrawn."""

    __tablename__ = "publicity_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("evaluation_reports.id"), index=True)
    degree: Mapped[Reader] = mapped_column(TermType(Reader), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    withdrawn_on: Mapped[date | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    report: Mapped[EvaluationReport] = relationship(back_populates="decisions")
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=withdrawn_by_id)

    @property
    def partnership(self) -> Partnership:
        return self.report.partnership

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_on is None


class PublicationConsent(Base, Recorded, Versioned):
    """What one partner says to the publication of a report. Silence is not consent: such a partner is not named."""

    __tablename__ = "publication_consents"
    __table_args__ = (UniqueConstraint("report_id", "participation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("evaluation_reports.id"))
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    answer: Mapped[ConsentAnswer | None] = mapped_column(TermType(ConsentAnswer))
    person: Mapped[str] = mapped_column(String(200), default="")
    """Who said it at the partner."""
    way: Mapped[ConsentWay | None] = mapped_column(TermType(ConsentWay))
    given_on: Mapped[date | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who wrote it down; nobody where the partner answered by its link."""

    report: Mapped[EvaluationReport] = relationship(back_populates="consents")
    participation: Mapped[Participation] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    @property
    def partnership(self) -> Partnership:
        return self.report.partnership


class ConsentLink(Base, Recorded):
    """A personal link for one partner to read a report as it would be published, and to answer. Of its token only a hash is kept."""

    __tablename__ = "consent_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("evaluation_reports.id"), index=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(5))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    report: Mapped[EvaluationReport] = relationship()
    participation: Mapped[Participation] = relationship(lazy="joined")

    @property
    def partnership(self) -> Partnership:
        return self.report.partnership

    def works_at(self, instant: datetime) -> bool:
        """Whether it opens anything. An answer can be changed for as long as the link works."""
        return self.revoked_at is None and self.expires_at > instant

    def state_at(self, instant: datetime) -> ConsentLinkState:
        if self.revoked_at is not None:
            return ConsentLinkState.REVOKED
        if self.answered_at is not None:
            return ConsentLinkState.ANSWERED
        return ConsentLinkState.OPEN if self.expires_at > instant else ConsentLinkState.EXPIRED
