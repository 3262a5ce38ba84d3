"""The official of Altai Krai finds what happens in the region, and nothing that is not for officials."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import DESKTOP, PHONE
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, ViewportSize

    from tests.journeys.words import Words

ONLY_PROGRAMME = "Ленточный бор без огня"
OF_ANOTHER_REGION = "Центр социального партнёрства Челябинской области"


@pytest.mark.parametrize(
    ("language", "screen"), [("ru", PHONE), ("en", DESKTOP)], ids=["ru-phone", "en-desktop"]
)
def test_an_official_finds_a_partnership_of_the_region_and_its_broker(
    sign_in: Callable[..., Page], say: Words, language: str, screen: ViewportSize
) -> None:
    title = f"Чистый берег Оби · {language}"
    manager = sign_in("manager")
    steps.record_partnership(manager, say, title, "Алтайский край", shown_to=Visibility.REGION)

    page = sign_in("official", screen=screen)

    expect(page).to_have_url(re.compile("/region$"))
    card = page.get_by_role("article").filter(has=page.get_by_role("link", name=title))
    expect(card.get_by_role("link", name="manager@demo.example")).to_be_visible()
    steps.follow(page, say, steps.figure(page, say, "active partnership", "active partnerships"))
    expect(page.get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("link", name=title).click()
    steps.go_to_tab(page, say, "Team")
    expect(page.get_by_role("main")).to_contain_text(steps.PEOPLE["manager"])


@pytest.mark.parametrize("title", [ONLY_PROGRAMME, OF_ANOTHER_REGION], ids=["for-the-programme", "elsewhere"])
def test_an_official_does_not_see_what_is_not_shown_to_officials_of_the_region(
    sign_in: Callable[..., Page], say: Words, addresses: Callable[[str], str], title: str
) -> None:
    page = sign_in("official")

    steps.search(page, say, title)

    expect(page.get_by_role("table").get_by_role("link", name=title)).to_have_count(0)
    steps.expect_refused(page, say, addresses(title))


def test_an_official_reads_the_public_part_of_a_partnership_of_another_region(
    sign_in: Callable[..., Page], say: Words
) -> None:
    page = sign_in("official")

    steps.search(page, say, "белая ромашка")
    page.get_by_role("link", name="День белой ромашки").click()

    expect(page.get_by_role("heading", name=say("Who takes part"))).to_be_visible()
    expect(page.get_by_role("navigation", name=say("Parts of the record"))).to_have_count(0)
