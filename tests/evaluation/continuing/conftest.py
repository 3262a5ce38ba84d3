"""What tests of what becomes of partnerships start from: a partnership, its broker, and somebody who works elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tests.factories.accounts import make_alumnus
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
    request.getfixturevalue("database")
    with force_locale("en"):
        yield


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database, title="Marathon of Barnaul")


@pytest.fixture
def broker(partnership: Partnership, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(partnership.created_by)


@pytest.fixture
def elsewhere(database: Session) -> Partnership:
    """A partnership of somebody who does not see the other one."""
    return make_partnership(database, title="Fair of Tomsk", regions=["RU-TOM"], by=make_alumnus(database))


@pytest.fixture
def stranger(elsewhere: Partnership, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(elsewhere.created_by)
