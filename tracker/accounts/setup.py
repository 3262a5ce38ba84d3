"""Signing in: Flask-Security on our own models, pages, letters and words."""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, redirect, request, url_for
from flask_security import Security

import tracker.accounts.commands  # noqa: F401  # its commands register themselves
from tracker import paths
from tracker.access import declare, user_or_none
from tracker.accounts import demonstration, letters, limits, log_mail, sign_ins
from tracker.accounts.datastore import Accounts
from tracker.accounts.letters import Letters
from tracker.accounts.models import Role, User
from tracker.accounts.passwords import SHORTEST, OneTimeCodes, PasswordRules
from tracker.accounts.sign_in_forms import FORMS
from tracker.database import utc_now
from tracker.extensions import db
from tracker.i18n import _
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.config import Settings

MESSAGES = {
    "GENERIC_AUTHN_FAILED": ("This e-mail address and password do not fit together.", "error"),
    "PASSWORD_RESET_REQUEST": (
        "If there is an account with the address %(email)s, we have just sent a letter with a link for a new password.",
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (
        "This link was valid for %(within)s and has expired. Ask for a new one.",
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": ("This link does not work any more. Ask for a new one.", "error"),
    "PASSWORD_RESET_NO_LOGIN": ("The new password is saved. Now sign in with it.", "success"),
    "PASSWORD_CHANGE": ("The new password is saved. On other devices you are signed out.", "success"),
    "INVALID_PASSWORD": ("This is not your password.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Type the password.", "error"),
    "EMAIL_NOT_PROVIDED": ("Type the e-mail address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("This is not an e-mail address. Write it like anna@example.org.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two passwords differ.", "error"),
    "PASSWORD_IS_THE_SAME": ("This is your present password. Think of a new one.", "error"),
    "UNAUTHENTICATED": ("Please sign in to open this page.", "info"),
    "REAUTHENTICATION_REQUIRED": ("Before this, please confirm with your password that it is you.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you, go on.", "success"),
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "info"),
    "TWO_FACTOR_INVALID_TOKEN": ("The code does not fit. Wait for the next one and try again.", "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        "Done: from now on, signing in takes a code from your phone.",
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": ("Too much time has passed. Please sign in again.", "info"),
    "TWO_FACTOR_DISABLED": ("Two-step sign-in is switched off.", "success"),
    "TWO_FACTOR_SETUP_EXPIRED": ("This took longer than %(within)s. Please start over.", "error"),
    "INVALID_RECOVERY_CODE": ("There is no such recovery code, or it was used already.", "error"),
    "NO_RECOVERY_CODES_SETUP": ("There are no recovery codes yet. Create them below.", "info"),
    "INVALID_REDIRECT": ("This link leads away from Tracker.", "error"),
    "API_ERROR": ("This link does not work any more. Ask for a new one.", "error"),
    "CHANGE_EMAIL_SENT": (
        "We have sent a letter to %(email)s. Open the link in it, and this will be your address.",
        "info",
    ),
    "CHANGE_EMAIL_CONFIRMED": ("The new address is confirmed: from now on, sign in with it.", "success"),
    "CHANGE_EMAIL_EXPIRED": (
        "This link was valid for %(within)s and has expired. Ask for a new one.",
        "error",
    ),
}
"""What Flask-Security says, in our words; the Russian is in ``locale/ru/LC_MESSAGES/flask_security.po``."""

SHARED_ACCOUNT = {
    "security.change_email",
    "security.change_password",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
}


def init_accounts(app: Flask) -> None:
    """Let people sign in, and keep others from guessing."""
    settings: Settings = app.config["TRACKER_SETTINGS"]
    for key, value in configuration(settings).items():
        app.config.setdefault(key, value)
    Security(
        app,
        Accounts(db, User, Role),
        **FORMS,
        render_template=letters.render_page_or_nothing,
        mail_util_cls=Letters,
        password_util_cls=PasswordRules,
        totp_cls=OneTimeCodes,
    ).want_json(lambda _request: False)
    declare("security.*", "Flask-Security guards its own pages")
    limits.guard(app)
    sign_ins.note_sign_ins(app)
    letters.tell_about_new_address(app)
    app.before_request(_keep_shared_accounts)
    app.after_request(_see_other)
    app.context_processor(_demonstration)
    app.jinja_env.globals["address_of"] = letters.address_of
    app.jinja_env.filters["device"] = sign_ins.device_name
    if not settings.mail_server:
        log_mail.show_letters()


def configuration(settings: Settings) -> dict[str, Any]:
    """How Flask-Security behaves here."""
    https = settings.base_url.startswith("https://")
    return {
        **{f"SECURITY_MSG_{key}": message for key, message in MESSAGES.items()},
        **_addresses(),
        **_secrets(settings),
        "SECURITY_I18N_DIRNAME": ["builtin", str(paths.LOCALE)],
        "SECURITY_DATETIME_FACTORY": utc_now,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_EMAIL": True,
        "SECURITY_CHANGE_EMAIL_WITHIN": timedelta(days=1),
        "SECURITY_TRACKABLE": True,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(days=1),
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST,
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [
            {"email": {"mapper": _email_identity, "case_insensitive": False}}
        ],
        "SECURITY_JOIN_USER_ROLES": False,  # our roles load by themselves
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_FRESHNESS": timedelta(hours=1),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=30),
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,  # a mailbox would become the weakest key
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": False,  # "remember me" spares the code, too, for 30 days
        "SECURITY_TWO_FACTOR_VALIDITY_COOKIE": {"httponly": True, "secure": https, "samesite": "Lax"},
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "accounts.two_factor",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_TOTP_ISSUER": settings.site_name,
        "SECURITY_POST_CHANGE_VIEW": "accounts.profile",
        "SECURITY_POST_CHANGE_EMAIL_VIEW": "accounts.profile",
        "SECURITY_POST_VERIFY_VIEW": "accounts.profile",
    }


def _addresses() -> dict[str, str]:
    """Addresses that people can read."""
    return {
        "SECURITY_LOGIN_URL": "/login",
        "SECURITY_LOGOUT_URL": "/logout",
        "SECURITY_VERIFY_URL": "/login/confirm",
        "SECURITY_CHANGE_URL": "/profile/password",
        "SECURITY_CHANGE_EMAIL_URL": "/profile/email",
        "SECURITY_RESET_URL": "/password",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/profile/two-step",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/login/help",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/login/method",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/profile/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/login/recovery",
    }


def _secrets(settings: Settings) -> dict[str, Any]:
    """Keys for what is kept encrypted, each its own, all derived from the secret of the installation."""
    return {
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_TOTP_SECRETS": {"1": _derived(settings, b"one-time codes").hex()},
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            base64.urlsafe_b64encode(_derived(settings, b"recovery codes"))
        ],
    }


def _derived(settings: Settings, purpose: bytes) -> bytes:
    return hmac.digest(settings.secret_key.encode(), purpose, "sha256")


def _email_identity(identity: str) -> str | None:
    return identity.strip().lower() if "@" in identity else None


def _keep_shared_accounts() -> ResponseReturnValue | None:
    """A demonstration account is everybody's: its password and second step stay as they are."""
    user = user_or_none() if request.endpoint in SHARED_ACCOUNT else None
    if user is None or not user.is_demo:
        return None
    say(_("This is a demonstration account that everybody shares: its password stays as it is."), "info")
    return redirect(url_for("accounts.profile"), 303)


def _see_other(response: Response) -> Response:
    """After a form the next page is fetched anew, here as everywhere (303)."""
    if (
        request.blueprint == "security"
        and request.method == "POST"
        and response.status_code == HTTPStatus.FOUND
    ):
        response.status_code = HTTPStatus.SEE_OTHER
    return response


def _demonstration() -> dict[str, Any]:
    """What the sign-in page offers while demonstration data is loaded."""
    return {
        "demonstration_people": lambda: demonstration.people(db.session()),
        "demonstration_password": demonstration.password,
    }
