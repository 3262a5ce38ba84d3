"""Offers of help and saved views for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.factories.accounts import make_official
from tracker.database import session_of
from tracker.resources.helping import services as helping
from tracker.territory import services
from tracker.territory.terms import Frequency

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.resources.helping.models import HelpOffer
    from tracker.resources.models import Need
    from tracker.territory.models import SavedView


def make_help_offer(
    need: Need, *, by: User | None = None, message: str = "Есть зал", **details: Any
) -> HelpOffer:
    """An offer of an official of the region of the partnership."""
    code = min(need.partnership.region_codes)
    return helping.offer_help(
        need, by=by or make_official(session_of(need), code), message=message, **details
    )


def make_view(session: Session, by: User, *, name: str = "Экология", **given: Any) -> SavedView:
    """A view without a filter, sent every week unless told otherwise."""
    return services.save_view(
        session, by=by, **{"name": name, "arguments": {}, "frequency": Frequency.WEEKLY, **given}
    )
