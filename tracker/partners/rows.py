"""What the list of organisations shows of each: a few plain facts of many at once, instead of whole records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from tracker.partners.models import Organisation, OrganisationTag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from tracker.partners.terms import OrganisationKind, Sector
    from tracker.regions.finder import Index

COLUMNS = (
    Organisation.id,
    Organisation.name,
    Organisation.kind,
    Organisation.sector,
    Organisation.region_code,
    Organisation.place,
    Organisation.is_demo,
    Organisation.updated_at,
)
TAGS = (
    select(OrganisationTag.organisation_id, OrganisationTag.tag)
    .where(OrganisationTag.organisation_id.in_(bindparam("ids", expanding=True)))
    .order_by(OrganisationTag.organisation_id, OrganisationTag.tag)
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One organisation in the list."""

    id: int
    name: str
    kind: OrganisationKind | None
    sector: Sector
    region: str
    """Its name in the reader's language; empty where none was chosen."""
    place: str
    is_demo: bool
    updated_at: datetime
    tag_names: tuple[str, ...]


def select_rows(organisations: Select[Organisation]) -> Select[Any]:
    """The same organisations, of which only ``COLUMNS`` are read."""
    return organisations.with_only_columns(*COLUMNS)  # type: ignore[return-value]  # more columns than the types count


def rows_of(session: Session, found: Sequence[Row[Any]], regions: Index) -> tuple[ListRow, ...]:
    """The rows of organisations of which ``COLUMNS`` were selected, in the same order."""
    if not found:
        return ()
    tags: dict[int, list[str]] = defaultdict(list)
    for number, tag in session.connection().execute(TAGS, {"ids": [each.id for each in found]}):
        tags[number].append(tag)
    return tuple(
        ListRow(
            id=each.id,
            name=each.name,
            kind=each.kind,
            sector=each.sector,
            region=regions.by_code[each.region_code].name if each.region_code in regions.by_code else "",
            place=each.place,
            is_demo=each.is_demo,
            updated_at=each.updated_at,
            tag_names=tuple(sorted(tags[each.id])),
        )
        for each in found
    )
