"""Every number of the workspace is the length of the list behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_official
from tests.factories.projects import make_partnership
from tests.factories.regions import make_region
from tests.outcomes.numbers import numbers_on
from tests.territory.workspace import length_of
from tests.visitor import Visitor
from tracker.partners.terms import Sector
from tracker.projects.terms import SectorMix, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "field=environment",
        "mix=without_business",
        "state=any&stage=start&stage=everyday",
        "need=premises",
        "life=red",
        "promises=overdue",
        "q=родники",
        "region=RU-ALT&municipality=Барнаул",
    ],
)
@pytest.mark.parametrize("who", ["official", "staff"])
def test_every_number_is_the_length_of_the_list_behind_it(
    who: str, query: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    page = visitor.visit(f"/region?{query or 'all=1'}")
    numbers = numbers_on(page)

    assert numbers
    assert [(number, behind) for number, behind in numbers if length_of(visitor, behind) != number] == []


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("who", ["official", "staff"])
def test_every_number_of_the_map_is_the_length_of_the_list_behind_it(
    who: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    page = visitor.visit("/region?all=1")
    tiles = {
        words[0]: (int(words[1]), str(tile["href"]))
        for tile in page.select("a.tile")
        if (words := re.search(r"([^:]+): (\d+) partnership", tile.get("title", "")).groups())
    }

    assert len(tiles) == 83
    for number, behind in (tiles["Altai Krai"], tiles["Tomsk Oblast"], tiles["Moscow"]):
        listed = behind
        if behind.startswith("/region"):
            listed = numbers_on(visitor.visit(behind))[0][1] if number else "/partnerships?q=abrakadabra"
        assert length_of(visitor, listed) == number
    assert tiles["Altai Krai"][0] == (4 if who == "official" else 5)
    assert tiles["Tomsk Oblast"][0] == (2 if who == "official" else 3)


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("who", ["official", "staff"])
@pytest.mark.parametrize("query", ["", "?field=environment", "?life=red"])
def test_the_table_says_of_every_region_what_its_tile_says(
    who: str, query: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    page = visitor.visit(f"/region{query or '?all=1'}")
    tiles = {
        str(tile["title"]).partition(":")[0]: (str(tile["href"]), tile.select_one("b").get_text())
        for tile in page.select(".tiles a.tile")
    }

    table = visitor.visit(page.link("The map as a table"))

    lines = {
        line.a.get_text(): (str(line.a["href"]), line.td.get_text().replace("no data for you", "·"))
        for line in table.select("tbody tr")
    }
    assert {name: lines.get(name) for name in tiles} == tiles
    assert len(tiles) == 83


def test_regions_that_are_not_on_the_map_stand_in_the_table(
    database: Session, staff: Visitor, official: Visitor
) -> None:
    for code in ("FR-X98", "FR-X99"):
        make_region(database, code)
        make_partnership(database, regions=[code], visibility=Visibility.PUBLIC)
    for visitor in (staff, official):
        page = visitor.visit("/region?all=1")
        assert page.texts(".tiles-others li") == []
        assert "2 more regions are not on the map." in page
        table = visitor.visit(page.link("All regions as a table"))
        assert {str(link["href"]).partition("region=")[2][:6] for link in table.select("tbody a")} >= {
            "FR-X98",
            "FR-X99",
        }

    chosen = staff.visit("/region?region=FR-X98")

    assert len(chosen.select(".tiles-others a.tile-chosen")) == 1
    assert "1 more region is not on the map." in chosen


def test_who_answers_for_a_region_that_is_not_on_the_map_sees_its_number(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    make_region(database, "FR-X98")
    make_partnership(database, regions=["FR-X98"], visibility=Visibility.REGION)

    page = sign_in(make_official(database, "FR-X98")).visit("/region?all=1")

    assert [tile.select_one("b").get_text() for tile in page.select(".tiles-others a.tile-own")] == ["1"]


def test_an_official_chooses_among_the_own_regions_only(official: Visitor, staff: Visitor) -> None:
    def offered(visitor: Visitor) -> set[str]:
        return {str(each["value"]) for each in visitor.visit("/region?all=1").select("#region option")}

    assert offered(official) == {"RU-ALT"}
    assert len(offered(staff)) >= 83


@pytest.mark.usefixtures("several")
def test_the_page_of_a_region_is_small_enough_for_a_phone(official: Visitor) -> None:
    assert len(official.visit("/region?all=1").html.encode()) < 100_000


@pytest.mark.usefixtures("several")
def test_what_is_missing_in_the_overview_leads_to_its_lists(official: Visitor) -> None:
    page = official.visit("/region?all=1")

    missing = page.select(".lack-list li")
    assert missing
    assert [item.get_text(" ", strip=True) for item in missing if item.select_one("a") is None] == []


@pytest.mark.usefixtures("several")
def test_other_regions_have_a_column_only_where_something_is_said_of_them(official: Visitor) -> None:
    assert "In other regions" not in official.visit("/region/missing").texts("thead th")


@pytest.mark.parametrize("mix", SectorMix, ids=lambda each: each.code)
@pytest.mark.parametrize("address", ["/region?all=1", "/region/missing"])
def test_within_a_mix_of_sectors_a_number_leads_to_as_many_or_nowhere(
    database: Session, official: Visitor, mix: SectorMix, address: str
) -> None:
    for partners in ([Sector.NONPROFIT], [Sector.NONPROFIT, Sector.GOVERNMENT], [Sector.BUSINESS], []):
        make_partnership(database, partners=partners, visibility=Visibility.REGION)

    page = official.visit(f"{address}{'&' if '?' in address else '?'}mix={mix.code}")

    for link in page.select(".lack-list a[href*='/partnerships?'], tbody td a[href*='/partnerships?']"):
        assert length_of(official, str(link["href"])) == int(re.search(r"\d+", link.get_text()).group())


@pytest.mark.usefixtures("several")
def test_what_is_missing_counts_what_its_lists_show(official: Visitor) -> None:
    page = official.visit("/region/missing")
    rows = {row.select_one("th").get_text(" ", strip=True): row for row in page.select("tbody tr")}
    numbers = {}
    for name, row in rows.items():
        link = row.select_one("td a")
        numbers[next(iter(re.split(r" [A-Z]", name, maxsplit=1)))] = int(
            re.search(r"\d+", row.select_one("td").get_text()).group()
        )
        if link is not None and "/partnerships?" in link["href"]:
            assert length_of(official, str(link["href"])) == int(re.search(r"\d+", link.get_text()).group())

    assert numbers["Partnerships without business"] == 1
    assert numbers["Partnerships without non-profits"] == 1
    assert numbers["Partnerships without an authority"] == 1
    assert numbers["Needs nobody has answered"] == 2
    assert numbers["Partnerships with overdue promises"] == 1
    assert numbers["Silent partnerships"] == 1
    assert numbers["Fields without a partnership"] == 9


@pytest.mark.usefixtures("several")
def test_the_list_leads_back_to_the_workspace_with_the_same_filter(official: Visitor) -> None:
    page = official.visit("/region?field=environment")
    _number, behind = numbers_on(page)[0]

    back = official.visit(official.visit(behind).link("Workspace"))

    assert numbers_on(back)[0] == numbers_on(page)[0]
