"""Somebody who visits pages in tests. Every page is checked on the way: its status, its HTML, its labels, its forms."""

from __future__ import annotations

import contextvars
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from itsdangerous import URLSafeTimedSerializer

from tests.page import Page
from tracker.database import moment
from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

SEE_OTHER = 303
REFUSALS = {401, 403, 404}
SIGN_IN = "/login"


class Visitor:
    """A browser without JavaScript: it opens pages, fills in their forms and follows where it is sent.

    Usage::

        page = sign_in(user).visit("/partnerships/1/edit")
        page = visitor.submit(page, title="Marathon")      # as a person does: with all fields of the form
        assert page.heading == "Marathon"
        assert as_guest.is_refused("/partnerships/1/edit")

    A request has a session of its own, on the test's connection: what the test has prepared is committed before,
    and what the request changed is read anew afterwards. A request that forgets to commit fails the test.
    """

    def __init__(self, app: Flask, database: Session, *, user: Any = None, language: str = "en") -> None:
        self.app = app
        self.database = database
        self.language = language
        self.client: FlaskClient = app.test_client()
        self.headers = {"Accept-Language": language}
        if user is not None:
            self.sign_in(user)

    def sign_in(self, user: Any) -> None:
        """Sign in without the sign-in page, which has tests of its own; the account reads this visitor's language."""
        user.language = self.language
        self.database.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = user.get_id()
            session["_fresh"] = True

    def visit(self, address: str, *, status: int = 200, follow: bool = False) -> Page:
        """Open a page, which has to be in order; with ``follow`` go where it sends us."""
        response = self.open(address)
        while follow and response.status_code in {301, 302, SEE_OTHER}:
            response = self.open(urljoin(address, response.headers["Location"]))
        return self._page(response, status)

    def fragment(self, address: str, *, status: int = 200) -> Page:
        """Open an address as htmx does, for a part of a page."""
        return self._page(self.open(address, headers={"HX-Request": "true"}), status)

    def submit(
        self,
        page: Page,
        values: Mapping[str, Any] | None = None,
        *,
        form: str | None = None,
        button: str | None = None,
        status: int = 200,
        **fields: Any,
    ) -> Page:
        """Fill in a form of ``page``, send it, and return the page on which one ends up.

        ``form`` chooses the form by CSS; without it, the page's own form is meant, not those of the frame around it.
        ``button`` is the text of the button to press, where there are several. ``status`` 422 and the like: the form is refused.
        """
        filled = page.form(form)
        data = page.filled(filled, {**(values or {}), **fields}, button=button)
        address = urljoin(page.address, str(filled.get("action") or page.address))
        if str(filled.get("method", "get")).lower() == "get":
            return self._page(self.open(address, query_string=data), status)
        response = self.open(address, method="POST", data=data)
        if response.status_code == SEE_OTHER:
            return self.visit(response.headers["Location"], status=status, follow=True)
        return self._page(response, status)

    def post(self, address: str, *, status: int = SEE_OTHER, **fields: Any) -> TestResponse:
        """Send values to an address without its page, with a valid token."""
        response = self.open(address, method="POST", data={"csrf_token": self.csrf_token(), **fields})
        assert response.status_code == status, f"POST {address}: {response.status_code}, not {status}"
        return response

    def is_refused(self, address: str, *, method: str = "GET") -> bool:
        """Whether this person may not come here: told so, told that there is nothing, or asked to sign in."""
        data = {"csrf_token": self.csrf_token()} if method != "GET" else None
        response = self.open(address, method=method, data=data)
        if response.status_code in REFUSALS:
            return True
        return (
            response.status_code in {302, SEE_OTHER}
            and urlsplit(response.headers["Location"]).path == SIGN_IN
        )

    def open(
        self, address: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, **options: Any
    ) -> TestResponse:
        """Send one request as it is. It must not see the test's application context, nor lose what it changed."""
        self.database.commit()
        lost = getattr(db.session, "lost", [])
        lost.clear()
        # An empty context: a request makes an application context of its own, as it does in a server. Only the time is the same.
        context = contextvars.Context()
        context.run(moment.set, moment.get())
        response: TestResponse = context.run(
            self.client.open,
            address,
            method=method,
            headers={**self.headers, **(headers or {})},
            # Read to its end, as a browser does, also what is made while it is sent.
            **{"buffered": True, **options},
        )
        kept_promise = not lost or response.status_code >= 400 or (method != "GET" and shows_error(response))
        assert kept_promise, f"{method} {address} leaves uncommitted: {', '.join(lost)}"
        self.database.expire_all()
        return response

    def csrf_token(self) -> str:
        """A token that belongs to this visitor's session."""
        with self.client.session_transaction() as session:
            secret = session.setdefault("csrf_token", secrets.token_hex(20))
        assert self.app.secret_key
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(secret))

    def _page(self, response: TestResponse, status: int) -> Page:
        address = response.request.full_path.rstrip("?")
        assert response.status_code == status, (
            f"{address}: {response.status_code}, not {status}\n{summary(response)}"
        )
        page = Page(
            response.get_data(as_text=True),
            address=address,
            status=response.status_code,
            headers=response.headers,
        )
        is_part = response.request.headers.get("HX-Request") == "true"
        problems = page.problems(self.language, is_part=is_part)
        assert not problems, f"{address} is not in order:\n" + "\n".join(
            f"  {problem}" for problem in problems
        )
        return page


def shows_error(response: TestResponse) -> bool:
    """Whether a form came back with a complaint; what it had begun is then rightly dropped."""
    text = response.get_data(as_text=True)
    return 'role="alert"' in text or "aria-invalid" in text or "invalid-feedback" in text


def summary(response: TestResponse) -> str:
    """What a page of another status says, in short."""
    if "html" not in response.content_type:
        return response.get_data(as_text=True)[:500]
    return Page(
        response.get_data(as_text=True), address="", status=response.status_code, headers=response.headers
    ).text[:1500]
