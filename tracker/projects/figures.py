"""Counts over many partnerships, each by one grouped query: stages, fields, mix of sectors.

A *scope* is a select of partnership ids that the reader may see; no figure looks beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, case, exists, func, or_, select, union

from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.models import (
    FurtherField,
    Participation,
    Partnership,
)
from tracker.projects.queries import takes_part_on
from tracker.projects.terms import SectorMix

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.terms import Field, Stage

Scope = Select[int]


def ids_of(partnerships: Select[Any]) -> Scope:
    """The scope of a select of partnerships."""
    return partnerships.options().with_only_columns(Partnership.id).order_by(None)


def active(scope: Scope) -> Scope:
    """The part of a scope that is neither ended nor archived."""
    return scope.where(Partnership.ended_on.is_(None), Partnership.archived_at.is_(None))


def by_stage(session: Session, scope: Scope) -> dict[Stage, int]:
    """How many stand in each stage."""
    rows = session.execute(
        select(Partnership.stage, func.count()).where(Partnership.id.in_(scope)).group_by(Partnership.stage)
    )
    return {stage: number for stage, number in rows}  # noqa: C416  # rows are not pairs for dict()


def by_field(session: Session, scope: Scope) -> dict[Field | None, int]:
    """How many work in each field, as their main or a further one, as the list finds them; ``None`` where no field was chosen."""
    has_further = exists().where(FurtherField.partnership_id == Partnership.id)
    main = select(Partnership.id.label("id"), Partnership.main_field.label("field")).where(
        Partnership.id.in_(scope), or_(Partnership.main_field.is_not(None), ~has_further)
    )
    further = select(FurtherField.partnership_id, FurtherField.field).where(
        FurtherField.partnership_id.in_(scope)
    )
    each = union(main, further).subquery()
    rows = session.execute(
        select(each.c.field, func.count())
        .group_by(each.c.field)
        .order_by(each.c.field.is_(None), func.count().desc(), each.c.field)
    )
    return {field: number for field, number in rows}  # noqa: C416  # rows are not pairs for dict()


@dataclass(frozen=True, slots=True)
class SectorMixes:
    """How many partnerships have which sectors among their partners of a day."""

    counts: dict[frozenset[Sector], int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def of(self, mix: SectorMix) -> int:
        """How many are of one kind of mix."""
        return sum(number for sectors, number in self.counts.items() if is_mix(sectors, mix))

    @property
    def cross_sector_percent(self) -> int | None:
        """The share of cross-sector ones among those with partners, in whole per cent; ``None`` without any."""
        with_partners = self.total - self.of(SectorMix.NO_PARTNERS)
        return round(100 * self.of(SectorMix.CROSS_SECTOR) / with_partners) if with_partners else None


def is_mix(sectors: frozenset[Sector] | set[Sector], mix: SectorMix) -> bool:
    """Whether these sectors make that mix; "without …" is said only of partnerships that have partners."""
    absent = {
        SectorMix.WITHOUT_GOVERNMENT: Sector.GOVERNMENT,
        SectorMix.WITHOUT_BUSINESS: Sector.BUSINESS,
        SectorMix.WITHOUT_NONPROFIT: Sector.NONPROFIT,
    }
    if mix in absent:
        return bool(sectors) and absent[mix] not in sectors
    wanted = {
        SectorMix.NO_PARTNERS: {0},
        SectorMix.ONE_SECTOR: {1},
        SectorMix.CROSS_SECTOR: {2, 3},
        SectorMix.THREE_SECTORS: {3},
    }
    return len(sectors) in wanted[mix]


def sector_mixes(session: Session, scope: Scope, today: date) -> SectorMixes:
    """The mix of sectors among the partners of today, or of the last day of those that ended."""
    current = takes_part_on(today)
    has = [func.max(case((current & (Organisation.sector == sector), 1), else_=0)) for sector in Sector]
    flags = (
        select(Partnership.id, *(flag.label(sector.code) for flag, sector in zip(has, Sector, strict=True)))
        .outerjoin(Participation, Participation.partnership_id == Partnership.id)
        .outerjoin(Organisation, Organisation.id == Participation.organisation_id)
        .where(Partnership.id.in_(scope))
        .group_by(Partnership.id)
        .subquery()
    )
    columns = [flags.c[sector.code] for sector in Sector]
    rows = session.execute(select(*columns, func.count()).group_by(*columns))
    return SectorMixes(
        {
            frozenset(sector for sector, flag in zip(Sector, row[:-1], strict=True) if flag): row[-1]
            for row in rows
        }
    )
