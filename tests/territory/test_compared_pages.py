"""The comparison of regions hides small numbers from officials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.partners.terms import Sector
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tracker.accounts.models import User


def fill(database: Session, region: str, number: int, **given: Any) -> None:
    for _each in range(number):
        make_partnership(database, regions=[region], **{"visibility": Visibility.REGION, **given})


@pytest.fixture
def country(database: Session, person: User) -> None:
    """Regions with many, few and very few partnerships."""
    fill(database, "RU-ALT", 2, partners=[Sector.NONPROFIT])
    fill(database, "RU-TOM", 4, partners=[Sector.NONPROFIT])
    fill(database, "RU-TOM", 3, partners=[Sector.BUSINESS])
    fill(database, "RU-MOW", 3, partners=[Sector.NONPROFIT])
    fill(database, "RU-MOW", 4, partners=[Sector.BUSINESS])
    fill(database, "RU-SPE", 1, partners=[Sector.NONPROFIT])
    fill(database, "RU-SPE", 5, partners=[Sector.BUSINESS])
    fill(database, "RU-OMS", 2, partners=[Sector.NONPROFIT])
    fill(database, "RU-NVS", 2, partners=[Sector.NONPROFIT])
    fill(database, "RU-SAM", 9, partners=[Sector.NONPROFIT], visibility=Visibility.PROGRAMME)


def table(page: Page) -> dict[str, list[str]]:
    return {
        row.select_one("th").get_text(strip=True): [
            "*" if "too small" in cell.get_text() else cell.get_text(strip=True) for cell in row.select("td")
        ]
        for row in page.select(".compared tbody tr")
    }


@pytest.mark.usefixtures("country")
def test_small_numbers_of_other_regions_are_hidden_from_an_official(official: Visitor) -> None:
    rows = table(official.visit("/region/compared"))

    assert set(rows) == {"Altai Krai", "Tomsk Oblast", "Moscow", "Saint Petersburg"}
    active, _fields, without_business, *_rest = rows["Altai Krai"]
    assert (active, without_business) == ("2", "2"), "one's own numbers are no secret"
    # One of six has no business in Saint Petersburg, so that and one more number are hidden.
    assert rows["Saint Petersburg"][2] == "*"
    assert [rows[name][2] for name in ("Moscow", "Tomsk Oblast")] == ["*", "4"]
    assert "Of 2 other regions nothing is said" in official.visit("/region/compared")


@pytest.mark.usefixtures("country")
def test_the_other_regions_are_counted_without_what_is_not_for_officials(official: Visitor) -> None:
    assert "Samara Oblast" not in table(official.visit("/region/compared"))


@pytest.mark.usefixtures("country")
def test_the_comparison_is_told_as_median_and_range(official: Visitor) -> None:
    page = official.visit("/region/missing")

    assert "median 11, from 11 to 11, in 3 regions" in page  # fields without a partnership
    assert "In other regions" in page.texts("thead th")


@pytest.mark.usefixtures("country")
def test_a_filter_makes_the_comparison_impossible_for_an_official(official: Visitor) -> None:
    """Two filters that differ a little would tell about a single partnership."""
    for address in ("/region/missing?mix=one_sector", "/region/compared?q=a", "/region/compared?life=green"):
        page = official.visit(address)
        assert "compared only without a filter" in page
        assert "Tomsk Oblast" not in page.texts("tbody th")
        assert "median" not in page


@pytest.mark.usefixtures("country")
def test_for_staff_nothing_is_hidden(staff: Visitor) -> None:
    rows = table(staff.visit("/region/compared"))

    assert rows["Saint Petersburg"][2] == "1"
    assert rows["Samara Oblast"][0] == "9"
