"""The programme sees what its alumni built, and follows every number to the list behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, ViewportSize

    from tests.journeys.words import Words

EVERY = 6
"""Of the bars, which one is followed."""


@pytest.mark.parametrize(
    ("language", "screen"), [("ru", DESKTOP), ("en", PHONE)], ids=["ru-desktop", "en-phone"]
)
def test_the_programme_counts_a_new_partnership_and_narrows_its_figures_to_a_region(
    sign_in: Callable[..., Page], say: Words, language: str, screen: ViewportSize
) -> None:
    page = sign_in("programme", screen=screen)
    expect(page).to_have_url(re.compile("/programme$"))
    recorded = steps.figure(page, say, "partnership recorded", "partnerships recorded")
    before = steps.number_of(recorded)

    steps.record_partnership(sign_in("manager"), say, f"Сад у каждой школы · {language}", "Алтайский край")
    page.reload()

    assert steps.number_of(recorded) == before + 1
    narrows_to_altai(page, say)
    assert 0 < steps.number_of(recorded) < before
    steps.follow(page, say, recorded)
    expect(page.get_by_role("link", name=f"Сад у каждой школы · {language}")).to_be_visible()


def narrows_to_altai(page: Page, say: Words) -> None:
    steps.unfold(page, say, "Filters")
    steps.pick(
        page, say, "Region", "алтайский" if say.language == "ru" else "altai k", steps.ALTAI[say.language]
    )
    steps.press(page, say, "Apply")
    expect(page).to_have_url(re.compile("region=RU-ALT"))


def test_every_bar_of_the_programme_leads_to_a_list_as_long_as_it_says(
    sign_in: Callable[..., Page], say: Words
) -> None:
    page = sign_in("programme")
    bars = page.locator(".bar-list li").filter(has=page.get_by_role("link"))
    expect(bars.first).to_be_visible()
    shown = [
        (bar.get_by_role("link").get_attribute("href"), bar.locator(".bar-value").inner_text())
        for bar in bars.all()[::EVERY]
    ]

    for address, text in shown:
        number = int(text)
        page.goto(str(address))
        total = say.count("%(num)d partnership", "%(num)d partnerships", number)
        expect(page.get_by_role("main")).to_contain_text(
            total if number else say("No partnership fits all of this.")
        )
