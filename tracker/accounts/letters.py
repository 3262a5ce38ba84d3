"""Letters about accounts, each in the language of whoever receives it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, render_template, url_for
from flask_babel import force_locale
from flask_mailman import EmailMultiAlternatives
from flask_security import MailUtil, change_email_confirmed
from itsdangerous import BadData, URLSafeTimedSerializer

from tracker.accounts import invitations, queries
from tracker.accounts.terms import UserRole
from tracker.extensions import db
from tracker.i18n import DEFAULT_LANGUAGE, LANGUAGES, LazyString, _, _l

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.accounts.models import Invitation, User

log = logging.getLogger("tracker.mail")

FOLDER = "security/email/"
SUBJECTS: dict[str, LazyString] = {
    "reset_instructions": _l("A new password for Tracker"),
    "reset_notice": _l("Your password in Tracker was changed"),
    "change_notice": _l("Your password in Tracker was changed"),
    "change_email_instructions": _l("Your new address for Tracker"),
    "two_factor_rescue": _l("Somebody cannot sign in to Tracker"),
}


class Letters(MailUtil):
    """Sends the letters of Flask-Security: own subjects, the reader's language, addresses in lower case."""

    def normalize(self, email: str) -> str:
        return super().normalize(email.strip()).lower()

    def validate(self, email: str) -> str:
        return super().validate(email.strip()).lower()

    def send_mail(  # noqa: PLR0917  # the signature of Flask-Security
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],  # noqa: ARG002  # the sender of all our letters is one setting
        body: str | None,  # noqa: ARG002  # rendered again, in the language of the recipient
        html: str | None,  # noqa: ARG002  # the same
        **context: Any,
    ) -> None:
        name = template.removeprefix(FOLDER)
        for address, language in _recipients(name, str(recipient), context.get("user")):
            send(
                f"{FOLDER}{name}",
                SUBJECTS.get(name, subject),
                to=address,
                language=language,
                later=True,
                **context,
            )


def _recipients(name: str, recipient: str, user: User | None) -> Iterable[tuple[str, str]]:
    """Who receives a letter, and in which language: a call for help goes to the administrators."""
    if name == "two_factor_rescue":
        for administrator in db.session.scalars(queries.holders(UserRole.ADMIN)):
            yield administrator.email, administrator.language
        return
    yield recipient, user.language if user is not None else DEFAULT_LANGUAGE


def render_page_or_nothing(template: str, **context: Any) -> str:
    """How Flask-Security renders: its letters are left to ``Letters``, which knows the language of the recipient."""
    return "" if template.startswith(FOLDER) else render_template(template, **context)


def send(
    template: str, subject: str | LazyString, *, to: str, language: str, later: bool = False, **context: Any
) -> None:
    """Send one letter from ``<template>.txt`` and ``.html``.

    With ``later`` a mail server is not waited for: how long an answer takes would tell whether an address has an account.
    """
    with force_locale(language if language in LANGUAGES else DEFAULT_LANGUAGE):
        letter = EmailMultiAlternatives(
            subject=str(subject),
            body=render_template(f"{template}.txt", subject=str(subject), **context),
            to=[to],
        )
        letter.attach_alternative(
            render_template(f"{template}.html", subject=str(subject), **context), "text/html"
        )
    if later and current_app.config["MAIL_BACKEND"] == "smtp":
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the documented way out of the proxy
        threading.Thread(target=_deliver, args=(app, letter), name="letter").start()
    else:
        letter.send()


def _deliver(app: Flask, letter: EmailMultiAlternatives) -> None:
    with app.app_context():
        try:
            letter.send()
        except OSError:  # what smtplib raises, too
            log.exception("A letter could not be sent.")


def tell_about_new_address(app: Flask) -> None:
    """Let the old address know when the account moves to another one."""
    change_email_confirmed.connect(_tell_old_address, app)


def _tell_old_address(_app: Flask, *, user: User, old_email: str, **_more: Any) -> None:
    send(
        f"{FOLDER}change_email_notice",
        _l("Your address in Tracker was changed"),
        to=old_email,
        language=user.language,
        later=True,
        user=user,
    )


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page, for letters; the host is the installation's own, not what the request claimed."""
    base = current_app.config["TRACKER_SETTINGS"].base_url.rstrip("/")
    return base + url_for(endpoint, **values) if base else url_for(endpoint, _external=True, **values)


def send_invitation(invitation: Invitation, token: str) -> bool:
    """Send the link of an invitation; says whether the letter went out, so that the link can be passed on otherwise."""
    with force_locale(invitation.language):
        subject, why = _about(invitation)
    try:
        send(
            "accounts/email/invitation",
            subject,
            to=invitation.email,
            language=invitation.language,
            invitation=invitation,
            why=why,
            link=invitation_link(token),
        )
    except OSError:
        log.exception("An invitation could not be sent.")
        return False
    return bool(current_app.config["TRACKER_SETTINGS"].mail_server)


def _about(invitation: Invitation) -> tuple[str, str]:
    """The subject of the letter, and the sentence that says who invites into what."""
    title, inviter = invitation.joins_title, invitation.invited_by
    if title and inviter:
        sentence = _(
            "%(inviter)s invites you to work together on the partnership “%(title)s” in Tracker.",
            inviter=inviter.display_name,
            title=title,
        )
        return _("Invitation to the partnership “%(title)s”", title=title), sentence
    if inviter:
        sentence = _(
            "%(inviter)s invites you to Tracker. Your role: %(role)s.",
            inviter=inviter.display_name,
            role=invitation.role,
        )
        return _("Invitation to Tracker"), sentence
    return _("Invitation to Tracker"), _(
        "You are invited to Tracker. Your role: %(role)s.", role=invitation.role
    )


def invitation_link(token: str) -> str:
    """The address that accepts an invitation; the signature keeps guessed links away from the database."""
    return address_of("accounts.accept", token=_signer().dumps(token))


def token_of_link(signed: str) -> str | None:
    """The token inside a link; ``None`` when we did not sign it or it is older than an invitation can be."""
    try:
        return str(_signer().loads(signed, max_age=int(invitations.VALID_FOR.total_seconds())))
    except BadData:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="invitation")
