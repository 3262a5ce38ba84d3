"""What the demonstration set says is asked on one database: loading it takes as long as two hundred tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SAID_ON_ONE = {"test_loader.py"}
"""That it is loaded into PostgreSQL, too, is seen by test_first_load.py and by the browser in tests/journeys/test_postgresql.py."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if not (item.path.name in SAID_ON_ONE and "postgresql" in item.name)]
