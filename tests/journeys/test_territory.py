"""The map, the filter and the way down into the lists, by keyboard and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import DESKTOP, PHONE
from tests.journeys.test_keyboard import SHOWS_FOCUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.journeys.words import Words

MOST_STOPS = 160


def enter(page: Page, target: Locator) -> None:
    """Go from stop to stop, each of which shows that it has the focus, and press Enter on the target."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate(SHOWS_FOCUS)
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{MOST_STOPS} times Tab did not reach {target}")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_from_the_map_to_a_partnership_and_back_without_a_mouse(
    sign_in: Callable[..., Page], say: Words, language: str
) -> None:
    page = sign_in("official")
    region = steps.ALTAI[language]
    tile = page.get_by_role("link", name=re.compile(rf"^{region}: \d+"))
    expect(tile).to_have_count(1)
    number = re.search(r"\d+", str(tile.get_attribute("title")))
    assert number

    enter(page, tile)
    expect(page).to_have_url(re.compile(r"/region\?.*region=RU-ALT"))
    enter(page, steps.figure(page, say, "active partnership", "active partnerships"))

    expect(page).to_have_url(re.compile(r"/partnerships\?"))
    total = say.count("%(num)d partnership", "%(num)d partnerships", int(number[0]))
    expect(page.get_by_role("status").filter(has_text=total)).to_be_visible()
    enter(page, page.get_by_role("link", name=say("Workspace"), exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(region)


def test_the_regions_can_be_skipped(sign_in: Callable[..., Page], say: Words) -> None:
    page = sign_in("official")

    enter(page, page.get_by_role("link", name=say("Skip the regions")))
    page.keyboard.press("Tab")

    assert "tile" not in str(page.locator(":focus").get_attribute("class"))


def test_on_a_phone_the_tiles_come_first_and_can_be_hit(sign_in: Callable[..., Page]) -> None:
    page = sign_in("official", screen=PHONE)

    tile, outline = page.locator(".tile").first.bounding_box(), page.locator(".land").bounding_box()
    assert tile
    assert outline
    assert tile["y"] < outline["y"]
    assert min(tile["width"], tile["height"]) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_where_a_tile_has_no_room_for_a_name_the_foremost_regions_are_named_below(
    sign_in: Callable[..., Page],
) -> None:
    page = sign_in("official", screen=PHONE)
    named = page.locator(".tiles-named")

    expect(named.get_by_role("link").first).to_have_text("Алтайский край")
    expect(page.locator(".tile-own span span").last).to_be_hidden()
    page.set_viewport_size(DESKTOP)
    expect(named).to_be_hidden()


def test_an_outline_leads_where_its_tile_leads(sign_in: Callable[..., Page]) -> None:
    page = sign_in("official", screen=DESKTOP)
    outline = page.locator(".land a", has=page.locator(".region-own"))

    assert outline.get_attribute("href") == page.locator(".tile-own").get_attribute("href")
    outline.locator("use").click()
    expect(page).to_have_url(re.compile(r"region=RU-ALT"))


def test_the_filter_holds_for_map_numbers_and_list(sign_in: Callable[..., Page], say: Words) -> None:
    page = sign_in("official")
    page.goto("/region?field=environment")
    card = steps.figure(page, say, "active partnership", "active partnerships")
    number = steps.number_of(card)

    tile = page.locator(".tile-own b")
    expect(tile).to_have_text(str(number))
    expect(page.get_by_role("article")).to_have_count(number)
    steps.follow(page, say, card)


def test_help_is_offered_where_the_need_is_found(sign_in: Callable[..., Page], say: Words) -> None:
    page = sign_in("official")
    page.goto("/region/needs")
    page.get_by_role("link", name=re.compile(f"^{say('Offer help')}")).first.click()
    page.get_by_label(say("How can you help?")).fill("В библиотеке есть зал")
    page.get_by_role("button", name=say("Send the offer")).click()

    expect(page).to_have_url(re.compile("/region/needs"))
    expect(page.get_by_text(say("You offered help")).first).to_be_visible()
