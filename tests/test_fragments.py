"""Kept pieces of pages: found again by all that they show, never by less, and not without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import force_locale
from jinja2 import Environment

from tracker.fragments import Fragments, fragments, kept
from tracker.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def counting(words: str) -> tuple[Callable[[], str], list[int]]:
    """A writer that notes how often it was asked."""
    asked: list[int] = []

    def write() -> str:
        asked.append(1)
        return words

    return write, asked


def test_a_piece_is_written_once_for_one_key() -> None:
    store = Fragments()
    write, asked = counting("<b>one</b>")
    assert store.get(("row", 1), write) == store.get(("row", 1), write) == "<b>one</b>"
    assert len(asked) == 1


def test_whoever_sees_something_else_gets_a_piece_of_their_own() -> None:
    store = Fragments()
    assert store.get(("row", "with the broker"), lambda: "Anna") == "Anna"
    assert store.get(("row", ""), lambda: "") == ""


def test_the_least_lately_shown_is_forgotten_first() -> None:
    store = Fragments(most=2)
    store.get("a", lambda: "a")
    store.get("b", lambda: "b")
    store.get("a", lambda: "again")
    store.get("c", lambda: "c")
    assert store.get("a", lambda: "anew") == "a"
    assert store.get("b", lambda: "anew") == "anew"


def test_what_a_macro_writes_is_kept_by_language_and_values(app: Flask) -> None:
    module = Environment(autoescape=True).from_string(
        "{% macro row(title) %}<td>{{ title }}</td>{% endmacro %}"
    )
    macro = module.module.row  # type: ignore[attr-defined]  # a macro of the template
    fragments.clear()
    with app.test_request_context():
        with force_locale("ru"):
            assert kept(macro, "<Вода>") == "<td>&lt;Вода&gt;</td>"
            assert kept(macro, "Лес") == "<td>Лес</td>"
        with force_locale("en"):
            kept(macro, "Лес")
    assert len(fragments._kept) == 3


def test_nothing_can_be_remembered_too() -> None:
    memory: Memory[str | None] = Memory(most=2)
    asked: list[int] = []

    def make() -> None:
        asked.append(1)

    assert memory.get("figures of nobody", make) is memory.get("figures of nobody", make) is None
    assert len(asked) == 1


def test_what_was_made_is_kept_where_it_may_be() -> None:
    memory: Memory[str] = Memory(most=2)
    for name in ("a", "b", "c"):
        memory.keep(name, name.upper())

    assert (memory.find("a"), memory.find("c"), len(memory)) == (None, "C", 2)
