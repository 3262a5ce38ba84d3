"""Proofs of steps that the list of needs and commitments holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.database import session_of, utc_now
from tracker.i18n import _, _n
from tracker.projects.cycle import Proof, proof_by
from tracker.projects.terms import ChecklistItem
from tracker.resources.models import Commitment, Delivery, Need, ValuationDefault
from tracker.resources.sums import COUNTED
from tracker.resources.terms import CommitmentState, ResourceKind

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from tracker.projects.models import Partnership


def proof(partnership: Partnership, sentence: str) -> Proof:
    """A proof shown on the page of resources."""
    return Proof(sentence, "resources.overview", {"partnership_id": partnership.id})


def count(partnership: Partnership, *conditions: ColumnElement[bool]) -> int:
    """How many commitments of the partnership fulfil the conditions."""
    query = select(func.count(Commitment.id)).where(Commitment.partnership_id == partnership.id, *conditions)
    return session_of(partnership).scalar(query) or 0


@proof_by(ChecklistItem.NEEDS_LISTED)
def needs_are_listed(partnership: Partnership) -> Proof | None:
    query = select(func.count(Need.id)).where(
        Need.partnership_id == partnership.id, Need.dropped_on.is_(None)
    )
    listed = session_of(partnership).scalar(query) or 0
    if not listed:
        return None
    return proof(partnership, _n("%(num)d need is on the list.", "%(num)d needs are on the list.", listed))


@proof_by(ChecklistItem.BROAD_VIEW_AGREED)
def more_than_money_is_promised(partnership: Partnership) -> Proof | None:
    other = count(
        partnership, Commitment.kind != ResourceKind.MONEY, Commitment.state != CommitmentState.WITHDRAWN
    )
    if not other:
        return None
    return proof(
        partnership, _n("%(num)d commitment is not money.", "%(num)d commitments are not money.", other)
    )


@proof_by(ChecklistItem.CONTRIBUTIONS_NEGOTIATED)
def every_partner_made_an_offer(partnership: Partnership) -> Proof | None:
    partners = partnership.partners_on(utc_now().date())
    query = (
        select(Commitment.participation_id)
        .distinct()
        .where(Commitment.partnership_id == partnership.id, Commitment.state != CommitmentState.WITHDRAWN)
    )
    offering = set(session_of(partnership).scalars(query))
    if not partners or any(partner.id not in offering for partner in partners):
        return None
    return proof(partnership, _("Every partner has offered something."))


@proof_by(ChecklistItem.FULLY_AGREED)
def every_partner_has_an_agreed_commitment(partnership: Partnership) -> Proof | None:
    partners = partnership.partners_on(utc_now().date())
    agreed = set(
        session_of(partnership).scalars(
            select(Commitment.participation_id)
            .distinct()
            .where(Commitment.partnership_id == partnership.id, Commitment.state.in_(COUNTED))
        )
    )
    if not partners or any(partner.id not in agreed for partner in partners):
        return None
    if count(partnership, Commitment.state == CommitmentState.OFFERED):
        return None
    return proof(partnership, _("Every partner has an agreed commitment, and no offer is open."))


@proof_by(ChecklistItem.DECLARED_PUBLICLY)
def commitments_are_declared(partnership: Partnership) -> Proof | None:
    declared = count(partnership, Commitment.declared_on.is_not(None))
    if not declared:
        return None
    return proof(
        partnership,
        _n(
            "%(num)d commitment was declared publicly.",
            "%(num)d commitments were declared publicly.",
            declared,
        ),
    )


@proof_by(ChecklistItem.VALUATION_AGREED)
def methods_are_agreed(partnership: Partnership) -> Proof | None:
    query = select(func.count(ValuationDefault.id)).where(ValuationDefault.partnership_id == partnership.id)
    methods = session_of(partnership).scalar(query) or 0
    if not methods:
        return None
    return proof(
        partnership,
        _n(
            "A method of valuation is agreed for %(num)d kind of resource.",
            "Methods of valuation are agreed for %(num)d kinds of resource.",
            methods,
        ),
    )


@proof_by(ChecklistItem.CONTRIBUTIONS_CREDITED)
def deliveries_are_recorded(partnership: Partnership) -> Proof | None:
    query = (
        select(func.count(Delivery.id))
        .join(Commitment)
        .where(Commitment.partnership_id == partnership.id, Delivery.cancelled_on.is_(None))
    )
    recorded = session_of(partnership).scalar(query) or 0
    if not recorded:
        return None
    return proof(
        partnership, _n("%(num)d delivery is recorded.", "%(num)d deliveries are recorded.", recorded)
    )
