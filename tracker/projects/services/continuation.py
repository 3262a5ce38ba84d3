"""The decision of the last stage: continue or expand, which opens the next round, or end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.projects import cycle, deciding, history
from tracker.projects.models import Continuation
from tracker.projects.services import life, stages
from tracker.projects.terms import ContinuationDecision, Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership


def decide(
    partnership: Partnership,
    decision: ContinuationDecision,
    *,
    by: User | None,
    reason: str,
    participants: str = "",
    decided_on: date | None = None,
    next_stage: Stage | None = None,
    grounds: Iterable[str] = (),
    own_words: str = "",
) -> Continuation:
    """Record what the partners decided, and do it: open the next round at an earlier stage, or end the partnership.

    Without ``next_stage`` a round that continues begins with commitments, one that expands with the search for partners.
    ``grounds`` are the keys of the findings it rests on (see ``tracker/projects/deciding.py``), kept as they are said today.
    """
    life.hold_running(partnership)
    if partnership.stage is not Stage.CONTINUATION:
        raise WrongState(
            _l("The partners decide on this at the last stage. Move the partnership there first.")
        )
    day = stages.day_of_leaving(partnership, decided_on, field="decided_on")
    reason = reason.strip()
    if not reason:
        raise DomainError(_l("Say in a few words why the partners decided so."), field="reason")
    continuation = Continuation(
        round=partnership.round,
        decision=decision,
        reason=reason,
        participants=participants.strip(),
        decided_on=day,
        decided_by=by,
        next_stage=_first_stage(decision, next_stage),
        grounds=deciding.kept(partnership, grounds, today=utc_now().date(), own_words=own_words),
    )
    partnership.continuations.append(continuation)
    session_of(partnership).flush()
    if continuation.next_stage is None:
        _end(continuation, by=by)
    else:
        _open_next_round(continuation, continuation.next_stage, by=by)
    return continuation


def _first_stage(decision: ContinuationDecision, chosen: Stage | None) -> Stage | None:
    """Where the next round begins; ``None`` when there is none."""
    if not decision.opens_next_round:
        return None
    stage = chosen or cycle.RETURN_TO[decision]
    if stage is Stage.CONTINUATION:
        raise DomainError(_l("The next round begins at an earlier stage."), field="next_stage")
    return stage


def _end(continuation: Continuation, *, by: User | None) -> None:
    partnership = continuation.partnership
    life.close(partnership, continuation.decided_on)
    history.write(
        partnership,
        EntryKind.ENDED,
        by=by,
        subject=continuation,
        happened_on=continuation.decided_on,
        decision=continuation.decision.code,
        reason=continuation.reason,
        participants=continuation.participants,
        round=continuation.round,
        grounds=_told(continuation),
    )


def _open_next_round(continuation: Continuation, stage: Stage, *, by: User | None) -> None:
    partnership = continuation.partnership
    partnership.round += 1
    stages.enter(partnership, stage, on=continuation.decided_on, by=by, reason=continuation.reason)
    history.write(
        partnership,
        EntryKind.CONTINUED,
        by=by,
        subject=continuation,
        happened_on=continuation.decided_on,
        decision=continuation.decision.code,
        reason=continuation.reason,
        participants=continuation.participants,
        stage_to=stage.code,
        round=partnership.round,
        grounds=_told(continuation),
    )


def _told(continuation: Continuation) -> list[str]:
    """What the decision rests on, in the words of whoever recorded it."""
    return [ground.sentence for ground in continuation.grounds]
