"""What is measured: the main pages, searches and changes, each with how many times the floor it may cost."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from bench import words
from bench.measure import Task, token_in
from tracker.outcomes.terms import Chapter

if TYPE_CHECKING:
    from bench.measure import Visitor

FORM = "/partnerships/new"
SECOND = 1000
"""Milliseconds in which figures are counted afresh."""
CHAPTERS = {
    chapter.code: "/programme" if chapter is Chapter.OVERVIEW else f"/programme/{chapter.code}"
    for chapter in Chapter
}
_numbers = count(1)
_unopened = count(100)


def visit(path: str):  # noqa: ANN201  # a function made of a path
    """An act that opens one page."""
    return lambda visitor: visitor.get(path)


def record(visitor: Visitor) -> tuple[int, bytes]:
    """Record a partnership, as the form does; the form itself is opened once."""
    if "csrf" not in visitor.cookies:
        _status, page = visitor.get(FORM)
        visitor.cookies["csrf"] = token_in(page)
    values = [
        ("csrf_token", visitor.cookies["csrf"]),
        ("title", f"{words.WHAT[0]} {next(_numbers)}"),
        ("regions", "RU-ALT"),
        ("problem", words.SUBJECTS[0]),
        ("main_field", "health"),
        ("visibility", "programme"),
    ]
    status, content = visitor.post(FORM, values)
    return (status if status in {302, 303} else 500), content


def open_next(visitor: Visitor) -> tuple[int, bytes]:
    """Open a partnership that nobody has opened before."""
    return visitor.get(f"/partnerships/{next(_unopened)}")


TASKS = (
    Task("list", visit("/partnerships"), most=1.5),
    Task("list, one region and stage", visit("/partnerships?region=RU-ALT&stage=building"), most=1.5),
    Task("list of a manager", visit("/partnerships?mine=1"), who="manager", most=1.5),
    Task("list, page 30", visit("/partnerships?page=30"), most=1.5),
    Task("board", visit("/partnerships/board"), most=1.5),
    Task("partnership", visit("/partnerships/7"), who="manager", most=1.5),
    Task("partnership, opened the first time", open_next, who="admin"),
    Task("search, rare word", visit(f"/partnerships?q={words.RARE}"), most=2),
    Task("search, word of nearly all", visit(f"/partnerships?q={words.COMMON}"), most=2),
    Task("search, two words", visit("/partnerships?q=ШКОЛА здоровья"), most=2),
    Task("search, an organisation", visit("/partnerships?q=живая вода"), most=2),
    Task("organisations", visit("/organisations")),
    Task("organisations, search", visit("/organisations?q=кедр")),
    Task("region of an official", visit("/region"), who="official", most=1.5),
    Task("first page of a manager", visit("/"), who="manager"),
    Task("history", visit("/partnerships/7/history"), who="manager"),
    Task("resources", visit("/partnerships/7/resources"), who="manager"),
    Task("what is missing in a region", visit("/region/missing"), who="official", most=2),
    Task("map of all regions", visit("/region"), most=2),
    *(Task(f"programme, {name}", visit(path), most=2) for name, path in CHAPTERS.items()),
    *(
        Task(f"programme, {name}, afresh", visit(path), within=SECOND, first=record)
        for name, path in CHAPTERS.items()
    ),
    Task("data quality", visit("/programme/quality")),
    Task("record a partnership", record, who="manager", most=1.5, changes=True),
)
FLOOR = Task("floor", visit("/floor"))
HELLO = Task("hello", visit("/hello"))
