"""What one partnership adds to the figures of the programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from tracker.evaluation.benefits.terms import Level
from tracker.mechanisms.terms import MechanismState, PassportAnswer, PassportPart
from tracker.partners.terms import Sector
from tracker.projects.terms import ContinuationDecision, SectorMix
from tracker.resources.sums import COUNTED
from tracker.summaries.records import DESCRIBED, PUBLISHED, REPEATED

if TYPE_CHECKING:
    from tracker.summaries.records import Record, Row, Rows

Sectors = list[tuple[str, int]]
"""Days, and the sectors of the partners from each of them on; the first day is nothing."""
Added = tuple[str, str, str, int]
ALWAYS = ""
CLEAR = Level.CLEAR.number
PROMISED = frozenset(state.code for state in COUNTED)
GOING_ON = {ContinuationDecision.CONTINUE.code, ContinuationDecision.EXPAND.code}
ENDED = "!"
LEFT, ENTERED, ENDED_BEFORE_RECORDED, WRONG_ORDER = "L", "E", "B", "W"
"""What a key of a life says: how long it lived, from when on it was watched, or why it tells nothing."""
BETWEEN = "|"
"""Between the name of a group and what is said of a life."""


def added(record: Record, rows: Rows, sectors: Sectors, fields: Collection[str]) -> Iterator[Added]:
    """All that the chapters count."""
    mixes = list(_mixes(sectors))
    for topic, key in _once(record, rows):
        yield topic, key, ALWAYS, 1
    for what in _life(record):
        yield from _lives(rows, mixes, what)
    for leader in {row.ref for row in rows["broker"]}:
        yield from _leading(leader, rows, sectors, fields)
    for organisation in {row.ref for row in rows["partner"]}:
        yield "member", str(organisation), ALWAYS, 1


def _once(record: Record, rows: Rows) -> Iterator[tuple[str, str]]:
    yield "round", "1" if record.round == 1 else "2+"
    for cohort in {str(row.word) for row in rows["broker"]}:
        yield "cohort", cohort
    yield from _decisions(rows["decision"])
    yield from _way(rows["visit"])
    yield from _gains(rows["benefit"])
    yield from _mechanism(rows["mechanism"], rows["answer"])
    yield from _giving(rows["commitment"], {row.ref for row in rows["delivery"]})


def _decisions(decisions: list[Row]) -> Iterator[tuple[str, str]]:
    taken = {str(row.code) for row in decisions}
    for row in decisions:
        yield "decision", str(row.code)
    for code in taken:
        yield "decided", code
    if taken:
        yield "decided", "any"
    if taken & GOING_ON:
        yield "decided", "went_on"


def _way(visits: list[Row]) -> Iterator[tuple[str, str]]:
    for stage in {str(row.code) for row in visits}:
        yield "reached", stage
    for row in visits:
        entered = row.first or date.min
        if row.last is None:
            yield "staying", f"{row.code}:{entered.isoformat()}"
        else:
            yield "stayed", f"{row.code}:{max((row.last - entered).days, 0)}"


def _gains(cells: list[Row]) -> Iterator[tuple[str, str]]:
    partners: dict[tuple[int | None, str], bool] = defaultdict(bool)
    for row in cells:
        is_clear = (row.number or 0) >= CLEAR
        partners[row.ref, str(row.sector)] |= is_clear
        yield "benefit", f"{row.code}:{row.sector}"
        if is_clear:
            yield "benefit_clear", f"{row.code}:{row.sector}"
    for (_partner, sector), is_clear in partners.items():
        yield "said", sector
        if is_clear:
            yield "said_clear", sector
    clear = [row for row in cells if (row.number or 0) >= CLEAR]
    for benefit in {str(row.code) for row in clear}:
        yield "gained", benefit
    for sector in {str(row.sector) for row in clear}:
        yield "gained_by", sector


def _mechanism(mechanisms: list[Row], answers: list[Row]) -> Iterator[tuple[str, str]]:
    if not mechanisms:
        yield "way", MechanismState.NOT_DESCRIBED.code
        return
    found = mechanisms[0]
    is_described = bool((found.number or 0) & DESCRIBED)
    yield "begun", ""
    if found.code is not None:
        yield "way", found.code
    elif is_described:
        yield "way", (MechanismState.UNCLEAR if found.term is None else MechanismState.PROPOSED).code
    if not is_described:
        yield "way", MechanismState.NOT_DESCRIBED.code
    for how in _repeatable(found, answers):
        yield "repeatable", how
        if found.code is not None:
            yield "way_repeatable", f"{found.code}:{how}"


def _repeatable(mechanism: Row, answers: list[Row]) -> Iterator[str]:
    yes = {str(row.code) for row in answers if row.term == PassportAnswer.YES.code}
    number = mechanism.number or 0
    if answers:
        yield "begun"
    if PassportPart.REPEATABLE.code in yes:
        yield "repeatable"
    if len(yes) == len(PassportPart):
        yield "whole"
    if number & PUBLISHED:
        yield "published"
    if number & REPEATED:
        yield "repeated"


def _giving(commitments: list[Row], arrived: set[int | None]) -> Iterator[tuple[str, str]]:
    for topic, given in (
        ("promised", [row for row in commitments if row.term in PROMISED]),
        ("delivered", [row for row in commitments if row.ref in arrived]),
    ):
        for kind in {str(row.code) for row in given}:
            yield f"{topic}_in", kind
        for sector in {str(row.sector) for row in given}:
            yield f"{topic}_by", sector


# --- lives ------------------------------------------------------------------------------------------------------------


def _life(record: Record) -> list[str]:
    """How long it lived and from when on it was watched, as ``outcomes.lives`` says it; a last day never lies in the future."""
    recorded = record.created_at.date()
    start = record.started_on or recorded
    days = ((record.ended_on or record.alive_on) - start).days
    watched = max((recorded - start).days, 0)
    if days < 0:
        return [WRONG_ORDER]
    days = max(days, 1)
    if days <= watched:
        if record.ended_on is not None:
            return [ENDED_BEFORE_RECORDED]
        watched = days - 1
    ended = "" if record.ended_on is None else ENDED
    return [f"{LEFT}{days}{ended}", f"{ENTERED}{watched}"]


def _lives(rows: Rows, mixes: list[Added], what: str) -> Iterator[Added]:
    yield "life", f"{BETWEEN}{what}", ALWAYS, 1
    for cohort in {str(row.word) for row in rows["broker"] if row.word}:
        yield "life_cohort", f"{cohort}{BETWEEN}{what}", ALWAYS, 1
    for row in rows["region"]:
        yield "life_region", f"{row.code}:{what}", ALWAYS, 1
    for row in rows["mechanism"]:
        if row.code is not None:
            yield "life_mechanism", f"{row.code}{BETWEEN}{what}", ALWAYS, 1
    for topic, mix, day, number in mixes:
        yield topic, f"{mix}{BETWEEN}{what}", day, number


def _mixes(sectors: Sectors) -> Iterator[Added]:
    """Whether its partners are of several sectors, from each day on which that changes; nothing where it has none."""
    before = ""
    for since, bits in sectors:
        mix = SectorMix.CROSS_SECTOR if bits & (bits - 1) else SectorMix.ONE_SECTOR
        now = mix.code if bits else ""
        if now != before:
            if now:
                yield "life_sectors", now, since, 1
            if before:
                yield "life_sectors", before, since, -1
            before = now


# --- who leads it -----------------------------------------------------------------------------------------------------


def _leading(leader: int | None, rows: Rows, sectors: Sectors, fields: Collection[str]) -> Iterator[Added]:
    """That a broker leads a partnership: at all, in its regions and fields, and with partners of these sectors."""
    yield "leader", str(leader), ALWAYS, 1
    for row in rows["region"]:
        yield "leader_region", f"{row.code}:{leader}", ALWAYS, 1
    for field in fields:
        yield "leader_field", f"{field}:{leader}", ALWAYS, 1
    before = 0
    for since, bits in sectors:
        for place, sector in enumerate(Sector):
            change = (bits >> place & 1) - (before >> place & 1)
            if change:
                yield "leader_sector", f"{sector.code}:{leader}", since, change
        before = bits
