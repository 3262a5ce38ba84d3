"""Alumni of the programme and their cohorts: who they are, what they can do, to whom they may be shown.

A record of an alumnus need not have an account. Consent is kept as a list of decisions that only grows; the record repeats the
one in force, for lists to be narrowed by.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Invitation, User
from tracker.database import Base, Json, Recorded, TermType, UtcDateTime, Versioned, utc_now
from tracker.history.models import Book
from tracker.i18n import DEFAULT_LANGUAGE, _
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.people.naming import fold, name_key
from tracker.people.terms import ConsentPart, ConsentWay, PlaceState, Reach, UploadState, WhyNot
from tracker.regions.models import Region

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Mapper


class Cohort(Base, Recorded, Versioned):
    """One intake of the programme; ``User.cohort`` repeats its name."""

    __tablename__ = "cohorts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    name_key: Mapped[str] = mapped_column(String(100), unique=True)
    """The name without case, so that one cohort is not recorded twice."""
    year: Mapped[int | None] = mapped_column(index=True)
    period: Mapped[str] = mapped_column(String(100), default="")
    """When it took part, as the programme says it: «март – июнь 2024»."""
    place: Mapped[str] = mapped_column(String(200), default="")
    book_id: Mapped[int] = mapped_column(ForeignKey("history_books.id"), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)

    book: Mapped[Book] = relationship()

    def __str__(self) -> str:
        return self.name


class Alumnus(Base, Recorded, Versioned):
    """Somebody who went through the programme, with or without an account. Erased on request, never deleted."""

    __tablename__ = "alumni"
    __table_args__ = (Index("ix_alumni_sort_name_id", "sort_name", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    """The words of the name in order, by which rows of lists are matched."""
    sort_name: Mapped[str] = mapped_column(String(200), default="")
    """The name as it is looked up in a list."""
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """In lower case; empty when none is known."""
    phone: Mapped[str] = mapped_column(String(60), default="")
    sector: Mapped[Sector | None] = mapped_column(TermType(Sector), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation_name: Mapped[str] = mapped_column(String(500), default="")
    """What the person said; beside it the record, where there is one."""
    position: Mapped[str] = mapped_column(String(200), default="")
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    entry_reach: Mapped[Reach] = mapped_column(TermType(Reach), default=Reach.NOBODY, index=True)
    contact_reach: Mapped[Reach] = mapped_column(TermType(Reach), default=Reach.NOBODY)
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Name, organisation, position and skills as they are searched in; no contact data, which a search must not betray."""
    book_id: Mapped[int] = mapped_column(ForeignKey("history_books.id"), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    book: Mapped[Book] = relationship()
    region: Mapped[Region | None] = relationship()
    cohort: Mapped[Cohort | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=user_id)
    organisation: Mapped[Organisation | None] = relationship()
    skills: Mapped[list[Skill]] = relationship(
        cascade="all, delete-orphan", order_by="Skill.place", lazy="selectin"
    )
    consents: Mapped[list[Consent]] = relationship(cascade="all, delete-orphan", order_by="Consent.id")

    @property
    def display_name(self) -> str:
        return _("Erased person") if self.erased_at else self.name

    @property
    def skill_names(self) -> list[str]:
        return [skill.name for skill in self.skills]

    @skill_names.setter
    def skill_names(self, names: Iterable[str]) -> None:
        kept = {skill.name: skill for skill in self.skills}
        self.skills = [kept.get(name) or Skill(name=name) for name in names]
        for place, skill in enumerate(self.skills):
            skill.place = place
        self.keep_search_key()

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    def shown_to_staff(self) -> bool:
        return not self.is_erased and self.entry_reach.reaches_staff

    def shown_to_alumni(self) -> bool:
        return not self.is_erased and self.entry_reach.reaches_alumni

    def contacts_shown_to_staff(self) -> bool:
        return self.shown_to_staff() and self.contact_reach.reaches_staff

    def contacts_shown_to_alumni(self) -> bool:
        return self.shown_to_alumni() and self.contact_reach.reaches_alumni

    @property
    def may_be_written_to(self) -> bool:
        """Whether the person agreed that the programme uses e-mail and phone."""
        return may_be_written_to(self.contact_reach, self.erased_at)

    def keep_search_key(self) -> None:
        """Bring what is searched in, and what names are matched by, up to date."""
        self.name_key, self.sort_name = name_key(self.name), fold(self.name)[:200]
        self.search_key = fold(
            " ".join([self.name, self.organisation_name or "", self.position or "", *self.skill_names])
        )

    def __str__(self) -> str:
        return self.display_name


def may_be_written_to(contact_reach: Reach, erased_at: datetime | None) -> bool:
    """The same of somebody whose record is not read as a whole."""
    return erased_at is None and contact_reach.reaches_staff


@event.listens_for(Alumnus, "before_insert")
@event.listens_for(Alumnus, "before_update")
def _keep_search_key(_mapper: Mapper[Any], _connection: Connection, alumnus: Alumnus) -> None:
    alumnus.keep_search_key()


class Skill(Base):
    """Something that a person can do, in free words."""

    __tablename__ = "alumni_skills"

    alumnus_id: Mapped[int] = mapped_column(ForeignKey("alumni.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), index=True)
    place: Mapped[int] = mapped_column(default=0)

    def __init__(self, **values: Any) -> None:
        super().__init__(key=fold(values["name"]), **values)


class Consent(Base):
    """One decision about what may be shown to whom: given, widened, narrowed or withdrawn. Never changed afterwards."""

    __tablename__ = "alumni_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    alumnus_id: Mapped[int] = mapped_column(ForeignKey("alumni.id", ondelete="CASCADE"), index=True)
    part: Mapped[ConsentPart] = mapped_column(TermType(ConsentPart))
    reach: Mapped[Reach] = mapped_column(TermType(Reach))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the person said so."""
    way: Mapped[ConsentWay] = mapped_column(TermType(ConsentWay))
    note: Mapped[str] = mapped_column(String(250), default="")
    """Where the paper lies, who heard it, the name of the file."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    recorded_by: Mapped[User | None] = relationship()


class Upload(Base, Recorded):
    """A list of alumni on its way in. Its rows are kept until it is imported, afterwards those that were refused."""

    __tablename__ = "alumni_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(250))
    state: Mapped[UploadState] = mapped_column(TermType(UploadState), default=UploadState.OPEN)
    headings: Mapped[list[str]] = mapped_column(Json, default=list)
    rows: Mapped[list[Any]] = mapped_column(Json, default=list)
    """Each row: its number in the file, and its cells as text."""
    columns: Mapped[list[str]] = mapped_column(Json, default=list)
    """For each heading the code of what it means, or nothing."""
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """After the import: how many rows had which fate."""
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    uploaded_by: Mapped[User | None] = relationship(foreign_keys=uploaded_by_id)
    imported_by: Mapped[User | None] = relationship(foreign_keys=imported_by_id)

    @property
    def is_done(self) -> bool:
        return self.state is UploadState.DONE


class InvitationRound(Base, Recorded):
    """Alumni who are invited together."""

    __tablename__ = "alumni_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8), default=DEFAULT_LANGUAGE)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    made_by: Mapped[User | None] = relationship()


class RoundPlace(Base):
    """One person in a round of invitations, and what became of it."""

    __tablename__ = "alumni_round_places"
    __table_args__ = (
        UniqueConstraint("round_id", "alumnus_id"),
        Index("ix_alumni_round_places_round_id_state", "round_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("alumni_rounds.id"))
    alumnus_id: Mapped[int] = mapped_column(ForeignKey("alumni.id"), index=True)
    state: Mapped[PlaceState] = mapped_column(TermType(PlaceState), default=PlaceState.WAITING)
    why_not: Mapped[WhyNot | None] = mapped_column(TermType(WhyNot))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)

    round: Mapped[InvitationRound] = relationship()
    alumnus: Mapped[Alumnus] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
