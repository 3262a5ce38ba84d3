"""The programme's page: its filter, its empty state, its cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.projects import make_partnership
from tests.outcomes.numbers import numbers_on
from tests.outcomes.world import REGIONS
from tracker.partners.terms import Sector
from tracker.projects.terms import Field, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor


@pytest.fixture
def staff(sign_in: Callable[..., Visitor], database: Session) -> Visitor:
    return sign_in(make_programme_staff(database))


def test_an_empty_programme_says_so_and_shows_no_zeros(staff: Visitor) -> None:
    page = staff.visit("/programme")

    assert "No partnership fits this choice." in page
    assert numbers_on(page) == []


def test_partnerships_are_counted_by_the_cohort_of_their_brokers(staff: Visitor, database: Session) -> None:
    make_partnership(database, by=make_alumnus(database, cohort="Altai 2019"))

    page = staff.visit("/programme")

    assert "Altai 2019" in page
    assert "Altai 2019" in staff.visit("/programme?cohort=Altai+2019").texts("option[selected]")


def test_the_filter_narrows_all_figures(staff: Visitor, database: Session) -> None:
    make_partnership(database, regions=["RU-ALT"], main_field=Field.SPORT)
    make_partnership(database, regions=["RU-TOM"], main_field=Field.SPORT)
    make_partnership(database, regions=["RU-TOM"], main_field=Field.HEALTH, visibility=Visibility.TEAM)

    shown = {
        query: numbers_on(staff.visit(f"/programme?{query}"))[0][0]
        for query in ("", "region=RU-TOM", "field=sport")
    }

    assert shown == {"": 2, "region=RU-TOM": 1, "field=sport": 2}


def test_the_share_of_cross_sector_ones_is_that_of_those_with_partners(
    staff: Visitor, database: Session
) -> None:
    make_partnership(database, partners=[Sector.BUSINESS, Sector.NONPROFIT])
    make_partnership(database, partners=[Sector.NONPROFIT])
    make_partnership(database)

    page = staff.visit("/programme")

    assert "50%" in page
    assert "1 of those with partners: 2" in page


@pytest.mark.parametrize(
    "query", ["region=nowhere", "field=banana", "cohort=1066", "region=RU-XX&field=&cohort="]
)
def test_a_filter_that_means_nothing_is_no_error(staff: Visitor, database: Session, query: str) -> None:
    make_partnership(database)

    assert staff.visit(f"/programme?{query}").heading


def test_the_page_takes_as_many_queries_for_many_partnerships_as_for_few(
    staff: Visitor, database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    make_partnership(database, regions=REGIONS)
    staff.visit("/programme")  # regions are read once, and again when one is added
    taken = []
    for more in (1, 10):
        for _number in range(more):
            make_partnership(database, regions=REGIONS, partners=[Sector.BUSINESS], main_field=Field.SPORT)
        with count_queries() as queries:
            staff.visit("/programme")
        taken.append(len(queries))

    assert taken[0] == taken[1]


def test_the_page_speaks_russian(sign_in: Callable[..., Visitor], database: Session) -> None:
    make_partnership(database)

    assert (
        sign_in(make_programme_staff(database), language="ru").visit("/programme").heading
        == "Программа в цифрах"
    )
