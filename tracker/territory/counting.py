"""How much of what is lacking there is, in all or region by region: four queries, however many partnerships and regions.

What is counted here is what the lists show that stand behind the numbers; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal, or_, select, union

from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.filters import Limits
from tracker.projects.models import FurtherField, Participation, Partnership, partnership_regions
from tracker.projects.queries import takes_part_on
from tracker.projects.services import life
from tracker.projects.terms import Field, LifeSign
from tracker.resources.helping.queries import is_unanswered
from tracker.resources.models import Commitment, Need
from tracker.resources.queries import overdue_clause
from tracker.territory.terms import Lack

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.figures import Scope

FIELDS = tuple(field for field in Field if field is not Field.OTHER)
"""The fields that can be lacking: "other" is none that one could miss."""
ALL = ""
"""The key of counts that are not told apart by region."""
BY_SECTOR = {
    Lack.WITHOUT_GOVERNMENT: Sector.GOVERNMENT,
    Lack.WITHOUT_BUSINESS: Sector.BUSINESS,
    Lack.WITHOUT_NONPROFIT: Sector.NONPROFIT,
}


@dataclass(slots=True)
class Counts:
    """The numbers of one region, or of all together."""

    active: int = 0
    lacks: dict[Lack, int] = field(default_factory=lambda: dict.fromkeys(Lack, 0))
    overdue_commitments: int = 0


def counts_of(session: Session, scope: Scope, *, today: date, limits: Limits) -> Counts:
    """The counts over a scope; a partnership of two regions is one."""
    return _counted(session, scope, today, limits, by_region=False)[ALL]


def counts_by_region(session: Session, scope: Scope, *, today: date, limits: Limits) -> Mapping[str, Counts]:
    """The counts of each region in which something of the scope works; a partnership of two regions counts in both."""
    return _counted(session, scope, today, limits, by_region=True)


def _counted(
    session: Session, scope: Scope, today: date, limits: Limits, *, by_region: bool
) -> dict[str, Counts]:
    def rows(numbers: _Numbers) -> Sequence[Any]:
        return session.execute(numbers.by_region() if by_region else numbers.together()).all()

    found: dict[str, Counts] = {}
    for code, active, silent, *lacking in rows(_of_partnerships(scope, today, limits)):
        counts = found.setdefault(code, Counts(active=active))
        counts.lacks |= {Lack.SILENT: silent or 0, Lack.FIELDS: len(FIELDS)}
        counts.lacks |= dict(zip(BY_SECTOR, (number or 0 for number in lacking), strict=True))
    for code, fields in rows(_fields(scope)):
        found[code].lacks[Lack.FIELDS] = len(FIELDS) - fields
    for code, needs in rows(_needs(scope)):
        found[code].lacks[Lack.NEEDS] = needs
    for code, partnerships, commitments in rows(_overdue(scope, today)):
        found[code].lacks[Lack.OVERDUE] = partnerships
        found[code].overdue_commitments = commitments
    return found


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Sums over something that belongs to partnerships, and the column that holds their numbers."""

    columns: Sequence[ColumnElement[Any]]
    source: FromClause
    partnership_id: ColumnElement[int]
    conditions: Sequence[ColumnElement[bool]] = ()

    def together(self) -> Select[Any]:
        return select(literal(ALL), *self.columns).select_from(self.source).where(*self.conditions)

    def by_region(self) -> Select[Any]:
        code = partnership_regions.c.region_code
        joined = self.source.join(
            partnership_regions, partnership_regions.c.partnership_id == self.partnership_id
        )
        return select(code, *self.columns).select_from(joined).where(*self.conditions).group_by(code)


def _of_partnerships(scope: Scope, today: date, limits: Limits) -> _Numbers:
    """How many there are, how many are silent, and how many have partners but none of each sector."""
    current = takes_part_on(today)
    has = {
        sector: func.max(case((and_(current, Organisation.sector == sector), 1), else_=0)).label(sector.code)
        for sector in Sector
    }
    sign = life.life_clause(LifeSign.RED, today, limits.stale_months, limits.silent_months)
    each = (
        select(Partnership.id, case((sign, 1), else_=0).label("silent"), *has.values())
        .outerjoin(Participation, Participation.partnership_id == Partnership.id)
        .outerjoin(Organisation, Organisation.id == Participation.organisation_id)
        .where(Partnership.id.in_(scope))
        .group_by(Partnership.id)
        .subquery()
    )
    some = or_(*(each.c[sector.code] == 1 for sector in Sector))
    without = [
        func.sum(case((and_(some, each.c[sector.code] == 0), 1), else_=0)) for sector in BY_SECTOR.values()
    ]
    return _Numbers([func.count(each.c.id), func.sum(each.c.silent), *without], each, each.c.id)


def _fields(scope: Scope) -> _Numbers:
    """In how many fields somebody works."""
    main = select(Partnership.id.label("id"), Partnership.main_field.label("field")).where(
        Partnership.id.in_(scope), Partnership.main_field.in_(FIELDS)
    )
    further = select(FurtherField.partnership_id, FurtherField.field).where(
        FurtherField.partnership_id.in_(scope), FurtherField.field.in_(FIELDS)
    )
    each = union(main, further).subquery()
    return _Numbers([func.count(each.c.field.distinct())], each, each.c.id)


def _needs(scope: Scope) -> _Numbers:
    """How many needs nobody has answered."""
    conditions = (Need.partnership_id.in_(scope), is_unanswered())
    return _Numbers([func.count(Need.id)], Need.__table__, Need.__table__.c.partnership_id, conditions)


def _overdue(scope: Scope, today: date) -> _Numbers:
    """In how many partnerships promises are overdue, and how many promises."""
    columns = [func.count(Commitment.partnership_id.distinct()), func.count(Commitment.id)]
    conditions = (Commitment.partnership_id.in_(scope), overdue_clause(today))
    return _Numbers(columns, Commitment.__table__, Commitment.__table__.c.partnership_id, conditions)
