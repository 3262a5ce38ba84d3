"""Which partnerships a session has touched, so that their counts are brought up to date before it commits.

Every change that goes through a session is seen here. What changes many rows by one statement says itself of which partnerships they
are (``execution_options(of_partnerships=…)``), or the rows are looked up first; where neither is possible, the statement is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, event, inspect, select
from sqlalchemy.orm import Session

from tracker.accounts.models import User
from tracker.evaluation.benefits.models import BenefitCell
from tracker.mechanisms.models import Mechanism, PassportEntry, Proposal
from tracker.partners.models import Organisation
from tracker.projects.models import (
    Continuation,
    FurtherField,
    Participation,
    Partnership,
    StageVisit,
    TeamMember,
    partnership_regions,
)
from tracker.projects.services.first_save import RECORDED, FirstSave
from tracker.resources.models import Commitment, Delivery, Need

if TYPE_CHECKING:
    from sqlalchemy.orm import ORMExecuteState, SessionTransaction, UOWTransaction

TOUCHED, SETTLED = "partnerships touched", "partnerships settled"
OPTION = "of_partnerships"
Via = Callable[[Collection[int]], Select[Any]]
"""Makes of the numbers of some records the select of the partnerships to which they belong."""


def _by_mechanism(numbers: Collection[int]) -> Select[Any]:
    return select(Mechanism.partnership_id).where(Mechanism.id.in_(numbers))


DIRECT: dict[str, str] = {
    Partnership.__tablename__: "id",
    partnership_regions.name: "partnership_id",
    **{
        model.__tablename__: "partnership_id"
        for model in (
            Commitment,
            Continuation,
            FurtherField,
            Mechanism,
            Need,
            Participation,
            StageVisit,
            TeamMember,
        )
    },
}
"""Tables with a column that holds the number of the partnership."""
INDIRECT: dict[str, tuple[str, Via]] = {
    Delivery.__tablename__: (
        "commitment_id",
        lambda numbers: select(Commitment.partnership_id).where(Commitment.id.in_(numbers)),
    ),
    BenefitCell.__tablename__: (
        "participation_id",
        lambda numbers: select(Participation.partnership_id).where(Participation.id.in_(numbers)),
    ),
    Proposal.__tablename__: ("mechanism_id", _by_mechanism),
    PassportEntry.__tablename__: ("mechanism_id", _by_mechanism),
}
"""Tables with a column that leads to it."""
ON_CHANGE: dict[str, tuple[str, Via]] = {
    Organisation.__tablename__: (
        "sector",
        lambda numbers: select(Participation.partnership_id).where(
            Participation.organisation_id.in_(numbers)
        ),
    ),
    User.__tablename__: (
        "cohort",
        lambda numbers: select(TeamMember.partnership_id).where(TeamMember.user_id.in_(numbers)),
    ),
}
"""Tables of which one column counts for partnerships that belong to the row; only a change of it touches them."""
WATCHED = frozenset((*DIRECT, *INDIRECT, *ON_CHANGE))


class Untold(RuntimeError):
    """A statement changes many rows without saying to which partnerships they belong."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"This statement changes {table}, and what it changes is counted: say which partnerships it touches by "
            f".execution_options({OPTION}=(…))."
        )


def touch(session: Session, numbers: Collection[int]) -> None:
    """Let the counts of these partnerships be brought up to date before the session commits."""
    session.info.setdefault(TOUCHED, set()).update(numbers)


@dataclass(frozen=True, slots=True)
class Touched:
    """The partnerships that a session has touched."""

    known: frozenset[int] = frozenset()
    """Those that may have been counted before."""
    new: frozenset[int] = frozenset()
    """Those that nobody has counted yet, and of which more was written than the first save."""
    first_saves: Mapping[int, FirstSave] = field(default_factory=dict)
    """Those of which nothing else was written."""


def take_touched(session: Session) -> Touched:
    """The partnerships that were touched since this was asked last."""
    recorded: dict[int, FirstSave] = session.info.pop(RECORDED, {})
    changed: set[int] = session.info.pop(TOUCHED, set())
    if recorded or changed:
        session.info.setdefault(SETTLED, set()).update(changed, recorded)
    return Touched(
        known=frozenset(changed - recorded.keys()),
        new=frozenset(changed & recorded.keys()),
        first_saves={number: save for number, save in recorded.items() if number not in changed},
    )


# --- what the session writes itself -----------------------------------------------------------------------------------


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: UOWTransaction) -> None:
    found: set[int] = set()
    leading: dict[tuple[str, str], set[int]] = {}
    for record in (*session.new, *session.dirty, *session.deleted):
        table = getattr(record, "__tablename__", "")
        if table not in WATCHED:
            continue
        if table in DIRECT:
            found |= _values(record, DIRECT[table])
            if table == Mechanism.__tablename__:
                leading.setdefault((PassportEntry.__tablename__, ""), set()).update(
                    _values(record, "started_from_id")
                )
        elif table in INDIRECT:
            leading.setdefault((table, ""), set()).update(_values(record, INDIRECT[table][0]))
        elif record in session.dirty and inspect(record).attrs[ON_CHANGE[table][0]].history.has_changes():
            leading.setdefault((table, ON_CHANGE[table][0]), set()).add(record.id)
    connection = session.connection() if any(leading.values()) else None
    for (table, column), numbers in leading.items():
        if numbers and connection is not None:
            via = ON_CHANGE[table][1] if column else INDIRECT[table][1]
            found.update(connection.scalars(via(sorted(numbers))))
    if found:
        touch(session, found)


def _values(record: object, column: str) -> set[int]:
    """What stands in a column now, and what stood there before."""
    history = inspect(record).attrs[column].history
    return {value for value in (*(history.sum() or ()), getattr(record, column)) if value is not None}


# --- statements that change many rows ---------------------------------------------------------------------------------


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    statement: Any = state.statement
    table = getattr(getattr(statement, "table", None), "name", "")
    if table not in WATCHED:
        return
    told = state.execution_options.get(OPTION)
    touch(state.session, set(told if told is not None else _belonging(state, statement, table)))


def _belonging(state: ORMExecuteState, statement: Any, table: str) -> set[int]:
    """To which partnerships the rows belong that a statement is about to change."""
    if table in ON_CHANGE:
        if state.is_update and ON_CHANGE[table][0] in statement.compile().params:
            raise Untold(table)
        return set()
    column, via = (DIRECT[table], None) if table in DIRECT else INDIRECT[table]
    if state.is_insert:
        numbers = _inserted(state, table, column)
    elif state.is_update and column in statement.compile().params:
        raise Untold(table)
    else:
        where = () if statement.whereclause is None else (statement.whereclause,)
        numbers = set(state.session.scalars(select(statement.table.c[column]).where(*where)))
    return set(state.session.scalars(via(sorted(numbers)))) if via is not None and numbers else numbers


def _inserted(state: ORMExecuteState, table: str, column: str) -> set[int]:
    given: Any = state.parameters
    rows = given if isinstance(given, list) else [given or {}]
    if not all(column in row for row in rows):
        raise Untold(table)
    return {row[column] for row in rows}


# --- what is taken back -----------------------------------------------------------------------------------------------


@event.listens_for(Session, "after_soft_rollback")
def _taken_back(session: Session, _transaction: SessionTransaction) -> None:
    """What was brought up to date inside of what is taken back has to be brought up to date again, and may be new no more."""
    touch(session, session.info.pop(SETTLED, set()) | session.info.pop(RECORDED, {}).keys())


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _ended(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for kept in (SETTLED, TOUCHED, RECORDED):
        session.info.pop(kept, None)
