"""What the tests of the guide share: its pages in both languages, and addresses of the whole guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.visitor import Visitor
from tracker.guide.pages import PAGES, GuidePage
from tracker.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session


def address_of(page: GuidePage) -> str:
    """The address of a page, written out: links to it are printed and sent."""
    return f"/guide/cycle/{page.stage.code}" if page.stage else f"/guide/{page.chapter}"


ADDRESSES = ["/guide", *(address_of(page) for page in PAGES)]
PRINTED = ["/guide/print", *(f"{address_of(page)}/print" for page in PAGES)]
in_both_languages = pytest.mark.parametrize("language", sorted(LANGUAGES))


@pytest.fixture
def guest(app: Flask, database: Session) -> Callable[[str], Visitor]:
    """``guest("ru")``: somebody without an account who reads this language."""
    return lambda language: Visitor(app, database, language=language)
