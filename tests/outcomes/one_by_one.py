"""Who leads the partnerships of a scope, counted from the records: slowly, and in another way than the application does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, union

from tracker.accounts.models import User
from tracker.outcomes.leading import COHORT, FIELD, REGION, Person, alumni
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.people.models import Alumnus
from tracker.projects.models import (
    FurtherField,
    Participation,
    Partnership,
    TeamMember,
    partnership_regions,
)
from tracker.projects.queries import IS_BROKER, takes_part_on

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked


class OneByOne:
    """From the records of a scope."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.session = asked, asked.session

    def _started(self) -> Any:
        return (
            alumni(
                Alumnus.id.label("alumnus"),
                COHORT.label("cohort"),
                Alumnus.sector.label("sector"),
                TeamMember.partnership_id.label("id"),
            )
            .join(TeamMember, TeamMember.user_id == Alumnus.user_id)
            .where(TeamMember.partnership_id.in_(self.asked.scope()), *IS_BROKER)
            .subquery()
        )

    @cached_property
    def number(self) -> int:
        return self.session.scalar(select(func.count(self._started().c.alumnus.distinct()))) or 0

    def cohorts(self) -> Mapping[str, int]:
        each = self._started()
        return self._pairs(
            select(each.c.cohort, func.count(each.c.alumnus.distinct())).group_by(each.c.cohort)
        )

    def sectors(self) -> Mapping[Sector | None, int]:
        each = self._started()
        return self._pairs(
            select(each.c.sector, func.count(each.c.alumnus.distinct())).group_by(each.c.sector)
        )

    def people(self, most: int) -> list[Person]:
        each = self._started()
        number = func.count(each.c.id.distinct())
        rows = self.session.execute(
            select(Alumnus.id, Alumnus.name, Alumnus.user_id, each.c.cohort, number)
            .join(each, each.c.alumnus == Alumnus.id)
            .group_by(Alumnus.id, Alumnus.name, Alumnus.user_id, each.c.cohort, Alumnus.sort_name)
            .order_by(number.desc(), Alumnus.sort_name, Alumnus.id)
            .limit(most)
        )
        return [Person(*row) for row in rows]

    def partnerships(self, cohort: str) -> int:
        query = (
            select(func.count(TeamMember.partnership_id.distinct()))
            .join(User, User.id == TeamMember.user_id)
            .where(TeamMember.partnership_id.in_(self.asked.scope()), *IS_BROKER, User.cohort == cohort)
        )
        return self.session.scalar(query) or 0

    def groups(self, by: str) -> Iterable[tuple[Any, int, int]]:
        each, leads = self._membership(by).subquery(), self._started()
        leading = self._pairs(
            select(each.c.key, func.count(leads.c.alumnus.distinct()))
            .join(leads, leads.c.id == each.c.id)
            .group_by(each.c.key)
        )
        partnerships = self._pairs(
            select(each.c.key, func.count(each.c.id.distinct()))
            .where(each.c.id.in_(self.asked.scope()))
            .group_by(each.c.key)
        )
        for group, number in partnerships.items():
            yield group, leading.get(group, 0), number

    def _membership(self, by: str) -> Any:
        """Which partnership is in which groups."""
        if by == REGION:
            of = partnership_regions.c
            return select(of.partnership_id.label("id"), of.region_code.label("key"))
        if by == FIELD:
            main = select(Partnership.id.label("id"), Partnership.main_field.label("key")).where(
                Partnership.main_field.is_not(None)
            )
            each = union(main, select(FurtherField.partnership_id, FurtherField.field)).subquery()
            return select(each.c.id, each.c.key)
        return (
            select(Participation.partnership_id.label("id"), Organisation.sector.label("key"))
            .join(Organisation, Organisation.id == Participation.organisation_id)
            .join(Partnership, Partnership.id == Participation.partnership_id)
            .where(takes_part_on(self.asked.today))
            .distinct()
        )

    def _pairs(self, query: Any) -> dict[Any, int]:
        return {key: number for key, number in self.session.execute(query)}  # noqa: C416  # rows are not pairs
