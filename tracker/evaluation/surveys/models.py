"""Rounds in which the partners are asked, the personal links they answer by, and their answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, UtcDateTime, Versioned
from tracker.evaluation.benefits.terms import Moment
from tracker.evaluation.surveys.terms import AnswerShowing, LinkState, SurveyPart
from tracker.i18n import _
from tracker.partners.terms import Capacity
from tracker.projects.models import Participation, Partnership
from tracker.projects.terms import Stage


class Survey(Base, Recorded, Versioned):
    """One round of asking the partners. What they answer is visible to nobody until it is closed."""

    __tablename__ = "surveys"
    __table_args__ = (UniqueConstraint("partnership_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    number: Mapped[int]
    """Counted within the partnership, from 1."""
    cycle_round: Mapped[int]
    """The round of the cycle in which it was opened."""
    stage: Mapped[Stage] = mapped_column(TermType(Stage))
    """The stage at which it was opened."""
    title: Mapped[str] = mapped_column(String(250), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    """What the broker tells the partners on the first page of the sheet."""
    questionnaire: Mapped[str] = mapped_column(String(20))
    """The version of the questionnaire that this round asks."""
    parts: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of the parts that are asked."""
    moment: Mapped[Moment] = mapped_column(TermType(Moment), default=Moment.ACHIEVED)
    """Whether benefits are asked as expected or as achieved."""
    opened_on: Mapped[date]
    due_on: Mapped[date]
    """Until this day the links work."""
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    partnership: Mapped[Partnership] = relationship()
    opened_by: Mapped[User | None] = relationship(foreign_keys=opened_by_id)
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)
    links: Mapped[list[SurveyLink]] = relationship(back_populates="survey", order_by="SurveyLink.id")

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def name(self) -> str:
        """Its title, or what it goes by without one."""
        return self.title or _("Round %(number)s", number=self.number)

    @property
    def minutes(self) -> int:
        """How long answering takes."""
        return sum(part.minutes for part in self.asked)

    @property
    def asked(self) -> list[SurveyPart]:
        """The parts that are asked, in the order in which they come."""
        return [part for part in SurveyPart if part.code in self.parts]


class SurveyLink(Base, Recorded):
    """A personal link: for one answer of one partner in one round. Of its token only a hash is kept."""

    __tablename__ = "survey_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person: Mapped[str] = mapped_column(String(200), default="")
    """Who it is meant for; empty where the organisation passes it on itself."""
    email: Mapped[str] = mapped_column(String(255), default="")
    capacity: Mapped[Capacity | None] = mapped_column(TermType(Capacity))
    """Whether the person leads or does the work at the partner."""
    language: Mapped[str] = mapped_column(String(5))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the latest letter with it went out."""
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the broker last saw it, to pass it on."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    survey: Mapped[Survey] = relationship(back_populates="links")
    participation: Mapped[Participation] = relationship(lazy="joined")
    answer: Mapped[SurveyAnswer | None] = relationship(back_populates="link")

    @property
    def partnership(self) -> Partnership:
        return self.survey.partnership

    @property
    def is_begun(self) -> bool:
        """Whether somebody has saved something or handed it in."""
        return self.answer is not None

    def state_at(self, instant: datetime) -> LinkState:
        """Where the link stands; an answer that was handed in stays one. In the archive nothing can be answered."""
        if self.answer is not None and self.answer.submitted_at is not None:
            return LinkState.ANSWERED
        if self.revoked_at is not None:
            return LinkState.REVOKED
        if self.expires_at <= instant or self.survey.is_closed or self.partnership.is_archived:
            return LinkState.EXPIRED
        return LinkState.OPEN if self.answer is None else LinkState.STARTED


class SurveyAnswer(Base, Recorded, Versioned):
    """One sheet, a draft until it is handed in. Documents hold codes as keys, so that an old sheet is readable for ever.

    Nobody but the person with the link sees it before the round is closed; a draft that was not handed in is deleted then.
    """

    __tablename__ = "survey_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("survey_links.id"), unique=True)
    questionnaire: Mapped[str] = mapped_column(String(20))
    """The version of the questionnaire that was answered."""
    language: Mapped[str] = mapped_column(String(5))
    capacity: Mapped[Capacity | None] = mapped_column(TermType(Capacity))
    """What the person says of itself; else what the link says."""
    showing: Mapped[AnswerShowing] = mapped_column(TermType(AnswerShowing), default=AnswerShowing.COUNTED)
    replies: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By item: 1 to 5, or "cannot_say"."""
    remarks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By block: what one wants to add."""
    health: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By question of the quick look: {"score": 1 to 5 or "cannot_say", "comment": …}."""
    benefits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By benefit: {"level": 0 to 3, or None where the partner cannot say, "comment": …}; not ticked, no level at all."""
    signs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By sign: {"state": code, "evidence": …}; "unknown" is what cannot be said."""
    contributions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By number of the participation: {"score": 1 to 5 or "cannot_say", "comment": …}."""
    lessons: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By code of ``LessonQuestion``: the words."""
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    link: Mapped[SurveyLink] = relationship(back_populates="answer")

    @property
    def survey(self) -> Survey:
        return self.link.survey

    @property
    def partnership(self) -> Partnership:
        return self.link.survey.partnership
