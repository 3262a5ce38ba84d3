"""Who leads the partnerships of a scope: the alumni who are brokers today, from what is kept of all or of each."""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import String, func, select, type_coerce

from tracker.accounts.models import User
from tracker.outcomes import kept
from tracker.partners.terms import Sector
from tracker.people.models import Alumnus, Cohort
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
    return OfScope(asked) if seen is None else AsKept(asked, seen)


class Leads(ABC):
    """The alumni who are brokers today of partnerships of a scope."""

    def __init__(self, asked: Asked, led: Mapping[int, int]) -> None:
        self.asked, self.session = asked, asked.session
        self.led = led
        """How many partnerships each broker leads, alumnus or not."""

    @cached_property
    def found(self) -> list[Any]:
        """Number, account, cohort and sector of each of them."""
        sector = type_coerce(Alumnus.sector, String)
        query = alumni(Alumnus.id, Alumnus.user_id, COHORT, sector).where(Alumnus.user_id.is_not(None))
        rows = self.session.connection().execute(query).all()
        return [row for row in rows if row[1] in self.led]

    @property
    def number(self) -> int:
        """How many alumni there are."""
        return len(self.found)

    def cohorts(self) -> Mapping[str, int]:
        """How many of each cohort."""
        return Counter(cohort for _id, _user, cohort, _sector in self.found)

    def sectors(self) -> Mapping[Sector | None, int]:
        """How many work in each sector themselves."""
        numbers = Counter(sector for _id, _user, _cohort, sector in self.found)
        return {Sector.from_code(code) if code else None: number for code, number in numbers.items()}

    def people(self, most: int) -> list[Person]:
        """Those with the most partnerships."""
        busiest = heapq.nlargest(most, (self.led[row[1]] for row in self.found))
        rows = {row[0]: row for row in self.found if busiest and self.led[row[1]] >= busiest[-1]}
        names = select(Alumnus.id, Alumnus.name).where(Alumnus.id.in_(spelled_out(rows)))
        people = [
            Person(number, name, rows[number][1], rows[number][2], self.led[rows[number][1]])
            for number, name in self.session.execute(names.order_by(Alumnus.sort_name, Alumnus.id))
        ]
        return sorted(people, key=lambda person: -person.partnerships)[:most]

    def partnerships(self, cohort: str) -> int:
        """How many partnerships have a broker of the cohort, alumnus or not, as the list finds them."""
        return self._cohorts.get(cohort, 0)

    @cached_property
    def _cohorts(self) -> dict[str, int]:
        return told.keys_of(kept.of(self.asked, "cohort"), "cohort")

    def groups(self, by: str) -> Iterable[tuple[Any, int, int]]:
        """The groups in which partnerships are, how many alumni lead any of them, and how many partnerships there are."""
        partnerships = self._partnerships(by)
        codes = {group: getattr(group, "code", group) for group in partnerships}
        leading = self._leading(f"leader_{by}", codes.values())
        for group, number in partnerships.items():
            yield group, leading[codes[group]], number

    @abstractmethod
    def _leading(self, topic: str, groups: Iterable[str]) -> Mapping[str, int]:
        """How many alumni lead in each of some groups."""

    @cached_property
    def _strangers(self) -> list[int]:
        """Brokers who are no alumni."""
        return sorted(self.led.keys() - {row[1] for row in self.found})

    def _partnerships(self, by: str) -> Mapping[Any, int]:
        if by == REGION:
            return kept.in_regions(self.asked)
        if by == FIELD:
            fields = told.fields(kept.of(self.asked, "field"))
            return {field: number for field, number in fields.items() if field is not None}
        mixes = told.mixes(kept.of(self.asked, "sectors")).counts
        numbers = {sector: sum(number for mix, number in mixes.items() if sector in mix) for sector in Sector}
        return {sector: number for sector, number in numbers.items() if number}


class AsKept(Leads):
    """From the counts, over everything that is seen."""

    def __init__(self, asked: Asked, seen: Seen) -> None:
        super().__init__(asked, leaders.numbers(asked.session, seen, asked.today))
        self.seen = seen

    def _leading(self, topic: str, groups: Iterable[str]) -> Mapping[str, int]:
        return leaders.by_group(
            self.session, self.seen, topic, self.asked.today, groups=groups, but=self._strangers
        )


class OfScope(Leads):
    """From what each partnership of a scope adds to the counts."""

    def __init__(self, asked: Asked) -> None:
        self.groups_led = leaders.of_each(asked.session, asked.partnerships(), asked.today)
        super().__init__(
            asked, {broker: number for (_group, broker), number in self.groups_led[leaders.LEADER].items()}
        )

    def _leading(self, topic: str, groups: Iterable[str]) -> Mapping[str, int]:
        strangers = set(self._strangers)
        found = Counter(group for group, broker in self.groups_led[topic] if broker not in strangers)
        return {group: found[group] for group in groups}
