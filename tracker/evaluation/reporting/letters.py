"""The letter with a partner's personal link, and the link itself."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from tracker.accounts import letters
from tracker.evaluation.reporting.services import LINK_LASTS
from tracker.i18n import _, in_language

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.reporting.models import ConsentLink

log = logging.getLogger("tracker.mail")
IN_THE_LOG = "tracker.accounts.log_mail"


def link_address(token: str) -> str:
    """The address that a partner opens; the signature keeps guessed links away from the database."""
    return letters.address_of("evaluation.consent", token=_signer().dumps(token))


def token_of(signed: str) -> str:
    """The token inside a link; empty when we did not sign it, or longer ago than a link lasts."""
    try:
        return str(_signer().loads(signed, max_age=int(LINK_LASTS.total_seconds())))
    except BadData:
        return ""


def can_send() -> bool:
    """Whether letters leave this installation; without a mail server they would only stand in its log, for others to read."""
    return current_app.config["MAIL_BACKEND"] != IN_THE_LOG


def send(link: ConsentLink, token: str, *, by: User) -> bool:
    """Send the letter; says whether it went out, so that the link can be passed on otherwise."""
    if not can_send():
        return False
    title = link.partnership.title
    with in_language(link.language):
        subject = _("May the report on “%(title)s” be published?", title=title)
    try:
        letters.send(
            "evaluation/reporting/email/consent",
            subject,
            to=link.email,
            language=link.language,
            link=link_address(token),
            consent_link=link,
            sender=by.display_name,
            title=title,
        )
    except OSError:
        log.exception("A letter about consent could not be sent.")
        return False
    return True


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="consent")
