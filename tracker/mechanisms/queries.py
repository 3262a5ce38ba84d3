"""Reading mechanisms: the one of a partnership, the answers that wait, and where people and the classifier differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from tracker.mechanisms.models import Decision, Mechanism, Proposal
from tracker.mechanisms.terms import MechanismState, MechanismType
from tracker.projects.models import Partnership
from tracker.projects.queries import NAME_ONLY, is_inside_visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.figures import Scope

TITLE_ONLY = joinedload(Mechanism.partnership).options(
    lazyload(Partnership.regions), lazyload(Partnership.team), lazyload(Partnership.further_fields)
)
"""Of the partnership of a mechanism, its own fields without what belongs to it."""
WITH_DECISIONS = selectinload(Mechanism.decisions).options(
    joinedload(Decision.decided_by).options(*NAME_ONLY), joinedload(Decision.proposal)
)


def mechanism_of(session: Session, partnership: Partnership) -> Mechanism | None:
    """The mechanism of a partnership with its decisions, if somebody began to describe it."""
    return session.scalars(
        select(Mechanism)
        .where(Mechanism.partnership_id == partnership.id)
        .options(lazyload(Mechanism.partnership), WITH_DECISIONS)
    ).one_or_none()


def current_proposal(session: Session, mechanism: Mechanism) -> Proposal | None:
    """The answer that stands: the last one that does not wait to be accepted."""
    return session.scalars(
        select(Proposal)
        .where(Proposal.mechanism_id == mechanism.id, Proposal.is_pending.is_(False))
        .order_by(Proposal.id.desc())
        .limit(1)
    ).one_or_none()


def last_decision(session: Session, mechanism: Mechanism) -> Decision | None:
    """What a person decided last."""
    return session.scalars(
        select(Decision).where(Decision.mechanism_id == mechanism.id).order_by(Decision.id.desc()).limit(1)
    ).one_or_none()


# --- lists and figures ------------------------------------------------------------------------------------------------


def of_partnership(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The partnership has a mechanism like this."""
    return exists().where(Mechanism.partnership_id == Partnership.id, *conditions)


def is_described() -> ColumnElement[bool]:
    """Text or replies were given: whatever is described was judged."""
    return exists().where(Proposal.mechanism_id == Mechanism.id)


def is_in_state(state: MechanismState) -> ColumnElement[bool]:
    """The mechanism of the partnership is decided to be of this type, or is not decided on yet."""
    undecided = and_(Mechanism.decided_type.is_(None), is_described())
    if state is MechanismState.NOT_DESCRIBED:
        return ~of_partnership(is_described())
    if state is MechanismState.PROPOSED:
        return of_partnership(undecided, Mechanism.proposed_type.is_not(None))
    if state is MechanismState.UNCLEAR:
        return of_partnership(undecided, Mechanism.proposed_type.is_(None))
    return of_partnership(Mechanism.decided_type == MechanismType.from_code(state.code))


def by_decided_type(session: Session, scope: Scope) -> dict[MechanismType, int]:
    """How many of a scope have a mechanism of each type, as people decided."""
    rows = session.execute(
        select(Mechanism.decided_type, func.count())
        .where(Mechanism.partnership_id.in_(scope), Mechanism.decided_type.is_not(None))
        .group_by(Mechanism.decided_type)
    )
    return {type_: number for type_, number in rows if type_ is not None}


# --- people and classifier --------------------------------------------------------------------------------------------


def versions(session: Session) -> list[str]:
    """The versions of the classifier whose answers are kept, the newest first."""
    return list(
        session.scalars(
            select(Proposal.version).group_by(Proposal.version).order_by(func.max(Proposal.id).desc())
        )
    )


def compared(user: User | None, version: str) -> Select[Mechanism, Proposal]:
    """What people decided beside the last answer of a version, of the partnerships that this reader sees inside."""
    last = select(func.max(Proposal.id)).where(Proposal.version == version).group_by(Proposal.mechanism_id)
    return (
        select(Mechanism, Proposal)
        .join(Proposal, Proposal.mechanism_id == Mechanism.id)
        .join(Partnership, Partnership.id == Mechanism.partnership_id)
        .where(Proposal.id.in_(last), Mechanism.decided_type.is_not(None), is_inside_visible_to(user))
    )


Cell = tuple[MechanismType, MechanismType | None]
"""What was decided, and what was proposed."""


def counted(session: Session, user: User | None, version: str) -> dict[Cell, int]:
    """How often each type was decided where each type was proposed."""
    rows = session.execute(
        compared(user, version)
        .with_only_columns(Mechanism.decided_type, Proposal.type, func.count())
        .group_by(Mechanism.decided_type, Proposal.type)
    )
    return {(decided, proposed): number for decided, proposed, number in rows if decided is not None}


def disagreements(user: User | None, version: str, cell: Cell | None = None) -> Select[Mechanism, Proposal]:
    """The mechanisms on which people and a version differ, the last decided first; with ``cell`` those of one cell of the table."""
    found = compared(user, version).options(TITLE_ONLY, WITH_DECISIONS)
    if cell is None:
        found = found.where(Mechanism.decided_type.is_distinct_from(Proposal.type))
    else:
        decided, proposed = cell
        found = found.where(Mechanism.decided_type == decided)
        found = found.where(Proposal.type.is_(None) if proposed is None else Proposal.type == proposed)
    return found.order_by(Mechanism.updated_at.desc(), Mechanism.id.desc())


def pending() -> Select[Proposal]:
    """The answers that wait to be accepted, with their mechanisms."""
    return (
        select(Proposal)
        .where(Proposal.is_pending)
        .options(joinedload(Proposal.mechanism).options(TITLE_ONLY))
        .order_by(Proposal.id)
    )


def described_after(mechanism_id: int, size: int) -> Select[Mechanism]:
    """The next mechanisms that can be judged, by their numbers."""
    return (
        select(Mechanism)
        .where(Mechanism.id > mechanism_id, is_described())
        .options(lazyload(Mechanism.partnership))
        .order_by(Mechanism.id)
        .limit(size)
    )


def answers_of(session: Session, mechanisms: Sequence[Mechanism]) -> dict[int, list[Proposal]]:
    """Of each mechanism the answer that stands, and after it the one that waits where there is one."""
    ids = [mechanism.id for mechanism in mechanisms]
    last = (
        select(func.max(Proposal.id))
        .where(Proposal.mechanism_id.in_(ids))
        .group_by(Proposal.mechanism_id, Proposal.is_pending)
    )
    found: dict[int, list[Proposal]] = {id_: [] for id_ in ids}
    for proposal in session.scalars(
        select(Proposal).where(Proposal.id.in_(last)).order_by(Proposal.is_pending, Proposal.id)
    ):
        found[proposal.mechanism_id].append(proposal)
    return found


def confirmed_after(mechanism_id: int, size: int) -> Select[Mechanism, Decision, Proposal]:
    """The next confirmed decisions whose partnerships let their texts be learnt from, each with the text that was judged."""
    last = select(func.max(Decision.id)).group_by(Decision.mechanism_id)
    return (
        select(Mechanism, Decision, Proposal)
        .join(Decision, Decision.mechanism_id == Mechanism.id)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .where(
            Mechanism.id > mechanism_id,
            Mechanism.may_train,
            Decision.id.in_(last),
            Proposal.text != "",
        )
        .options(lazyload("*"))
        .order_by(Mechanism.id)
        .limit(size)
    )
