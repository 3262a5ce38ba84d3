"""Families, decisions and farewells for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.evaluation.continuing import growing
from tracker.mechanisms.models import Mechanism
from tracker.projects.services import continuation, stages
from tracker.projects.terms import ContinuationDecision, Stage

if TYPE_CHECKING:
    from tracker.evaluation.continuing.models import FamilyLink
    from tracker.projects.models import Continuation, Partnership


def at_the_last_stage(partnership: Partnership) -> Partnership:
    """The partnership where its partners decide."""
    partnership.visits[0].entered_on = utc_now().date() - timedelta(days=100)
    stages.move(partnership, Stage.CONTINUATION, by=partnership.created_by, reason="All is said")
    return partnership


def make_decision(
    partnership: Partnership, decision: ContinuationDecision = ContinuationDecision.EXPAND, **given: Any
) -> Continuation:
    """What the partners decided, at the last stage."""
    if partnership.stage is not Stage.CONTINUATION:
        at_the_last_stage(partnership)
    values = {"by": partnership.created_by, "reason": "It works", **given}
    return continuation.decide(partnership, decision, **values)


def make_ended(partnership: Partnership) -> Partnership:
    """The partnership after its end, decided by the partners."""
    make_decision(partnership, ContinuationDecision.END)
    return partnership


def make_offspring(parent: Partnership, child: Partnership, **given: Any) -> FamilyLink:
    """A partnership that grew out of another one."""
    link = growing.link_partnership(parent, child, **{"by": parent.created_by, **given})
    session_of(parent).flush()
    return link


def make_named_mechanism(partnership: Partnership, name: str = "Marathon of schools") -> Mechanism:
    """A mechanism with a name, which nobody asked the classifier about."""
    mechanism = Mechanism(partnership=partnership, name=name)
    session_of(partnership).add(mechanism)
    session_of(partnership).flush()
    return mechanism
