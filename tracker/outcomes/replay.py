"""What was known at the end of a period, read from the history alone.

History only grows, and no entry of it is ever changed. So what is counted from entries that were written down by the end of a period
gives the same figures for ever, however the records have changed since. This module looks at nothing else, but for two things:
which partnership a book belongs to, and the visibility of a partnership that nobody ever changed.

Replayed are: partnerships recorded, ended, archived; the stage of each, and the moves; decisions of the last stage; partners that
joined and left; promises with their kind, value and currency; what arrived. An entry counts for a period by the day on which it
happened, if it was written down by the end of the period. What history does not tell (the sector of a giver, benefits, how far a
mechanism has come) is not replayed: it is frozen when the report is made, see ``reports``.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Text, cast, select

from tracker.cells import Kept
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.money import Money, Totals
from tracker.portions import as_it_is
from tracker.projects.models import Partnership
from tracker.projects.terms import ContinuationDecision, PartnershipState, Stage, Visibility
from tracker.resources.sums import COUNTED
from tracker.resources.terms import CommitmentState, ResourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

READ = (
    EntryKind.CREATED,
    EntryKind.VISIBILITY_CHANGED,
    EntryKind.STAGE_MOVED,
    EntryKind.CONTINUED,
    EntryKind.ENDED,
    EntryKind.REOPENED,
    EntryKind.ARCHIVED,
    EntryKind.RESTORED,
    EntryKind.PARTNER_JOINED,
    EntryKind.PARTNER_LEFT,
    EntryKind.COMMITMENT_OFFERED,
    EntryKind.COMMITMENT_CHANGED,
    EntryKind.COMMITMENT_AGREED,
    EntryKind.COMMITMENT_DECLARED,
    EntryKind.COMMITMENT_WITHDRAWN,
    EntryKind.DELIVERY_RECORDED,
    EntryKind.DELIVERY_CONFIRMED,
)
"""The entries that are looked at."""
KINDS = {kind.code: kind for kind in READ}
VISIBILITIES = {visibility.code: visibility for visibility in Visibility}
AT_ONCE = 2000


@dataclass(slots=True)
class Promise:
    """A commitment as its entries tell of it."""

    kind: ResourceKind
    value: Decimal | None
    currency: str
    state: CommitmentState = CommitmentState.OFFERED
    arrived: list[Arrived] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A part that arrived."""

    on: date
    amount: str | None
    value: Decimal | None
    currency: str


@dataclass(slots=True)
class Told:
    """One partnership at the end of a period, as its entries tell of it."""

    visibility: Visibility
    stage: Stage = Stage.START
    ended: bool = False
    archived: bool = False
    reached: set[Stage] = field(default_factory=lambda: {Stage.START})
    promises: dict[int, Promise] = field(default_factory=dict)
    events: list[tuple[EntryKind, date, Any]] = field(default_factory=list)
    """What happened in the period: what, when, and a detail such as a stage or a decision."""

    @property
    def state(self) -> PartnershipState:
        if self.archived:
            return PartnershipState.ARCHIVED
        return PartnershipState.ENDED if self.ended else PartnershipState.ACTIVE


@dataclass(slots=True)
class Replayed:
    """The figures of a period."""

    first: date
    last: date
    states: Counter[PartnershipState] = field(default_factory=Counter)
    stages: Counter[Stage] = field(default_factory=Counter)
    """Where the active ones stood at the end."""
    reached: Counter[Stage] = field(default_factory=Counter)
    entered: Counter[Stage] = field(default_factory=Counter)
    """Moves into each stage in the period."""
    decisions: Counter[ContinuationDecision] = field(default_factory=Counter)
    events: Counter[EntryKind] = field(default_factory=Counter)
    by_month: dict[tuple[int, int], Counter[EntryKind]] = field(default_factory=lambda: defaultdict(Counter))
    agreed: Counter[ResourceKind] = field(default_factory=Counter)
    promised: Counter[ResourceKind] = field(default_factory=Counter)
    promised_value: dict[ResourceKind, Totals] = field(default_factory=lambda: defaultdict(Totals))
    arrived: Counter[ResourceKind] = field(default_factory=Counter)
    arrived_value: dict[ResourceKind, Totals] = field(default_factory=lambda: defaultdict(Totals))

    @property
    def recorded(self) -> int:
        return sum(self.states.values())


def replay(session: Session, first: date, last: date) -> Replayed:
    """The figures of a period over the partnerships that were shown to the programme at its end."""
    found = Replayed(first, last)
    for told in _partnerships(session, first, last):
        if told.visibility.reaches_programme:
            _count(found, told)
    return found


def end_of(last: date) -> datetime:
    """The instant by which an entry was written down to be known at the end of a day."""
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=UTC)


# --- reading ------------------------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """One entry; most say all that is asked by their kind and day, so their parts are read where they are asked for."""

    kind: EntryKind
    happened_on: date
    subject_id: int
    text: str

    @property
    def parts(self) -> dict[str, Any]:
        return json.loads(self.text)


def _partnerships(session: Session, first: date, last: date) -> Iterator[Told]:
    """The partnerships that were recorded by the end, each with what its entries tell."""
    end = end_of(last)
    rows = session.execute(
        select(
            Entry.book_id,
            as_it_is(Entry.kind),
            as_it_is(Entry.happened_on),
            Entry.recorded_at < end,
            Entry.subject_id,
            cast(Entry.parts, Text),
            as_it_is(Partnership.visibility),
        )
        .join(Partnership, Partnership.book_id == Entry.book_id)
        .where(Entry.kind.in_(READ))
        .order_by(Entry.book_id, Entry.number)
        .execution_options(yield_per=AT_ONCE)
    )
    days = Kept(lambda day: date.fromisoformat(day) if isinstance(day, str) else day)
    book, told, later = None, None, None
    for book_id, code, day, was_known, subject, parts, visibility in rows:
        if book_id != book:
            if told is not None:
                yield told
            book, told, later = book_id, None, None
        kind = KINDS[code]
        if was_known:
            if kind is EntryKind.CREATED:
                told = Told(VISIBILITIES[visibility])
            if told is not None:
                _take(told, _Entry(kind, days[day], subject, parts), first, last)
        elif kind is EntryKind.VISIBILITY_CHANGED and later is None and told is not None:
            later = _Entry(kind, days[day], subject, parts)
            told.visibility = _before(later) or told.visibility
    if told is not None:
        yield told


def _before(row: Any) -> Visibility | None:
    """What the visibility was before a change that came after the end of the period."""
    code = _value(row.parts, "changes", {}).get("visibility", {}).get("old")
    return Visibility.from_code(code) if code else None


def _value(parts: dict[str, Any], name: str, default: Any = None) -> Any:
    return parts.get(name, {}).get("value", default)


def _take(told: Told, row: Any, first: date, last: date) -> None:
    """Let one entry change what is known."""
    detail = TAKEN[row.kind](told, row)
    if first <= row.happened_on <= last:
        told.events.append((row.kind, row.happened_on, detail))


def _created(_told: Told, _row: Any) -> None:
    return None


def _visibility(told: Told, row: Any) -> None:
    code = _value(row.parts, "changes", {}).get("visibility", {}).get("new")
    if code:
        told.visibility = Visibility.from_code(code)


def _moved(told: Told, row: Any) -> Any:
    code = _value(row.parts, "stage_to")
    if code is None:
        return None
    told.stage = Stage.from_code(code)
    told.reached.add(told.stage)
    if row.kind is EntryKind.CONTINUED:
        return _value(row.parts, "decision")
    return told.stage


def _ended(told: Told, row: Any) -> Any:
    told.ended = True
    return _value(row.parts, "decision")


def _reopened(told: Told, _row: Any) -> None:
    told.ended = False


def _archived(told: Told, _row: Any) -> None:
    told.archived = True


def _restored(told: Told, _row: Any) -> None:
    told.archived = False


def _nothing(_told: Told, _row: Any) -> None:
    return None


def _commitment(told: Told, row: Any) -> Any:
    """Any step in the life of a promise."""
    promise = told.promises.get(row.subject_id)
    if promise is None:
        kind = _value(row.parts, "resource")
        if kind is None:
            return None
        value = _value(row.parts, "value")
        promise = told.promises[row.subject_id] = Promise(
            ResourceKind.from_code(kind), _decimal(value), _value(row.parts, "currency", "")
        )
    _changed(promise, _value(row.parts, "changes", {}))
    if row.kind is EntryKind.DELIVERY_RECORDED:
        part = Arrived(
            row.happened_on,
            _value(row.parts, "amount"),
            _decimal(_value(row.parts, "value")),
            _value(row.parts, "currency", ""),
        )
        promise.arrived.append(part)
        return promise, part
    cancelled = _value(row.parts, "cancelled")
    if cancelled is not None:
        _cancel(promise, date.fromisoformat(cancelled), _value(row.parts, "amount"))
    return promise


def _changed(promise: Promise, changes: dict[str, Any]) -> None:
    if "state" in changes:
        promise.state = CommitmentState.from_code(changes["state"]["new"])
    if "kind" in changes:
        promise.kind = ResourceKind.from_code(changes["kind"]["new"])
    if "value_amount" in changes:
        promise.value = _decimal(changes["value_amount"]["new"])
    if "currency" in changes:
        promise.currency = changes["currency"]["new"] or ""


def _cancel(promise: Promise, day: date, amount: str | None) -> None:
    """Take back the part that an entry says was recorded by mistake."""
    for part in reversed(promise.arrived):
        if (part.on, part.amount) == (day, amount):
            promise.arrived.remove(part)
            return


def _decimal(text: Any) -> Decimal | None:
    return None if text is None else Decimal(str(text))


TAKEN: dict[EntryKind, Any] = {
    EntryKind.CREATED: _created,
    EntryKind.VISIBILITY_CHANGED: _visibility,
    EntryKind.STAGE_MOVED: _moved,
    EntryKind.CONTINUED: _moved,
    EntryKind.ENDED: _ended,
    EntryKind.REOPENED: _reopened,
    EntryKind.ARCHIVED: _archived,
    EntryKind.RESTORED: _restored,
    EntryKind.PARTNER_JOINED: _nothing,
    EntryKind.PARTNER_LEFT: _nothing,
    EntryKind.COMMITMENT_OFFERED: _commitment,
    EntryKind.COMMITMENT_CHANGED: _commitment,
    EntryKind.COMMITMENT_AGREED: _commitment,
    EntryKind.COMMITMENT_DECLARED: _commitment,
    EntryKind.COMMITMENT_WITHDRAWN: _commitment,
    EntryKind.DELIVERY_RECORDED: _commitment,
    EntryKind.DELIVERY_CONFIRMED: _commitment,
}


# --- counting -----------------------------------------------------------------------------------------------------------


def _count(found: Replayed, told: Told) -> None:
    found.states[told.state] += 1
    found.reached.update(told.reached)
    if told.state is PartnershipState.ACTIVE:
        found.stages[told.stage] += 1
    for promise in told.promises.values():
        if promise.state in COUNTED:
            found.promised[promise.kind] += 1
            if promise.value is not None:
                found.promised_value[promise.kind].add(Money(promise.value, promise.currency))
    for kind, day, detail in told.events:
        if kind is EntryKind.DELIVERY_RECORDED:
            if detail is None or not any(detail[1] is part for part in detail[0].arrived):
                continue  # recorded by mistake and taken back
            _count_arrived(found, *detail)
        found.events[kind] += 1
        found.by_month[day.year, day.month][kind] += 1
        _count_detail(found, kind, detail)


def _count_detail(found: Replayed, kind: EntryKind, detail: Any) -> None:
    if detail is None:
        return
    if kind is EntryKind.STAGE_MOVED:
        found.entered[detail] += 1
    elif kind in {EntryKind.CONTINUED, EntryKind.ENDED}:
        found.decisions[ContinuationDecision.from_code(detail)] += 1
    elif kind is EntryKind.COMMITMENT_AGREED:
        found.agreed[detail.kind] += 1


def _count_arrived(found: Replayed, promise: Promise, part: Arrived) -> None:
    found.arrived[promise.kind] += 1
    if part.value is not None:
        found.arrived_value[promise.kind].add(Money(part.value, part.currency))
