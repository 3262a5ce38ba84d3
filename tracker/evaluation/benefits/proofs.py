"""What the matrix of benefits proves: that it is known of every partner what it expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.evaluation.benefits.queries import said_counts
from tracker.i18n import _
from tracker.projects.cycle import Proof, proof_by
from tracker.projects.terms import ChecklistItem

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


@proof_by(ChecklistItem.CONTRIBUTIONS_DEFINED)
def expectations_are_in_the_matrix(partnership: Partnership) -> Proof | None:
    """Where the record of a partner says in words what it expects, that is proof enough and told elsewhere."""
    partners = partnership.partners_on(utc_now().date())
    if not partners or not all(each.contribution.strip() for each in partners):
        return None
    silent = [each for each in partners if not each.expectation.strip()]
    if not silent:
        return None
    said = said_counts(session_of(partnership), [partnership.id])
    if not all(said.get(each.id, (0, 0))[0] for each in silent):
        return None
    sentence = _(
        "It is written down for each partner what it brings; what it expects, here or in the matrix of benefits."
    )
    return Proof(sentence, "evaluation.benefits", {"partnership_id": partnership.id})
