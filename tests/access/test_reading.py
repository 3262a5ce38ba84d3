"""Looking at a page changes nothing, and waits for nobody who does: a copy of the database that can only be read can answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.access.people import ONLOOKERS
from tests.access.table import ROWS
from tests.access.test_endpoints import address_of

if TYPE_CHECKING:
    from tests.access.conftest import Stage


@pytest.mark.parametrize("role", ONLOOKERS)
def test_looking_at_a_page_sends_nothing_that_a_copy_for_reading_would_refuse(
    stage: Stage, role: str
) -> None:
    refused = set()
    for row in ROWS:
        if row.method != "GET":
            continue
        address = address_of(stage, row.endpoint)
        with databases.counted(stage.session) as statements:
            stage.crowd.send(role, address, row.method)
        if statements.changing:
            refused.add(row.endpoint)

    assert refused == set()
