"""Partnerships: what they are about, who takes part, where they stand in the cycle."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.database import Base, Json, Recorded, TermType, UtcDateTime, Versioned
from tracker.history.models import Book, StoredFile
from tracker.partners.models import Contact, Organisation
from tracker.partners.terms import Capacity, Sector
from tracker.projects.cycle_terms import ChecklistItem, ContinuationDecision, EvidenceKind, ItemState, Stage
from tracker.projects.grounds import ContinuationGround
from tracker.projects.picks import Picks
from tracker.projects.terms import DocumentKind, Field, PartnerRole, PartnershipState, TeamRole, Visibility
from tracker.regions.models import Region

partnership_regions = Table(
    "partnership_regions",
    Base.metadata,
    Column("partnership_id", ForeignKey("partnerships.id"), primary_key=True),
    Column("region_code", ForeignKey("regions.code"), primary_key=True),
    # Copies of the partnership's, kept by triggers, so that a region's list is read in its order and narrowed on the way.
    Column("alive_on", Date),
    Column("updated_at", UtcDateTime),
    Column("stage", TermType(Stage)),
    Column("archived_at", UtcDateTime),
    Column("ended_on", Date),
    Column("visibility", TermType(Visibility)),
    Index("ix_partnership_regions_region_code", "region_code", "partnership_id"),
    Index(
        "ix_partnership_regions_order",
        "region_code",
        "visibility",
        "alive_on",
        "updated_at",
        "partnership_id",
        "archived_at",
        "ended_on",
        "stage",
    ),
    Index(
        "ix_partnership_regions_stage",
        "region_code",
        "visibility",
        "stage",
        "alive_on",
        "updated_at",
        "partnership_id",
        "archived_at",
        "ended_on",
    ),
)


class Partnership(Base, Recorded, Versioned):
    """Joint work of organisations on a public problem, from the first idea to its end."""

    __tablename__ = "partnerships"
    __table_args__ = (
        # Lists are read from one visibility after another, each in its order.
        Index(
            "ix_partnerships_visibility",
            "visibility",
            "archived_at",
            "alive_on",
            "updated_at",
            "id",
            "ended_on",
            "stage",
        ),
        Index(
            "ix_partnerships_active",
            "visibility",
            "archived_at",
            "ended_on",
            "alive_on",
            "updated_at",
            "id",
            "stage",
        ),
        Index(
            "ix_partnerships_stage",
            "visibility",
            "archived_at",
            "stage",
            "alive_on",
            "updated_at",
            "id",
            "ended_on",
        ),
        Index(
            "ix_partnerships_state_stage",
            "visibility",
            "archived_at",
            "ended_on",
            "stage",
            "alive_on",
            "updated_at",
            "id",
        ),
        Index("ix_partnerships_kept", "archived_at", "alive_on", "updated_at", "id", "visibility"),
        Index("ix_partnerships_updated_at", "updated_at", "id"),
        Index("ix_partnerships_main_field", "main_field", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    problem: Mapped[str] = mapped_column(Text, default="")
    target_group: Mapped[str] = mapped_column(Text, default="")
    aim: Mapped[str] = mapped_column(Text, default="")
    approach: Mapped[str] = mapped_column(Text, default="")
    results: Mapped[str] = mapped_column(Text, default="")
    main_field: Mapped[Field | None] = mapped_column(TermType(Field))
    municipality: Mapped[str] = mapped_column(String(200), default="")
    planned_start: Mapped[date | None]
    planned_end: Mapped[date | None]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    project_manager: Mapped[str] = mapped_column(String(200), default="")
    visibility: Mapped[Visibility] = mapped_column(TermType(Visibility), default=Visibility.PROGRAMME)

    stage: Mapped[Stage] = mapped_column(TermType(Stage), default=Stage.START)
    round: Mapped[int] = mapped_column(default=1)
    alive_on: Mapped[date]
    """The last day on which somebody did or confirmed anything."""
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    book_id: Mapped[int] = mapped_column(ForeignKey("history_books.id"), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)

    book: Mapped[Book] = relationship()
    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    regions: Mapped[list[Region]] = relationship(
        secondary=partnership_regions, lazy="selectin", order_by=Region.code
    )
    further_fields: Mapped[list[FurtherField]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="FurtherField.field"
    )
    goals: Mapped[list[PartnershipGoal]] = relationship(
        cascade="all, delete-orphan", order_by="PartnershipGoal.goal"
    )
    tags: Mapped[list[PartnershipTag]] = relationship(
        cascade="all, delete-orphan", order_by="PartnershipTag.tag"
    )
    team: Mapped[list[TeamMember]] = relationship(
        back_populates="partnership", lazy="selectin", order_by="TeamMember.id"
    )
    participations: Mapped[list[Participation]] = relationship(
        back_populates="partnership", order_by="Participation.id"
    )
    visits: Mapped[list[StageVisit]] = relationship(back_populates="partnership", order_by="StageVisit.id")
    marks: Mapped[list[ChecklistMark]] = relationship(
        back_populates="partnership", order_by="ChecklistMark.id"
    )
    habits: Mapped[list[HabitConfirmation]] = relationship(
        back_populates="partnership",
        order_by="HabitConfirmation.confirmed_on.desc(), HabitConfirmation.id.desc()",
    )
    continuations: Mapped[list[Continuation]] = relationship(
        back_populates="partnership", order_by="Continuation.id"
    )
    documents: Mapped[list[Document]] = relationship(back_populates="partnership", order_by="Document.id")

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_ended(self) -> bool:
        return self.ended_on is not None

    @property
    def is_active(self) -> bool:
        return not self.is_ended and not self.is_archived

    @property
    def state(self) -> PartnershipState:
        if self.is_archived:
            return PartnershipState.ARCHIVED
        return PartnershipState.ENDED if self.is_ended else PartnershipState.ACTIVE

    @property
    def region_codes(self) -> set[str]:
        return {region.code for region in self.regions}

    @property
    def fields(self) -> list[Field]:
        """The main field first, then the further ones."""
        main = [self.main_field] if self.main_field else []
        return main + [
            further.field for further in self.further_fields if further.field is not self.main_field
        ]

    def team_role_of(self, user: User) -> TeamRole | None:
        """The role of a person in the team of today; ``None`` for everybody else."""
        return next(
            (member.role for member in self.team if member.user_id == user.id and member.is_current), None
        )

    @property
    def current_team(self) -> list[TeamMember]:
        return [member for member in self.team if member.is_current]

    @property
    def brokers(self) -> list[User]:
        return [member.user for member in self.current_team if member.role is TeamRole.BROKER]

    def partners_on(self, today: date) -> list[Participation]:
        """Participations that are current on a day; of an ended partnership, those of its last day."""
        day = min(today, self.ended_on) if self.ended_on else today
        return [participation for participation in self.participations if participation.is_current_on(day)]

    def sectors_on(self, today: date) -> set[Sector]:
        """Sectors of the partners of a day."""
        return {participation.organisation.sector for participation in self.partners_on(today)}

    def is_cross_sector_on(self, today: date) -> bool:
        """Whether the partners of a day come from at least two sectors. Computed, never typed in."""
        return len(self.sectors_on(today)) > 1


class FurtherField(Base):
    """A field of problems besides the main one."""

    __tablename__ = "partnership_fields"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    field: Mapped[Field] = mapped_column(TermType(Field), primary_key=True, index=True)


class PartnershipGoal(Base):
    """One of the 17 Sustainable Development Goals."""

    __tablename__ = "partnership_goals"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    goal: Mapped[int] = mapped_column(primary_key=True, index=True)


class PartnershipTag(Base):
    """A free tag."""

    __tablename__ = "partnership_tags"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class TeamMember(Base, Recorded):
    """Somebody who works on the record: broker, editor or reader. Former members stay visible."""

    __tablename__ = "team_members"
    __table_args__ = (
        Index("ix_team_members_user_id", "user_id", "partnership_id"),
        Index("ix_team_members_partnership_id", "partnership_id", "until", "role", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[TeamRole] = mapped_column(TermType(TeamRole))
    since: Mapped[date]
    until: Mapped[date | None]

    partnership: Mapped[Partnership] = relationship(back_populates="team")
    user: Mapped[User] = relationship(lazy="joined")

    @property
    def is_current(self) -> bool:
        return self.until is None


class Participation(Picks, Base, Recorded, Versioned):
    """One organisation's part in one partnership: its role, what it brings, what it expects."""

    __tablename__ = "participations"
    __table_args__ = (
        Index("ix_participations_organisation_id", "organisation_id", "partnership_id"),
        Index(
            "ix_participations_partnership_id", "partnership_id", "organisation_id", "joined_on", "left_on"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[PartnerRole] = mapped_column(TermType(PartnerRole), default=PartnerRole.PARTNER)
    contribution: Mapped[str] = mapped_column(Text, default="")
    expectation: Mapped[str] = mapped_column(Text, default="")
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(String(500), default="")

    partnership: Mapped[Partnership] = relationship(back_populates="participations")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    key_people: Mapped[list[KeyPerson]] = relationship(
        back_populates="participation", cascade="all, delete-orphan", order_by="KeyPerson.id"
    )

    def is_current_on(self, day: date) -> bool:
        """Whether the organisation takes part on this day; an unknown day of joining counts as joined."""
        return (self.joined_on is None or self.joined_on <= day) and (
            self.left_on is None or self.left_on > day
        )


class KeyPerson(Base):
    """A person who counts at a partner: a leader who decides or an executor who does."""

    __tablename__ = "key_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    capacity: Mapped[Capacity] = mapped_column(TermType(Capacity))

    participation: Mapped[Participation] = relationship(back_populates="key_people")
    contact: Mapped[Contact] = relationship(lazy="joined")


class StageVisit(Base):
    """One stay in one stage, so that time is kept for every visit."""

    __tablename__ = "stage_visits"
    __table_args__ = (Index("ix_stage_visits_stage", "stage", "partnership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    stage: Mapped[Stage] = mapped_column(TermType(Stage))
    round: Mapped[int]
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    """Why the stage was entered with open steps behind, or by a way back."""
    left_open: Mapped[list[str]] = mapped_column(Json, default=list)
    """Codes of the steps that were open when the stage before this one was left."""

    partnership: Mapped[Partnership] = relationship(back_populates="visits")
    entered_by: Mapped[User | None] = relationship(lazy="joined")

    def days(self, today: date) -> int:
        """Length of the stay in days, up to today while it lasts."""
        return ((self.left_on or today) - self.entered_on).days


class ChecklistMark(Base, Recorded, Versioned):
    """What somebody said of one step of the checklist in one round."""

    __tablename__ = "checklist_marks"
    __table_args__ = (UniqueConstraint("partnership_id", "round", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    round: Mapped[int]
    item: Mapped[ChecklistItem] = mapped_column(TermType(ChecklistItem))
    state: Mapped[ItemState] = mapped_column(TermType(ItemState))
    marked_on: Mapped[date]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    """A note; for a step that does not apply, the reason."""
    evidence_kind: Mapped[EvidenceKind | None] = mapped_column(TermType(EvidenceKind))
    evidence_link: Mapped[str] = mapped_column(String(500), default="")
    evidence_proof: Mapped[str] = mapped_column(String(300), default="")
    """The sentence of the record that proved the step when it was marked."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))

    partnership: Mapped[Partnership] = relationship(back_populates="marks")
    marked_by: Mapped[User | None] = relationship(lazy="joined")
    document: Mapped[Document | None] = relationship()


class HabitConfirmation(Base):
    """A habit of stage 5 was confirmed on a day. Habits are confirmed again and again."""

    __tablename__ = "habit_confirmations"
    __table_args__ = (Index("ix_habit_confirmations_partnership", "partnership_id", "item", "confirmed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    round: Mapped[int]
    item: Mapped[ChecklistItem] = mapped_column(TermType(ChecklistItem))
    confirmed_on: Mapped[date]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]

    partnership: Mapped[Partnership] = relationship(back_populates="habits")
    confirmed_by: Mapped[User | None] = relationship(lazy="joined")


class Continuation(Base):
    """The decision of stage 7, with its reason, its day and who took part."""

    __tablename__ = "continuations"
    __table_args__ = (Index("ix_continuations_decided_on", "decided_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    round: Mapped[int]
    decision: Mapped[ContinuationDecision] = mapped_column(TermType(ContinuationDecision))
    reason: Mapped[str] = mapped_column(Text)
    participants: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    next_stage: Mapped[Stage | None] = mapped_column(TermType(Stage))

    partnership: Mapped[Partnership] = relationship(back_populates="continuations")
    decided_by: Mapped[User | None] = relationship(lazy="joined")
    grounds: Mapped[list[ContinuationGround]] = relationship(order_by=ContinuationGround.id)


class Document(Base, Recorded, Versioned):
    """A document of the partnership; its versions are all kept, the newest is the current one."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(TermType(DocumentKind))
    title: Mapped[str] = mapped_column(String(250))
    is_team_only: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    partnership: Mapped[Partnership] = relationship(back_populates="documents")
    versions: Mapped[list[DocumentVersion]] = relationship(
        back_populates="document", lazy="selectin", order_by="DocumentVersion.number"
    )

    @property
    def current(self) -> DocumentVersion:
        return self.versions[-1]


class DocumentVersion(Base):
    """One version: a file or a link, with what changed in it."""

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    dated_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    document: Mapped[Document] = relationship(back_populates="versions")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    added_by: Mapped[User | None] = relationship(lazy="joined")

    @property
    def partnership(self) -> Partnership:
        return self.document.partnership

    @property
    def is_team_only(self) -> bool:
        return self.document.is_team_only
