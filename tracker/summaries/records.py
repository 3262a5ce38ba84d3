"""What the records say of partnerships, read by two statements, for one partnership or for a range of numbers.

The second statement gives every row of another table as a *row* of the same shape; ``part`` says what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

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
from tracker.projects.services.first_save import FIRST_STAGE
from tracker.projects.terms import TeamRole
from tracker.resources.models import AMOUNT, MONEY, Commitment, Delivery, Need
from tracker.resources.sums import COUNTED

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy import CompoundSelect, FromClause, Select
    from sqlalchemy.engine import Connection

    from tracker.projects.services.first_save import FirstSave


class Record(NamedTuple):
    """What a partnership says of itself; terms are their codes."""

    id: int
    visibility: str
    stage: str
    round: int
    main_field: str | None
    municipality: str
    started_on: date | None
    ended_on: date | None
    alive_on: date
    archived_at: datetime | None
    created_at: datetime
    title: str
    says_problem: bool
    says_target_group: bool

    @property
    def state(self) -> str:
        if self.archived_at is not None:
            return "archived"
        return "active" if self.ended_on is None else "ended"


CODES = frozenset({"visibility", "stage", "main_field"})
COMPUTED = frozenset({"says_problem", "says_target_group"})
"""Fields of a record that say whether there are any words in a column."""


class Row(NamedTuple):
    """A row of another table; what its columns mean depends on its part."""

    id: int
    part: str
    code: str | None
    term: str | None
    word: str | None
    sector: str | None
    ref: int | None
    first: date | None
    last: date | None
    number: int | None
    amount: Decimal | None
    value: Decimal | None


Rows = Mapping[str, list[Row]]
"""The rows of one partnership by part."""
Owned = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Makes of the column with the number of a partnership the condition for those that are asked for."""
PUBLISHED, DESCRIBED, REPEATED = 1, 2, 4
"""What the number of a mechanism adds up from."""

_EMPTY: dict[str, Any] = {
    "code": cast(null(), String),
    "term": cast(null(), String),
    "word": cast(null(), String),
    "sector": cast(null(), String),
    "ref": cast(null(), Integer),
    "first": cast(null(), Date),
    "last": cast(null(), Date),
    "number": cast(null(), Integer),
    "amount": type_coerce(cast(null(), Integer), AMOUNT),
    "value": type_coerce(cast(null(), Integer), MONEY),
}


def _code(column: Any) -> ColumnElement[str]:
    return type_coerce(column, String)


def _part(name: str, owner: Any, source: FromClause, *conditions: Any, **columns: Any) -> Select[Any]:
    given = [columns.get(column, empty).label(column) for column, empty in _EMPTY.items()]
    return (
        select(owner.label("id"), literal_column(f"'{name}'", String).label("part"), *given)
        .select_from(source)
        .where(*conditions)
    )


def _of_resources(owned: Owned) -> Iterator[Select[Any]]:
    promise, arrival, need = Commitment.__table__.c, Delivery.__table__.c, Need.__table__.c
    giver = Participation.__table__.join(
        Organisation.__table__, Organisation.id == Participation.organisation_id
    )
    yield _part(
        "commitment",
        promise.partnership_id,
        Commitment.__table__.join(giver, Participation.id == promise.participation_id),
        owned(promise.partnership_id),
        code=_code(promise.kind),
        term=_code(promise.state),
        word=promise.currency,
        sector=_code(Organisation.sector),
        ref=promise.id,
        first=promise.due_on,
        amount=promise.amount,
        value=promise.value_amount,
    )
    yield _part(
        "delivery",
        promise.partnership_id,
        Commitment.__table__.join(Delivery.__table__, arrival.commitment_id == promise.id),
        owned(promise.partnership_id),
        arrival.cancelled_on.is_(None),
        word=arrival.currency,
        ref=promise.id,
        amount=arrival.amount,
        value=arrival.value_amount,
    )
    answered = exists().where(
        promise.need_id == need.id, or_(*(Commitment.state == state for state in COUNTED))
    )
    yield _part(
        "need",
        need.partnership_id,
        Need.__table__,
        owned(need.partnership_id),
        need.dropped_on.is_(None),
        ~answered,
        code=_code(need.kind),
    )


def _of_partners(owned: Owned) -> Iterator[Select[Any]]:
    of = Participation.__table__.c
    joined = Participation.__table__.join(Organisation.__table__, Organisation.id == of.organisation_id)
    yield _part(
        "partner",
        of.partnership_id,
        joined,
        owned(of.partnership_id),
        sector=_code(Organisation.sector),
        ref=of.organisation_id,
        first=of.joined_on,
        last=of.left_on,
    )
    cell = BenefitCell.__table__.c
    yield _part(
        "benefit",
        of.partnership_id,
        joined.join(BenefitCell.__table__, cell.participation_id == of.id),
        owned(of.partnership_id),
        cell.achieved.is_not(None),
        code=_code(cell.benefit),
        sector=_code(Organisation.sector),
        ref=of.id,
        number=cell.achieved,
    )


def _of_the_way(owned: Owned) -> Iterator[Select[Any]]:
    region, field = partnership_regions.c, FurtherField.__table__.c
    visit, decision, member = StageVisit.__table__.c, Continuation.__table__.c, TeamMember.__table__.c
    yield _part(
        "region",
        region.partnership_id,
        partnership_regions,
        owned(region.partnership_id),
        code=region.region_code,
    )
    yield _part(
        "field",
        field.partnership_id,
        FurtherField.__table__,
        owned(field.partnership_id),
        code=_code(field.field),
    )
    yield _part(
        "visit",
        visit.partnership_id,
        StageVisit.__table__,
        owned(visit.partnership_id),
        code=_code(visit.stage),
        first=visit.entered_on,
        last=visit.left_on,
    )
    yield _part(
        "decision",
        decision.partnership_id,
        Continuation.__table__,
        owned(decision.partnership_id),
        code=_code(decision.decision),
    )
    yield _part(
        "broker",
        member.partnership_id,
        TeamMember.__table__.join(User.__table__, User.id == member.user_id),
        owned(member.partnership_id),
        TeamMember.role == TeamRole.BROKER,
        member.until.is_(None),
        word=User.cohort,
        ref=member.user_id,
    )


def _of_mechanisms(owned: Owned) -> Iterator[Select[Any]]:
    of, answer = Mechanism.__table__.c, PassportEntry.__table__.c
    later = Mechanism.__table__.alias("later")
    described = exists().where(Proposal.mechanism_id == of.id)
    repeated = exists().where(later.c.started_from_id == of.id)
    yield _part(
        "mechanism",
        of.partnership_id,
        Mechanism.__table__,
        owned(of.partnership_id),
        code=_code(of.decided_type),
        term=_code(of.proposed_type),
        number=case((of.published_at.is_not(None), PUBLISHED), else_=0)
        + case((described, DESCRIBED), else_=0)
        + case((repeated, REPEATED), else_=0),
    )
    yield _part(
        "answer",
        of.partnership_id,
        Mechanism.__table__.join(PassportEntry.__table__, answer.mechanism_id == of.id),
        owned(of.partnership_id),
        answer.answer.is_not(None),
        code=_code(answer.part),
        term=_code(answer.answer),
    )


def _rows(owned: Owned) -> CompoundSelect[Any]:
    return union_all(*_of_resources(owned), *_of_partners(owned), *_of_the_way(owned), *_of_mechanisms(owned))


def _records(owned: Owned) -> Select[Any]:
    of = Partnership.__table__.c
    computed = {name: (func.trim(of[name.removeprefix("says_")]) != "").label(name) for name in COMPUTED}
    columns = [
        computed[name] if name in computed else _code(of[name]) if name in CODES else of[name]
        for name in Record._fields
    ]
    return select(*columns).where(owned(of.id)).order_by(of.id)


def _is_one(column: ColumnElement[int]) -> ColumnElement[bool]:
    return column == bindparam("low", type_=Integer)


def _is_in_range(column: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(column >= bindparam("low", type_=Integer), column <= bindparam("high", type_=Integer))


def of_first_save(number: int, save: FirstSave) -> tuple[Record, Rows]:
    """What ``read`` would find of a partnership of which only the first save was written."""
    said = save.values
    computed = {name: said[name.removeprefix("says_")].strip(" ") != "" for name in COMPUTED}
    record = Record(
        *(
            computed[name]
            if name in computed
            else said[name].code
            if name in CODES and said[name]
            else said[name]
            for name in Record._fields
        )
    )
    row = Row(number, "", *[None] * (len(Row._fields) - 2))
    regions = [row._replace(part="region", code=code) for code in save.region_codes]
    visit = row._replace(part="visit", code=FIRST_STAGE.code, first=save.day)
    broker = row._replace(part="broker", word=save.broker.cohort, ref=save.broker.id)
    return record, defaultdict(list, region=regions, visit=[visit], broker=[broker])


ONE, RANGE = (_records(_is_one), _rows(_is_one)), (_records(_is_in_range), _rows(_is_in_range))


def read(connection: Connection, low: int, high: int) -> Iterator[tuple[Record, Rows]]:
    """The partnerships of a range of numbers, each with its rows."""
    records, rows = ONE if low == high else RANGE
    bounds = {"low": low} if low == high else {"low": low, "high": high}
    of: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in map(Row._make, connection.execute(rows, bounds).all()):
        of[row.id][row.part].append(row)
    for record in map(Record._make, connection.execute(records, bounds).all()):
        yield record, of[record.id]
