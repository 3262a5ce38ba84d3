"""The proof that what is kept is what a full count gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.database import utc_now
from tracker.projects.models import Partnership
from tracker.summaries import keeping, marks, parts
from tracker.summaries.models import PartnershipFacts

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from tracker.summaries.keeping import Facts


def differences(connection: Connection) -> Iterator[str]:
    """Whatever a full count finds otherwise than it is kept, a sentence each; nothing where all is right."""
    today = utc_now().date()
    last = connection.scalar(select(func.max(Partnership.id))) or 0
    latest = connection.scalar(select(func.max(PartnershipFacts.id))) or 0
    for low in range(1, max(last, latest) + 1, keeping.PORTION):
        yield from _of_facts(connection, low, low + keeping.PORTION - 1, today)
    for count, (full, kept) in keeping.compared(connection).items():
        yield f"{' '.join(part for part in count if part)}: {kept} kept, {full} counted"
    for number in sorted(marks.unlike(connection, keeping.all_parts(connection))):
        yield f"partnership {number}: marked otherwise"


def _of_facts(connection: Connection, low: int, high: int, today: date) -> Iterator[str]:
    bounds = {"low": low, "high": high}
    kept: dict[int, Facts] = {
        row[0]: _as_of(tuple(row), today) for row in connection.execute(keeping.KNOWN, bounds)
    }
    for now, _parts in keeping.facts_of(connection, low, high, today):
        before = kept.pop(now[0], None)
        if before is None:
            yield f"partnership {now[0]}: not counted"
        elif before != now:
            yield f"partnership {now[0]}: {_told(before, now)}"
    for number in kept:
        yield f"partnership {number}: counted, but not there"


def _as_of(facts: Facts, today: date) -> Facts:
    """Facts kept some time ago as they would be kept today if nothing had changed."""
    number, visibility, state, places, text = facts
    return number, visibility, state, places, parts.written(parts.settled(parts.read(text), today))


def _told(before: Facts, now: Facts) -> str:
    lost = set(before[4].split("\n")) - set(now[4].split("\n"))
    found = set(now[4].split("\n")) - set(before[4].split("\n"))
    if before[1:4] != now[1:4]:
        return f"kept as {before[1:4]}, is {now[1:4]}"
    return f"kept {sorted(lost)}, counted {sorted(found)}"
