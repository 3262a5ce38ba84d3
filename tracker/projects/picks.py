"""What a partner offers to the others and expects of them, picked from the grid of what the sectors expect of one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from tracker.database import Base, TermType
from tracker.partners.expectations import Expectation

if TYPE_CHECKING:
    from tracker.partners.models import Organisation


class ParticipationOffer(Base):
    """Something that a partner offers, picked from what the other sectors expect of its own."""

    __tablename__ = "participation_offers"
    __table_args__ = (Index("ix_participation_offers_expectation", "expectation", "participation_id"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    expectation: Mapped[Expectation] = mapped_column(TermType(Expectation), primary_key=True)


class ParticipationExpectation(Base):
    """Something that a partner expects of the other sectors."""

    __tablename__ = "participation_expectations"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), primary_key=True)
    expectation: Mapped[Expectation] = mapped_column(TermType(Expectation), primary_key=True)


class Picks:
    """The part of a participation that was picked. What fits an earlier sector of its organisation means nothing any more."""

    if TYPE_CHECKING:
        organisation: Mapped[Organisation]

    @declared_attr
    def picked_offers(self) -> Mapped[list[ParticipationOffer]]:
        return relationship(ParticipationOffer, cascade="all, delete-orphan")

    @declared_attr
    def picked_expectations(self) -> Mapped[list[ParticipationExpectation]]:
        return relationship(ParticipationExpectation, cascade="all, delete-orphan")

    @property
    def offers(self) -> list[Expectation]:
        """What it offers to the other sectors, in the order of the grid."""
        picked = Expectation.in_order(pick.expectation for pick in self.picked_offers)
        return [each for each in picked if each.of is self.organisation.sector]

    @offers.setter
    def offers(self, wanted: Iterable[Expectation]) -> None:
        kept = {pick.expectation: pick for pick in self.picked_offers}
        self.picked_offers = [kept.get(each) or ParticipationOffer(expectation=each) for each in wanted]

    @property
    def expects(self) -> list[Expectation]:
        """What it expects of the other sectors, in the order of the grid."""
        picked = Expectation.in_order(pick.expectation for pick in self.picked_expectations)
        return [each for each in picked if each.by is self.organisation.sector]

    @expects.setter
    def expects(self, wanted: Iterable[Expectation]) -> None:
        kept = {pick.expectation: pick for pick in self.picked_expectations}
        self.picked_expectations = [
            kept.get(each) or ParticipationExpectation(expectation=each) for each in wanted
        ]
