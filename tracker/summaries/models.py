"""What is kept of all partnerships together, so that pages need not count: what each one adds, and the counts themselves."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base

NUMBER = Numeric(38, 0).with_variant(BigInteger(), "sqlite")
PLACE = 2500
"""Letters of a place: the codes of all regions of a partnership, in a row."""


class PartnershipFacts(Base):
    """What one partnership adds to the counts, as it was when it changed last."""

    __tablename__ = "partnership_facts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """The number of the partnership."""
    visibility: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10))
    places: Mapped[str] = mapped_column(String(PLACE))
    """The codes of its regions, joined by ``+``."""
    parts: Mapped[str] = mapped_column(Text)
    """What it adds, a line each; see ``parts.written``."""


class PartnershipCount(Base):
    """How many there are of a key of a topic, at a place, of partnerships of one state and visibility, from a day on."""

    __tablename__ = "partnership_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    topic: Mapped[str] = mapped_column(String(20), primary_key=True)
    span: Mapped[str] = mapped_column(String(10), primary_key=True)
    """``all``; ``region``; ``several`` for partnerships that work in several regions, under all of these together; or a choice."""
    place: Mapped[str] = mapped_column(String(PLACE), primary_key=True)
    """Nothing, the code of the region, all the codes joined by ``+``, or what is chosen: a field, a cohort, a month of start."""
    visibility: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(250), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    """The day from which it counts, as ISO 8601 writes it; nothing for always."""
    number: Mapped[int] = mapped_column(NUMBER)


class PartnershipMark(Base):
    """What is found on one partnership and looked up among all: a flaw, or what makes it like others."""

    __tablename__ = "partnership_marks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """By what it is looked up; see ``marks``."""
    partnership_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    since: Mapped[str] = mapped_column(String(10), primary_key=True)
    """The first day on which it holds; nothing for always."""
    until: Mapped[str] = mapped_column(String(10))
    """The day from which it does not hold any more."""
