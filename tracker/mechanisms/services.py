"""Describing a mechanism, deciding what it is, and agreeing that its text is learnt from.

The classifier proposes whenever what it judges was changed; a person decides. Both are kept, and so is who decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from tracker.database import session_of
from tracker.errors import DomainError, WrongState
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.mechanisms import classifier, queries
from tracker.mechanisms.models import Decision, Mechanism, Proposal
from tracker.mechanisms.questionnaire import Question, Reply, shifts
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from tracker.accounts.models import User

JUDGED = ("name", "description", "replies")
"""What the classifier looks at."""


def begin(partnership: Partnership) -> Mechanism:
    """The mechanism of a partnership, an empty one where there is none; two who begin at once get the same."""
    session = session_of(partnership)
    session.execute(select(Partnership.id).where(Partnership.id == partnership.id).with_for_update())
    mechanism = queries.mechanism_of(session, partnership)
    if mechanism is None:
        mechanism = Mechanism(partnership=partnership)
        session.add(mechanism)
        session.flush()
    return mechanism


def describe(
    partnership: Partnership,
    *,
    by: User | None,
    name: str = "",
    description: str = "",
    replies: Mapping[Question, Reply] | None = None,
) -> Mechanism:
    """Say how the joint work is arranged; what changed is judged anew. Words or at least one reply are needed."""
    description = description.replace("\r\n", "\n").strip()
    if not description and not shifts(replies or {}):
        raise DomainError(
            _l("Write a few sentences, or answer at least one of the questions."), field="description"
        )
    mechanism = begin(partnership)
    wait_and_refresh(mechanism)
    with history.changes(mechanism, *JUDGED, kind=EntryKind.MECHANISM_DESCRIBED, by=by):
        before = _judged(mechanism)
        mechanism.name = name.strip()
        mechanism.description = description
        mechanism.replies = {question.code: reply.code for question, reply in (replies or {}).items()}
        if _judged(mechanism) != before:
            _propose(mechanism)
    return mechanism


def _judged(mechanism: Mechanism) -> tuple[object, ...]:
    return tuple(getattr(mechanism, field) for field in JUDGED)


def _propose(mechanism: Mechanism) -> None:
    """Keep a new answer. One that waited was about an older text, and nobody has accepted it."""
    session = session_of(mechanism)
    session.execute(delete(Proposal).where(Proposal.mechanism_id == mechanism.id, Proposal.is_pending))
    proposal = proposal_for(mechanism)
    session.add(proposal)
    mechanism.proposed_type = proposal.type


def proposal_for(mechanism: Mechanism) -> Proposal:
    """What the classifier says of a mechanism today, as it is kept; not yet in a session."""
    answer = classifier.classify_mechanism(
        mechanism.description, title=mechanism.name, replies=mechanism.given_replies
    )
    return Proposal(
        mechanism_id=mechanism.id,
        version=answer.version,
        type=answer.type,
        plain=answer.to_plain(),
        text=mechanism.description,
    )


def accept(mechanism: Mechanism, *, by: User, proposal: Proposal) -> Decision:
    """Agree with the answer that was shown."""
    if proposal.type is None:
        raise WrongState(
            _l("There is no type to agree with yet: add what is missing, or decide on a type yourself.")
        )
    return decide(mechanism, by=by, type=proposal.type, traits=proposal.answer.traits, shown=proposal.id)


def decide(
    mechanism: Mechanism,
    *,
    by: User,
    type: MechanismType,  # noqa: A002  # what a decision is about
    traits: Iterable[Trait],
    reason: str = "",
    shown: int | None = None,
) -> Decision:
    """Decide what the mechanism is. Whoever differs from the answer that stands gives a reason.

    ``shown`` is the number of the answer that the person had before them; if another one stands by now, they look again.
    """
    wait_and_refresh(mechanism)
    proposal = _standing(mechanism, shown)
    traits, reason = frozenset(traits), reason.strip()
    agrees = _check(proposal, type, traits, reason)
    last = queries.last_decision(session_of(mechanism), mechanism)
    if last is not None and _says(last, proposal, type, traits, reason):
        return last
    decision = Decision(
        mechanism_id=mechanism.id,
        proposal_id=proposal.id,
        type=type,
        traits=sorted(trait.code for trait in traits),
        agrees=agrees,
        reason=reason,
        decided_by_id=by.id,
    )
    _record(mechanism, decision, proposal, by=by)
    return decision


def _standing(mechanism: Mechanism, shown: int | None) -> Proposal:
    """The answer that stands; refuses when there is none, or when the person had another one before them."""
    proposal = queries.current_proposal(session_of(mechanism), mechanism)
    if proposal is None:
        raise WrongState(_l("Describe the mechanism first."))
    if shown is not None and shown != proposal.id:
        raise WrongState(_l("The description was changed meanwhile. Look at the new answer, then decide."))
    return proposal


def _check(proposal: Proposal, type_: MechanismType, traits: frozenset[Trait], reason: str) -> bool:
    """Whether the person agrees with the answer; refuses what contradicts itself or comes without its reason."""
    if MechanismType.following_from(traits) is not type_:
        raise DomainError(
            _l("A combined mechanism carries at least two traits: tick those that you see.")
            if type_ is MechanismType.COMBINED
            else _l("This type has exactly one trait, the one that gives it its name."),
            field="traits",
        )
    agrees = type_ is proposal.type and traits == proposal.answer.traits
    if not agrees and proposal.type is not None and not reason:
        raise DomainError(
            _l("Say in a sentence why you see it differently: others learn from it."), field="reason"
        )
    return agrees


def _says(
    last: Decision, proposal: Proposal, type_: MechanismType, traits: frozenset[Trait], reason: str
) -> bool:
    """Whether exactly this was decided last: a button that was pressed twice."""
    return (last.proposal_id, last.type, last.seen_traits, last.reason) == (
        proposal.id,
        type_,
        traits,
        reason,
    )


def _record(mechanism: Mechanism, decision: Decision, proposal: Proposal, *, by: User) -> None:
    """Keep a decision, and tell it."""
    parts = {
        "mechanism_type": decision.type,
        "mechanism_traits": decision.traits if decision.type is MechanismType.COMBINED else None,
        "proposed_type": proposal.type,
        "agrees": decision.agrees or None,
    }
    with history.changes(
        mechanism,
        "decided_type",
        kind=EntryKind.MECHANISM_DECIDED,
        by=by,
        reason=decision.reason,
        parts=parts,
        always=True,
    ):
        session_of(mechanism).add(decision)
        mechanism.decided_type = decision.type
    session_of(mechanism).expire(mechanism, ["decisions"])


def set_consent(mechanism: Mechanism, *, by: User | None, may_train: bool) -> None:
    """Agree that the text may be exported to teach the classifier, or take that back."""
    wait_and_refresh(mechanism)
    with history.changes(mechanism, "may_train", kind=EntryKind.MECHANISM_CONSENT, by=by):
        mechanism.may_train = may_train
