"""Letters about offers of help: to the brokers, and back to whoever offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.accounts import letters
from tracker.i18n import _, in_language

if TYPE_CHECKING:
    from tracker.resources.helping.models import HelpOffer


def tell_brokers(offer: HelpOffer) -> int:
    """Write to everybody who answers for the partnership; gives how many letters there were."""
    brokers = [broker for broker in offer.partnership.brokers if broker.active and broker.erased_at is None]
    for broker in brokers:
        with in_language(broker.language):
            subject = _("An offer of help for “%(title)s”", title=offer.partnership.title)
        letters.send(
            "resources/helping/email/offered",
            subject,
            to=broker.email,
            language=broker.language,
            later=True,
            name=broker.display_name,
            sender=offer.offered_by.display_name,
            giver=offer.giver,
            need=offer.need.description,
            title=offer.partnership.title,
            message=offer.message,
            link=letters.address_of("resources.show_help", help_offer_id=offer.id),
        )
    return len(brokers)


def tell_who_offered(offer: HelpOffer) -> None:
    """Write what the team answered to whoever offered."""
    person = offer.offered_by
    if not person.active or person.erased_at is not None:
        return
    with in_language(person.language):
        subject = _("Your offer of help for “%(title)s”", title=offer.partnership.title)
    letters.send(
        "resources/helping/email/answered",
        subject,
        to=person.email,
        language=person.language,
        later=True,
        name=person.display_name,
        is_accepted=offer.commitment_id is not None,
        sender=offer.answered_by.display_name if offer.answered_by is not None else "",
        need=offer.need.description,
        title=offer.partnership.title,
        answer=offer.answer,
        link=letters.address_of("resources.show_need", need_id=offer.need_id),
    )
