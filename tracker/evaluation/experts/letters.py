"""The letter with the link of an expert, in the expert's language. Only a press of the team sends one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tracker.accounts import letters
from tracker.evaluation.experts import answering
from tracker.evaluation.surveys.letters import can_send
from tracker.i18n import _, in_language

if TYPE_CHECKING:
    from tracker.evaluation.experts.models import Expert

__all__ = ["address_of", "can_send", "send"]

log = logging.getLogger("tracker.mail")


def address_of(token: str) -> str:
    """The whole address that a link leads to."""
    return letters.address_of("evaluation.expert", token=token)


def send(expert: Expert, token: str, *, sender: str) -> bool:
    """Send the expert the link, as a reminder where a letter went out before; says whether it went out."""
    is_reminder = expert.sent_at is not None
    title = expert.partnership.title
    with in_language(expert.language):
        subject = (
            _("A reminder: your opinion on “%(title)s”", title=title)
            if is_reminder
            else _("Your opinion on the partnership “%(title)s”", title=title)
        )
    try:
        letters.send(
            "evaluation/experts/email/invitation",
            subject,
            to=expert.email,
            language=expert.language,
            expert=expert,
            is_reminder=is_reminder,
            sender=sender or answering.whom_to_ask(expert),
            address=address_of(token),
        )
    except OSError:
        log.exception("A letter to an expert could not be sent.")
        return False
    return True
