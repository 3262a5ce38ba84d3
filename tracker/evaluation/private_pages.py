"""What pages behind a personal link have in common: no account, no menu, nothing for search engines, nothing kept by browsers.

They do not tell other sites where somebody came from; because of that the check against forged forms is made here, which the
extension would make by the address that one came from.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import make_response, render_template, request
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from tracker.accounts.limits import Limit, count, refusal

if TYPE_CHECKING:
    from flask import Response

LONGEST_SEEN = 200_000


def private(response: Response) -> Response:
    """The response with headers that keep it between the server and whoever asked."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def unknown(guesses: Limit, template: str) -> Response:
    """No such link: perhaps altered, perhaps replaced by a newer one. Who tries many of them has to wait."""
    later = refusal(guesses)
    if later is not None:
        return later
    count(guesses)
    return make_response(render_template(template), 404)


def has_token() -> bool:
    """Whether the posted form is one of ours."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def seen_in_form() -> dict[str, str]:
    """What the fields held when the page was opened, as the page itself says."""
    text = request.form.get("_seen", "")
    try:
        told = json.loads(text) if len(text) < LONGEST_SEEN else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}
