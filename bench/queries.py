"""How many queries a page asks: counted in a process of our own, with the cookies of somebody who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import event

from tracker.extensions import db

if TYPE_CHECKING:
    from bench.measure import Task, Visitor

VISITS = 3
"""The first may show a message, with which no page is kept; the last is counted."""


class Inside:
    """A visitor without a server in between."""

    def __init__(self, app: Flask, visitor: Visitor) -> None:
        self.client = app.test_client()
        for name, value in visitor.cookies.items():
            self.client.set_cookie(name, value)

    def get(self, path: str) -> tuple[int, bytes]:
        answer = self.client.get(path, headers={"Accept-Language": "ru"})
        return answer.status_code, answer.data


def queries_of(app: Flask, visitor: Visitor, task: Task) -> int:
    """How many queries a task asks when the page was opened before. ``RuntimeError`` where it is refused."""
    inside = Inside(app, visitor)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    for _time in range(VISITS):
        asked.clear()
        event.listen(engine, "before_cursor_execute", note)
        try:
            status, _content = task.act(inside)  # type: ignore[arg-type]  # it only opens pages
        finally:
            event.remove(engine, "before_cursor_execute", note)
        if status >= 400:
            message = f"{task.name}: answered {status}"
            raise RuntimeError(message)
    return len(asked)
