"""Offers of help that wait for an answer, among what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.database import session_of
from tracker.i18n import _n
from tracker.projects import presence, stamps
from tracker.projects.gaps import Gap, GapKind, check_together
from tracker.resources.helping.models import HelpOffer
from tracker.resources.helping.terms import HelpState
from tracker.resources.models import Need

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


WAITING = (
    select(Need.partnership_id, func.count())
    .join(HelpOffer, HelpOffer.need_id == Need.id)
    .where(Need.partnership_id.in_(presence.IDS), HelpOffer.state == HelpState.WAITING)
    .group_by(Need.partnership_id)
)


@check_together
def waiting_offers(partnerships: Sequence[Partnership], _today: date) -> dict[int, list[Gap]]:
    """One query, however many partnerships there are."""
    found: dict[int, list[Gap]] = {partnership.id: [] for partnership in partnerships}
    counts = presence.ask(session_of(partnerships[0]), Need, WAITING, list(found))
    for key, number in counts:
        sentence = _n(
            "%(num)d offer of help waits for your answer",
            "%(num)d offers of help wait for your answer",
            number,
        )
        found[key] = [
            Gap(sentence, "resources.overview", {"partnership_id": key, "_anchor": "help"}, GapKind.RESOURCES)
        ]
    return found


stamps.cover(HelpOffer)
