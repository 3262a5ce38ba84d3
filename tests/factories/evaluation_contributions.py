"""Credited contributions for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.database import utc_now
from tracker.evaluation.contributions import services

if TYPE_CHECKING:
    from tracker.evaluation.contributions.models import ContributionNote
    from tracker.projects.models import Participation


def credit(participation: Participation, **details: Any) -> ContributionNote:
    """The contribution of a partner, credited today by the broker unless told otherwise."""
    given = {"by": participation.partnership.created_by, "credited_on": utc_now().date()}
    note = services.credit(participation, **(given | details))
    assert note is not None
    return note
