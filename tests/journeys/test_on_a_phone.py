"""What somebody came for stands on the first screen of a phone, and cards say much in little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.samples import SPRINGS
from tests.journeys.steps import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.journeys.words import Words

HALF = PHONE["height"] / 2
NEAR = 16
ENOUGH = 5


def top_of(found: Locator) -> float:
    """How far below the upper edge of the screen something begins, before anything is scrolled."""
    found.page.evaluate("scrollTo(0, 0)")
    box = found.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("part", ["partners", "resources", "needs/new", "commitments/new", "history", "team"])
def test_a_part_of_a_partnership_begins_on_the_upper_half(
    sign_in: Callable[..., Page], addresses: Callable[[str], str], part: str
) -> None:
    page = sign_in("manager", screen=PHONE)

    page.goto(f"{addresses(SPRINGS)}/{part}")

    assert top_of(page.locator(".page-content h2").first) < HALF


def test_a_list_says_what_a_partnership_is_in_few_lines(sign_in: Callable[..., Page]) -> None:
    page = sign_in("manager", screen=PHONE)

    page.goto("/partnerships?state=any")

    rows = page.locator(".table-cards > tbody > tr")
    heights = rows.evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) > ENOUGH
    assert sum(heights) / len(heights) < PHONE["height"] / 4


@pytest.mark.parametrize(("who", "address"), [("manager", "/organisations"), ("programme", "/people")])
def test_a_tag_in_a_card_is_as_wide_as_its_words(
    sign_in: Callable[..., Page], who: str, address: str
) -> None:
    page = sign_in(who, screen=PHONE)

    page.goto(address)

    widths = page.locator(".table-cards td .tag").evaluate_all("tags => tags.map(tag => tag.offsetWidth)")
    assert len(set(widths)) > 1
    assert max(widths) < PHONE["width"] / 2


def test_who_is_to_be_chosen_stands_beside_the_tick(sign_in: Callable[..., Page]) -> None:
    page = sign_in("programme", screen=PHONE)

    page.goto("/people")

    tick, name = page.locator(".people-tick").first, page.locator("tbody th").first
    assert abs(top_of(tick) - top_of(name)) < NEAR


def test_on_a_desktop_a_part_begins_on_the_upper_half_too(
    sign_in: Callable[..., Page], addresses: Callable[[str], str]
) -> None:
    page = sign_in("manager", screen=DESKTOP)

    page.goto(f"{addresses(SPRINGS)}/resources")

    assert top_of(page.locator(".page-content h2").first) < DESKTOP["height"] / 2


@pytest.mark.parametrize("address", ["/partnerships", "/organisations", "/lessons"])
def test_search_and_filters_share_a_line(sign_in: Callable[..., Page], say: Words, address: str) -> None:
    page = sign_in("manager", screen=PHONE)

    page.goto(address)

    fold = page.locator(".filters-fold > summary")
    assert abs(top_of(page.get_by_role("searchbox")) - top_of(fold)) < NEAR
    fold.click()
    expect(page.get_by_role("button", name=say("Apply"))).to_be_visible()


def test_the_numbers_of_a_region_stand_on_the_first_screen(sign_in: Callable[..., Page]) -> None:
    page = sign_in("official", screen=PHONE)

    number, bar = page.locator(".number-value").first, page.locator(".bottombar")

    assert top_of(number) < top_of(bar) - NEAR


def test_the_present_one_of_many_views_is_in_sight(sign_in: Callable[..., Page]) -> None:
    page = sign_in("official", screen=PHONE)

    page.goto("/region/views")

    present = page.locator(".views [aria-current]")
    box = present.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
