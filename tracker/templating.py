"""What makes templates quick: addresses that are always the same are worked out once, and imports are looked up at once."""

from __future__ import annotations

from typing import Any

import flask
import jinja2
from flask import Flask, has_request_context, request

STATIC = "static"


class Template(jinja2.Template):
    """A template whose macros are taken from one module.

    Jinja compares the globals of both templates at every import, because somebody could give a template globals of its own. Nobody
    does that here.
    """

    def _get_default_module(self, ctx: jinja2.runtime.Context | None = None) -> Any:  # noqa: ARG002  # as Jinja calls it
        return super()._get_default_module()


class Addresses:
    """``url_for`` for templates, which remembers the addresses that depend on nothing but where the application lies."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], str] = {}

    def __call__(self, endpoint: str, **values: Any) -> str:
        """The address of an endpoint, as Flask gives it."""
        file = values.get("filename", "") if endpoint == STATIC and len(values) == 1 else ""
        is_fixed = file or not (values or endpoint.startswith("."))
        if not is_fixed or not has_request_context():
            return flask.url_for(endpoint, **values)
        key = (request.root_path, endpoint, file)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = flask.url_for(endpoint, **values)
        return known


def init_templating(app: Flask) -> None:
    """Make the templates of an application quick."""
    app.jinja_env.template_class = Template
    app.jinja_env.globals["url_for"] = Addresses()
