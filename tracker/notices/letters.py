"""The letter of a view, and the link that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template
from flask_mailman import EmailMultiAlternatives
from itsdangerous import BadData, URLSafeSerializer

from tracker.accounts.letters import address_of
from tracker.i18n import _, in_language
from tracker.territory.news import MOST_LISTED

if TYPE_CHECKING:
    from tracker.notices.digests import Due
    from tracker.territory.models import SavedView

TEMPLATE = "notices/email/digest"


def send(due: Due) -> None:
    """Send one letter in the language of its reader; raises ``OSError`` when no mail server takes it."""
    view = due.letter.view
    user = view.user
    stop = stop_address(view)
    with in_language(user.language):
        context = {
            "subject": _("%(view)s: what is new", view=view.name),
            "name": user.display_name,
            "view": view,
            "news": due.news,
            "most": MOST_LISTED,
            "home": address_of("territory.show", **view.arguments or {"all": "1"}),
            "stop": stop,
            "address_of": address_of,
        }
        letter = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_template(f"{TEMPLATE}.txt", **context),
            to=[user.email],
            headers={"List-Unsubscribe": f"<{stop}>"},
        )
        letter.attach_alternative(render_template(f"{TEMPLATE}.html", **context), "text/html")
    letter.send()


def stop_address(view: SavedView) -> str:
    """The address that stops the letters of a view, without signing in; nobody else can guess it."""
    return address_of("notices.stop", token=_signer().dumps([view.id, view.user_id]))


def stopped_by(token: str) -> tuple[int, int] | None:
    """The view and the person of a link; ``None`` when we did not sign it."""
    try:
        view, user = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return int(view), int(user)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="digest")
