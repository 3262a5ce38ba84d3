"""The page of an official: the active partnerships of the own regions, as far as they are shown to officials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus, make_official
from tests.factories.projects import make_partnership
from tests.outcomes.numbers import numbers_on
from tracker.database import utc_now
from tracker.partners.terms import Sector
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor


@pytest.fixture
def official(sign_in: Callable[..., Visitor], database: Session) -> Visitor:
    """Somebody who answers for Altai Krai."""
    return sign_in(make_official(database, "RU-ALT"))


def test_the_marathon_of_barnaul_is_found_with_its_broker(official: Visitor, database: Session) -> None:
    broker = make_alumnus(database, name="Мария Сухова", phone="+7 385 200-00-01")
    make_partnership(database, title="Зелёный марафон", by=broker, visibility=Visibility.REGION)

    page = official.visit("/region")

    assert "Зелёный марафон" in page
    assert "Мария Сухова" in page
    assert page.link(broker.email) == f"mailto:{broker.email}"
    assert page.link("+7 385 200-00-01")


@pytest.mark.parametrize("visibility", [Visibility.TEAM, Visibility.PROGRAMME])
def test_what_is_not_shown_to_officials_is_neither_listed_nor_counted(
    official: Visitor, database: Session, visibility: Visibility
) -> None:
    make_partnership(database, title="Not for officials", visibility=visibility)

    page = official.visit("/region")

    assert "Not for officials" not in page
    assert numbers_on(page) == []


def test_public_partnerships_of_other_regions_stay_out_of_the_figures(
    official: Visitor, database: Session
) -> None:
    make_partnership(database, title="In Tomsk", regions=["RU-TOM"], visibility=Visibility.PUBLIC)
    make_partnership(database, title="Here", visibility=Visibility.PUBLIC)

    page = official.visit("/region")

    assert "In Tomsk" not in page
    assert numbers_on(page)[0][0] == 1


def test_what_has_ended_is_not_active(official: Visitor, database: Session) -> None:
    ended = utc_now().date()
    make_partnership(database, title="Over", visibility=Visibility.REGION, ended_on=ended)

    assert "Over" not in official.visit("/region").texts("h3")


def test_a_partnership_of_two_own_regions_is_counted_once(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    make_partnership(database, regions=["RU-ALT", "RU-TOM"], visibility=Visibility.REGION)

    page = sign_in(make_official(database, "RU-ALT", "RU-TOM")).visit("/region")

    assert numbers_on(page)[0][0] == 1
    assert len(page.select("article.partnership-card")) == 1


def test_an_official_without_a_region_is_told_whom_to_ask(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    person = make_official(database)
    person.regions = []

    assert "ask an administrator" in sign_in(person).visit("/region")


def test_home_leads_an_official_to_the_own_region(official: Visitor) -> None:
    assert official.visit("/", follow=True).address == "/region"


def test_the_page_takes_as_many_queries_for_many_partnerships_as_for_few(
    official: Visitor, database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    official.visit("/region")  # reads the regions, which are kept from then on
    taken = []
    for more in (1, 8):
        for _number in range(more):
            make_partnership(
                database, visibility=Visibility.REGION, partners=[Sector.BUSINESS, Sector.NONPROFIT]
            )
        with count_queries() as queries:
            official.visit("/region")
        taken.append(len(queries))

    assert taken[0] == taken[1]
