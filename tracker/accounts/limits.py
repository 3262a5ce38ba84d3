"""Limits on guessing passwords and codes, and on letters about forgotten passwords.

Only failures count where something is guessed, so that a seminar room behind one address can sign in together.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from limits import RateLimitItem, parse

from tracker.access import user_or_none
from tracker.accounts.counting import asked

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Limit:
    """How often in a while, counted for whom; ``whose`` gives an empty text where it does not apply."""

    name: str
    item: RateLimitItem
    whose: Callable[[], str]
    failures_only: bool = True
    page: str = "accounts/too_many.html"
    """What is shown to whoever has to wait; it is told the ``minutes``."""


def address_of_visitor() -> str:
    """Where a request comes from."""
    return request.remote_addr or "unknown"


def _account() -> str:
    return request.form.get("email", "").strip().lower()


def _account_from_here() -> str:
    return f"{_account()} {address_of_visitor()}" if _account() else ""


def _half_signed_in() -> str:
    """Who gave the password and still owes the code."""
    return str(session.get("tf_user_id", ""))


def _signed_in() -> str:
    user = user_or_none()
    return "" if user is None else str(user.id)


SECOND_STEP = (
    Limit("code", parse("6 per 15 minutes"), _half_signed_in),
    Limit("code-day", parse("30 per day"), _half_signed_in),
)
OWN_PASSWORD = (Limit("own-password", parse("10 per 15 minutes"), _signed_in),)

LIMITS: dict[str, tuple[Limit, ...]] = {
    "security.login": (
        Limit("sign-in-here", parse("10 per 15 minutes"), _account_from_here),
        Limit("sign-in-account", parse("60 per hour"), _account),
        Limit("sign-in-address", parse("50 per 15 minutes"), address_of_visitor),
    ),
    "security.forgot_password": (
        Limit("reset-account", parse("3 per hour"), _account, failures_only=False),
        Limit("reset-address", parse("20 per hour"), address_of_visitor, failures_only=False),
    ),
    "security.two_factor_token_validation": SECOND_STEP,
    "security.mf_recovery": SECOND_STEP,
    "security.two_factor_rescue": (Limit("help", parse("3 per hour"), _half_signed_in, failures_only=False),),
    "security.verify": OWN_PASSWORD,
    "security.change_password": OWN_PASSWORD,
    "security.change_email": (Limit("new-address", parse("5 per hour"), _signed_in, failures_only=False),),
    "security.reset_password": (Limit("new-password", parse("30 per hour"), address_of_visitor),),
    "accounts.accept": (Limit("accept", parse("30 per hour"), address_of_visitor),),
}


def guard(app: Flask) -> None:
    """Refuse whoever tried too often, and count."""
    app.before_request(_refuse_or_count)
    app.after_request(_count_failure)


def _refuse_or_count() -> ResponseReturnValue | None:
    limits = LIMITS.get(request.endpoint or "", ())
    if request.method != "POST" or not limits or not current_app.config.get("RATELIMIT_ENABLED", True):
        return None
    counted = [(limit, whose) for limit in limits if (whose := limit.whose())]
    for limit, whose in counted:
        if not _is_free(limit, whose):
            return _come_back_later(limit, whose)
    for limit, whose in counted:
        if not limit.failures_only:
            _hit(limit, whose)
    # Remembered now: a successful second step forgets who it was.
    g.failure_counts_for = [(limit, whose) for limit, whose in counted if limit.failures_only]
    return None


def refusal(limit: Limit) -> Response | None:
    """The page that asks to come back later, once a limit is used up; for routes that find out themselves what is a failure."""
    whose = limit.whose()
    if not current_app.config.get("RATELIMIT_ENABLED", True) or _is_free(limit, whose):
        return None
    return _come_back_later(limit, whose)


def count(limit: Limit) -> None:
    """Count a failure that a route has found out."""
    if current_app.config.get("RATELIMIT_ENABLED", True):
        _hit(limit, limit.whose())


def _count_failure(response: Response) -> Response:
    """Whatever succeeds leads to another page; the same page once more is a failure."""
    for limit, whose in g.pop("failure_counts_for", ()):
        if response.status_code not in REDIRECTS:
            _hit(limit, whose)
    return response


def _is_free(limit: Limit, whose: str) -> bool:
    return asked(lambda store: store.test(limit.item, limit.name, whose))


def _hit(limit: Limit, whose: str) -> None:
    asked(lambda store: store.hit(limit.item, limit.name, whose))


def _come_back_later(limit: Limit, whose: str) -> Response:
    free_at = asked(lambda store: store.get_window_stats(limit.item, limit.name, whose)).reset_time
    seconds = max(1, int(free_at - time.time()) + 1)
    response = make_response(render_template(limit.page, minutes=-(-seconds // 60)), 429)
    response.headers["Retry-After"] = str(seconds)
    return response
