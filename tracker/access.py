"""Where permissions meet requests. Every endpoint declares its rule with a decorator from here; one without is refused."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from tracker.extensions import db
from tracker.permissions import Permission, can

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm.interfaces import ORMOption

    from tracker.accounts.models import User

P = ParamSpec("P")
R = TypeVar("R")

DECLARED_ELSEWHERE: dict[str, str] = {"static": "assets are public"}
"""Endpoints of libraries, with the reason why they need no rule of ours; filled by ``declare``."""


def declare(endpoint: str, reason: str) -> None:
    """Let in an endpoint that a library serves, under the library's own rule; ``name.*`` lets in a whole blueprint."""
    DECLARED_ELSEWHERE[endpoint] = reason


def signed_in_user() -> User:
    """The person of this request, as the real object; refuses a visitor."""
    user = user_or_none()
    if user is None:
        abort(401)
    return user


def user_or_none() -> User | None:
    """The person of this request, or ``None`` for a visitor."""
    return current_user._get_current_object() if current_user and current_user.is_authenticated else None  # noqa: SLF001  # the documented way out of the proxy


def public(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Anybody may visit; the reason says why that is right."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.access_rule = f"public: {reason}"  # type: ignore[attr-defined]  # read by refuse_undeclared
        return view

    return decorate


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Everybody with an account may visit."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if user_or_none() is None:
            return ask_to_sign_in()  # type: ignore[return-value]  # a redirect is a response
        return view(*args, **kwargs)

    guarded.access_rule = "signed in"  # type: ignore[attr-defined]  # read by refuse_undeclared
    return guarded


def requires(
    permission: Permission, *, on: type[Any] | None = None, parts: Sequence[ORMOption] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Whoever holds the permission may visit.

    With ``on`` the record named by the URL argument ``<model>_id`` is loaded, 404 when there is none, and handed to the view
    under the model's name; ``parts`` are loaded with it, at once. A visitor is asked to sign in, anybody else is told that
    this is not open to them (403).
    """
    name = "" if on is None else re.sub(r"(?<!^)(?=[A-Z])", "_", on.__name__).lower()

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def guarded(**kwargs: Any) -> Any:
            record = None
            if on is not None:
                record = db.session.get(on, kwargs.pop(f"{name}_id"), options=parts)
                if record is None:
                    abort(404)
                kwargs[name] = record
            user = user_or_none()
            if not can(user, permission, record):
                if user is None:
                    return ask_to_sign_in()
                raise Forbidden
            return view(**kwargs)

        guarded.access_rule = permission.value  # type: ignore[attr-defined]  # read by refuse_undeclared
        return guarded

    return decorate


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a visitor to the sign-in page and back here afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back), 303)


def refuse_undeclared() -> None:
    """Refuse every endpoint that declares no rule."""
    endpoint = request.endpoint
    if endpoint is None:
        return
    view = current_app.view_functions[endpoint]
    if rule_of(endpoint, view) is None:
        current_app.logger.error("endpoint %s declares no access rule", endpoint)
        abort(403)


def rule_of(endpoint: str, view: Callable[..., Any]) -> str | None:
    """The rule an endpoint declares, in words; ``None`` when it declares none."""
    declared = getattr(view, "access_rule", None)
    if declared is not None:
        return str(declared)
    blueprint = endpoint.rsplit(".", 1)[0]
    return DECLARED_ELSEWHERE.get(endpoint) or DECLARED_ELSEWHERE.get(f"{blueprint}.*")


def init_access(app: Flask) -> None:
    """Guard all requests and give templates ``can``."""
    app.before_request(refuse_undeclared)

    @app.template_global("can")
    def can_in_template(permission: str, record: Any = None) -> bool:
        return can(user_or_none(), permission, record)

    @app.context_processor
    def person() -> dict[str, Any]:
        return {"signed_in_as": user_or_none(), "g": g}
