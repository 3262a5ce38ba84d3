"""Where a partnership stands in the cycle: its stages, their steps, the time spent, what is open, what comes next.

Plain facts, computed from the record for a given day; nothing here changes anything. A step of the checklist is checked by
a person. Where Tracker holds the proof, a function in ``PROOFS`` says so, and the person confirms it. Packages above
projects add functions of their own when they are imported.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.database import utc_now
from tracker.projects.terms import ChecklistItem, ContinuationDecision, ItemState, Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import ChecklistMark, HabitConfirmation, Partnership, StageVisit

HABIT_MONTHS = 3
"""A habit wants to be confirmed again after so many months."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What Tracker itself knows about a step: a whole sentence, and the page that shows it."""

    sentence: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


PROOFS: dict[ChecklistItem, list[Callable[[Partnership], Proof | None]]] = defaultdict(list)
"""Functions that look for the proof of a step; each gives ``None`` when it finds none."""


def proof_by(
    *items: ChecklistItem,
) -> Callable[[Callable[[Partnership], Proof | None]], Callable[[Partnership], Proof | None]]:
    """Register the decorated function as a proof of these steps."""

    def register(find: Callable[[Partnership], Proof | None]) -> Callable[[Partnership], Proof | None]:
        for item in items:
            PROOFS[item].append(find)
        return find

    return register


def proofs_of(partnership: Partnership, item: ChecklistItem) -> list[Proof]:
    """Everything that Tracker finds as proof of a step today."""
    found = (find(partnership) for find in PROOFS.get(item, ()))
    return [proof for proof in found if proof is not None]


@dataclass(frozen=True, slots=True)
class ItemView:
    """A step as it stands in one round. A habit counts as done once somebody has confirmed it in the round."""

    item: ChecklistItem
    state: ItemState
    mark: ChecklistMark | None = None
    confirmations: tuple[HabitConfirmation, ...] = ()
    """Of a habit, in this round, the latest first."""
    days_silent: int | None = None
    """Of a habit: days since it was last confirmed; ``None`` when it never was."""
    is_overdue: bool = False
    """A habit of the present stage that nobody has confirmed for ``HABIT_MONTHS`` months."""

    @property
    def is_open(self) -> bool:
        return self.state is ItemState.OPEN

    @property
    def last(self) -> HabitConfirmation | None:
        """The latest confirmation of a habit."""
        return self.confirmations[0] if self.confirmations else None


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage in one round: its steps, how many of them are done, and the visits paid to it."""

    term: Stage
    state: str
    """``past``, ``current`` or ``future``: its place before or after the stage of today."""
    items: tuple[ItemView, ...]
    visits: tuple[StageVisit, ...]
    days: int
    """Days spent here in all visits of the round."""
    is_before_round: bool = False
    """A later round began behind this stage: its steps were not wanted again, though somebody may mark them."""

    @property
    def number(self) -> int:
        return self.term.number

    @property
    def is_current(self) -> bool:
        return self.state == "current"

    @property
    def done(self) -> int:
        """Steps that are done; a habit that wants to be confirmed again is not."""
        return sum(view.state is ItemState.DONE and not view.is_overdue for view in self.items)

    @property
    def total(self) -> int:
        """Steps that apply; none of a stage behind which the round began, unless somebody works on them."""
        if self.is_before_round and all(view.is_open for view in self.items):
            return 0
        return sum(view.state is not ItemState.NOT_APPLICABLE for view in self.items)

    @property
    def open(self) -> tuple[ItemView, ...]:
        return tuple(view for view in self.items if view.is_open)

    @property
    def overdue(self) -> tuple[ItemView, ...]:
        """Habits that want to be confirmed again."""
        return tuple(view for view in self.items if view.is_overdue)

    @property
    def open_left(self) -> bool:
        """Passed while steps were open."""
        return self.state == "past" and not self.is_before_round and bool(self.open)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now: do a step, confirm habits, move on to a stage, or decide how to go on."""

    kind: str
    """``step``, ``habits``, ``move`` or ``decide``."""
    item: ChecklistItem | None = None
    stage: Stage | None = None
    count: int = 0
    who: tuple[User, ...] = ()
    """Who has to act: the brokers."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What was said in one round, by step."""

    number: int
    is_present: bool
    marks: Mapping[ChecklistItem, ChecklistMark]
    confirmed: Mapping[ChecklistItem, list[HabitConfirmation]]
    began_at: int
    """The number of the earliest stage that the round has been to."""


def progress(
    partnership: Partnership, today: date, *, round_number: int | None = None
) -> list[StageProgress]:
    """All seven stages as they stand in the present round, or as they stood in an earlier one."""
    wanted = round_number or partnership.round
    confirmed: dict[ChecklistItem, list[HabitConfirmation]] = defaultdict(list)
    for habit in partnership.habits:
        if habit.round == wanted:
            confirmed[habit.item].append(habit)
    marks = {mark.item: mark for mark in partnership.marks if mark.round == wanted}
    visited = (visit.stage.number for visit in partnership.visits if visit.round == wanted)
    seen = _Round(wanted, wanted == partnership.round, marks, confirmed, min(visited, default=1))
    return [_stage_progress(partnership, stage, seen, today) for stage in Stage]


def _stage_progress(partnership: Partnership, stage: Stage, seen: _Round, today: date) -> StageProgress:
    visits = tuple(
        visit for visit in partnership.visits if visit.stage is stage and visit.round == seen.number
    )
    is_current = seen.is_present and stage is partnership.stage
    entered_on = visits[-1].entered_on if is_current and partnership.is_active and visits else None
    views = tuple(
        habit_view(item, seen.confirmed.get(item, ()), today, wanted_since=entered_on)
        if item.is_habit
        else _item_view(item, seen.marks.get(item))
        for item in stage.items
    )
    state = place_of(stage, partnership.stage) if seen.is_present else "past"
    return StageProgress(
        stage,
        state,
        views,
        visits,
        sum(visit.days(today) for visit in visits),
        is_before_round=stage.number < seen.began_at,
    )


def _item_view(item: ChecklistItem, mark: ChecklistMark | None) -> ItemView:
    return ItemView(item, mark.state if mark is not None else ItemState.OPEN, mark)


def habit_view(
    item: ChecklistItem, confirmed: Iterable[HabitConfirmation], today: date, *, wanted_since: date | None
) -> ItemView:
    """A habit as it stands; ``wanted_since`` is the day since when it is to be kept, ``None`` when it is not just now."""
    latest_first = tuple(sorted(confirmed, key=lambda habit: (habit.confirmed_on, habit.id), reverse=True))
    last_on = latest_first[0].confirmed_on if latest_first else None
    limit = months_before(today, HABIT_MONTHS)
    return ItemView(
        item,
        ItemState.DONE if latest_first else ItemState.OPEN,
        confirmations=latest_first,
        days_silent=(today - last_on).days if last_on else None,
        is_overdue=wanted_since is not None and max(last_on or wanted_since, wanted_since) < limit,
    )


def place_of(stage: Stage, present: Stage) -> str:
    """Whether a stage lies behind or before the present one, or is it."""
    if stage is present:
        return "current"
    return "past" if stage.number < present.number else "future"


def open_items(partnership: Partnership, stage: Stage, today: date | None = None) -> list[ChecklistItem]:
    """The steps of a stage that are neither done nor left out in the present round."""
    stages = progress(partnership, today or utc_now().date())
    return [view.item for view in stages[stage.number - 1].open]


def stages_passed(present: Stage, to: Stage) -> list[Stage]:
    """The stages that a way forward leaves behind, the present one first; a way back leaves none."""
    return [stage for stage in Stage if present.number <= stage.number < to.number]


def left_open(
    partnership: Partnership, to: Stage, today: date | None = None
) -> dict[Stage, list[ChecklistItem]]:
    """What stays open when the partnership moves to a stage, by the stage it belongs to; stages without are left out."""
    stages = progress(partnership, today or utc_now().date())
    passed = stages_passed(partnership.stage, to)
    return {
        stage.term: [view.item for view in stage.open]
        for stage in stages
        if stage.term in passed and stage.open
    }


def current_visit(partnership: Partnership) -> StageVisit | None:
    """The visit that lasts."""
    return next((visit for visit in reversed(partnership.visits) if visit.left_on is None), None)


def next_stage(stage: Stage) -> Stage | None:
    """The stage that usually follows; after the last one there is a decision instead."""
    return next((later for later in Stage if later.number == stage.number + 1), None)


RETURN_TO = {ContinuationDecision.CONTINUE: Stage.COMMITMENTS, ContinuationDecision.EXPAND: Stage.PARTNERS}
"""Where the next round usually begins: with new commitments, or with the search for new partners."""


def next_step(partnership: Partnership, today: date) -> NextStep | None:
    """The one thing to do now; nothing when the partnership has ended or lies in the archive."""
    if not partnership.is_active:
        return None
    who = tuple(partnership.brokers)
    if partnership.stage is Stage.CONTINUATION:
        return NextStep("decide", who=who)
    present = progress(partnership, today)[partnership.stage.number - 1]
    if partnership.stage is Stage.EVERYDAY and (present.open or present.overdue):
        wanted = [view for view in present.items if view.is_open or view.is_overdue]
        return NextStep("habits", count=len(wanted), who=who)
    if present.open:
        return NextStep("step", item=present.open[0].item, count=len(present.open), who=who)
    return NextStep("move", stage=next_stage(partnership.stage), who=who)


def months_before(day: date, months: int) -> date:
    """The same day so many calendar months earlier; the last of the month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))
