"""How tests of resources read what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.database import utc_now
from tracker.history.models import Entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership
    from tracker.resources.models import Commitment
    from tracker.resources.terms import CommitmentState

TODAY = utc_now().date()
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


def last_entry(partnership: Partnership, session: Session) -> Entry:
    """What was written down last; a partnership has at least its first entry."""
    entries = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc())
    return next(iter(session.scalars(entries).unique()))


def state_of(commitment: Commitment) -> CommitmentState:
    """The state of a commitment by now."""
    return commitment.state


def only(session: Session, model: type[Any]) -> Any:
    """The only record of its kind."""
    return session.scalars(select(model)).unique().one()


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/resources"


def new_commitment(partnership: Partnership, **query: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/partnerships/{partnership.id}/commitments/new?{asked}"
