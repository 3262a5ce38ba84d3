"""What lists show of a partnership: a few plain facts of many at once, instead of whole records.

A row answers the questions that the rules of access ask of a partnership, so the same rules decide what it shows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    select,
)

from tracker.accounts.models import User
from tracker.i18n import _, current_language
from tracker.memory import Memory
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.projects import queries
from tracker.projects.models import Participation, Partnership, TeamMember, partnership_regions
from tracker.projects.services import life
from tracker.projects.terms import PartnershipState, TeamRole
from tracker.regions import finder

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select
    from sqlalchemy import Row as Selected
    from sqlalchemy.orm import Session

    from tracker.projects.terms import LifeSign, Stage, Visibility

COLUMNS = (
    Partnership.id,
    Partnership.title,
    Partnership.stage,
    Partnership.round,
    Partnership.municipality,
    Partnership.visibility,
    Partnership.alive_on,
    Partnership.ended_on,
    Partnership.archived_at,
)
"""The columns of the record that a row is made of."""

SECTORS_OF = {
    frozenset(sector.code for sector in chosen): chosen
    for number in range(len(Sector) + 1)
    for chosen in combinations(Sector, number)
}
"""Sectors in their order, by their codes."""
MOST = 60
IDS: BindParameter[Any] = bindparam("ids", type_=Text)


@cache
def _beside(dialect: str) -> Select[Any]:
    """What stands beside the records, asked at once: their regions, the sectors of their partners, their team of today.

    The numbers are sent as one text, so that the statement is the same for few and for many; of each kind comes one text, which is
    taken apart only where it is different.
    """
    if dialect == "sqlite":
        number = func.json_each(IDS).table_valued("value").c.value
        one, many = func.json_array, func.json_group_array
    else:
        number = func.unnest(cast(IDS, ARRAY(Integer))).column_valued("number")
        one, many = func.json_build_array, func.json_agg
    regions = select(cast(many(partnership_regions.c.region_code), Text)).where(
        partnership_regions.c.partnership_id == number
    )
    partners = (
        select(cast(many(one(Organisation.sector, Participation.joined_on, Participation.left_on)), Text))
        .select_from(Participation)
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .where(Participation.partnership_id == number)
    )
    said = (User.id, User.name, User.email, User.phone, User.erased_at.is_not(None))
    team = (
        select(cast(many(one(TeamMember.id, TeamMember.role, *said)), Text))
        .select_from(TeamMember)
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.partnership_id == number, TeamMember.until.is_(None))
    )
    return select(
        number.label("number"),
        regions.scalar_subquery().label("regions"),
        partners.scalar_subquery().label("partners"),
        team.scalar_subquery().label("team"),
    )


@dataclass(frozen=True, slots=True)
class Broker:
    """Who answers for a partnership, as a list names them."""

    id: int
    display_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One partnership in a list, for one reader: all that is shown, and nothing that may not be."""

    id: int
    title: str
    stage: Stage
    round: int
    state: PartnershipState
    regions: tuple[str, ...]
    """Short names in the reader's language."""
    region_names: tuple[str, ...]
    municipality: str
    sectors: tuple[Sector, ...]
    life_sign: LifeSign | None = None
    """Only of what runs and is seen inside."""
    brokers: tuple[Broker, ...] = ()
    """Only where the inside is seen."""

    @property
    def is_ended(self) -> bool:
        return self.state is PartnershipState.ENDED

    @property
    def is_archived(self) -> bool:
        return self.state is PartnershipState.ARCHIVED


kept: Memory[tuple[ListRow, ...]] = Memory(MOST)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A partnership as the rules of access ask about it."""

    visibility: Visibility
    region_codes: frozenset[str]
    is_archived: bool
    role: TeamRole | None
    """Of the reader in the team of today."""

    def team_role_of(self, _reader: User) -> TeamRole | None:
        return self.role


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of the team of today."""

    place: int
    role: str
    user_id: int
    name: str
    email: str
    phone: str
    is_erased: bool


class _Beside:
    """What stands beside one record."""

    def __init__(self, read: Selected[Any]) -> None:
        self.codes: list[str] = sorted(json.loads(read.regions or "[]"))
        """Of its regions."""
        self.partners: list[tuple[str, str | None, str | None]] = json.loads(read.partners or "[]")
        """The sector of each, from which day and until when."""
        self.team = sorted(
            (_Member(*said) for said in json.loads(read.team or "[]")), key=attrgetter("place")
        )

    def sectors_on(self, day: date) -> tuple[Sector, ...]:
        """The sectors of the partners of a day."""
        on = day.isoformat()
        return SECTORS_OF[
            frozenset(
                sector
                for sector, joined_on, left_on in self.partners
                if (joined_on is None or joined_on <= on) and (left_on is None or left_on > on)
            )
        ]

    def role_of(self, user_id: int) -> TeamRole | None:
        """The role of a person in the team."""
        held = [member.role for member in self.team if member.user_id == user_id]
        return TeamRole.from_code(held[-1]) if held else None

    @property
    def brokers(self) -> tuple[Broker, ...]:
        return tuple(_broker_of(member) for member in self.team if member.role == TeamRole.BROKER.code)


class _Inside:
    """Whether a reader sees the inside of partnerships; asked once for all that are alike to the rules.

    Of the regions of a partnership the rules ask which are the reader's own.
    """

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.own_regions = frozenset() if user is None else frozenset(user.region_codes)
        self.known: dict[tuple[Any, ...], bool] = {}

    def __call__(self, each: Selected[Any], beside: _Beside) -> bool:
        is_archived = each.archived_at is not None
        role = None if self.user is None else beside.role_of(self.user.id)
        key = (each.visibility, self.own_regions.intersection(beside.codes), is_archived, role)
        found = self.known.get(key)
        if found is None:
            asked = _Asked(each.visibility, frozenset(beside.codes), is_archived, role)
            found = self.known[key] = can(self.user, Permission.PARTNERSHIP_INSIDE, asked)
        return found


def rows_of(
    session: Session,
    found: Sequence[Selected[Any]],
    user: User | None,
    *,
    today: date,
    stale_months: int = life.STALE_MONTHS,
    silent_months: int = life.SILENT_MONTHS,
    regions: finder.Index | None = None,
) -> list[ListRow]:
    """The rows of partnerships of which ``COLUMNS`` were selected, in the same order, by one further query; ``regions`` as they are now.

    They follow from what was read, the reader's sight, the names of regions, the language and the day, and are kept under these.
    """
    if not found:
        return []
    beside = _read_beside(session.connection(), [each.id for each in found])
    regions = regions or finder.index(session)
    months = (stale_months, silent_months)
    making = _Making(user, regions.by_code, today, months)
    key = (*found, *beside, queries.sight_of(user), regions.stamp, current_language(), today, months)
    return list(kept.get(key, lambda: making.make(found, beside)))


def _read_beside(connection: Connection, ids: Sequence[int]) -> Sequence[Selected[Any]]:
    numbers = ",".join(map(str, ids))
    dialect = connection.dialect.name
    text = f"[{numbers}]" if dialect == "sqlite" else f"{{{numbers}}}"
    return connection.execute(_beside(dialect), {"ids": text}).all()


@dataclass(frozen=True, slots=True)
class _Making:
    """What rows are made of besides what was read."""

    user: User | None
    by_code: dict[str, finder.Entry]
    today: date
    months: tuple[int, int]
    """After how many months a partnership counts as stale and as silent."""

    def make(self, found: Sequence[Selected[Any]], read: Sequence[Selected[Any]]) -> tuple[ListRow, ...]:
        beside = {each.number: _Beside(each) for each in read}
        sees_inside = _Inside(self.user)
        return tuple(
            self._row(each, beside[each.id], is_inside=sees_inside(each, beside[each.id])) for each in found
        )

    def _row(self, each: Selected[Any], beside: _Beside, *, is_inside: bool) -> ListRow:
        runs = each.archived_at is None and each.ended_on is None
        known = [self.by_code[code] for code in beside.codes if code in self.by_code]
        return ListRow(
            id=each.id,
            title=each.title,
            stage=each.stage,
            round=each.round,
            state=_state_of(each),
            regions=tuple(entry.short_name for entry in known),
            region_names=tuple(entry.name for entry in known),
            municipality=each.municipality,
            sectors=beside.sectors_on(
                self.today if each.ended_on is None else min(self.today, each.ended_on)
            ),
            life_sign=life.sign_of(each.alive_on, self.today, *self.months) if is_inside and runs else None,
            brokers=beside.brokers if is_inside else (),
        )


def select_rows(partnerships: Select[Partnership]) -> Select[Any]:
    """The same partnerships, of which only ``COLUMNS`` are read."""
    return partnerships.with_only_columns(*COLUMNS)  # type: ignore[return-value]  # more columns than the types count


def _state_of(each: Selected[Any]) -> PartnershipState:
    if each.archived_at is not None:
        return PartnershipState.ARCHIVED
    return PartnershipState.ENDED if each.ended_on is not None else PartnershipState.ACTIVE


def _broker_of(member: _Member) -> Broker:
    name = _("Erased person") if member.is_erased else member.name or member.email
    return Broker(member.user_id, name, member.email, member.phone)
