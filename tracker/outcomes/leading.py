"""Who leads the partnerships of a scope: the alumni who are brokers today, from what is kept or, where a filter asks for more, one by one."""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import String, func, select, type_coerce, union

from tracker.accounts.models import User
from tracker.outcomes import kept
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.people.models import Alumnus, Cohort
from tracker.projects.models import (
    FurtherField,
    Participation,
    Partnership,
    TeamMember,
    partnership_regions,
)
from tracker.projects.queries import IS_BROKER, takes_part_on
from tracker.summaries import figures as told
from tracker.summaries import leaders
from tracker.summaries.sums import spelled_out

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked
    from tracker.summaries.sums import Seen

COHORT = func.coalesce(func.nullif(User.cohort, ""), Cohort.name, "")
"""The cohort of an alumnus: the account repeats that of the record."""
REGION, FIELD, SECTOR = "region", "field", "sector"


class Person(NamedTuple):
    """Somebody who leads partnerships, and how many."""

    alumnus_id: int
    name: str
    user_id: int
    cohort: str
    partnerships: int


def alumni(*columns: Any) -> Any:
    """Everybody who went through the programme and is not erased, with or without an account."""
    return (
        select(*columns)
        .select_from(Alumnus)
        .outerjoin(User, User.id == Alumnus.user_id)
        .outerjoin(Cohort, Cohort.id == Alumnus.cohort_id)
        .where(Alumnus.erased_at.is_(None))
    )


def leads_of(asked: Asked) -> Leads:
    """Who leads the partnerships of a scope."""
    seen = kept.whole(asked)
    return OneByOne(asked) if seen is None else AsKept(asked, seen)


class Leads(ABC):
    """The alumni who are brokers today of partnerships of a scope."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.session = asked, asked.session

    @property
    @abstractmethod
    def number(self) -> int:
        """How many alumni there are."""

    @abstractmethod
    def cohorts(self) -> Mapping[str, int]:
        """How many of each cohort."""

    @abstractmethod
    def sectors(self) -> Mapping[Sector | None, int]:
        """How many work in each sector themselves."""

    @abstractmethod
    def people(self, most: int) -> list[Person]:
        """Those with the most partnerships."""

    @abstractmethod
    def partnerships(self, cohort: str) -> int:
        """How many partnerships have a broker of the cohort, alumnus or not, as the list finds them."""

    @abstractmethod
    def groups(self, by: str) -> Iterable[tuple[Any, int, int]]:
        """The groups in which partnerships are, how many alumni lead any of them, and how many partnerships there are."""


class AsKept(Leads):
    """From the counts, over everything that is seen."""

    def __init__(self, asked: Asked, seen: Seen) -> None:
        super().__init__(asked)
        self.seen = seen
        self.led = leaders.numbers(asked.session, seen, asked.today)

    @cached_property
    def found(self) -> list[Any]:
        sector = type_coerce(Alumnus.sector, String)
        query = alumni(Alumnus.id, Alumnus.user_id, COHORT, sector).where(Alumnus.user_id.is_not(None))
        rows = self.session.connection().execute(query).all()
        return [row for row in rows if row[1] in self.led]

    @property
    def number(self) -> int:
        return len(self.found)

    def cohorts(self) -> Mapping[str, int]:
        return Counter(cohort for _id, _user, cohort, _sector in self.found)

    def sectors(self) -> Mapping[Sector | None, int]:
        numbers = Counter(sector for _id, _user, _cohort, sector in self.found)
        return {Sector.from_code(code) if code else None: number for code, number in numbers.items()}

    def people(self, most: int) -> list[Person]:
        busiest = heapq.nlargest(most, (self.led[row[1]] for row in self.found))
        rows = {row[0]: row for row in self.found if busiest and self.led[row[1]] >= busiest[-1]}
        names = select(Alumnus.id, Alumnus.name).where(Alumnus.id.in_(spelled_out(rows)))
        people = [
            Person(number, name, rows[number][1], rows[number][2], self.led[rows[number][1]])
            for number, name in self.session.execute(names.order_by(Alumnus.sort_name, Alumnus.id))
        ]
        return sorted(people, key=lambda person: -person.partnerships)[:most]

    def partnerships(self, cohort: str) -> int:
        return self._cohorts.get(cohort, 0)

    @cached_property
    def _cohorts(self) -> dict[str, int]:
        return told.keys_of(kept.over(self.asked, "cohort") or Counter(), "cohort")

    def groups(self, by: str) -> Iterable[tuple[Any, int, int]]:
        partnerships = self._partnerships(by)
        codes = {group: getattr(group, "code", group) for group in partnerships}
        leading = leaders.by_group(
            self.session,
            self.seen,
            f"leader_{by}",
            self.asked.today,
            groups=codes.values(),
            but=self._strangers,
        )
        for group, number in partnerships.items():
            yield group, leading[codes[group]], number

    @cached_property
    def _strangers(self) -> list[int]:
        """Brokers who are no alumni."""
        return sorted(self.led.keys() - {row[1] for row in self.found})

    def _partnerships(self, by: str) -> Mapping[Any, int]:
        if by == REGION:
            found = kept.by_region(self.asked, "partnership") or {}
            return {code: sums.total() for code, sums in found.items()}
        if by == FIELD:
            fields = told.fields(kept.over(self.asked, "field") or Counter())
            return {field: number for field, number in fields.items() if field is not None}
        mixes = told.mixes(kept.over(self.asked, "sectors") or Counter()).counts
        numbers = {sector: sum(number for mix, number in mixes.items() if sector in mix) for sector in Sector}
        return {sector: number for sector, number in numbers.items() if number}


class OneByOne(Leads):
    """From the records of a scope."""

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
