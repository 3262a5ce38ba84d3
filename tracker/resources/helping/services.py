"""Offering help for a need, and what the team answers.

An offer comes from outside: it is written into the history, but is no sign of life of the partnership. The answer is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.resources import services as resources
from tracker.resources.helping import queries
from tracker.resources.helping.models import HelpOffer
from tracker.resources.helping.terms import HelpState

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Participation
    from tracker.resources.models import Commitment, Need


def offer_help(need: Need, *, by: User, message: str, giver: str = "") -> HelpOffer:
    """Tell the team that a need could be answered. One offer of a person for a need waits at a time."""
    wait_and_refresh(need)
    session = session_of(need)
    message = message.strip()
    if not message:
        raise DomainError(_l("Say in a few words how you can help."), field="message")
    if need.partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back first."))
    if need.dropped_on is not None:
        raise WrongState(_l("This need fell away already."))
    if session.scalar(queries.waiting_from(by, [need.id]).limit(1)) is not None:
        raise Duplicate(_l("Your offer for this need is waiting for an answer already."))
    offer = HelpOffer(need=need, offered_by=by, message=message, giver=giver.strip())
    session.add(offer)
    session.flush()
    log.write(
        need.partnership,
        EntryKind.HELP_OFFERED,
        by=by,
        subject=offer,
        parts=_told(offer) | {"note": message},
    )
    return offer


def accept(
    offer: HelpOffer, *, by: User, participation: Participation, answer: str = "", **promised: Any
) -> Commitment:
    """Take the help: it becomes a commitment of a partner, offered and still to be agreed on."""
    _wait_for(offer)
    commitment = resources.promise(
        offer.partnership,
        by=by,
        participation=participation,
        need=offer.need,
        kind=offer.need.kind,
        **promised,
    )
    offer.commitment = commitment
    _answer(offer, HelpState.ACCEPTED, by=by, answer=answer)
    return commitment


def decline(offer: HelpOffer, *, by: User, answer: str = "") -> None:
    """Thank for the offer without taking it."""
    _wait_for(offer)
    _answer(offer, HelpState.DECLINED, by=by, answer=answer)


def _wait_for(offer: HelpOffer) -> None:
    wait_and_refresh(offer)
    if offer.partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back first."))
    if not offer.is_waiting:
        raise WrongState(_l("This offer was answered already."))


def _answer(offer: HelpOffer, state: HelpState, *, by: User, answer: str) -> None:
    offer.state, offer.answer = state, answer.strip()
    offer.answered_by, offer.answered_at = by, utc_now()
    session_of(offer).flush()
    history.write(
        offer.partnership,
        EntryKind.HELP_ANSWERED,
        by=by,
        subject=offer,
        help_state=state,
        note=offer.answer,
        **_told(offer),
    )


def _told(offer: HelpOffer) -> dict[str, Any]:
    """The names by which history tells of an offer."""
    return {
        "person": offer.offered_by.display_name,
        "partner": offer.giver,
        "need": offer.need.description,
        "resource": offer.need.kind,
    }
