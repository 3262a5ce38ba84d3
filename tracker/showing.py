"""Whole pages that are kept by everything they show: what is read anew decides, and where nothing of it is different, nothing is written.

The key of a page holds what the view has read and understood, the reader with roles and regions, the language, the theme, the time
zone, the day and the address. So a kept page can be neither stale nor shown to somebody else. A page that asks the database while
it is written follows from more than its key, and is not kept; nor is one with a message. The tokens of forms are put in each time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from flask import g, render_template, request, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, event

from tracker.access import user_or_none
from tracker.database import utc_now
from tracker.i18n import current_language
from tracker.memory import Memory
from tracker.web import chosen_theme, chosen_time_zone

if TYPE_CHECKING:
    from tracker.accounts.models import User

MOST = 100
"""Pages of one process, some eight megabytes."""
pages: Memory[bytes] = Memory(MOST)
TOKEN = secrets.token_hex(32)
"""Stands for the token of a form; nobody can write it into a record."""
_asked: ContextVar[list[str] | None] = ContextVar("asked", default=None)


def kept_page(template: str, shown: Hashable, context: Callable[[], Mapping[str, Any]]) -> bytes:
    """The page that a template writes; ``context`` gives what it is told, and follows from nothing but what is ``shown``."""
    if session.get("_flashes"):
        return render_template(template, **context()).encode()
    key = (template, shown, *_around())
    found = pages.find(key)
    if found is None:
        with _noting_questions() as asked, without_tokens():
            found = render_template(template, **context()).encode()
        if not asked:
            pages.keep(key, found)
    return found.replace(TOKEN.encode(), generate_csrf().encode())


def _around() -> tuple[Hashable, ...]:
    """What every page follows from, whatever it shows."""
    user = user_or_none()
    return (
        None if user is None else _said_of(user),
        current_language(),
        chosen_theme(),
        chosen_time_zone(),
        utc_now().date(),
        request.root_path,
        request.full_path,
    )


def _said_of(user: User) -> Hashable:
    return (user.id, user.display_name, user.email, *sorted(user.role_codes), *sorted(user.region_codes))


@contextmanager
def without_tokens() -> Iterator[None]:
    """Meanwhile forms are written with ``TOKEN`` in the place of the token of this session."""
    g.csrf_token = TOKEN
    try:
        yield
    finally:
        g.pop("csrf_token")


@contextmanager
def _noting_questions() -> Iterator[list[str]]:
    """Note what the database is asked meanwhile."""
    asked: list[str] = []
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


@event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    asked = _asked.get()
    if asked is not None:
        asked.append(statement)
