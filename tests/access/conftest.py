"""One set of records for all access tests of a module; nobody changes it for the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.access.people import Crowd
from tests.access.scene import Records, make_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session


RULES_IN_PYTHON = {"test_endpoints.py", "test_visibility.py"}
"""Tests of rules that are decided in Python and do not differ between databases; their SQL twins are tested on both."""


SEEN_ON_THE_WAY = {"test_reading.py"}
"""What test_endpoints.py sees on SQLite while it asks every endpoint."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask every endpoint as every role on one database only: it takes minutes."""
    items[:] = [
        item
        for item in items
        if not (item.path.name in RULES_IN_PYTHON and "postgresql" in item.name)
        and not (item.path.name in SEEN_ON_THE_WAY and "sqlite" in item.name)
    ]


@dataclass(frozen=True, slots=True)
class Stage:
    """The records and the people who ask for them."""

    app: Flask
    session: Session
    records: Records
    crowd: Crowd


@pytest.fixture(scope="module")
def stage(app: Flask) -> Iterator[Stage]:
    """A partnership shown to the officials of its region, with one of everything, and people of all roles."""
    with databases.rolled_back(app) as session:
        records = make_records(session)
        yield Stage(app, session, records, Crowd(app, session, records.people))
