"""Reading organisations: lists with filters, one record with all that its page shows, search as one types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from tracker import search
from tracker.history.models import Entry
from tracker.partners.identifiers import BETWEEN_DIGITS, is_all_digits
from tracker.partners.models import Contact, Organisation, OrganisationTag
from tracker.partners.naming import sort_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from tracker.partners.terms import OrganisationKind, Sector

MOST_FOUND = 10
SHORT_LISTS = 200


class Sort(Enum):
    """The orders of the list; the value stands in the address."""

    NAME = "name"
    NAME_BACK = "-name"
    SECTOR = "sector"
    SECTOR_BACK = "-sector"
    CHANGED = "changed"
    CHANGED_BACK = "-changed"


ORDERS = {
    Sort.NAME: (Organisation.sort_name, Organisation.id),
    Sort.NAME_BACK: (Organisation.sort_name.desc(), Organisation.id.desc()),
    Sort.SECTOR: (Organisation.sector, Organisation.sort_name, Organisation.id),
    Sort.SECTOR_BACK: (Organisation.sector.desc(), Organisation.sort_name, Organisation.id),
    Sort.CHANGED: (Organisation.updated_at, Organisation.id),
    Sort.CHANGED_BACK: (Organisation.updated_at.desc(), Organisation.id.desc()),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of organisations is narrowed to."""

    text: str = ""
    sector: Sector | None = None
    kind: OrganisationKind | None = None
    region_code: str | None = None
    tag: str = ""
    archived: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions, one for each choice."""
        archived = (
            Organisation.archived_at.is_not(None) if self.archived else Organisation.archived_at.is_(None)
        )
        conditions: list[ColumnElement[bool]] = [Organisation.merged_into_id.is_(None), archived]
        if self.text:
            conditions.append(said_by(self.text))
        if self.sector:
            conditions.append(Organisation.sector == self.sector)
        if self.kind:
            conditions.append(Organisation.kind == self.kind)
        if self.region_code:
            conditions.append(Organisation.region_code == self.region_code)
        if self.tag:
            conditions.append(Organisation.tags.any(OrganisationTag.tag == self.tag))
        return conditions


def listed(narrowed: Filter, sort: Sort = Sort.NAME) -> Select[Organisation]:
    """The organisations of a list, with their tags."""
    return in_order(narrowed, sort).options(selectinload(Organisation.tags))


def in_order(narrowed: Filter, sort: Sort = Sort.NAME) -> Select[Organisation]:
    """The organisations of a list."""
    return select(Organisation).where(*narrowed.conditions()).order_by(*ORDERS[sort])


def said_by(text: str) -> ColumnElement[bool]:
    """Whether an organisation is meant by a text: by its words in any form, or by the first digits of one of its numbers."""
    digits = BETWEEN_DIGITS.sub("", text)
    by_words = search.ORGANISATIONS.matches(Organisation.id, text)
    if digits != text and is_all_digits(digits):
        return or_(by_words, search.ORGANISATIONS.matches(Organisation.id, digits))
    return by_words


def found(session: Session, text: str, *, limit: int = MOST_FOUND) -> Sequence[Organisation]:
    """The organisations that somebody may mean who types this, those whose name begins so first. Nothing typed, nothing found."""
    if not search.words(text):
        return []
    beginning = sort_name(text)
    begins = Organisation.sort_name.startswith(beginning, autoescape=True)
    return session.scalars(
        listed(Filter(text=text))
        .order_by(None)
        .order_by(begins.desc(), Organisation.sort_name, Organisation.id)
        .limit(limit)
    ).all()


def regions_in_use() -> Select[str | None]:
    """Codes of the regions that have organisations."""
    return (
        select(Organisation.region_code)
        .where(Organisation.region_code.is_not(None))
        .distinct()
        .order_by(Organisation.region_code)
    )


def tags_in_use(limit: int = SHORT_LISTS) -> Select[str]:
    """The tags, the most used first."""
    return (
        select(OrganisationTag.tag)
        .group_by(OrganisationTag.tag)
        .order_by(func.count().desc(), OrganisationTag.tag)
        .limit(limit)
    )


def history_of(organisation: Organisation, *, with_contacts: bool) -> Select[Entry]:
    """The entries of the organisation's book, newest first; what they tell of contact persons only to those who may see these."""
    query = select(Entry).where(Entry.book_id == organisation.book_id).order_by(Entry.number.desc())
    return query if with_contacts else query.where(Entry.subject_kind != Contact.__tablename__)
