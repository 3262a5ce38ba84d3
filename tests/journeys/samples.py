"""Records of the demonstration to visit, looked up in the database of the running Tracker."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.live import LiveServer

MARATHON = "Городской марафон «Не выбрасывай!»"
SPRINGS = "Родники предгорья"


def look_up(server: LiveServer, query: str, *values: object) -> int:
    """The first number that a query finds."""
    with closing(sqlite3.connect(server.instance / "tracker.sqlite")) as connection:
        found = connection.execute(query, values).fetchone()
    assert found is not None, f"The demonstration holds nothing for: {query}"
    return int(found[0])


def number_of(server: LiveServer, title: str) -> int:
    """The number of a partnership."""
    return look_up(server, "SELECT id FROM partnerships WHERE title = ?", title)
