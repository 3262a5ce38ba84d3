"""What each partner expects from the partnership and what it has gained: one cell for each benefit."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Recorded, TermType, Versioned
from tracker.evaluation.benefits.terms import SaidBy
from tracker.evaluation.terms import Benefit
from tracker.projects.models import Participation, Partnership


class BenefitCell(Base, Recorded, Versioned):
    """One benefit for one partner, on the scale 0 none, 1 some, 2 clear, 3 decisive; ``None`` is not said, never zero."""

    __tablename__ = "benefit_cells"
    __table_args__ = (UniqueConstraint("participation_id", "benefit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    benefit: Mapped[Benefit] = mapped_column(TermType(Benefit), index=True)
    expected: Mapped[int | None]
    expected_comment: Mapped[str] = mapped_column(Text, default="")
    expected_by: Mapped[SaidBy | None] = mapped_column(TermType(SaidBy))
    achieved: Mapped[int | None]
    achieved_comment: Mapped[str] = mapped_column(Text, default="")
    achieved_by: Mapped[SaidBy | None] = mapped_column(TermType(SaidBy))

    participation: Mapped[Participation] = relationship()

    @property
    def partnership(self) -> Partnership:
        return self.participation.partnership
