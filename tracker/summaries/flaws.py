"""What is wrong with one record, and on which days: what data quality counts, the checks that look at other records left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.projects.cycle import months_before
from tracker.projects.services.life import SILENT_MONTHS
from tracker.projects.terms import Stage
from tracker.resources.sums import COUNTED
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from tracker.summaries.programme import Added, Sectors
    from tracker.summaries.records import Record, Row, Rows

ALWAYS, NEVER = "", "9999-12-31"
Span = tuple[str, str]
"""From a day on, and until another, which is no part of it."""
WHOLE: Span = (ALWAYS, NEVER)
TOO_MUCH = 3
OVERDUE_MONTHS, STAY_MONTHS = 6, 24
BEGUN = {stage.code for stage in (Stage.BUILDING, Stage.EVERYDAY, Stage.EVALUATION, Stage.CONTINUATION)}
EARLY = {stage.code for stage in (Stage.START, Stage.PARTNERS, Stage.COMMITMENTS, Stage.BUILDING)}
PROMISED = {state.code for state in COUNTED}
UNSETTLED = {CommitmentState.AGREED.code, CommitmentState.IN_DELIVERY.code}
INCOMPLETE, IMPLAUSIBLE, STALE = "incomplete", "implausible", "stale"


def added(record: Record, rows: Rows, sectors: Sectors) -> Iterator[Added]:
    """Each check that it fails, and each kind of flaw, also of its brokers, from a day on."""
    if record.archived_at is not None:
        return
    kinds: dict[str, list[Span]] = defaultdict(list)
    for kind, check, spans in _flaws(record, rows, sectors):
        kinds[kind] += spans
        yield from _during("flaw", check, spans)
    brokers = {row.ref for row in rows["broker"]}
    for kind, spans in kinds.items():
        yield from _during("flawed", kind, spans)
        for broker in brokers:
            yield from _during("broker_flawed", f"{broker}:{kind}", spans)


def _during(topic: str, key: str, spans: Iterable[Span]) -> Iterator[Added]:
    """One for all days of some spans, which may overlap."""
    for since, until in _joined(spans):
        yield topic, key, since, 1
        if until != NEVER:
            yield topic, key, until, -1


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((since, until))
    return found


def _flaws(record: Record, rows: Rows, sectors: Sectors) -> Iterator[tuple[str, str, list[Span]]]:
    for kind, check, is_wrong in (*_incomplete(record, rows), *_implausible(record, rows)):
        if is_wrong:
            yield kind, check, [WHOLE]
    if record.stage in BEGUN and record.started_on is not None:
        yield IMPLAUSIBLE, "starts_later", [(ALWAYS, record.started_on.isoformat())]
    if record.ended_on is not None:
        return
    if record.stage != Stage.START.code:
        ends = [*(since for since, _bits in sectors[1:]), NEVER]
        alone = [(since, end) for (since, bits), end in zip(sectors, ends, strict=True) if not bits]
        if alone:
            yield INCOMPLETE, "no_partners", alone
    for check, day, months in _stale(record, rows):
        yield STALE, check, [(_first_day(day, months), NEVER)]


def _incomplete(record: Record, rows: Rows) -> Iterator[tuple[str, str, bool]]:
    runs, has_begun = record.ended_on is None, record.stage in BEGUN
    promised = any(row.term in PROMISED for row in rows["commitment"])
    yield INCOMPLETE, "no_problem", runs and not record.says_problem
    yield INCOMPLETE, "no_target_group", runs and not record.says_target_group
    yield INCOMPLETE, "no_field", record.main_field is None
    yield INCOMPLETE, "no_broker", runs and not rows["broker"]
    yield INCOMPLETE, "no_start", has_begun and record.started_on is None
    yield INCOMPLETE, "no_promises", runs and has_begun and not promised


def _implausible(record: Record, rows: Rows) -> Iterator[tuple[str, str, bool]]:
    unsettled = any(row.term in UNSETTLED for row in rows["commitment"])
    yield IMPLAUSIBLE, "ended_before_start", _is_before(record.ended_on, record.started_on)
    yield IMPLAUSIBLE, "left_before_joined", any(_is_before(row.last, row.first) for row in rows["partner"])
    yield IMPLAUSIBLE, "left_before_entered", any(_is_before(row.last, row.first) for row in rows["visit"])
    yield IMPLAUSIBLE, "too_much", _brought_too_much(rows["commitment"], rows["delivery"])
    yield IMPLAUSIBLE, "ended_with_promises", record.ended_on is not None and unsettled


def _is_before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _brought_too_much(commitments: list[Row], deliveries: list[Row]) -> bool:
    arrived: Counter[int | None] = Counter()
    for row in deliveries:
        arrived[row.ref] += row.amount or Decimal(0)  # type: ignore[assignment]  # amounts of a commitment
    return any(row.amount is not None and arrived[row.ref] > row.amount * TOO_MUCH for row in commitments)


def _stale(record: Record, rows: Rows) -> Iterator[tuple[str, date, int]]:
    """What makes it stale so many months after a day."""
    yield "silent", record.alive_on, SILENT_MONTHS
    due = [row.first for row in rows["commitment"] if row.term in UNSETTLED and row.first is not None]
    if due:
        yield "overdue", min(due), OVERDUE_MONTHS
    entered = [row.first for row in rows["visit"] if row.last is None and row.code in EARLY and row.first]
    if entered:
        yield "long_stay", min(entered), STAY_MONTHS


def _first_day(day: date, months: int) -> str:
    """The first day on which so many months ago was after a day."""
    found = months_before(day, -months)
    while months_before(found, months) <= day:
        found += timedelta(days=1)
    return found.isoformat()
