"""Tests of resources read English sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    with force_locale("en"):
        yield
