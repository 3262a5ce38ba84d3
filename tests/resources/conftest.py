"""What tests of resources start from: a partnership with a partner; they read English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tests.visitor import Visitor
from tracker.projects.models import Participation, Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    with force_locale("en"):
        yield


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


@pytest.fixture
def partner(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "ОАО «Алтайкровля»"))


@pytest.fixture
def broker(partnership: Partnership, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(partnership.created_by)
