"""Reading offers of help, and the needs that nobody has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import joinedload

from tracker.projects.models import Partnership
from tracker.projects.queries import NAME_ONLY
from tracker.resources.helping.models import HelpOffer
from tracker.resources.helping.terms import HelpState
from tracker.resources.models import Commitment, Need
from tracker.resources.sums import COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select

    from tracker.accounts.models import User
    from tracker.resources.terms import ResourceKind


def is_unanswered() -> ColumnElement[bool]:
    """The need is there, and nothing that was agreed on answers it."""
    answered = exists().where(Commitment.need_id == Need.id, Commitment.state.in_(COUNTED))
    return and_(Need.dropped_on.is_(None), ~answered)


def has_unanswered_need(kind: ResourceKind) -> ColumnElement[bool]:
    """The partnership needs something of this kind that nobody has answered."""
    return exists().where(Need.partnership_id == Partnership.id, Need.kind == kind, is_unanswered())


def offers_for(partnership: Partnership) -> Select[HelpOffer]:
    """All offers for the needs of a partnership: those that wait first, then the latest."""
    return (
        select(HelpOffer)
        .join(Need, Need.id == HelpOffer.need_id)
        .where(Need.partnership_id == partnership.id)
        .options(joinedload(HelpOffer.offered_by).options(*NAME_ONLY))
        .order_by(HelpOffer.state != HelpState.WAITING, HelpOffer.id.desc())
    )


def waiting_from(user: User, needs: Iterable[int]) -> Select[int]:
    """Which of these needs somebody offered to help with already, without an answer so far."""
    return select(HelpOffer.need_id).where(
        HelpOffer.offered_by_id == user.id,
        HelpOffer.state == HelpState.WAITING,
        HelpOffer.need_id.in_(sorted(needs)),
    )
