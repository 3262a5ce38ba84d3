"""Letters with a personal link, each in the language of whoever receives it. Only a press of the broker sends one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import force_locale

from tracker.accounts import letters
from tracker.evaluation.surveys import answering
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.evaluation.surveys.models import SurveyLink

log = logging.getLogger("tracker.mail")
IN_THE_LOG = "tracker.accounts.log_mail"


def address_of(token: str) -> str:
    """The whole address that a link leads to."""
    return letters.address_of("evaluation.answer", token=token)


def can_send() -> bool:
    """Whether letters leave this installation; without a mail server they would only stand in its log."""
    return current_app.config["MAIL_BACKEND"] != IN_THE_LOG


def send(link: SurveyLink, token: str, *, sender: str) -> bool:
    """Send somebody the link, as a reminder where a letter went out before; says whether it went out."""
    is_reminder = link.sent_at is not None
    title = link.partnership.title
    with force_locale(link.language):
        subject = (
            _("A reminder: your view of “%(title)s”", title=title)
            if is_reminder
            else _("How do you see our partnership “%(title)s”?", title=title)
        )
    try:
        letters.send(
            "evaluation/surveys/email/ask",
            subject,
            to=link.email,
            language=link.language,
            link=link,
            survey=link.survey,
            is_reminder=is_reminder,
            sender=sender or answering.whom_to_ask(link.survey),
            address=address_of(token),
        )
    except OSError:
        log.exception("A letter with a personal link could not be sent.")
        return False
    return True
