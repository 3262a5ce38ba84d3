"""Every endpoint, visited as everybody, does what the table says; and every change needs the token of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import url_for

from tests import databases
from tests.access.people import LET_IN, ONLOOKERS, ROLES, verdict
from tests.access.table import ROWS, Row

if TYPE_CHECKING:
    from tests.access.conftest import Stage

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
AUTOMATIC = {"HEAD", "OPTIONS"}


def address_of(stage: Stage, endpoint: str) -> str:
    """The address of an endpoint, about the records of these tests."""
    arguments = next(stage.app.url_map.iter_rules(endpoint)).arguments
    with stage.app.test_request_context():
        return url_for(endpoint, **stage.records.values_of(endpoint, arguments))


def test_the_table_names_every_endpoint_and_no_other(stage: Stage) -> None:
    served = {
        (rule.endpoint, method)
        for rule in stage.app.url_map.iter_rules()
        for method in (rule.methods or set()) - AUTOMATIC
    }
    declared = {(row.endpoint, row.method) for row in ROWS}

    assert served - declared == set(), "these endpoints have no row in tests/access/table.py"
    assert declared - served == set(), "these rows have no endpoint any more"
    assert len(declared) == len(ROWS), "a row stands twice"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.endpoint}")
def test_everybody_gets_where_the_table_lets_them(stage: Stage, row: Row) -> None:
    address = address_of(stage, row.endpoint)
    happened, changing = {}, {}

    for role in ROLES:
        with databases.counted(stage.session) as statements:
            happened[role] = verdict(stage.crowd.send(role, address, row.method))
        changing[role] = statements.changing

    assert happened == row.expected
    if row.method == "GET":  # on PostgreSQL test_reading.py looks at this
        assert [changing[role] for role in ONLOOKERS] == [[], []]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method in UNSAFE], ids=lambda row: f"{row.method} {row.endpoint}"
)
def test_nothing_changes_without_the_token_of_a_form(stage: Stage, row: Row) -> None:
    role = next((role for role in reversed(ROLES) if row.expected[role] == LET_IN), "admin")

    response = stage.crowd.send(role, address_of(stage, row.endpoint), row.method, with_token=False)

    assert response.status_code == 400


def test_only_reading_is_done_by_get(stage: Stage) -> None:
    methods = {method for rule in stage.app.url_map.iter_rules() for method in rule.methods or set()}

    assert methods <= {"GET", "POST", *AUTOMATIC}
