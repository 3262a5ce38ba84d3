"""When a new version of the classifier comes: all stored texts are judged again, and what changes waits for a person.

An answer with the type that stands takes its place silently. One with another type waits until an administrator accepts it; what
people decided is not touched by either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.database import session_of
from tracker.errors import WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.mechanisms import classifier, queries, services
from tracker.mechanisms.models import Mechanism, Proposal
from tracker.merging import wait_and_refresh

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

BATCH = 100


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some stored texts; ``last`` is the number of the last of them."""

    last: int
    looked_at: int
    same: int
    waiting: int


def how_many(session: Session) -> int:
    """How many texts are stored."""
    return session.scalar(select(func.count()).select_from(Mechanism).where(queries.is_described())) or 0


def recompute(session: Session, *, after: int = 0, size: int = BATCH) -> Batch | None:
    """Judge the next texts again, those with numbers above ``after``; ``None`` when there are none left.

    Whoever edits one of them waits meanwhile. A text that this version has judged already is passed over.
    """
    query = queries.described_after(after, size).with_for_update()
    mechanisms = session.scalars(query).all()
    if not mechanisms:
        return None
    answers = queries.answers_of(session, mechanisms)
    outcomes = [_judge(session, mechanism, answers[mechanism.id]) for mechanism in mechanisms]
    session.flush()
    return Batch(mechanisms[-1].id, len(mechanisms), outcomes.count(False), outcomes.count(True))


def _judge(session: Session, mechanism: Mechanism, before: Sequence[Proposal]) -> bool | None:
    """Whether the new answer waits; ``None`` when there is nothing new to say."""
    if any(proposal.version == classifier.version() for proposal in before):
        return None
    for earlier in before:
        if earlier.is_pending:
            session.delete(earlier)
    proposal = services.proposal_for(mechanism)
    proposal.is_pending = proposal.type is not mechanism.proposed_type
    session.add(proposal)
    return proposal.is_pending


def accept_answer(proposal: Proposal, *, by: User) -> None:
    """Let an answer that waits take the place of the one that stands; the partnership's history tells it.

    It is no sign of life: nobody of the partnership has done anything.
    """
    mechanism = proposal.mechanism
    wait_and_refresh(mechanism)
    still_waits = select(Proposal.is_pending).where(Proposal.id == proposal.id)
    if not session_of(mechanism).scalar(still_waits):
        raise WrongState(_l("This answer was accepted already."))
    with log.changes(
        mechanism,
        "proposed_type",
        kind=EntryKind.MECHANISM_JUDGED,
        by=by,
        keeper=mechanism.partnership,
        parts={"classifier_version": proposal.version},
        always=True,
    ):
        proposal.is_pending = False
        mechanism.proposed_type = proposal.type


def accept_some(session: Session, *, by: User, size: int = BATCH) -> int:
    """Accept the next answers that wait, and say how many; whoever accepts all asks until there are none."""
    found = session.scalars(queries.pending().limit(size)).all()
    for proposal in found:
        accept_answer(proposal, by=by)
    return len(found)
