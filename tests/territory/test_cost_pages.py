"""What the pages of the workspace cost does not grow, and figures are kept until something changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_official
from tests.factories.projects import make_partnership
from tests.factories.resources import make_commitment, make_need
from tests.factories.territory import make_help_offer
from tests.outcomes.numbers import numbers_on
from tests.territory.workspace import TODAY
from tests.visitor import Visitor
from tracker.partners.terms import Sector
from tracker.projects.terms import Visibility
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements


@pytest.mark.parametrize("address", ["/region?all=1", "/region/missing", "/region/compared", "/region/needs"])
def test_every_page_takes_as_many_queries_for_many_as_for_few(
    database: Session,
    official: Visitor,
    count_queries: Callable[[], AbstractContextManager[Statements]],
    address: str,
) -> None:
    taken = []
    for more in (1, 6):
        for _number in range(more):
            made = make_partnership(
                database, visibility=Visibility.REGION, partners=[Sector.BUSINESS], municipality="Барнаул"
            )
            need = make_need(made, kind=ResourceKind.PREMISES)
            make_help_offer(make_need(made), by=make_official(database, "RU-ALT"))
            make_commitment(made, due_on=TODAY - timedelta(days=2))
            assert need.id
        official.visit(address)  # reads the regions, which are kept from then on
        make_partnership(database, visibility=Visibility.REGION)  # figures are worked out anew
        with count_queries() as queries:
            official.visit(address)
        taken.append(len(queries))

    assert taken[0] == taken[1]


def test_figures_are_kept_until_something_changes(
    database: Session,
    official: Visitor,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    make_partnership(database, visibility=Visibility.REGION)
    with count_queries() as first:
        official.visit("/region?all=1")
    with count_queries() as again:
        official.visit("/region?all=1")
    assert len(again) < len(first) - 6

    made = make_partnership(database, visibility=Visibility.REGION)
    assert numbers_on(official.visit("/region?all=1"))[0][0] == 2
    made.visibility = Visibility.TEAM
    assert numbers_on(official.visit("/region?all=1"))[0][0] == 1
