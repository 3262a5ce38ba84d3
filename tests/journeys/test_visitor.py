"""Somebody without an account reads public partnerships, and nothing of their inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import PEOPLE, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.words import Words

INSIDE = ("/history", "/resources", "/team", "/documents", "/cycle", "/partners", "/edit")
SECRETS = (
    PEOPLE["manager"],
    "manager@demo.example",
    "Геннадий Фролов",
    "72 000",
    "Первая встреча в комитете",
    "Памятка школе",
)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_visitor_reads_a_public_partnership_and_nothing_of_its_inside(
    open_page: Callable[..., Page], say: Words, language: str
) -> None:
    page = open_page(screen=PHONE)
    page.goto("/")
    page.get_by_role("navigation", name=say("Main menu")).get_by_role(
        "link", name=say("Partnerships")
    ).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.get_by_role("searchbox").fill("марафон")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Городской марафон «Не выбрасывай!»").click()

    main = page.get_by_role("main")
    expect(main).to_contain_text("Привлечь молодых горожан")
    expect(main.get_by_text("ОАО «Алтайкровля»")).to_be_visible()
    for secret in SECRETS:
        expect(main).not_to_contain_text(secret)
    expect(page.get_by_role("navigation", name=say("Parts of the record"))).to_have_count(0)


def test_a_visitor_is_asked_to_sign_in_for_the_inside(
    open_page: Callable[..., Page], addresses: Callable[[str], str]
) -> None:
    page = open_page()

    for part in INSIDE:
        page.goto(addresses("Городской марафон «Не выбрасывай!»") + part)

        expect(page).to_have_url(re.compile("/login"))


def test_a_visitor_finds_no_partnership_that_is_not_public(
    open_page: Callable[..., Page], say: Words, addresses: Callable[[str], str]
) -> None:
    page = open_page()
    page.goto("/partnerships?q=родники")
    expect(page.get_by_role("link", name="Родники предгорья")).to_have_count(0)

    page.goto(addresses("Родники предгорья"))

    expect(page).to_have_url(re.compile("/login"))
    expect(page.get_by_role("main")).not_to_contain_text("Родники")
