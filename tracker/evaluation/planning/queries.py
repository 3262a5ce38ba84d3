"""Reading plans of evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.evaluation.planning.models import EvaluationPlan
from tracker.history.models import Book, Entry
from tracker.history.terms import EntryKind
from tracker.resources.models import Commitment
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from sqlalchemy import Select

    from tracker.projects.models import Partnership


def plans_of(partnership: Partnership) -> Select[EvaluationPlan]:
    """All plans of a partnership, that of the latest round first."""
    return (
        select(EvaluationPlan)
        .where(EvaluationPlan.partnership_id == partnership.id)
        .order_by(EvaluationPlan.round.desc(), EvaluationPlan.id)
    )


def plan_of(
    partnership: Partnership, *, round_number: int | None = None, to_change: bool = False
) -> EvaluationPlan | None:
    """The plan of the present round, or of another one; ``to_change`` waits for whoever is just changing it."""
    if to_change:
        hold_book(partnership)
    query = plans_of(partnership).where(EvaluationPlan.round == (round_number or partnership.round))
    return session_of(partnership).scalar(query.execution_options(populate_existing=to_change))


def hold_book(partnership: Partnership) -> None:
    """Lock the history until the transaction ends, so that two people who begin the same thing make one record, not two."""
    session_of(partnership).execute(select(Book.id).where(Book.id == partnership.book_id).with_for_update())


def entries_about(plan: EvaluationPlan) -> Select[Entry]:
    """What history holds of a plan, in the order in which it was written."""
    return (
        select(Entry)
        .where(
            Entry.book_id == plan.partnership.book_id,
            Entry.subject_kind == EvaluationPlan.__tablename__,
            Entry.subject_id == plan.id,
        )
        .order_by(Entry.number)
    )


def moves_in(partnership: Partnership) -> Select[Entry]:
    """Entries about moving from stage to stage."""
    return (
        select(Entry)
        .where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.STAGE_MOVED)
        .order_by(Entry.number)
    )


def reservable(partnership: Partnership) -> Select[Commitment]:
    """Commitments that can be set aside: all that were not withdrawn."""
    return (
        select(Commitment)
        .where(Commitment.partnership_id == partnership.id, Commitment.state != CommitmentState.WITHDRAWN)
        .order_by(Commitment.id)
    )
