"""Reading partnerships: who sees which, what their partners of a day are, and what a page needs loaded at once.

``visible_to`` and ``inside_visible_to`` are the SQL twins of ``Permission.PARTNERSHIP_READ`` and ``PARTNERSHIP_INSIDE``; a test
proves that they agree for every role, visibility and record.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    distinct,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, lazyload, selectinload

from tracker import permissions
from tracker.accounts.models import User
from tracker.database import fixed_limit
from tracker.partners.models import Contact, Keeper, Organisation
from tracker.partners.terms import Sector
from tracker.projects.models import (
    Continuation,
    FurtherField,
    KeyPerson,
    Participation,
    Partnership,
    PartnershipTag,
    TeamMember,
    partnership_regions,
)
from tracker.projects.terms import ContinuationDecision, Field, SectorMix, Stage, TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import BindParameter, ColumnElement
    from sqlalchemy.orm import Mapped, Session
    from sqlalchemy.orm.interfaces import ORMOption
    from sqlalchemy.orm.strategy_options import _AbstractLoad

    from tracker.terms import Term

SHOWN_TO_PROGRAMME = tuple(visibility for visibility in Visibility if visibility.reaches_programme)
SHOWN_TO_OFFICIALS = tuple(visibility for visibility in Visibility if visibility.reaches_officials)
SHOWN_TO_PUBLIC = tuple(visibility for visibility in Visibility if visibility.reaches_public)
EDITING_ROLES = tuple(role for role in TeamRole if role.may_edit)
LATEST_TAGS = 200
"""Among so many given last the tags to choose from are looked for, however many there are in all."""


# --- who sees what ----------------------------------------------------------------------------------------------------


def visible_to(user: User | None) -> Select[Partnership]:
    """Partnerships of which this person (``None``: a visitor) may see at least the public part."""
    return select(Partnership).where(is_visible_to(user)).order_by(Partnership.id)


def inside_visible_to(user: User | None) -> Select[Partnership]:
    """Partnerships whose whole record this person may see."""
    return select(Partnership).where(is_inside_visible_to(user)).order_by(Partnership.id)


def is_visible_to(user: User | None, *, by: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """The condition of ``visible_to``, to be used in other queries; ``by`` is a copy of the visibility to look at instead."""
    seen_by = Partnership.visibility if by is None else by
    if user is None:
        return is_one_of(seen_by, SHOWN_TO_PUBLIC) if permissions.visitors_welcome.get() else false()
    return or_(is_one_of(seen_by, SHOWN_TO_PUBLIC), is_inside_visible_to(user, by=by))


def is_inside_visible_to(user: User | None, *, by: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """The condition of ``inside_visible_to``; ``by`` as there."""
    if user is None:
        return false()
    if user.is_admin:
        return true()
    seen_by = Partnership.visibility if by is None else by
    alternatives: list[ColumnElement[bool]] = []
    if user.is_programme_staff:
        alternatives.append(is_one_of(seen_by, SHOWN_TO_PROGRAMME))
    if user.is_official:
        alternatives.append(is_shown_to_officials(user, by=by))
    return or_(*alternatives, has_in_team(user))


def is_shown_to_officials(user: User, *, by: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """It lies in a region that this official answers for, and its officials see it; ``by`` as above."""
    seen_by = Partnership.visibility if by is None else by
    return and_(is_one_of(seen_by, SHOWN_TO_OFFICIALS), lies_in(user.region_codes))


def sight_of(user: User | None) -> tuple[Any, ...]:
    """All of a person that ``is_visible_to`` asks for: whoever has the same sight sees the same."""
    if user is None:
        return (None, permissions.visitors_welcome.get())
    if user.is_admin:
        return (user.id, "admin")
    regions = tuple(sorted(user.region_codes)) if user.is_official else None
    return (user.id, user.is_programme_staff, regions)


def has_in_team(user: User, roles: tuple[TeamRole, ...] = tuple(TeamRole)) -> ColumnElement[bool]:
    """The person is in the team today, in one of these roles."""
    return exists().where(
        TeamMember.partnership_id == Partnership.id,
        TeamMember.user_id == user.id,
        TeamMember.until.is_(None),
        is_one_of(TeamMember.role, roles),
    )


def in_team(number: int | BindParameter[int], roles: tuple[TeamRole, ...] = tuple(TeamRole)) -> Select[int]:
    """The numbers of the partnerships in whose team somebody is today; the number may be a parameter of a statement that is made once."""
    return select(TeamMember.partnership_id).where(
        TeamMember.user_id == number, TeamMember.until.is_(None), is_one_of(TeamMember.role, roles)
    )


IS_BROKER = (TeamMember.role == TeamRole.BROKER, TeamMember.until.is_(None))
"""Conditions of the team: somebody leads the partnership today."""


def is_one_of(column: Any, terms: Iterable[Term]) -> ColumnElement[bool]:
    """The column holds one of these terms, which are always the same: ``in_`` would write the statement anew each time."""
    return column.in_([literal(term, column.type) for term in terms])


def lies_in(codes: set[str] | list[str]) -> ColumnElement[bool]:
    """At least one of its regions is among these."""
    return exists().where(
        partnership_regions.c.partnership_id == Partnership.id,
        partnership_regions.c.region_code.in_(sorted(codes)),
    )


# --- partners of a day ------------------------------------------------------------------------------------------------


def day_of(today: date) -> ColumnElement[date]:
    """The day whose partners count: today, or the last day of a partnership that has ended."""
    day = literal(today, Date)
    return case((Partnership.ended_on < day, Partnership.ended_on), else_=day)


def takes_part_on(today: date) -> ColumnElement[bool]:
    """A row of ``Participation`` counts for its partnership: the SQL twin of ``Partnership.partners_on``."""
    day = day_of(today)
    return and_(
        or_(Participation.joined_on.is_(None), Participation.joined_on <= day),
        or_(Participation.left_on.is_(None), Participation.left_on > day),
    )


def has_sector(sector: Sector, today: date) -> ColumnElement[bool]:
    """A partner of the day comes from this sector."""
    return exists().where(
        Participation.partnership_id == Partnership.id,
        Participation.organisation_id == Organisation.id,
        Organisation.sector == sector,
        takes_part_on(today),
    )


def has_partners(today: date) -> ColumnElement[bool]:
    """Somebody takes part on the day."""
    return exists().where(Participation.partnership_id == Partnership.id, takes_part_on(today))


def sector_count(today: date) -> ColumnElement[int]:
    """How many sectors the partners of the day come from."""
    return (
        select(func.count(distinct(Organisation.sector)))
        .select_from(Participation)
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .where(Participation.partnership_id == Partnership.id, takes_part_on(today))
        .correlate(Partnership)
        .scalar_subquery()
    )


def has_mix(mix: SectorMix, today: date) -> ColumnElement[bool]:
    """The sectors of the partners of the day are mixed like this; without partners there is nothing to lack."""
    without = {
        SectorMix.WITHOUT_GOVERNMENT: Sector.GOVERNMENT,
        SectorMix.WITHOUT_BUSINESS: Sector.BUSINESS,
        SectorMix.WITHOUT_NONPROFIT: Sector.NONPROFIT,
    }
    if mix in without:
        return and_(has_partners(today), ~has_sector(without[mix], today))
    if mix is SectorMix.NO_PARTNERS:
        return ~has_partners(today)
    if mix is SectorMix.ONE_SECTOR:
        return sector_count(today) == 1
    return sector_count(today) >= (len(Sector) if mix is SectorMix.THREE_SECTORS else 2)


def has_organisation(organisation_id: int) -> ColumnElement[bool]:
    """The organisation takes part or took part."""
    return exists().where(
        Participation.partnership_id == Partnership.id, Participation.organisation_id == organisation_id
    )


def participations_of(organisation: Organisation, user: User | None) -> Select[Participation]:
    """What an organisation takes or took part in, as far as this person may see it: what runs first, then by the day of joining."""
    return (
        select(Participation)
        .join(Partnership, Partnership.id == Participation.partnership_id)
        .where(Participation.organisation_id == organisation.id, is_visible_to(user))
        .options(
            joinedload(Participation.partnership).options(*ONLY_THE_RECORD),
            joinedload(Participation.organisation),
        )
        .order_by(Participation.left_on.is_not(None), Participation.joined_on.desc(), Participation.id.desc())
    )


def is_tied_to(user: User, organisation: Organisation, *, may_edit: bool) -> Select[bool]:
    """Whether somebody is tied to an organisation by a partnership.

    Who may see the inside of a partnership knows its partners, those before too; who edits it may edit the partners of today.
    """
    other = aliased(Participation)
    tie = and_(other.partnership_id == Partnership.id, other.organisation_id == organisation.id)
    if may_edit:
        seen = and_(
            has_in_team(user, EDITING_ROLES), Partnership.archived_at.is_(None), other.left_on.is_(None)
        )
    else:
        seen = is_inside_visible_to(user)
    return select(exists().where(tie, seen))


# --- what pages need at once ------------------------------------------------------------------------------------------

NAME_ONLY = (lazyload(User.roles), lazyload(User.regions))
"""A person of whom only the name is shown."""
ONLY_THE_RECORD: tuple[_AbstractLoad, ...] = (
    lazyload(Partnership.team),
    lazyload(Partnership.further_fields),
)
"""A partnership of which title, stage and place are shown, not its team and fields."""
WITH_PARTNERS: ORMOption = (
    selectinload(Partnership.participations)
    .joinedload(Participation.organisation)
    .lazyload(Organisation.region)
)
"""Partners with their names and sectors."""
WITH_TEAM: ORMOption = selectinload(Partnership.team).joinedload(TeamMember.user).options(*NAME_ONLY)
"""The team by name."""
LIST_PARTS: tuple[ORMOption, ...] = (WITH_PARTNERS, WITH_TEAM, lazyload(Partnership.further_fields))
"""What a row of a list shows."""
PARTNER_PARTS: tuple[ORMOption, ...] = (
    joinedload(Participation.organisation).joinedload(Organisation.region),
    selectinload(Participation.key_people).joinedload(KeyPerson.contact),
    selectinload(Participation.picked_offers),
    selectinload(Participation.picked_expectations),
)
"""What the page about partners shows of each."""


def participations(partnership: Partnership) -> Select[Participation]:
    """All that take or took part, with their key people: by the day of joining."""
    return (
        select(Participation)
        .where(Participation.partnership_id == partnership.id)
        .options(*PARTNER_PARTS)
        .order_by(Participation.joined_on.is_(None), Participation.joined_on, Participation.id)
    )


def with_parts(session: Session, partnership: Partnership, *options: ORMOption) -> Partnership:
    """The same partnership with parts that a page needs, read at once instead of one by one; what is there already stays."""
    return session.scalars(_with(options), {"number": partnership.id}).one()


@lru_cache
def _with(options: tuple[ORMOption, ...]) -> Select[Partnership]:
    there = (lazyload(Partnership.regions), lazyload(Partnership.further_fields), lazyload(Partnership.team))
    return select(Partnership).where(Partnership.id == bindparam("number")).options(*there, *options)


OWN_ORGANISATIONS = (
    select(Organisation)
    .join(Keeper, Keeper.organisation_id == Organisation.id)
    .where(Keeper.user_id == bindparam("keeper"), Organisation.archived_at.is_(None))
    .order_by(Organisation.name, Organisation.id)
)


def own_organisations(session: Session, user: User) -> Sequence[Organisation]:
    """The organisations whose record somebody keeps: those that can start a new partnership."""
    return session.scalars(OWN_ORGANISATIONS, {"keeper": user.id}).all()


def all_contacts(organisation: Organisation) -> Select[Contact]:
    """The contact persons of an organisation who can be asked today."""
    return (
        select(Contact)
        .where(Contact.organisation_id == organisation.id, Contact.archived_at.is_(None))
        .order_by(Contact.name, Contact.id)
    )


# --- what figures and filters ask ---------------------------------------------------------------------------------------


def has_one_of_fields(fields: tuple[Field, ...]) -> ColumnElement[bool]:
    """One of the fields is its main one or a further one."""
    further = exists().where(FurtherField.partnership_id == Partnership.id, FurtherField.field.in_(fields))
    return or_(Partnership.main_field.in_(fields), further)


def has_broker(user_id: int) -> ColumnElement[bool]:
    """This person is a broker of it today."""
    return exists().where(
        TeamMember.partnership_id == Partnership.id,
        TeamMember.user_id == user_id,
        TeamMember.until.is_(None),
        TeamMember.role == TeamRole.BROKER,
    )


def place_of_stage() -> ColumnElement[int]:
    """The number of the stage, to order by."""
    return case({stage.code: stage.number for stage in Stage}, value=type_coerce(Partnership.stage, String))


def has_broker_of_cohort(cohort: str) -> ColumnElement[bool]:
    """A broker of today belongs to this cohort of the programme."""
    return exists().where(
        TeamMember.partnership_id == Partnership.id,
        TeamMember.role == TeamRole.BROKER,
        TeamMember.until.is_(None),
        TeamMember.user_id == User.id,
        User.cohort == cohort,
    )


def has_decided(decisions: tuple[ContinuationDecision, ...]) -> ColumnElement[bool]:
    """One of these decisions of stage 7 was taken, at least once."""
    return exists().where(Continuation.partnership_id == Partnership.id, Continuation.decision.in_(decisions))


def first_of_each_stage(
    found: Select[Any], most: int, *, by: ColumnElement[Any] | Mapped[Any]
) -> Select[Any]:
    """Of what a select finds, the first ``most`` of each stage in its order; each stage, held by ``by``, is read by itself."""
    parts = [
        select(found.where(by == stage).limit(fixed_limit(most)).subquery(f"stage_{stage.number}"))
        for stage in Stage
    ]
    return union_all(*parts)  # type: ignore[return-value]  # rows of the same columns


def count_by_stage(found: Select[Any], most: int, *, by: ColumnElement[Any] | Mapped[Any]) -> Select[Any]:
    """How many of what a select finds stand in each stage, in the order of stages; each is counted up to ``most``."""
    ones = (
        found.order_by(None)
        .with_only_columns(literal(1), maintain_column_froms=True)
        .limit(fixed_limit(most))
    )
    counted = (
        select(func.count()).select_from(ones.where(by == stage).subquery()).scalar_subquery()
        for stage in Stage
    )
    return select(*counted)


def count_first_by_stage(
    found: Select[Any], most: int, *, by: ColumnElement[Any] | Mapped[Any]
) -> Select[Any]:
    """The same of the first ``most`` that a select finds, for a search that finds very many: they are looked through once."""
    stages = (
        found.with_only_columns(by.label("stage"), maintain_column_froms=True)
        .limit(fixed_limit(most))
        .subquery()
    )
    return select(*(func.count().filter(stages.c.stage == stage) for stage in Stage))  # type: ignore[return-value]  # rows of seven numbers


def tags_in_use(seen: ColumnElement[bool], most: int) -> Select[str]:
    """The tags of the partnerships that a reader sees, the most used first, of those given to the latest partnerships."""
    latest = (
        select(PartnershipTag.partnership_id, PartnershipTag.tag)
        .order_by(PartnershipTag.partnership_id.desc(), PartnershipTag.tag)
        .limit(fixed_limit(LATEST_TAGS))
        .subquery()
    )
    return (
        select(latest.c.tag)
        .join(Partnership, Partnership.id == latest.c.partnership_id)
        .where(seen, Partnership.archived_at.is_(None))
        .group_by(latest.c.tag)
        .order_by(func.count().desc(), latest.c.tag)
        .limit(fixed_limit(most))
    )


def partner_seen_by(user: User | None, organisation_id: int) -> Select[Organisation]:
    """An organisation, if it takes or took part in something that this person sees."""
    seen = exists().where(
        Participation.organisation_id == Organisation.id,
        Participation.partnership_id == Partnership.id,
        is_visible_to(user),
    )
    return select(Organisation).where(Organisation.id == organisation_id, seen)


def broker_seen_by(user: User | None, user_id: int) -> Select[User]:
    """A person, if they are a broker of something whose inside this person sees."""
    answering_for = (
        inside_visible_to(user).where(has_broker(user_id)).order_by(None).with_only_columns(Partnership.id)
    )
    return select(User).where(User.id == user_id, answering_for.exists())
