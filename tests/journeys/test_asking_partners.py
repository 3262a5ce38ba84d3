"""A partner answers on a small phone without JavaScript, by the link that the broker shows as a code; the broker reads nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import samples, steps
from tests.journeys.pages import OVERFLOW
from tests.journeys.steps import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.axe import Axe
    from tests.journeys.words import Words

SECRET = "О рейсах договариваемся за спиной у школ"
TITLES = {"ru": "Осенний опрос", "en": "Опрос после каникул"}
OTHER = {"ru": "English", "en": "Русский"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_partner_answers_on_a_phone_without_scripts(
    sign_in: Callable[..., Page],
    open_page: Callable[..., Page],
    addresses: Callable[[str], str],
    axe: Axe,
    say: Words,
) -> None:
    broker = sign_in("manager", screen=DESKTOP)
    home = f"{addresses(samples.SPRINGS)}/evaluation/surveys"
    link = opens_a_round(broker, say, home)
    check_accessibility(open_page(screen=PHONE), axe, link)
    phone = open_page(screen=PHONE, scripts=False)

    answers(phone, say, link)
    expect(phone.get_by_role("heading", level=1)).to_have_text(say("Thank you!"))
    phone.goto(f"{link}?page=1")
    expect(phone.locator("main form")).to_have_count(0)

    broker.goto(home)
    broker.get_by_role("link", name=TITLES[say.language]).click()
    expect(broker.locator(".who-answered .answered")).to_have_count(1)
    expect(broker.locator("body")).not_to_contain_text(SECRET)
    broker.goto(f"{addresses(samples.SPRINGS)}/history")
    expect(broker.locator("body")).not_to_contain_text(SECRET)


def opens_a_round(page: Page, say: Words, home: str) -> str:
    """Open a round of two parts, and show the first link; gives its address, as one copies it."""
    page.goto(f"{home}/new")
    for part in (
        "The partnership as you see it",
        "What it gives us",
        "What each brings",
        "Signs of partnership",
    ):
        page.get_by_role("checkbox", name=say(part), exact=True).uncheck()
    for part in ("A quick look", "Lessons"):
        page.get_by_role("checkbox", name=say(part), exact=True).check()
    page.get_by_label(say("What is this round called?")).fill(TITLES[say.language])
    page.get_by_label(say("Language of the letters and the sheet")).select_option(say.language)
    steps.press(page, say, "Open the round")
    steps.expect_message(page, say("The round is open. Look over whom you ask; nothing has been sent yet."))
    page.locator(".survey-link").first.get_by_role("button", name=say("Show link and QR code")).click()
    expect(page.locator("svg.qr")).to_be_visible()
    return page.get_by_label(say("Personal link"), exact=True).input_value()


def check_accessibility(page: Page, axe: Axe, link: str) -> None:
    """Every page of the sheet, with scripts, which axe-core needs."""
    for number in range(4):
        page.goto(f"{link}?page={number}")
        assert axe.violations(page) == []
        assert page.evaluate(OVERFLOW) == []


def answers(page: Page, say: Words, link: str) -> None:
    """Answer both parts, stop in between, change the language and back, hand it in."""
    page.goto(link)
    expect(page.locator("html")).to_have_attribute("lang", say.language)
    page.get_by_role("link", name=say("Begin", context="sheet"), exact=True).click()
    expect(page.locator(".sheet-progress")).to_contain_text(re.compile(r"1\D+3"))
    trust = page.get_by_role("group", name=say("Do we rely on one another?"))
    trust.get_by_role("radio", name=re.compile("^2")).check(force=True)
    trust.locator("summary").click()
    trust.get_by_role("textbox").fill(SECRET)
    assert page.evaluate(OVERFLOW) == []
    steps.press(page, say, "Save and go on later")
    expect(page.locator(".messages .notice-success")).to_be_visible()

    page.get_by_role("link", name=say("Go on"), exact=True).click()
    steps.press(page, say, "Back", context="sheet")
    expect(trust.get_by_role("radio", name=re.compile("^2"))).to_be_checked()
    page.get_by_role("button", name=OTHER[say.language]).click()
    expect(page.locator("html")).not_to_have_attribute("lang", say.language)
    expect(page.get_by_role("textbox").filter(visible=True)).to_have_value(SECRET)
    page.get_by_role("button", name={"ru": "Русский", "en": "English"}[say.language]).click()
    steps.press(page, say, "Next", context="sheet")
    page.get_by_label(say("What should be kept?")).fill("График на одном листе")
    steps.press(page, say, "Next", context="sheet")
    assert page.evaluate(OVERFLOW) == []
    page.get_by_role("radio", name=re.compile(re.escape(say("Without a name")))).check()
    steps.press(page, say, "Hand it in")
