"""The library: lessons that their partnerships let others read, narrowed to what one looks for.

What it shows of a partnership that the reader may not see is what its lesson is about: stage, field, type of mechanism, sectors;
neither its name nor its region nor the names of its partners. The words are searched, the partnership is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select
from sqlalchemy.orm import contains_eager, lazyload, selectinload

from tracker import search
from tracker.database import session_of
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.queries import WITH_VOICE, is_in_library
from tracker.evaluation.lessons.similarity import Profile, score_in_sql
from tracker.evaluation.lessons.terms import LessonKind, LessonOrder
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.terms import MechanismType
from tracker.partners.models import Organisation
from tracker.projects import queries
from tracker.projects.filters import Reader
from tracker.projects.models import Participation, Partnership
from tracker.projects.terms import Field, SectorMix, Stage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from werkzeug.datastructures import MultiDict

    from tracker.accounts.models import User

SHOWN_IN_A_PANEL = 3
AROUND_IT: tuple[Any, ...] = (
    selectinload(Partnership.participations)
    .joinedload(Participation.organisation)
    .lazyload(Organisation.region),
    lazyload(Partnership.team),
)
"""Of its partnership a lesson shows fields, sectors and region, not the team."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One lesson of the library as a reader may see it."""

    lesson: Lesson
    is_source_seen: bool
    """Whether the reader may see the partnership at all, and so its name and region."""
    is_inside_seen: bool
    """Whether the reader sees its inside, and so whose words they are."""
    mechanism: MechanismType | None

    @property
    def fields(self) -> list[Field]:
        return self.lesson.partnership.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFilter:
    """What was asked for; an empty part narrows nothing."""

    text: str = ""
    kind: LessonKind | None = None
    stages: tuple[Stage, ...] = ()
    fields: tuple[Field, ...] = ()
    mechanism: MechanismType | None = None
    mix: SectorMix | None = None
    like: int | None = None
    """The number of the partnership whose likes come first."""
    order: LessonOrder | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it narrows nothing."""
        return not (self.text or self.kind or self.stages or self.fields or self.mechanism or self.mix)

    def conditions(self, today: date) -> list[ColumnElement[bool]]:
        """The conditions, one for each part."""
        wanted: list[ColumnElement[bool]] = []
        if self.text:
            wanted.append(search.LESSONS.matches(Lesson.id, self.text))
        if self.kind is not None:
            wanted.append(Lesson.kind == self.kind)
        if self.stages:
            wanted.append(Lesson.stage.in_(self.stages))
        if self.fields:
            wanted.append(queries.has_one_of_fields(self.fields))
        if self.mechanism is not None:
            wanted.append(Mechanism.decided_type == self.mechanism)
        if self.mix is not None:
            wanted.append(queries.has_mix(self.mix, today))
        return wanted


def parse(arguments: MultiDict[str, str]) -> tuple[LibraryFilter, list[str]]:
    """The filter of an address, and sentences about what in it could not be understood."""
    read = Reader(arguments)
    chosen = LibraryFilter(
        text=read.text("q"),
        kind=read.term("kind", LessonKind),
        stages=read.terms("stage", Stage),
        fields=read.terms("field", Field),
        mechanism=read.term("mechanism", MechanismType),
        mix=read.term("mix", SectorMix),
        like=read.number("like"),
        order=read.term("sort", LessonOrder),
    )
    return chosen, read.remarks


def shelves(
    user: User | None,
    chosen: LibraryFilter,
    today: date,
    *,
    like: tuple[Partnership, Profile] | None = None,
) -> Select[Any]:
    """Lessons with what this reader may know of each; ``like`` brings those of similar partnerships first, without its own."""
    query = (
        _rows(user)
        .where(is_in_library(), *chosen.conditions(today))
        .options(
            contains_eager(Lesson.partnership).options(*AROUND_IT), WITH_VOICE, lazyload(Lesson.written_by)
        )
    )
    newest = (Lesson.said_on.desc(), Lesson.id.desc())
    if like is not None:
        partnership, profile = like
        query = query.where(Lesson.partnership_id != partnership.id)
        if chosen.order in {None, LessonOrder.SIMILAR}:
            return query.order_by(score_in_sql(profile, today).desc(), Lesson.helped.desc(), *newest)
    if chosen.order is LessonOrder.HELPED:
        return query.order_by(Lesson.helped.desc(), *newest)
    return query.order_by(*newest)


def one_shelf(lesson: Lesson, user: User | None) -> Shelf:
    """One lesson with what this reader may know of it; whether they may read it, the permission says."""
    query = (
        _rows(user)
        .where(Lesson.id == lesson.id)
        .options(contains_eager(Lesson.partnership).options(*AROUND_IT), WITH_VOICE)
    )
    return shelf_of(session_of(lesson).execute(query).unique().one())


def shelf_of(row: Any) -> Shelf:
    """A row of ``shelves``."""
    lesson, is_source_seen, is_inside_seen, mechanism = row
    return Shelf(lesson, bool(is_source_seen), bool(is_inside_seen), mechanism)


def _rows(user: User | None) -> Select[Any]:
    return (
        select(
            Lesson,
            case((queries.is_visible_to(user), True), else_=False),
            case((queries.is_inside_visible_to(user), True), else_=False),
            Mechanism.decided_type,
        )
        .join(Partnership, Partnership.id == Lesson.partnership_id)
        .outerjoin(Mechanism, Mechanism.partnership_id == Partnership.id)
    )
