"""Marks: what is found on single partnerships and looked up among all, made of the parts of each.

A mark of a flaw carries the day of the last sign of life, so that those to mend first are the last ones of an index; a mark of a
likeness carries its number. Silence is not marked: the day of the last sign of life tells it by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from tracker.database import Base
from tracker.summaries import likeness
from tracker.summaries.flaws import ALWAYS, NEVER
from tracker.summaries.models import PartnershipMark

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.summaries.parts import Parts

Mark = tuple[str, int, int, str, str]
"""Kind, key, number of the partnership, first day, and the day on which it does not hold any more."""
SILENT = "silent"
COLUMNS = ("kind", "key", "partnership_id", "since", "until")
PORTION = 500

_marks = Base.metadata.tables[PartnershipMark.__tablename__]


def marks_of(number: int, parts: Parts) -> Iterator[Mark]:
    """The marks of a partnership."""
    steps: dict[tuple[str, int | None], list[tuple[str, int]]] = defaultdict(list)
    alive = 0
    for (topic, key, day), change in parts.items():
        if topic == "alive":
            alive = date.fromisoformat(key).toordinal()
        elif topic in likeness.TOPICS:
            steps[topic, int(key)].append((day, change))
        elif topic == "flaw" and key != SILENT:
            steps[key, None].append((day, change))
    for (kind, own), changes in steps.items():
        for since, until in _spans(changes):
            yield kind, alive if own is None else own, number, since, until


def _spans(changes: list[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    total, since = 0, ALWAYS
    for day, change in sorted(changes):
        if not total:
            since = day
        total += change
        if not total and day > since:
            yield since, day
    if total:
        yield since, NEVER


def write(connection: Connection, difference: Counter[Mark]) -> None:
    """Let marks come where the difference is positive, and go where it is negative."""
    sign = "?" if connection.dialect.name == "sqlite" else "%s"
    gone = [mark[:4] for mark, number in difference.items() if number < 0]
    if gone:
        where = " AND ".join(f"{column} = {sign}" for column in COLUMNS[:4])
        _send(connection, f"DELETE FROM partnership_marks WHERE {where}", gone)  # noqa: S608  # names of columns
    come = sorted(mark for mark, number in difference.items() if number > 0)
    if come:
        signs = ", ".join([sign] * len(COLUMNS))
        _send(
            connection,
            f"INSERT INTO partnership_marks ({', '.join(COLUMNS)}) VALUES ({signs}) "  # noqa: S608  # names of columns
            f"ON CONFLICT ({', '.join(COLUMNS[:4])}) DO UPDATE SET until = excluded.until",
            come,
        )


def _send(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """One row is mostly all, and goes without what the driver does to send many."""
    connection.exec_driver_sql(statement, rows[0] if len(rows) == 1 else list(rows))


# --- the proof --------------------------------------------------------------------------------------------------------


def unlike(connection: Connection, expected: Iterable[tuple[int, Parts]]) -> set[int]:
    """The partnerships whose marks are not what follows from their parts: these are summed up, so that none need be kept in mind."""
    sums: Counter[int] = Counter()
    for number, parts in expected:
        sums[number] += sum(map(hash, marks_of(number, parts)))
    for row in connection.execute(select(*_marks.c), execution_options={"yield_per": 10_000}):
        sums[row.partnership_id] -= hash(tuple(row))
    return {number for number, rest in sums.items() if rest}


def mend(connection: Connection, numbers: Iterable[int], expected: Iterable[tuple[int, Parts]]) -> None:
    """Make the marks of some partnerships anew."""
    ordered = sorted(numbers)
    for place in range(0, len(ordered), PORTION):
        connection.execute(
            delete(_marks).where(_marks.c.partnership_id.in_(ordered[place : place + PORTION]))
        )
    write(connection, Counter(mark for number, parts in expected for mark in marks_of(number, parts)))
