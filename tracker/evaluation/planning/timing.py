"""Whether an evaluation was planned early, in time or late. A friendly remark, never a refusal.

What counts is the furthest stage that the round had come to when the plan was made or changed:

- up to stage 4, while the partnership and its project are being built, it is **early**;
- at stage 5 it is **in time**;
- from stage 6 on, when the evaluation itself has begun, it is **late**, also after a way back to an earlier stage. Only a round
  that began there could not plan earlier, and is in time until it goes on.

Of what happened on one day, history knows the order: who plans in the morning and moves on in the afternoon planned before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.evaluation.planning import queries
from tracker.evaluation.planning.terms import Timing
from tracker.i18n import _
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.evaluation.planning.models import EvaluationPlan
    from tracker.history.models import Entry
    from tracker.projects.models import StageVisit


@dataclass(frozen=True, slots=True)
class Written:
    """When something was written down: the day, and its place in the history."""

    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Move:
    """A step to another stage as history tells it: when it happened, and its place."""

    to: Stage
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Remark:
    """How early something was planned, and the furthest stage by then, which is the reason."""

    timing: Timing
    stage: Stage
    began_here: bool = False
    """The round began at this stage."""

    @property
    def reason(self) -> str:
        """The remark in a whole sentence."""
        if self.timing is Timing.EARLY:
            return _(
                "The partnership stood at the stage “%(stage)s”: whoever knows what will be measured can work towards it.",
                stage=self.stage,
            )
        if self.timing is Timing.LATE:
            return _(
                "The stage “%(stage)s” had been reached. It still helps; say in the report what was agreed so late and why.",
                stage=self.stage,
            )
        if self.began_here:
            return _(
                "The round began at the stage “%(stage)s”, so it could not be planned earlier.",
                stage=self.stage,
            )
        return _("The work was under way, and the evaluation had not begun.")


def furthest_stage(visits: Sequence[StageVisit], moves: Iterable[Move], written: Written) -> Stage:
    """The furthest stage of a round by a moment; ``visits`` are those of the round, the first one first."""
    moved = {(move.to, move.day) for move in moves if move.number < written.number}
    reached = [visits[0].stage] + [
        visit.stage
        for visit in visits[1:]
        if visit.entered_on < written.day
        or (visit.entered_on == written.day and (visit.stage, visit.entered_on) in moved)
    ]
    return max(reached, key=lambda stage: stage.number)


def remark_on(reached: Stage, began_at: Stage) -> Remark:
    """The rule: from the furthest stage of the round by then, and the stage at which the round began."""
    if reached.number <= Stage.BUILDING.number:
        return Remark(Timing.EARLY, reached)
    began_here = reached is began_at
    if reached is Stage.EVERYDAY or began_here:
        return Remark(Timing.IN_TIME, reached, began_here=began_here)
    return Remark(Timing.LATE, reached)


@dataclass(frozen=True, slots=True)
class Planned:
    """One entry of the history of a plan, with the remark on it."""

    entry: Entry
    remark: Remark


def history_of(plan: EvaluationPlan) -> list[Planned]:
    """How the plan came about and changed, the first first, each with its remark."""
    session, partnership = session_of(plan), plan.partnership
    entries = session.scalars(queries.entries_about(plan)).unique().all()
    moves = [
        Move(Stage.from_code(entry.part("stage_to")), entry.happened_on, entry.number)
        for entry in session.scalars(queries.moves_in(partnership)).unique()
        if entry.part("stage_to")
    ]
    visits = [visit for visit in partnership.visits if visit.round == plan.round] or partnership.visits
    return [Planned(entry, _remark(entry, visits, moves)) for entry in entries]


def _remark(entry: Entry, visits: Sequence[StageVisit], moves: Sequence[Move]) -> Remark:
    written = Written(entry.recorded_at.date(), entry.number)
    return remark_on(furthest_stage(visits, moves, written), visits[0].stage)


def first_with(planned: Sequence[Planned], field: str) -> Planned | None:
    """The entry by which a field of the plan was first filled in."""
    return next(
        (each for each in planned if each.entry.changes.get(field, {}).get("new") not in (None, "", [])),
        None,
    )
