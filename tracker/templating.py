"""What makes templates quick: what is always the same is worked out once, and macros and imports are reached by a short way."""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType
from typing import TYPE_CHECKING, Any

import flask
import jinja2
from flask import has_request_context, request
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from tracker.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

STAND_IN = 1_900_000_000
"""From here on, numbers stand in an address for those to be put in."""
FORBIDDEN = str(STAND_IN)[:6]
"""What a word must not hold where numbers are put in."""
ELSEWHERE = frozenset({"_scheme", "_method"})
"""What makes an address depend on more than the place of the application."""

_patterns: Memory[str] = Memory(5000)


class Template(jinja2.Template):
    """A template whose macros are taken from one module.

    Jinja compares the globals of both templates at every import, because somebody could give a template globals of its own. Nobody
    does that here.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ARG002  # as Jinja calls it
        return super()._get_default_module()


class QuickContext(Context):
    """A context that looks only once at what it calls, where that is a macro or a plain function."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call as Jinja does."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind is not FunctionType or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


def url_for(endpoint: str, **values: Any) -> str:
    """The address of an endpoint, as Flask gives it.

    Addresses on this machine depend on nothing but where the application lies and on their values, so they are remembered, with a
    gap for each number.
    """
    if endpoint[0] == "." or not has_request_context():
        return flask.url_for(endpoint, **values)
    words: list[tuple[str, str | tuple[str, ...] | None]] = []
    for name, value in values.items():
        if type(value) is int and 0 <= value < STAND_IN:
            words.append((name, None))
        elif type(value) is str and name not in ELSEWHERE and FORBIDDEN not in value:
            words.append((name, value))
        elif type(value) is list and all(type(each) is str and FORBIDDEN not in each for each in value):
            words.append((name, tuple(value)))
        else:
            return flask.url_for(endpoint, **values)
    key = (request.root_path, endpoint, *words)
    known = _patterns.find(key)
    if known is None:
        known = _pattern(endpoint, words)
        _patterns.keep(key, known)
    return known % values


def _pattern(endpoint: str, words: Sequence[tuple[str, str | tuple[str, ...] | None]]) -> str:
    """An address with a gap for each number."""
    numbers = [name for name, word in words if word is None]
    stand_ins: dict[str, Any] = {name: STAND_IN + place for place, name in enumerate(numbers)}
    given: dict[str, Any] = {name: word for name, word in words if word is not None}
    written = flask.url_for(endpoint, **given, **stand_ins).replace("%", "%%")
    for name, stand_in in stand_ins.items():
        written = written.replace(str(stand_in), f"%({name})s")
    return written


@lru_cache(maxsize=2000)
def _icon(file: str, name: str, label: str, extra: str) -> Markup:
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon{}" {}><use href="{}#{}"></use></svg>').format(
        f" {extra}" if extra else "", said, file, name
    )


def init_templating(app: Flask) -> None:
    """Make the templates of an application quick."""
    app.jinja_env.template_class = Template
    app.jinja_env.context_class = QuickContext

    def icon_image(name: str, label: Any = None, extra: str = "") -> Markup:
        """One icon of ``static/icons.svg``; read aloud only when it has a label."""
        return _icon(url_for("static", filename="icons.svg"), name, str(label or ""), extra)

    app.jinja_env.globals.update(url_for=url_for, icon_image=icon_image)
