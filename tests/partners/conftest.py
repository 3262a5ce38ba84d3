"""Somebody who keeps the record of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus
from tests.factories.partners import make_organisation

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.accounts.models import User
    from tracker.partners.models import Organisation


@pytest.fixture
def anna(database: Session) -> User:
    return make_alumnus(database, name="Анна Ким")


@pytest.fixture
def as_anna(anna: User, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(anna)


@pytest.fixture
def own(database: Session, anna: User) -> Organisation:
    """An organisation whose record Anna keeps."""
    return make_organisation(database, "Фонд «Ромашка»", by=anna, region_code="RU-ALT", tag_names=["дети"])
