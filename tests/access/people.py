"""The nine kinds of people of the access tests, and how one of them sends a request that leaves no trace."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.factories.accounts import (
    make_admin,
    make_alumnus,
    make_official,
    make_programme_staff,
    make_user,
)
from tests.visitor import SIGN_IN, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tracker.accounts.models import User

VISITOR = "visitor"
ROLES = (VISITOR, "alumnus", "reader", "editor", "broker", "official", "distant", "staff", "admin")
"""Visitor; alumnus of another partnership; team reader, editor, broker; official of the region, of another region; programme
staff; administrator."""

ONLOOKERS = (VISITOR, "admin")
"""Whoever sees least and whoever sees most."""

HOME_REGION = "RU-ALT"
OTHER_REGION = "RU-TOM"

LET_IN = "let in"
SIGN_IN_FIRST = "asked to sign in"
REFUSED = "refused"
FOUND = {302, 303}
WELCOME = {200, 204} | FOUND


def make_people(session: Session) -> dict[str, User]:
    """One account for each role; reader, editor and broker still need their team."""
    return {
        "alumnus": make_alumnus(session, name="Other Alumna"),
        "reader": make_user(session, name="Team Reader"),
        "editor": make_alumnus(session, name="Team Editor"),
        "broker": make_alumnus(
            session, name="Zinaida Brokerova", phone="+7 385 000-11-22", cohort="Cohort Nine"
        ),
        "official": make_official(session, HOME_REGION, name="Official of Altai"),
        "distant": make_official(session, OTHER_REGION, name="Official of Tomsk"),
        "staff": make_programme_staff(session, name="Programme Staff"),
        "admin": make_admin(session, name="Admin"),
    }


class Crowd:
    """Everybody at once. What one of them changes is taken back before the next one comes."""

    def __init__(self, app: Flask, session: Session, people: Mapping[str, User]) -> None:
        self.app = app
        self.session = session
        self.connection = session.connection()
        self.keys = {role: person.get_id() for role, person in people.items()}
        session.commit()

    def send(
        self, role: str, address: str, method: str = "GET", *, with_token: bool = True, **fields: Any
    ) -> TestResponse:
        """Send one request as somebody of this role."""
        visitor = self.arriving(role)
        data = None
        if method != "GET":
            data = {**fields, **({"csrf_token": visitor.csrf_token()} if with_token else {})}
        with self.without_trace():
            return visitor.open(address, method=method, data=data, buffered=True)

    def arriving(self, role: str) -> Visitor:
        """A visitor, signed in a moment ago unless the role is that of a visitor."""
        visitor = Visitor(self.app, self.session)
        if role != VISITOR:
            with visitor.client.session_transaction() as session:
                session["_user_id"] = self.keys[role]
                session["_fresh"] = True
                session["fs_paa"] = time.time()
        return visitor

    @contextmanager
    def without_trace(self) -> Iterator[None]:
        """Take back what happens inside."""
        self.session.commit()
        nested = self.connection.begin_nested()
        try:
            yield
        finally:
            self.session.rollback()
            if nested.is_active:
                nested.rollback()
            self.session.expire_all()


def verdict(response: TestResponse) -> str:
    """What the answer means for whoever asked."""
    if response.status_code in FOUND and urlsplit(response.headers["Location"]).path == SIGN_IN:
        return SIGN_IN_FIRST
    if response.status_code == 403:
        return REFUSED
    return LET_IN if response.status_code in WELCOME else f"answered with {response.status_code}"


def expected(role: str, *, let_in: bool) -> str:
    """A visitor who may not come in is asked to sign in, everybody else is told that this is not for them."""
    if let_in:
        return LET_IN
    return SIGN_IN_FIRST if role == VISITOR else REFUSED
