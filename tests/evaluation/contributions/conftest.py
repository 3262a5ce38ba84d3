"""What tests of contributions start from: a partnership, and its broker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture(autouse=True)
def in_english(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sentences in English, where a test has an application at all."""
    if "database_url" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("app")
    if "database" in request.fixturenames:
        request.getfixturevalue("database")
        with force_locale("en"):
            yield
    else:
        yield


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


@pytest.fixture
def broker(partnership: Partnership, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(partnership.created_by)
