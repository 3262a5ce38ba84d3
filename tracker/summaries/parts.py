"""What one partnership adds to the counts: a plain function of what the records say of it.

A part is a topic, a key and a day from which it counts, with a number. Parts of the topics of ``IN_REGIONS`` are counted over all
and in each region, those of ``BY_CHOICE`` also for each field, each cohort, and each month of start, the others over all only.
What will be different on a later day is added or taken off from that day on, so nothing has to be done when that day comes. Days
long ago need not be told apart any more, see ``settled``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.partners.terms import Sector
from tracker.resources.queries import CLOSED
from tracker.resources.sums import COUNTED
from tracker.summaries import flaws, likeness, programme

if TYPE_CHECKING:
    from tracker.summaries.records import Record, Row, Rows

OF_CHAPTERS = frozenset(
    (
        "begun",
        "benefit",
        "benefit_clear",
        "cohort",
        "decided",
        "decision",
        "delivered",
        "delivered_by",
        "delivered_in",
        "delivered_unvalued",
        "delivered_value",
        "field",
        "gained",
        "gained_by",
        "mechanism",
        "partnership",
        "promised",
        "promised_by",
        "promised_in",
        "promised_unvalued",
        "promised_value",
        "reached",
        "repeatable",
        "round",
        "said",
        "said_clear",
        "sectors",
        "stage",
        "way",
        "way_repeatable",
    )
)
"""What the chapters count of whatever somebody chooses."""
IN_REGIONS = OF_CHAPTERS | {"flawed", "need", "overdue", "promise_overdue", "silent", "town"}
BY_SIGHT = frozenset(
    (
        "broker_flawed",
        "leader",
        "life",
        "life_cohort",
        "life_mechanism",
        "life_sectors",
        "member",
        "stayed",
        "staying",
    )
)
"""Topics with so many keys that of visibility only this is told apart: shown to the programme or not; of states nothing."""
OF_CHOSEN_LIVES = frozenset(("life", "stayed", "staying"))
"""Those of them that are counted in each region, too."""
LIES_IN = "lies_in"
"""The regions of what is chosen; over all and in regions themselves another topic tells."""
BY_CHOICE = OF_CHAPTERS | OF_CHOSEN_LIVES | {LIES_IN}
CHOICES = ("field", "cohort", "started")
"""The topics whose keys somebody may choose. The spans of what is counted of each key are called like them."""
GROUPED = frozenset(("leader_field", "leader_region", "leader_sector", "life_region"))
"""The same, with a group before the colon of each key: they are counted, and read, group by group."""
BY_ROWS = frozenset(("leader_field", "leader_region"))
"""Those of them of whose keys it matters how many there are: nothing is kept of a key once it counts no more."""
NOT_COUNTED = frozenset(("alive", "started", *likeness.TOPICS))
"""What only marks are made of, or what only says where a partnership is counted."""
BIT = {sector.code: 1 << place for place, sector in enumerate(Sector)}
"""The sectors of partners as one number."""
PROMISED = frozenset(state.code for state in COUNTED)
SETTLED = frozenset(state.code for state in CLOSED)
LONG_AGO = {"silent": timedelta(days=800)}
"""After how many days nobody asks for the day of a part any more; by topic, otherwise two months."""
LATELY = timedelta(days=62)
ALWAYS = ""
MONTH = len("2026-01")

Part = tuple[str, str, str]
"""A topic, a key, and the day from which it counts."""
Parts = dict[Part, int]
Added = tuple[str, str, str, int]
Partners = list[tuple[str, int, frozenset[int]]]
"""Days, and from each of them on the sectors and the numbers of the partners; the first day is nothing."""


def parts_of(record: Record, rows: Rows, today: date) -> Parts:
    """All that a partnership adds, with what has counted for long counted always."""
    return _summed(_added(record, rows, today - LATELY), today)


def settled(parts: Parts, today: date) -> Parts:
    """Parts that were made some time ago as they would be made today."""
    return _summed(((*part, number) for part, number in parts.items()), today)


def _summed(added: Iterable[Added], today: date) -> Parts:
    folded, found = _folding(today), Parts()
    for topic, key, day, number in added:
        part = (topic, key, folded(topic, day) if day else day)
        found[part] = found.get(part, 0) + number
    return {part: number for part, number in found.items() if number}


@lru_cache(maxsize=4)
def _folding(today: date) -> Callable[[str, str], str]:
    """Makes always of a day long ago."""
    last = {topic: (today - span).isoformat() for topic, span in LONG_AGO.items()}
    lately = (today - LATELY).isoformat()
    return lambda topic, day: ALWAYS if day <= last.get(topic, lately) else day


def choices_of(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Under which choices a partnership is counted; no field and no cohort are none."""
    return [(topic, key) for topic, key, _day in parts if topic in CHOICES and key]


def written(parts: Parts) -> str:
    """Parts as a text, the same for the same parts."""
    return "\n".join(
        sorted([f"{topic}\t{key}\t{day}\t{number}" for (topic, key, day), number in parts.items()])
    )


def read(text: str) -> Parts:
    """The parts of a text."""
    found = {}
    for line in text.split("\n") if text else ():
        topic, key, day, number = line.split("\t")
        found[topic, key, day] = int(number)
    return found


def _added(record: Record, rows: Rows, lately: date) -> Iterator[Added]:
    yield "partnership", "", ALWAYS, 1
    yield "stage", record.stage, ALWAYS, 1
    yield "silent", "", _after(record.alive_on), 1
    if record.municipality:
        yield "town", " ".join(record.municipality.split()), ALWAYS, 1
    yield "started", (record.started_on or record.created_at.date()).isoformat()[:MONTH], ALWAYS, 1
    for row in rows["region"]:
        yield LIES_IN, str(row.code), ALWAYS, 1
    fields = _fields(record, rows["field"])
    for field in fields or {""}:
        yield "field", field, ALWAYS, 1
    partners = _partners(record, rows["partner"], lately)
    sectors = list(_sectors(partners))
    yield from _together(sectors)
    yield from programme.added(record, rows, sectors, fields)
    yield from flaws.added(record, rows, sectors)
    yield from likeness.added(record, rows, partners)
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


def _partners(record: Record, partners: list[Row], lately: date) -> Partners:
    """Who took part lately, and from each later day on which it changes; not after the last day."""
    end = date.max if record.ended_on is None else record.ended_on
    first = min(lately, end)
    days = {
        day for row in partners for day in (row.first, row.last) if day is not None and first < day <= end
    }
    found = [(ALWAYS, *_partners_on(first, partners))]
    found += [(day.isoformat(), *_partners_on(day, partners)) for day in sorted(days)]
    return found


def _partners_on(day: date, partners: list[Row]) -> tuple[int, frozenset[int]]:
    there = [
        row
        for row in partners
        if (row.first is None or row.first <= day) and (row.last is None or row.last > day)
    ]
    bits = 0
    for row in there:
        bits |= BIT[str(row.sector)]
    return bits, frozenset(row.ref for row in there if row.ref is not None)


def _sectors(partners: Partners) -> Iterator[tuple[str, int]]:
    """The sectors of the partners, at first and from each day on which they change."""
    before: int | None = None
    for since, bits, _organisations in partners:
        if bits != before:
            yield since, bits
            before = bits


def _together(sectors: list[tuple[str, int]]) -> Iterator[Added]:
    for place, (since, bits) in enumerate(sectors):
        yield "sectors", str(bits), since, 1
        if place:
            yield "sectors", str(sectors[place - 1][1]), since, -1


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
