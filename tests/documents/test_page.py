"""A document on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from flask import get_template_attribute

from tests.documents.sample import ALTERNATIVE, TRICKY, document
from tracker.documents.blocks import Heading, Paragraph

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.documents.blocks import Document


def shown(app: Flask, doc: Document, **given: int) -> BeautifulSoup:
    with app.test_request_context():
        macro = get_template_attribute("components/document.html", "document")
        return BeautifulSoup(macro(doc, **given), "html5lib")


def test_a_page_shows_every_block(app: Flask, database: Session) -> None:
    page = shown(app, document())

    assert page.article is not None
    assert page.article["lang"] == "ru"
    assert [(each.name, each.text) for each in page.find_all(["h2", "h3"])] == [
        ("h2", "О партнёрстве"),
        ("h3", "Результаты"),
        ("h2", "Вклад"),
    ]
    assert TRICKY in page.text
    assert page.find(attrs={"role": "img"})["aria-label"] == ALTERNATIVE
    assert page.find("svg") is not None
    assert [each["scope"] for each in page.find_all("th")] == ["col", "col", "col", "row"]
    assert page.blockquote.footer.text == "— партнёр из бизнеса"
    assert len(page.find_all("ol")) == 2


def test_headings_stand_where_the_page_puts_them(app: Flask, database: Session) -> None:
    page = shown(app, document(blocks=[Heading("Часть"), Heading("Глава", 2)]), level=3)

    assert [(each.name, each.text) for each in page.find_all(["h3", "h4"])] == [
        ("h3", "Часть"),
        ("h4", "Глава"),
    ]


def test_what_was_typed_commands_nothing(app: Flask, database: Session) -> None:
    page = shown(app, document(blocks=[Paragraph("<script>alert(1)</script>\n<b>да</b>")]))

    assert page.find(["script", "b"]) is None
    assert page.find("br") is not None
