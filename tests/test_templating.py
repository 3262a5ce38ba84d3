"""Addresses, words and icons of templates are remembered, and always those that Flask and Jinja would give."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import flask
import pytest
from flask import render_template_string

from tracker import templating
from tracker.i18n import in_language, show_date

if TYPE_CHECKING:
    from flask import Flask

ADDRESSES: list[tuple[str, dict[str, Any]]] = [
    ("projects.show", {"partnership_id": 7}),
    ("projects.show", {"partnership_id": 12345678}),
    ("projects.show", {"partnership_id": 1_900_000_000}),
    ("projects.show", {"partnership_id": 1_999_999_999}),
    ("projects.cycle", {"partnership_id": 3, "stage": "start", "_anchor": "items"}),
    ("projects.history", {"page": 2, "partnership_id": 10}),
    ("projects.history", {"partnership_id": 2, "page": 10}),
    ("projects.browse", {"tag": "100 % вода & ёлка", "page": 3}),
    ("projects.browse", {"tag": "1900000000", "page": 3}),
    ("projects.browse", {"tag": "%(page)s", "page": 3}),
    ("projects.browse", {"stage": ["start", "partners"], "page": 1}),
    ("projects.browse", {"stage": ["1900000000"], "page": 1}),
    ("projects.browse", {"stage": [1, 2], "region": []}),
    ("projects.browse", {"tag": None, "archived": True}),
    ("projects.show", {"partnership_id": 7, "_external": True}),
    ("projects.show", {"partnership_id": 7, "_scheme": "https", "_external": True}),
    ("static", {"filename": "icons.svg"}),
    ("home.home", {}),
    (".show", {"partnership_id": 7}),
]


@pytest.mark.parametrize(("endpoint", "values"), ADDRESSES)
def test_an_address_is_the_one_that_flask_gives(app: Flask, endpoint: str, values: dict[str, Any]) -> None:
    for root in ("", "/tracker"):
        with app.test_request_context("/partnerships/7", environ_overrides={"SCRIPT_NAME": root}):
            expected = flask.url_for(endpoint, **values)
            assert templating.url_for(endpoint, **values) == expected
            assert templating.url_for(endpoint, **values) == expected, "remembered"
            if all(type(value) is int for value in values.values()):
                others = {name: value + 1 for name, value in values.items()}
                assert templating.url_for(endpoint, **others) == flask.url_for(endpoint, **others)


def written(app: Flask, source: str, language: str = "en", **values: Any) -> str:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        return render_template_string(source, **values)


def test_words_of_templates_are_formats_and_escape_their_values(app: Flask) -> None:
    for language, home in (("en", "Home"), ("ru", "Главная")):
        for _time in range(2):
            assert written(app, '{{ _("Home") }}', language) == home
    assert written(app, '{{ _("a <b> %%") }}') == "a <b> %"
    assert written(app, '{{ _("Stage %(number)s of 7", number=n) }}', n="<3>") == "Stage &lt;3&gt; of 7"
    assert written(app, '{{ gettext("Stage %(number)s of 7", number=3) }}', "ru") == "Этап 3 из 7"
    assert written(app, '{% autoescape false %}{{ _("%(name)s left", name="<a>") }}{% endautoescape %}') == (
        "<a> left"
    )


def test_icons_are_read_aloud_only_with_a_label(app: Flask) -> None:
    source = '{% from "components/icons.html" import icon %}{{ icon("check", label, extra="icon-sm") }}'

    assert written(app, source, label=None) == (
        '<svg class="icon icon-sm" aria-hidden="true"><use href="/static/icons.svg#check"></use></svg>'
    )
    assert 'role="img" aria-label="&lt;Done&gt;"' in written(app, source, label="<Done>")


def test_macros_take_what_they_are_given(app: Flask) -> None:
    source = (
        '{% macro box(a, b="x", caller=none) %}{{ a }}{{ b }}{{ caller() if caller }}{% endmacro %}'
        '{% for n in (1, 2) %}{% call box(n, b="<y>") %}{{ n }}{% endcall %}{% endfor %}{{ box("z") }}'
    )

    assert written(app, source) == "1&lt;y&gt;12&lt;y&gt;2zx"


def test_a_day_is_said_in_the_language_of_each_reader(app: Flask) -> None:
    day = date(2026, 5, 3)
    with app.test_request_context("/"):
        for _time in range(2):
            with in_language("ru"):
                assert show_date(day) == "3 мая 2026"
            with in_language("en"):
                assert show_date(day) == "May 3, 2026"
