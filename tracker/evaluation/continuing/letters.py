"""The letter that thanks a partner at the end: its words in either language, and sending it. Only a press of the broker sends one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from tracker.accounts import letters
from tracker.database import session_of
from tracker.i18n import _, show_date
from tracker.projects import queries as partnerships
from tracker.resources.models import Commitment
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.partners.models import Contact
    from tracker.projects.models import Participation

log = logging.getLogger("tracker.mail")
IN_THE_LOG = "tracker.accounts.log_mail"
NAMED = 6
"""So many of the things that a partner gave are named in its letter."""


def can_send() -> bool:
    """Whether letters leave this installation; without a mail server they would only stand in its log."""
    return current_app.config["MAIL_BACKEND"] != IN_THE_LOG


def contacts_of(participation: Participation) -> list[Contact]:
    """Who can be written to: the key people at the partner, then its other contact persons; each address once."""
    key = [person.contact for person in participation.key_people]
    others = session_of(participation).scalars(partnerships.all_contacts(participation.organisation))
    found: dict[str, Contact] = {}
    for contact in (*key, *others):
        if contact.email and not contact.is_archived:
            found.setdefault(contact.email.lower(), contact)
    return list(found.values())


def words(participation: Participation, *, language: str, keeps: str, sender: str) -> str:
    """What the letter proposes to say, in a language; the broker changes what should be said otherwise."""
    given = _given(participation)
    with force_locale(language):
        partnership = participation.partnership
        paragraphs = [
            _("Dear colleagues at %(partner)s,", partner=participation.organisation.name),
            _opening(participation),
            _(
                "What you brought has stayed with us: %(contribution)s",
                contribution=participation.contribution.strip(),
            )
            if participation.contribution.strip()
            else "",
            _("What came from you: %(given)s.", given="; ".join(given)) if given else "",
            _("What stays with you: %(keeps)s", keeps=keeps.strip()) if keeps.strip() else "",
            _("What came of it: %(results)s", results=partnership.results.strip())
            if partnership.results.strip()
            else "",
            _(
                "None of us could have done this alone. Thank you for your work, your patience and your trust. "
                "We will gladly meet you again."
            ),
            _("In the name of all partners,\n%(sender)s", sender=sender),
        ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _opening(participation: Participation) -> str:
    """Since when we worked together, and that it is over."""
    partnership = participation.partnership
    since = participation.joined_on or partnership.started_on
    ended = partnership.ended_on
    if since is not None and ended is not None and since < ended:
        return _(
            "our partnership “%(title)s” came to its end on %(ended)s. You were with us since %(since)s.",
            title=partnership.title,
            ended=show_date(ended),
            since=show_date(since),
        )
    if ended is not None:
        return _(
            "our partnership “%(title)s” came to its end on %(ended)s.",
            title=partnership.title,
            ended=show_date(ended),
        )
    return _("our partnership “%(title)s” is coming to its end.", title=partnership.title)


def _given(participation: Participation) -> list[str]:
    """What arrived from the partner, in the words of the commitments."""
    query = (
        select(Commitment.description)
        .where(
            Commitment.participation_id == participation.id,
            Commitment.state.in_((CommitmentState.DELIVERED, CommitmentState.IN_DELIVERY)),
        )
        .order_by(Commitment.id)
        .limit(NAMED)
    )
    return [text.strip().rstrip(".") for text in session_of(participation).scalars(query)]


def send(participation: Participation, contacts: Iterable[Contact], text: str, *, language: str) -> list[str]:
    """Send the letter to these people; gives the names of those whose letter went out."""
    sent = []
    with force_locale(language):
        subject = _("Thank you: “%(title)s”", title=participation.partnership.title)
    for contact in contacts:
        try:
            letters.send(
                "evaluation/continuing/email/thanks",
                subject,
                to=contact.email,
                language=language,
                paragraphs=text.replace("\r\n", "\n").split("\n\n"),
            )
        except OSError:
            log.exception("A letter of thanks could not be sent.")
        else:
            sent.append(contact.name)
    return sent
