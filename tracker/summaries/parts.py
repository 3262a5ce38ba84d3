"""What one partnership adds to the counts: a plain function of what the records say of it.

A part is a topic, a key and a day from which it counts, with a number. Parts of the topics of ``IN_REGIONS`` are counted over all
and in each region, the others over all only. Nothing here looks at today: what will be different on a later day is added or taken
off from that day on. Days long ago need not be told apart any more, see ``settled``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker.partners.terms import Sector
from tracker.resources.queries import CLOSED
from tracker.resources.sums import COUNTED
from tracker.summaries import flaws, programme

if TYPE_CHECKING:
    from tracker.summaries.records import Record, Row, Rows

IN_REGIONS = frozenset(
    (
        "partnership",
        "cohort",
        "decided",
        "flawed",
        "stage",
        "field",
        "town",
        "silent",
        "sectors",
        "mechanism",
        "need",
        "overdue",
        "promise_overdue",
        "promised",
        "promised_value",
        "promised_unvalued",
        "delivered",
        "delivered_value",
        "delivered_unvalued",
    )
)
BIT = {sector.code: 1 << place for place, sector in enumerate(Sector)}
"""The sectors of partners as one number."""
PROMISED = frozenset(state.code for state in COUNTED)
SETTLED = frozenset(state.code for state in CLOSED)
LONG_AGO = {"silent": timedelta(days=800)}
"""After how many days nobody asks for the day of a part any more; by topic, otherwise two months."""
LATELY = timedelta(days=62)
ALWAYS = ""

Part = tuple[str, str, str]
"""A topic, a key, and the day from which it counts."""
Parts = Counter[Part]
Added = tuple[str, str, str, int]


def parts_of(record: Record, rows: Rows) -> Parts:
    """All that a partnership adds."""
    parts: Parts = Counter()
    for topic, key, day, number in _added(record, rows):
        parts[topic, key, day] += number
    return Counter({part: number for part, number in parts.items() if number})


def settled(parts: Parts, today: date) -> Parts:
    """The same, with what has counted for long counted always."""
    last = {topic: (today - span).isoformat() for topic, span in LONG_AGO.items()}
    lately = (today - LATELY).isoformat()
    found: Parts = Counter()
    for (topic, key, day), number in parts.items():
        found[topic, key, ALWAYS if day <= last.get(topic, lately) else day] += number
    return Counter({part: number for part, number in found.items() if number})


def written(parts: Parts) -> str:
    """Parts as a text, the same for the same parts."""
    return "\n".join(
        f"{topic}\t{key}\t{day}\t{number}" for (topic, key, day), number in sorted(parts.items())
    )


def read(text: str) -> Parts:
    """The parts of a text."""
    lines = (line.split("\t") for line in text.split("\n") if line)
    return Counter({(topic, key, day): int(number) for topic, key, day, number in lines})


def _added(record: Record, rows: Rows) -> Iterator[Added]:
    yield "partnership", "", ALWAYS, 1
    yield "stage", record.stage, ALWAYS, 1
    yield "silent", "", _after(record.alive_on), 1
    if record.municipality:
        yield "town", " ".join(record.municipality.split()), ALWAYS, 1
    for field in _fields(record, rows["field"]) or {""}:
        yield "field", field, ALWAYS, 1
    sectors = list(_sectors(record, rows["partner"]))
    yield from _together(sectors)
    yield from programme.added(record, rows, sectors)
    yield from flaws.added(record, rows, sectors)
    for row in rows["mechanism"]:
        if row.code is not None:
            yield "mechanism", row.code, ALWAYS, 1
    for row in rows["need"]:
        yield "need", str(row.code), ALWAYS, 1
    yield from _overdue(rows["commitment"])
    yield from _promised(rows["commitment"])
    yield from _delivered(rows["commitment"], rows["delivery"])


def _after(day: date) -> str:
    return (day + timedelta(days=1)).isoformat()


def _fields(record: Record, further: Iterable[Row]) -> set[str]:
    main = {record.main_field} if record.main_field is not None else set()
    return main | {str(row.code) for row in further}


def _sectors(record: Record, partners: list[Row]) -> Iterator[tuple[str, int]]:
    """The sectors of the partners, from the first day of all and from each day on which they change; not after the last day."""
    before: int | None = None
    for day in _days_of_change(record, partners):
        now = _sectors_on(day, partners)
        if now != before:
            yield ALWAYS if day == date.min else day.isoformat(), now
            before = now


def _together(sectors: list[tuple[str, int]]) -> Iterator[Added]:
    for place, (since, bits) in enumerate(sectors):
        yield "sectors", str(bits), since, 1
        if place:
            yield "sectors", str(sectors[place - 1][1]), since, -1


def _days_of_change(record: Record, partners: list[Row]) -> list[date]:
    days = {day for row in partners for day in (row.first, row.last) if day is not None}
    return [date.min, *sorted(day for day in days if record.ended_on is None or day <= record.ended_on)]


def _sectors_on(day: date, partners: list[Row]) -> int:
    bits = 0
    for row in partners:
        if (row.first is None or row.first <= day) and (row.last is None or row.last > day):
            bits |= BIT[str(row.sector)]
    return bits


def _overdue(commitments: list[Row]) -> Iterator[Added]:
    days = [row.first for row in commitments if row.first is not None and row.term not in SETTLED]
    for day in days:
        yield "promise_overdue", "", _after(day), 1
    if days:
        yield "overdue", "", _after(min(days)), 1


def _promised(commitments: list[Row]) -> Iterator[Added]:
    for row in commitments:
        if row.term not in PROMISED:
            continue
        key = f"{row.code}:{row.sector}:{row.word}"
        yield "promised", key, ALWAYS, 1
        if row.value is None:
            yield "promised_unvalued", key, ALWAYS, 1
        else:
            yield "promised_value", key, ALWAYS, int(row.value * 100)


def _delivered(commitments: list[Row], deliveries: list[Row]) -> Iterator[Added]:
    """A commitment of which anything arrived counts once; it has no value when none of what arrived has."""
    given = {row.ref: f"{row.code}:{row.sector}" for row in commitments}
    valued = set()
    for row in deliveries:
        if row.value is not None:
            valued.add(row.ref)
            yield "delivered_value", f"{given[row.ref]}:{row.word}", ALWAYS, int(row.value * 100)
    for ref in {row.ref for row in deliveries}:
        yield "delivered", given[ref], ALWAYS, 1
        if ref not in valued:
            yield "delivered_unvalued", given[ref], ALWAYS, 1
