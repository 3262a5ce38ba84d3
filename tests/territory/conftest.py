"""What tests of the workspace start from: people who look at it; all regions, so that the map has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tests.factories.accounts import make_official, make_programme_staff
from tests.factories.regions import load_regions
from tests.territory.workspace import make_several
from tests.visitor import Visitor
from tracker.territory import keeping

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    keeping.figures.clear()
    with force_locale("en"):
        yield


@pytest.fixture
def person(database: Session) -> User:
    """Somebody who answers for Altai Krai."""
    load_regions(database)
    return make_official(database, "RU-ALT")


@pytest.fixture
def official(person: User, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(person)


@pytest.fixture
def staff(database: Session, sign_in: Callable[..., Visitor]) -> Visitor:
    load_regions(database)
    return sign_in(make_programme_staff(database))


@pytest.fixture
def several(database: Session, person: User) -> None:
    """Partnerships of many kinds in Altai Krai, some in another region too, some not for officials; its official is there, too."""
    make_several(database)
