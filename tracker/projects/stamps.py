"""Stamps of partnerships: a few plain values that differ as soon as anything differs that belongs to a partnership.

One query reads of every table that is covered which rows a partnership has there and in which state they are. Pages are kept under
stamps (``keeping.py``), so that what they show need not be read again while it is the same.

A package names the tables of which its parts of a page read (``cover``). A page that reads any other is not kept.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Engine,
    Text,
    bindparam,
    case,
    cast,
    event,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from tracker.accounts.models import User
from tracker.database import Base, UtcDateTime, utc_now
from tracker.partners.models import Contact, Organisation
from tracker.projects.models import (
    ChecklistMark,
    Continuation,
    Document,
    FurtherField,
    HabitConfirmation,
    KeyPerson,
    Participation,
    Partnership,
    PartnershipGoal,
    PartnershipTag,
    StageVisit,
    TeamMember,
    partnership_regions,
)
from tracker.projects.picks import ParticipationExpectation, ParticipationOffer
from tracker.projects.terms import TeamRole, Visibility
from tracker.regions.models import Region

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, FromClause, ScalarSelect, Select, Table, TextClause
    from sqlalchemy.orm import InstanceState, Session

WITH_THE_HISTORY = frozenset({"history_books", "history_entries", "history_attachments", "stored_files"})
"""Tables that change only together with the end of the book, which is in every stamp."""

ALWAYS = frozenset({"partnerships", "partnership_regions"})
"""Tables that every glance looks into."""

OWN: dict[str, Table] = {}
"""Tables of which rows belong to one partnership, by their names."""
COVERED: dict[type[Any], str] = {}
"""Their models."""
SHARED: dict[str, list[Select[Any]]] = {}
"""Tables of which partnerships name rows, such as people, each with the selects of the keys that are named."""
NAMED: dict[str, type[Any]] = {
    "users": User,
    "organisations": Organisation,
    "contacts": Contact,
    "regions": Region,
}
"""What belongs to no partnership and is named in many."""
ALONE: set[str] = set()
"""Tables whose rows lead to other partnerships: where there are any, no page is kept."""
SAID_OF_PEOPLE = ("id", "name", "email", "phone", "active", "erased_at")
"""What pages show of somebody; the instant of the last change would tell of every sign-in."""

PARTNERSHIPS: Table = Base.metadata.tables["partnerships"]
NOW = literal_column(":now", UtcDateTime)
SEMICOLON: Any = literal_column("';'", Text)
SEPARATOR = literal_column("'|'", Text)
KEYS = re.compile(r"(?:^|;)([\w-]+)\|")
"""The keys of the rows in a part of a stamp."""
DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}


@dataclass(frozen=True, slots=True)
class Glance:
    """A partnership as the rules of access ask about it, and its stamp."""

    id: int
    visibility: Visibility
    is_archived: bool
    region_codes: frozenset[str]
    roles: dict[int, TeamRole]
    stamp: tuple[Any, ...]
    states: dict[str, str] = field(compare=False)
    """By table, the part of the stamp about its rows, as far as there are any."""

    @property
    def stands_alone(self) -> bool:
        """Nothing of it leads to another partnership, whose changes the stamp would not show."""
        return not ALONE & self.states.keys()

    def names(self, table: str, key: str) -> bool:
        """Whether the stamp shows this record."""
        if table == "partnerships":
            return key == str(self.id)
        return key in KEYS.findall(self.states.get(table, ""))

    def team_role_of(self, user: User) -> TeamRole | None:
        """The role of a person in the team of today."""
        return self.roles.get(user.id)


# --- which tables are covered -----------------------------------------------------------------------------------------


def cover(*models: type[Any], alone: bool = False) -> None:
    """Let stamps show every change in the rows of these models that belong to a partnership, directly or by what they belong to.

    With them, what they name in ``NAMED``. ``alone`` says that its rows also lead to other partnerships, so that with any of them
    no page can be kept.
    """
    for model in models:
        table: Table = model.__table__
        COVERED[model] = table.name
        OWN[table.name] = table
        if alone:
            ALONE.add(table.name)
        cover_named(table)
    _statement.cache_clear()


def cover_named(table: Table) -> None:
    """Let stamps show every change of the people, organisations and regions that rows of this table name."""
    for key in table.foreign_keys:
        if key.column.table.name in NAMED:
            SHARED.setdefault(key.column.table.name, []).append(rows_of(table, key.parent))
    _statement.cache_clear()


def rows_of(table: Table, *what: ColumnElement[Any]) -> Select[Any]:
    """Something of the rows of a table that belong to the partnership of the query around, by the shortest way of foreign keys."""
    query = select(*what).correlate(PARTNERSHIPS)
    if "book_id" in table.c:
        return query.where(table.c.book_id == PARTNERSHIPS.c.book_id)
    direct = [
        key.parent == PARTNERSHIPS.c.id for key in table.foreign_keys if key.column.table is PARTNERSHIPS
    ]
    return query.where(or_(*direct)) if direct else _along(query, _way_from(table))


def _way_from(table: Table) -> Sequence[Column[Any]]:
    waiting: list[tuple[Table, tuple[Column[Any], ...]]] = [(table, ())]
    seen = {table.name, "users", "history_books"}
    for at, way in waiting:
        for column in at.c:
            for key in column.foreign_keys:
                if key.column.table is PARTNERSHIPS:
                    return (*way, column)
                if key.column.table.name not in seen:
                    seen.add(key.column.table.name)
                    waiting.append((key.column.table, (*way, column)))
    message = f"{table.name} does not belong to a partnership"
    raise ValueError(message)


def _along(query: Select[Any], way: Sequence[Column[Any]]) -> Select[Any]:
    """A query over the table where a chain of foreign keys begins, for the partnership where it ends.

    Joins: a database makes a table of its own for each ``IN``, which takes longer than finding the rows.
    """
    *before, last = way
    source: FromClause = way[0].table
    for column in before:
        (key,) = column.foreign_keys
        source = source.join(key.column.table, column == key.column)
    return query.select_from(source).where(last == PARTNERSHIPS.c.id)


# --- reading ----------------------------------------------------------------------------------------------------------


def glances_at(session: Session, ids: Iterable[int]) -> dict[int, Glance]:
    """Partnerships as they are now, by their ids, read by one query."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {glance.id: glance for glance in _read_glances(session, "IN :wanted", wanted)}


def glance_at(session: Session, number: int) -> Glance | None:
    """One partnership as it is now; ``None`` when there is none."""
    return next(_read_glances(session, "= :wanted", number), None)


def nothing_of(glances: Sequence[Glance]) -> frozenset[type[Any]]:
    """The covered kinds of which none of these partnerships has anything."""
    there = {name for glance in glances for name in glance.states}
    return frozenset(model for model, name in COVERED.items() if name not in there)


def _read_glances(session: Session, condition: str, wanted: int | list[int]) -> Iterator[Glance]:
    statement = _statement(session.get_bind().dialect.name, condition)
    rows = session.execute(statement, {"wanted": wanted, "now": utc_now()})
    names = (*OWN, *SHARED)
    for row in rows:
        number, visibility, archived_at, regions, team, *rest = row
        stamp = (visibility, archived_at, regions, team, *rest)
        pairs = (pair.split("=") for pair in (team or "").split(";") if pair)
        yield Glance(
            id=number,
            visibility=Visibility.from_code(visibility),
            is_archived=archived_at is not None,
            region_codes=frozenset((regions or "").split(";")) - {""},
            roles={int(user): TeamRole.from_code(role) for user, role in pairs},
            stamp=stamp,
            states={name: state for name, state in zip(names, rest[-len(names) :], strict=True) if state},
        )


@lru_cache
def _statement(dialect: str, condition: str) -> TextClause:
    """The query as text, because taking its hundred parts apart each time would cost more than its answer."""
    tables = Base.metadata.tables
    books, team, regions = tables["history_books"].c, tables["team_members"].c, partnership_regions.c
    parts = [
        PARTNERSHIPS.c.id,
        cast(PARTNERSHIPS.c.visibility, Text),
        cast(PARTNERSHIPS.c.archived_at, Text),
        _joined(regions.region_code, where=regions.partnership_id == PARTNERSHIPS.c.id),
        _joined(
            cast(team.user_id, Text) + literal_column("'='") + cast(team.role, Text),
            where=(team.partnership_id == PARTNERSHIPS.c.id) & team.until.is_(None),
        ),
        *(cast(PARTNERSHIPS.c[name], Text) for name in ("version", "updated_at", "alive_on")),
        *(_only(column, where=books.id == PARTNERSHIPS.c.book_id) for column in (books.length, books.head)),
        *(
            rows_of(table, func.aggregate_strings(_state_of(table), SEMICOLON)).scalar_subquery()
            for table in OWN.values()
        ),
        *(_joined(_state_of(tables[name]), where=is_named(tables[name], by)) for name, by in SHARED.items()),
    ]
    written = select(*(part.label(f"part_{number}") for number, part in enumerate(parts)))
    compiled = written.select_from(PARTNERSHIPS).compile(dialect=DIALECTS[dialect](paramstyle="named"))
    return text(f"{compiled} WHERE partnerships.id {condition}").bindparams(
        bindparam("wanted", expanding=condition.startswith("IN")),
        *([bindparam("now", type_=UtcDateTime)] if ":now" in str(compiled) else []),
    )


def _only(column: ColumnElement[Any], *, where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(column).where(where).correlate(PARTNERSHIPS).scalar_subquery()


def _joined(what: ColumnElement[Any], *, where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return _only(func.aggregate_strings(what, SEMICOLON), where=where)


def is_named(table: Table, by: Sequence[Select[Any]]) -> ColumnElement[bool]:
    (key,) = table.primary_key.columns
    return key.in_(union_all(*by) if len(by) > 1 else by[0])


def _state_of(table: Table) -> ColumnElement[str]:
    """In which state a row is: its version and the instant of its last change, or all that it holds."""
    columns: list[ColumnElement[Any]] = list(table.c)
    if table.name == "users":
        columns = [table.c[name] for name in SAID_OF_PEOPLE]
    elif "updated_at" in table.c:
        columns = [
            *table.primary_key.columns,
            *(table.c[name] for name in ("updated_at", "version") if name in table.c),
        ]
    instants = (table.c[name] <= NOW for name in ("expires_at",) if name in table.c)
    columns += [case((passed, literal_column("1")), else_=literal_column("0")) for passed in instants]
    shown = [func.coalesce(cast(column, Text), literal_column("''", Text)) + SEPARATOR for column in columns]
    return functools.reduce(operator.add, shown)


# --- watching what is read --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Read:
    """What was read from the database: of which tables, and which records of those that are no partnership's own."""

    tables: set[str] = field(default_factory=set)
    rows: set[tuple[str, str]] = field(default_factory=set)


_read: ContextVar[Read | None] = ContextVar("read", default=None)


@contextmanager
def watching() -> Iterator[Read]:
    """Note what is read meanwhile."""
    read = Read()
    token = _read.set(read)
    try:
        yield read
    finally:
        _read.reset(token)


@event.listens_for(Engine, "before_cursor_execute")
def _watch(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    read = _read.get()
    if read is not None:
        read.tables.update(_named_in(statement))


def _watch_records(state: InstanceState[Any], *_rest: Any) -> None:
    read = _read.get()
    if read is not None and state.key is not None:
        read.rows.update((state.class_.__tablename__, str(key)) for key in state.key[1])


for watched in (Partnership, *NAMED.values()):
    event.listen(watched, "load", _watch_records, raw=True)
    event.listen(watched, "refresh", _watch_records, raw=True)


@lru_cache(maxsize=2000)
def _named_in(statement: str) -> frozenset[str]:
    """The tables whose names stand in a statement; a column of the same name counts too, which does no harm."""
    return frozenset(Base.metadata.tables).intersection(re.findall(r"\w+", statement))


def know(read: Read, glances: Sequence[Glance]) -> bool:
    """Whether these stamps together would show it if anything of what was read were different."""
    return not uncovered(read.tables) and all(any(each.names(*row) for each in glances) for row in read.rows)


def uncovered(tables: Iterable[str]) -> set[str]:
    """Of these tables, those whose changes no stamp shows."""
    return set(tables) - OWN.keys() - SHARED.keys() - WITH_THE_HISTORY - ALWAYS


cover(
    FurtherField,
    PartnershipGoal,
    PartnershipTag,
    TeamMember,
    Participation,
    ParticipationExpectation,
    ParticipationOffer,
    KeyPerson,
    StageVisit,
    ChecklistMark,
    HabitConfirmation,
    Continuation,
    Document,
)
for named_in in (partnership_regions, Base.metadata.tables["history_entries"]):
    cover_named(named_in)
SHARED["regions"].append(
    select(Organisation.region_code)
    .join(Participation, Participation.organisation_id == Organisation.id)
    .where(Participation.partnership_id == PARTNERSHIPS.c.id)
    .correlate(PARTNERSHIPS)
)
