"""Keeping the counts: in the transaction of every change, before it is committed; all anew where many rows came by another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, delete, event, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.database import Base, utc_now
from tracker.projects.models import Partnership
from tracker.summaries import parts, records, touching
from tracker.summaries.models import PartnershipCount, PartnershipFacts

if TYPE_CHECKING:
    from datetime import date


PORTION = 2000
ALL, REGION, SEVERAL = "all", "region", "several"
"""Spans: what a place of a count is."""
BETWEEN = "+"
"""Stands between the codes of the regions of one partnership."""
COLUMNS = ("topic", "span", "place", "visibility", "state", "key", "day")
Count = tuple[str, str, str, str, str, str, str]
"""The key of a count: its columns in order."""
Facts = tuple[int, str, str, str, str]
"""Number, visibility, state, places and parts of a partnership: a row of ``partnership_facts``."""

_facts = Base.metadata.tables[PartnershipFacts.__tablename__]
_counts = Base.metadata.tables[PartnershipCount.__tablename__]
KNOWN = select(_facts).where(_facts.c.id >= bindparam("low"), _facts.c.id <= bindparam("high"))
KNOWN_IN_ORDER = KNOWN.order_by(_facts.c.id).with_for_update()
NEW, GONE = insert(_facts), delete(_facts).where(_facts.c.id == bindparam("number"))
CHANGED = update(_facts).where(_facts.c.id == bindparam("number"))
_ADDING = {
    name: made.on_conflict_do_update(
        index_elements=COLUMNS, set_={"number": _counts.c.number + made.excluded.number}
    )
    for name, made in (("sqlite", sqlite.insert(_counts)), ("postgresql", postgresql.insert(_counts)))
}


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        settle(session)


def settle(session: Session) -> None:
    """Bring up to date what the session has touched; also before somebody reads counts in the transaction that changed something."""
    session.flush()
    touched = touching.take_touched(session)
    if touched:
        refresh(session.connection(), touched)


def refresh(connection: Connection, numbers: Collection[int]) -> None:
    """Count these partnerships anew, neighbours together. Whoever changes the same one at the same time waits for us, or we for them."""
    today, difference = utc_now().date(), Counter[Count]()
    for low, high in neighbours(numbers):
        _refresh(connection, low, high, today, difference)
    _add(connection, difference)


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


def _refresh(connection: Connection, low: int, high: int, today: date, difference: Counter[Count]) -> int:
    known = {row[0]: tuple(row) for row in connection.execute(KNOWN_IN_ORDER, {"low": low, "high": high})}
    new: list[Facts] = []
    changed: list[Facts] = []
    for now in facts_of(connection, low, high, today):
        before = known.pop(now[0], None)
        if now == before:
            continue
        difference.update(counted(now))
        if before is not None:
            difference.subtract(counted(before))
        (new if before is None else changed).append(now)
    for before in known.values():
        difference.subtract(counted(before))
    if new:
        connection.execute(NEW, [dict(zip(_facts.c.keys(), now, strict=True)) for now in new])
    if changed:
        names = ("number", *_facts.c.keys()[1:])
        connection.execute(CHANGED, [dict(zip(names, now, strict=True)) for now in changed])
    if known:
        connection.execute(GONE, [{"number": number} for number in known])
    return len(new) + len(changed) + len(known)


def facts_of(connection: Connection, low: int, high: int, today: date) -> Iterator[Facts]:
    """What follows from the records of a range of partnerships."""
    for record, rows in records.read(connection, low, high):
        places = BETWEEN.join(sorted(str(row.code) for row in rows["region"]))
        added = parts.settled(parts.parts_of(record, rows), today)
        yield record.id, record.visibility, record.state, places, parts.written(added)


def counted(facts: Facts) -> dict[Count, int]:
    """What a partnership adds to which counts."""
    _number, visibility, state, together, text_ = facts
    regions = together.split(BETWEEN) if together else []
    places = [(ALL, ""), *((REGION, code) for code in regions)]
    if len(regions) > 1:
        places.append((SEVERAL, together))
    return {
        (topic, span, place, visibility, state, key, day): number
        for (topic, key, day), number in parts.read(text_).items()
        for span, place in (places if topic in parts.IN_REGIONS else places[:1])
    }


def _add(connection: Connection, difference: Counter[Count]) -> int:
    """Add to the counts, in one order for all, so that no two writers wait for each other."""
    rows = [
        dict(zip((*COLUMNS, "number"), (*key, number), strict=True))
        for key, number in sorted(difference.items())
        if number
    ]
    if rows:
        connection.execute(_ADDING[connection.dialect.name], rows)
    return len(rows)


# --- all anew ---------------------------------------------------------------------------------------------------------


def fill(connection: Connection) -> None:
    """Count everything where nothing has been counted: a migration that changes what is counted empties the table of facts."""
    if connection.scalar(select(_facts.c.id).limit(1)) is None:
        for _number in rebuild(Session(connection)):
            pass


def rebuild(session: Session) -> Iterator[int]:
    """Count all partnerships anew, in portions, and say after each up to which number; the caller may commit then.

    At last the counts are made what the facts add up to, whatever stood there; the caller commits.
    """
    today = utc_now().date()
    latest = max(session.scalar(select(func.max(column))) or 0 for column in (Partnership.id, _facts.c.id))
    for low in range(1, latest + 1, PORTION):
        difference = Counter[Count]()
        _refresh(session.connection(), low, low + PORTION - 1, today, difference)
        _add(session.connection(), difference)
        yield min(low + PORTION - 1, latest)
    correct(session.connection())


def correct(connection: Connection) -> int:
    """Make the counts what the facts add up to; how many were otherwise. Nobody else changes counts meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE partnership_counts IN SHARE ROW EXCLUSIVE MODE"))
    wrong = _add(
        connection, Counter({key: full - kept for key, (full, kept) in compared(connection).items()})
    )
    connection.execute(delete(_counts).where(_counts.c.number == 0))
    return wrong


def compared(connection: Connection) -> dict[Count, tuple[int, int]]:
    """The counts that are not what the facts add up to: what they add up to, and what is kept."""
    full = Counter[Count]()
    for facts in connection.execute(select(_facts), execution_options={"yield_per": PORTION}):
        full.update(counted(tuple(facts)))
    found = {}
    for *key, number in connection.execute(select(*(_counts.c[name] for name in COLUMNS), _counts.c.number)):
        count: Any = tuple(key)
        expected = full.pop(count, 0)
        if expected != number:
            found[count] = (expected, int(number))
    return found | {count: (number, 0) for count, number in full.items() if number}
