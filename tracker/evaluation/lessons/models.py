"""Lessons of partnerships, and the partnerships that they helped."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Recorded, TermType, Versioned
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.projects.models import Participation, Partnership
from tracker.projects.terms import Stage

TEAM, NAMELESS = "team", "nameless"
"""What the history keeps instead of a name: the team says it, or a partner that is not named."""


class Lesson(Base, Recorded, Versioned):
    """Something that a partnership learnt: what to keep, what to change, what to advise others."""

    __tablename__ = "lessons"
    __table_args__ = (
        UniqueConstraint("answer_id", "kind"),
        Index("ix_lessons_partnership_id", "partnership_id", "said_on", "id"),
        Index("ix_lessons_recent", "is_shared", "withdrawn_on", "said_on", "id"),
        Index("ix_lessons_helped", "is_shared", "withdrawn_on", "helped", "id"),
        Index("ix_lessons_stage", "stage", "is_shared", "withdrawn_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    kind: Mapped[LessonKind] = mapped_column(TermType(LessonKind))
    text: Mapped[str] = mapped_column(Text)
    stage: Mapped[Stage] = mapped_column(TermType(Stage))
    """The stage that it is about."""
    said_on: Mapped[date]
    voice: Mapped[LessonVoice] = mapped_column(TermType(LessonVoice), default=LessonVoice.TEAM)
    participation_id: Mapped[int | None] = mapped_column(ForeignKey("participations.id"), index=True)
    """The partner whose words these are; empty where the team says it, or a partner without its name."""
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("survey_answers.id"))
    """The sheet that it was taken from, so that it is taken over once; never shown."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("history_entries.id"), unique=True)
    """The entry of the history that it was taken from."""
    is_shared: Mapped[bool] = mapped_column(default=False)
    """Whether the team lets everybody with an account read it, in the library."""
    helped: Mapped[int] = mapped_column(default=0)
    """How many partnerships it helped; kept in step with their rows, to order the library by."""
    withdrawn_on: Mapped[date | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    partnership: Mapped[Partnership] = relationship()
    participation: Mapped[Participation | None] = relationship()
    written_by: Mapped[User | None] = relationship()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    @property
    def is_in_library(self) -> bool:
        """Whether everybody with an account may read it."""
        return self.is_shared and not self.is_withdrawn and not self.partnership.is_archived

    @property
    def is_own_sheet(self) -> bool:
        """Whether a partner wrote it in its own sheet; such words stay as they are."""
        return self.answer_id is not None

    @property
    def speaker(self) -> str:
        """Whose words these are, as the history keeps it: a name, or one of two codes."""
        if self.participation is not None:
            return self.participation.organisation.display_name
        return NAMELESS if self.is_nameless else TEAM

    @property
    def is_nameless(self) -> bool:
        """A partner's words without its name."""
        return self.voice is LessonVoice.PARTNER and self.participation_id is None


class LessonHelp(Base, Recorded):
    """A team says that a lesson of another partnership helped its own; once for each partnership."""

    __tablename__ = "lesson_helps"
    __table_args__ = (
        UniqueConstraint("lesson_id", "partnership_id"),
        Index("ix_lesson_helps_partnership_id", "partnership_id", "lesson_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"))
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
