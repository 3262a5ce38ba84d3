"""Sign-ins and failed attempts, noted for the owner of the account; and what a browser calls itself, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request
from flask_security import user_authenticated, user_failed_authn

from tracker.accounts import services
from tracker.extensions import db
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.accounts.models import User

BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""What is found in the browser's name of itself, the telling ones first: nearly all call themselves Chrome and Safari, too."""

SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """A browser and its system, such as «Chrome, Android»."""
    browser = next((name for mark, name in BROWSERS if f"{mark}/" in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or _("Unknown device")


def note_sign_ins(app: Flask) -> None:
    """Note what Flask-Security reports."""
    user_authenticated.connect(_signed_in, app)
    user_failed_authn.connect(_failed, app)


def _signed_in(_app: Flask, *, user: User, authn_via: list[str] | None = None, **_more: Any) -> None:
    if authn_via != ["change"]:  # whoever changes a password is signed in anew, which is no sign-in of theirs
        _note(user, succeeded=True)


def _failed(_app: Flask, *, user: User, **_more: Any) -> None:
    _note(user, succeeded=False)
    db.session.commit()  # the page of a failed attempt commits nothing itself


def _note(user: User, *, succeeded: bool) -> None:
    if has_request_context():
        person = getattr(user, "_get_current_object", lambda: user)()
        agent = request.user_agent.string
        services.record_sign_in(
            db.session(), person, address=request.remote_addr or "", device=agent, succeeded=succeeded
        )
