"""Reading alumni: the programme's own list, the directory that obeys consent, cohorts with their counts, skills in use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload, lazyload, selectinload

from tracker.accounts.models import Invitation, User
from tracker.accounts.terms import UserRole
from tracker.history.models import Entry
from tracker.people.models import Alumnus, Cohort, Consent, InvitationRound, RoundPlace, Skill, Upload
from tracker.people.naming import fold
from tracker.people.terms import AccountState, PlaceState, Reach, Recorded
from tracker.projects.models import Partnership, TeamMember
from tracker.projects.queries import is_inside_visible_to

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session
    from sqlalchemy.sql.base import ExecutableOption

    from tracker.partners.terms import Sector

MOST_SKILLS_OFFERED = 200
REACHING_STAFF = tuple(reach for reach in Reach if reach.reaches_staff)
REACHING_ALUMNI = tuple(reach for reach in Reach if reach.reaches_alumni)
ROW_PARTS: tuple[ExecutableOption, ...] = (
    joinedload(Alumnus.cohort),
    joinedload(Alumnus.region),
    joinedload(Alumnus.user).options(lazyload(User.roles), lazyload(User.regions)),
)
"""What a row of a list shows besides the record."""


# --- who sees whom ----------------------------------------------------------------------------------------------------


def visible_to(user: User | None) -> Select[Alumnus]:
    """Those whom this person may see in the directory: the twin of the permission ``directory:entry``."""
    return select(Alumnus).where(is_visible_to(user))


def is_visible_to(user: User | None) -> ColumnElement[bool]:
    """The condition of ``visible_to``."""
    return _shown(user, Alumnus.entry_reach.in_(REACHING_ALUMNI), Alumnus.entry_reach.in_(REACHING_STAFF))


def has_contacts_visible_to(user: User | None) -> ColumnElement[bool]:
    """E-mail and phone may be seen too: the twin of the permission ``directory:contacts``."""
    return _shown(
        user,
        and_(Alumnus.entry_reach.in_(REACHING_ALUMNI), Alumnus.contact_reach.in_(REACHING_ALUMNI)),
        and_(Alumnus.entry_reach.in_(REACHING_STAFF), Alumnus.contact_reach.in_(REACHING_STAFF)),
    )


def _shown(
    user: User | None, to_alumni: ColumnElement[bool], to_staff: ColumnElement[bool]
) -> ColumnElement[bool]:
    if user is None:
        return false()
    alternatives: list[ColumnElement[bool]] = [Alumnus.user_id == user.id]
    if user.is_alumnus:
        alternatives.append(to_alumni)
    if user.is_programme_staff or user.is_admin:
        alternatives.append(to_staff)
    return and_(Alumnus.erased_at.is_(None), or_(*alternatives))


# --- lists ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of alumni is narrowed to; empty parts narrow nothing."""

    text: str = ""
    cohort: int | None = None
    sector: Sector | None = None
    region_code: str | None = None
    skill: str = ""
    account: AccountState | None = None
    recorded: Recorded | None = None

    def conditions(self, user: User | None, now: datetime) -> list[ColumnElement[bool]]:
        """The conditions, one for each choice; what a reader may not see of partnerships does not count."""
        conditions = [Alumnus.search_key.contains(word, autoescape=True) for word in fold(self.text).split()]
        if self.cohort is not None:
            conditions.append(Alumnus.cohort_id == self.cohort)
        if self.sector is not None:
            conditions.append(Alumnus.sector == self.sector)
        if self.region_code:
            conditions.append(Alumnus.region_code == self.region_code)
        if self.skill:
            skill = and_(Skill.alumnus_id == Alumnus.id, Skill.key == fold(self.skill))
            conditions.append(exists().where(skill))
        if self.account is not None:
            conditions.append(has_account(self.account, now))
        if self.recorded is not None:
            recorded = has_recorded(user)
            conditions.append(recorded if self.recorded is Recorded.YES else ~recorded)
        return conditions


def register(wanted: Filter, user: User | None, now: datetime) -> Select[Alumnus]:
    """The programme's list: everybody who is not erased. A whole e-mail address typed as text finds its owner."""
    found = and_(true(), *wanted.conditions(user, now))
    if "@" in wanted.text:
        others = replace(wanted, text="").conditions(user, now)
        found = and_(Alumnus.email == wanted.text.strip().lower(), *others)
    return (
        select(Alumnus)
        .where(Alumnus.erased_at.is_(None), found)
        .options(*ROW_PARTS)
        .order_by(Alumnus.sort_name, Alumnus.id)
    )


def directory(wanted: Filter, user: User | None, now: datetime) -> Select[Alumnus]:
    """The directory of one reader: those who agreed to be shown to them, and the reader."""
    return (
        visible_to(user)
        .where(*wanted.conditions(user, now))
        .options(*ROW_PARTS)
        .order_by(Alumnus.sort_name, Alumnus.id)
    )


def has_account(state: AccountState, now: datetime) -> ColumnElement[bool]:
    """Whether the person has an account, waits with an open invitation, or neither."""
    if state is AccountState.HAS:
        return Alumnus.user_id.is_not(None)
    invited = is_invited(now)
    return and_(Alumnus.user_id.is_(None), invited if state is AccountState.INVITED else ~invited)


def is_invited(now: datetime) -> ColumnElement[bool]:
    """An invitation among the alumni to this address can still be accepted."""
    return exists().where(
        Invitation.email == Alumnus.email,
        Invitation.role == UserRole.ALUMNUS,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
    )


def has_recorded(user: User | None) -> ColumnElement[bool]:
    """The person recorded a partnership whose inside this reader sees."""
    return exists().where(Partnership.created_by_id == Alumnus.user_id, is_inside_visible_to(user))


def invited_among(session: Session, alumni: Collection[Alumnus], now: datetime) -> set[int]:
    """Of some alumni those with an open invitation."""
    ids = [alumnus.id for alumnus in alumni]
    return set(session.scalars(select(Alumnus.id).where(Alumnus.id.in_(ids), is_invited(now))))


# --- one person -------------------------------------------------------------------------------------------------------


def entry_of(session: Session, user: User) -> Alumnus | None:
    """The record of somebody who has an account."""
    return session.scalar(select(Alumnus).where(Alumnus.user_id == user.id))


def by_email(session: Session, email: str | None) -> Alumnus | None:
    """The record with this address."""
    return session.scalar(select(Alumnus).where(Alumnus.email == email.strip().lower())) if email else None


def consents_of(alumnus: Alumnus) -> Select[Consent]:
    """What the person decided, the latest first."""
    return (
        select(Consent)
        .where(Consent.alumnus_id == alumnus.id)
        .options(selectinload(Consent.recorded_by))
        .order_by(Consent.id.desc())
    )


def history_of(alumnus: Alumnus) -> Select[Entry]:
    """The book of a record, newest first."""
    return select(Entry).where(Entry.book_id == alumnus.book_id).order_by(Entry.number.desc())


def partnerships_of(alumnus: Alumnus, reader: User | None) -> Select[Partnership]:
    """What the person recorded or works in, as far as the reader sees the inside: what runs first, the latest first."""
    in_team = exists().where(
        TeamMember.partnership_id == Partnership.id, TeamMember.user_id == alumnus.user_id
    )
    return (
        select(Partnership)
        .where(
            or_(Partnership.created_by_id == alumnus.user_id, in_team) if alumnus.user_id else false(),
            is_inside_visible_to(reader),
        )
        .order_by(
            case((Partnership.archived_at.is_not(None), 2), (Partnership.ended_on.is_not(None), 1), else_=0),
            Partnership.alive_on.desc(),
            Partnership.id.desc(),
        )
    )


def recorded_by(session: Session, alumni: Collection[Alumnus], reader: User | None) -> dict[int, int]:
    """How many partnerships each of some alumni recorded, as far as the reader sees their inside; those with none are left out."""
    owners = {alumnus.user_id: alumnus.id for alumnus in alumni if alumnus.user_id is not None}
    counted = (
        select(Partnership.created_by_id, func.count())
        .where(Partnership.created_by_id.in_(owners), is_inside_visible_to(reader))
        .group_by(Partnership.created_by_id)
    )
    return {owners[user_id]: number for user_id, number in session.execute(counted) if user_id in owners}


# --- cohorts, skills, imports, rounds ---------------------------------------------------------------------------------


def cohorts() -> Select[Cohort]:
    """All cohorts, the latest first."""
    return select(Cohort).order_by(Cohort.year.is_(None), Cohort.year.desc(), Cohort.name_key.desc())


def cohort_named(session: Session, name: str) -> Cohort | None:
    """The cohort of this name, whatever its case."""
    return session.scalar(select(Cohort).where(Cohort.name_key == fold(name)))


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """How many of a cohort are recorded, have an account, and recorded a partnership."""

    alumni: int = 0
    accounts: int = 0
    recorded: int = 0


def counts_of_cohorts(session: Session, reader: User | None) -> dict[int | None, CohortCounts]:
    """The counts of every cohort, by its number; those without a cohort under ``None``."""
    counted = (
        select(
            Alumnus.cohort_id,
            func.count(),
            func.count(Alumnus.user_id),
            func.sum(case((has_recorded(reader), 1), else_=0)),
        )
        .where(Alumnus.erased_at.is_(None))
        .group_by(Alumnus.cohort_id)
    )
    return {
        cohort_id: CohortCounts(alumni, accounts, int(recorded or 0))
        for cohort_id, alumni, accounts, recorded in session.execute(counted)
    }


def skills_in_use(seen: ColumnElement[bool], limit: int = MOST_SKILLS_OFFERED) -> Select[str]:
    """The skills of those whom a reader sees, the most frequent first, each in one spelling."""
    return (
        select(func.min(Skill.name))
        .join(Alumnus, Alumnus.id == Skill.alumnus_id)
        .where(seen)
        .group_by(Skill.key)
        .order_by(func.count().desc(), Skill.key)
        .limit(limit)
    )


def regions_in_use(seen: ColumnElement[bool]) -> Select[str | None]:
    """Codes of the regions of those whom a reader sees."""
    return select(Alumnus.region_code).where(seen, Alumnus.region_code.is_not(None)).distinct()


def in_register() -> ColumnElement[bool]:
    """Everybody whom the programme's list shows."""
    return Alumnus.erased_at.is_(None)


def uploads() -> Select[Upload]:
    """The lists that came in, the latest first."""
    return select(Upload).options(selectinload(Upload.uploaded_by)).order_by(Upload.id.desc())


def places_of(invitation_round: InvitationRound) -> Select[RoundPlace]:
    """The people of a round: those that went wrong or were left out first, then by name."""
    order = case(
        {PlaceState.NOT_SENT.code: 0, PlaceState.INVITED.code: 1, PlaceState.LEFT_OUT.code: 2},
        value=RoundPlace.state,
        else_=3,
    )
    return (
        select(RoundPlace)
        .join(Alumnus, Alumnus.id == RoundPlace.alumnus_id)
        .where(RoundPlace.round_id == invitation_round.id)
        .options(joinedload(RoundPlace.alumnus).joinedload(Alumnus.cohort))
        .order_by(order, Alumnus.sort_name, RoundPlace.id)
    )


def states_of(session: Session, invitation_round: InvitationRound) -> dict[PlaceState, int]:
    """How many people of a round are in each state."""
    counted = (
        select(RoundPlace.state, func.count())
        .where(RoundPlace.round_id == invitation_round.id)
        .group_by(RoundPlace.state)
    )
    found = {row[0]: row[1] for row in session.execute(counted)}
    return {state: found.get(state, 0) for state in PlaceState}
