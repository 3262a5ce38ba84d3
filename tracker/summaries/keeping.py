"""Keeping the counts: in the transaction of every change, before it is committed; all anew where many rows came by another way."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, delete, event, func, insert, select, text, update
from sqlalchemy.orm import Session

from tracker.database import Base, utc_now
from tracker.projects.models import Partnership
from tracker.projects.terms import Visibility
from tracker.summaries import marks, parts, records, touching
from tracker.summaries.models import PartnershipCount, PartnershipFacts, PartnershipMark

if TYPE_CHECKING:
    from datetime import date

    from tracker.summaries.marks import Mark
    from tracker.summaries.parts import Parts
    from tracker.summaries.records import Record, Rows
    from tracker.summaries.touching import Touched


PORTION = 2000
AT_ONCE, WHEN_ALONE = 5 * PORTION, 25 * PORTION
"""So many partnerships are counted before the counts are added to, and so many where nobody waits for them."""
ALL, REGION, SEVERAL, GROUP = "all", "region", "several", "group"
"""Spans: what a place of a count is. Those of ``parts.CHOICES`` are called by themselves."""
EVERYWHERE = [(ALL, "")]
BETWEEN = "+"
"""Stands between the codes of the regions of one partnership."""
COLUMNS = ("topic", "span", "place", "visibility", "state", "key", "day")
SIGHT = {each.code: (Visibility.PROGRAMME if each.reaches_programme else each).code for each in Visibility}
"""Under which visibility a topic is counted that tells no more apart than what is shown to the programme and what is not."""
ANY_STATE = ""
Count = tuple[str, str, str, str, str, str, str]
"""The key of a count: its columns in order."""
Facts = tuple[int, str, str, str, str]
"""Number, visibility, state, places and parts of a partnership: a row of ``partnership_facts``."""

_facts = Base.metadata.tables[PartnershipFacts.__tablename__]
_counts = Base.metadata.tables[PartnershipCount.__tablename__]
_marks = Base.metadata.tables[PartnershipMark.__tablename__]
KNOWN = select(_facts).where(_facts.c.id >= bindparam("low"), _facts.c.id <= bindparam("high"))
KNOWN_IN_ORDER = KNOWN.order_by(_facts.c.id).with_for_update()
NEW, GONE = insert(_facts), delete(_facts).where(_facts.c.id == bindparam("number"))
CHANGED = update(_facts).where(_facts.c.id == bindparam("number"))


@dataclass(slots=True)
class Difference:
    """What has to be added to the counts, and which marks come and go."""

    counts: Counter[Count] = field(default_factory=Counter)
    marks: Counter[Mark] = field(default_factory=Counter)

    def come(self, facts: Facts, found: Parts) -> None:
        """A partnership adds these parts."""
        self._count(facts, found)
        self.marks.update(marks.marks_of(facts[0], found))

    def go(self, facts: Facts) -> None:
        """What a partnership added it adds no more."""
        found = parts.read(facts[4])
        self._count(facts, found, -1)
        self.marks.subtract(marks.marks_of(facts[0], found))

    def change(self, before: Facts, now: Facts, found: Parts) -> None:
        """A partnership adds something else; where it stays where it was, only what differs is looked at."""
        if before[1:4] != now[1:4]:
            self.go(before)
            self.come(now, found)
            return
        earlier = parts.read(before[4])
        differing = {part for part, _number in found.items() ^ earlier.items()}
        if parts.choices_of(differing):
            self.go(before)
            self.come(now, found)
            return
        difference = {part: found.get(part, 0) - earlier.get(part, 0) for part in differing}
        self._count(now, difference, choices=parts.choices_of(found))
        self.marks.update(marks.marks_of(now[0], found))
        self.marks.subtract(marks.marks_of(now[0], earlier))

    def _count(
        self, facts: Facts, found: Parts, sign: int = 1, *, choices: list[tuple[str, str]] | None = None
    ) -> None:
        counts = self.counts
        for count, number in counted(facts, found, choices):
            counts[count] = counts.get(count, 0) + sign * number

    def write(self, connection: Connection) -> None:
        _add(connection, self.counts)
        marks.write(connection, self.marks)


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        settle(session)


def settle(session: Session) -> None:
    """Bring up to date what the session has touched; also before somebody reads counts in the transaction that changed something."""
    session.flush()
    touched = touching.take_touched(session)
    if touched.known or touched.new or touched.first_saves:
        refresh(session.connection(), touched)


def refresh(connection: Connection, touched: Touched) -> None:
    """Count these partnerships anew, neighbours together.

    Whoever changes the same one at the same time waits for us, or we for them.
    """
    today, difference = utc_now().date(), Difference()
    for low, high in neighbours(touched.known):
        _refresh(connection, low, high, today, difference)
    for low, high in neighbours(touched.new):
        _refresh(connection, low, high, today, difference, is_new=True)
    first = [
        _facts_of(*records.of_first_save(number, save), today) for number, save in touched.first_saves.items()
    ]
    _come(connection, first, difference)
    difference.write(connection)


def neighbours(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The ranges of numbers that follow one another, the smallest first."""
    ordered = sorted(numbers)
    starts = [
        place
        for place, number in enumerate(ordered)
        if place == 0 or number != ordered[place - 1] + 1 or place % PORTION == 0
    ]
    for start, end in pairwise([*starts, len(ordered)]):
        yield ordered[start], ordered[end - 1]


def _refresh(
    connection: Connection, low: int, high: int, today: date, difference: Difference, *, is_new: bool = False
) -> None:
    counted = () if is_new else connection.execute(KNOWN_IN_ORDER, {"low": low, "high": high})
    known: dict[int, Any] = {row[0]: tuple(row) for row in counted}
    new: list[tuple[Facts, Parts]] = []
    changed: list[Facts] = []
    for now, found in facts_of(connection, low, high, today):
        before = known.pop(now[0], None)
        if now == before:
            continue
        if before is None:
            new.append((now, found))
        else:
            difference.change(before, now, found)
            changed.append(now)
    for before in known.values():
        difference.go(before)
    _come(connection, new, difference)
    if changed:
        names = ("number", *_facts.c.keys()[1:])
        connection.execute(CHANGED, [dict(zip(names, now, strict=True)) for now in changed])
    if known:
        connection.execute(GONE, [{"number": number} for number in known])


def _come(connection: Connection, new: Iterable[tuple[Facts, Parts]], difference: Difference) -> None:
    """Keep the facts of partnerships of which nothing has been counted, and count them."""
    written = []
    for now, found in new:
        difference.come(now, found)
        written.append(dict(zip(_facts.c.keys(), now, strict=True)))
    if written:
        connection.execute(NEW, written)


def facts_of(connection: Connection, low: int, high: int, today: date) -> Iterator[tuple[Facts, Parts]]:
    """What follows from the records of a range of partnerships, with the parts also as such."""
    for record, rows in records.read(connection, low, high):
        yield _facts_of(record, rows, today)


def _facts_of(record: Record, rows: Rows, today: date) -> tuple[Facts, Parts]:
    places = BETWEEN.join(sorted(str(row.code) for row in rows["region"]))
    found = parts.parts_of(record, rows, today)
    return (record.id, record.visibility, record.state, places, parts.written(found)), found


def counted(
    facts: Facts, found: Parts, choices: list[tuple[str, str]] | None = None
) -> Iterator[tuple[Count, int]]:
    """What a partnership adds to which counts; where not all its parts are given, with the choices under which it is counted."""
    _number, visibility, state, together, _text = facts
    places, sight = _places(together), SIGHT[visibility]
    choices = parts.choices_of(found) if choices is None else choices
    everywhere = [*places, *choices]
    for (topic, key, day), number in found.items():
        if topic in parts.IN_REGIONS:
            for span, place in everywhere if topic in parts.BY_CHOICE else places:
                yield (topic, span, place, visibility, state, key, day), number
        elif topic in parts.BY_SIGHT:
            for span, place in everywhere if topic in parts.BY_CHOICE else EVERYWHERE:
                yield (topic, span, place, sight, ANY_STATE, key, day), number
        elif topic in parts.GROUPED:
            group, _colon, rest = key.partition(":")
            yield (topic, GROUP, group, sight, ANY_STATE, rest, day), number
        elif topic in parts.BY_CHOICE:
            for span, place in choices:
                yield (topic, span, place, visibility, state, key, day), number
        elif topic not in parts.NOT_COUNTED:
            yield (topic, ALL, "", visibility, state, key, day), number


def _places(together: str) -> list[tuple[str, str]]:
    regions = together.split(BETWEEN) if together else []
    places = [*EVERYWHERE, *((REGION, code) for code in regions)]
    if len(regions) > 1:
        places.append((SEVERAL, together))
    return places


def _add(connection: Connection, difference: Counter[Count]) -> int:
    """Add to the counts, in one order for all, so that no two writers wait for each other."""
    rows = sorted((*key, number) for key, number in difference.items() if number)
    if rows and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ADDING_ROWS, rows)
    elif rows:
        connection.exec_driver_sql(_ADDING_COLUMNS, tuple(list(column) for column in zip(*rows, strict=True)))
    less = [row[:-1] for row in rows if row[-1] < 0 and row[0] in parts.BY_ROWS]
    if less:
        sign = "?" if connection.dialect.name == "sqlite" else "%s"
        where = " AND ".join(f"{column} = {sign}" for column in COLUMNS)
        connection.exec_driver_sql(f"DELETE FROM partnership_counts WHERE {where} AND number = 0", less)  # noqa: S608  # names of columns
    return len(rows)


def _adding(rows: str) -> str:
    """The statement for the driver itself: there are dozens of rows for each partnership."""
    return (
        f"INSERT INTO partnership_counts ({', '.join(COLUMNS)}, number) {rows} "
        f"ON CONFLICT ({', '.join(COLUMNS)}) DO UPDATE SET number = partnership_counts.number + excluded.number"
    )


_ADDING_ROWS = _adding(f"VALUES ({', '.join('?' * 8)})")
_ADDING_COLUMNS = _adding(f"SELECT * FROM unnest({'%s::text[], ' * 7}%s::bigint[])")  # noqa: S608  # no value
"""PostgreSQL takes a statement for each row, or the rows column by column at once."""


# --- all anew ---------------------------------------------------------------------------------------------------------


def fill(connection: Connection) -> None:
    """Count everything where nothing has been counted: a migration that changes what is counted empties the table of facts."""
    if _is_empty(connection):
        for _number in rebuild(Session(connection)):
            pass


def _is_empty(connection: Connection) -> bool:
    return connection.scalar(select(_facts.c.id).limit(1)) is None


def rebuild(session: Session) -> Iterator[int]:
    """Count all partnerships anew, many at once, and say after these up to which number; the caller may commit then.

    At last counts and marks are made what the facts say, whatever stood there; the caller commits. Where there were no facts,
    whatever else stood there goes at first, and then there is nothing to correct.
    """
    is_first = _is_empty(session.connection())
    if is_first:
        session.connection().execute(delete(_counts))
        session.connection().execute(delete(_marks))
    today, at_once = utc_now().date(), WHEN_ALONE if is_first else AT_ONCE
    latest = max(session.scalar(select(func.max(column))) or 0 for column in (Partnership.id, _facts.c.id))
    for first in range(1, latest + 1, at_once):
        last = min(first + at_once - 1, latest)
        with _nothing_collected():
            _rebuild(session.connection(), first, last, today)
        yield last
    if not is_first:
        correct(session.connection())


def _rebuild(connection: Connection, first: int, last: int, today: date) -> None:
    difference = Difference()
    for low in range(first, last + 1, PORTION):
        _refresh(connection, low, min(low + PORTION - 1, last), today, difference)
    difference.write(connection)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Garbage would be looked for again and again among all that waits to be written; it takes a good part of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def correct(connection: Connection) -> int:
    """Make counts and marks what the facts say; how many were otherwise. Nobody else changes them meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE partnership_counts IN SHARE ROW EXCLUSIVE MODE"))
    wrong = _add(
        connection, Counter({key: full - kept for key, (full, kept) in compared(connection).items()})
    )
    connection.execute(delete(_counts).where(_counts.c.number == 0))
    unlike = marks.unlike(connection, all_parts(connection))
    if unlike:
        marks.mend(connection, unlike, (each for each in all_parts(connection) if each[0] in unlike))
    return wrong + len(unlike)


def compared(connection: Connection) -> dict[Count, tuple[int, int]]:
    """The counts that are not what the facts add up to: what they add up to, and what is kept."""
    full: dict[Count, int] = {}
    for facts in connection.execute(select(_facts), execution_options={"yield_per": PORTION}):
        for added, number in counted(tuple(facts), parts.read(facts.parts)):
            full[added] = full.get(added, 0) + number
    found = {}
    for *key, number in connection.execute(select(*(_counts.c[name] for name in COLUMNS), _counts.c.number)):
        count: Any = tuple(key)
        expected = full.pop(count, 0)
        if expected != number or (number == 0 and count[0] in parts.BY_ROWS):
            found[count] = (expected, int(number))
    return found | {count: (number, 0) for count, number in full.items() if number}


def all_parts(connection: Connection) -> Iterator[tuple[int, Parts]]:
    """What the facts say, partnership by partnership."""
    query = select(_facts.c.id, _facts.c.parts)
    for number, written in connection.execute(query, execution_options={"yield_per": PORTION}):
        yield number, parts.read(written)
