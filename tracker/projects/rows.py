"""What lists show of a partnership: a few plain facts of many at once, instead of whole records.

A row answers the questions that the rules of access ask of a partnership, so the same rules decide what it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, bindparam, select

from tracker.accounts.models import User
from tracker.i18n import _
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
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

SECTORS_IN_ORDER = tuple(Sector)
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
REGIONS = (
    select(partnership_regions.c.partnership_id, partnership_regions.c.region_code)
    .where(partnership_regions.c.partnership_id.in_(IDS))
    .order_by(partnership_regions.c.region_code)
)
SECTORS = (
    select(Participation.partnership_id, Participation.joined_on, Participation.left_on, Organisation.sector)
    .join(Organisation, Organisation.id == Participation.organisation_id)
    .where(Participation.partnership_id.in_(IDS))
)
TEAM = (
    select(
        TeamMember.partnership_id,
        TeamMember.user_id,
        TeamMember.role,
        User.name,
        User.email,
        User.phone,
        User.erased_at,
    )
    .join(User, User.id == TeamMember.user_id)
    .where(TeamMember.partnership_id.in_(IDS), TeamMember.until.is_(None))
    .order_by(TeamMember.id)
)
"""What stands beside the records. Made once and executed on the connection: they give plain values, so no record has to be built."""


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A partnership as the rules of access ask about it."""

    visibility: Visibility
    region_codes: frozenset[str]
    is_archived: bool
    roles: dict[int, TeamRole]

    def team_role_of(self, user: User) -> TeamRole | None:
        return self.roles.get(user.id)


class _Inside:
    """Whether a reader sees the inside of partnerships; asked once for all that are alike to the rules."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.known: dict[tuple[Any, ...], bool] = {}

    def __call__(self, each: Selected[Any], codes: Sequence[str], members: Sequence[Any]) -> bool:
        roles = {member.user_id: member.role for member in members}
        own = None if self.user is None else roles.get(self.user.id)
        key = (each.visibility, tuple(codes), each.archived_at is not None, own)
        found = self.known.get(key)
        if found is None:
            asked = _Asked(each.visibility, frozenset(codes), each.archived_at is not None, roles)
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
) -> list[ListRow]:
    """The rows of partnerships of which ``COLUMNS`` were selected, in the same order, by three further queries."""
    if not found:
        return []
    ids = [each.id for each in found]
    ended = {each.id: each.ended_on for each in found}
    connection = session.connection()
    regions = _regions_of(connection, ids)
    sectors = _sectors_of(connection, ids, ended, today)
    team = _team_of(connection, ids)
    index = finder.index(session)
    sees_inside = _Inside(user)
    rows = []
    for each in found:
        members = team[each.id]
        inside = sees_inside(each, regions[each.id], members)
        runs = each.archived_at is None and each.ended_on is None
        known = [index.by_code[code] for code in regions[each.id] if code in index.by_code]
        rows.append(
            ListRow(
                id=each.id,
                title=each.title,
                stage=each.stage,
                round=each.round,
                state=_state_of(each),
                regions=tuple(entry.short_name for entry in known),
                region_names=tuple(entry.name for entry in known),
                municipality=each.municipality,
                sectors=tuple(sector for sector in SECTORS_IN_ORDER if sector in sectors[each.id]),
                life_sign=life.sign_of(each.alive_on, today, stale_months, silent_months)
                if inside and runs
                else None,
                brokers=tuple(_broker_of(member) for member in members if member.role is TeamRole.BROKER)
                if inside
                else (),
            )
        )
    return rows


def select_rows(partnerships: Select[Partnership]) -> Select[Any]:
    """The same partnerships, of which only ``COLUMNS`` are read."""
    return partnerships.with_only_columns(*COLUMNS)  # type: ignore[return-value]  # more columns than the types count


def _state_of(each: Selected[Any]) -> PartnershipState:
    if each.archived_at is not None:
        return PartnershipState.ARCHIVED
    return PartnershipState.ENDED if each.ended_on is not None else PartnershipState.ACTIVE


def _regions_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    codes: dict[int, list[str]] = defaultdict(list)
    for number, code in connection.execute(REGIONS, {"ids": ids}):
        codes[number].append(code)
    return codes


def _sectors_of(
    connection: Connection, ids: Sequence[int], ended: dict[int, date | None], today: date
) -> dict[int, set[Sector]]:
    """The sectors of the partners of today, of an ended one those of its last day."""
    found: dict[int, set[Sector]] = defaultdict(set)
    for number, joined_on, left_on, sector in connection.execute(SECTORS, {"ids": ids}):
        last = ended[number]
        day = today if last is None else min(today, last)
        if (joined_on is None or joined_on <= day) and (left_on is None or left_on > day):
            found[number].add(sector)
    return found


def _team_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[Any]]:
    """The members of today with their names."""
    found: dict[int, list[Any]] = defaultdict(list)
    for member in connection.execute(TEAM, {"ids": ids}):
        found[member.partnership_id].append(member)
    return found


def _broker_of(member: Selected[Any]) -> Broker:
    name = _("Erased person") if member.erased_at else member.name or member.email
    return Broker(member.user_id, name, member.email, member.phone)
