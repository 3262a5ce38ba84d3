"""What tests of experts start from: sentences in English, a partnership of two partners, its broker, an expert with a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tests.factories.evaluation_experts import make_expert, token_of
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.evaluation.experts.models import Expert
from tracker.partners.terms import Sector
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture(autouse=True)
def in_english(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sentences in English, where a test has a database."""
    if "database" in request.fixturenames:
        request.getfixturevalue("database")
        with force_locale("en"):
            yield
    else:
        yield


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database, title="Marathon", partners=[Sector.BUSINESS, Sector.NONPROFIT])


@pytest.fixture
def broker(partnership: Partnership, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(partnership.created_by)


@pytest.fixture
def expert(partnership: Partnership) -> Expert:
    """Somebody who was invited and has done nothing yet."""
    return make_expert(partnership, "Olga Rein", organisation="Chair of Sociology", email="rein@example.org")


@pytest.fixture
def address(expert: Expert) -> str:
    """The address of the expert's own pages."""
    return f"/expert/{token_of(expert)}"
