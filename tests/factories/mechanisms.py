"""Mechanisms for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.database import session_of
from tracker.mechanisms import queries, services

if TYPE_CHECKING:
    from tracker.mechanisms.models import Decision, Mechanism, Proposal
    from tracker.mechanisms.terms import MechanismType, Trait
    from tracker.projects.models import Partnership


def make_mechanism(
    partnership: Partnership, description: str = "A contest of ideas", **given: Any
) -> Mechanism:
    """A mechanism that the broker has described."""
    return services.describe(
        partnership, **{"by": partnership.created_by, "description": description, **given}
    )


def proposal_of(mechanism: Mechanism) -> Proposal:
    """The answer that stands."""
    proposal = queries.current_proposal(session_of(mechanism), mechanism)
    assert proposal is not None
    return proposal


def make_decision(
    mechanism: Mechanism, type_: MechanismType | None = None, *traits: Trait, reason: str = "It is so"
) -> Decision:
    """What the broker decided; without a type, that the answer fits."""
    by = mechanism.partnership.created_by
    if type_ is None:
        return services.accept(mechanism, by=by, proposal=proposal_of(mechanism))
    return services.decide(mechanism, by=by, type=type_, traits=traits or type_.traits, reason=reason)
