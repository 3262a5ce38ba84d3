"""What the tests of the chapters share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.outcomes.counted import Counted
from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@pytest.fixture(scope="module")
def counted(app: Flask) -> Iterator[Counted]:
    with databases.rolled_back(app) as session, app.test_request_context(headers={"Accept-Language": "en"}):
        yield Counted(app, session)
        db.session.remove()
