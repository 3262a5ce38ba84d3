"""The proof that the contribution of each partner was evaluated and credited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.evaluation.contributions.queries import credited
from tracker.i18n import _
from tracker.projects.cycle import Proof, proof_by
from tracker.projects.terms import ChecklistItem

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


@proof_by(ChecklistItem.CONTRIBUTIONS_CREDITED)
def every_contribution_is_credited(partnership: Partnership) -> Proof | None:
    partners = partnership.partners_on(utc_now().date())
    if not partners:
        return None
    done = credited(session_of(partnership), [partnership.id])
    if any(partner.id not in done for partner in partners):
        return None
    sentence = _("The contribution of every partner is credited by name.")
    values = {"partnership_id": partnership.id, "_anchor": "credits"}
    return Proof(sentence, "evaluation.contributions", values)
