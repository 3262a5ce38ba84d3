"""What is typed wrongly stays as it was typed, with a sentence beside its field that says how to write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.samples import MARATHON
from tests.journeys.steps import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

    from tests.journeys.words import Words

SECOND_REQUEST_STARTS = 300
"""Milliseconds after which a second request would have begun."""
PRESSED_TWICE = "button => { button.click(); setTimeout(() => button.click(), 100); }"
both_languages = pytest.mark.parametrize("language", ["ru", "en"])


def expect_complaint(field: Locator, text: str, sentence: str) -> None:
    """The field keeps what was typed, and says what is wrong with it."""
    expect(field).to_have_value(text)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(sentence)))


@both_languages
def test_a_wrong_number_and_a_wrong_date_of_a_commitment_are_kept(
    sign_in: Callable[..., Page], say: Words, addresses: Callable[[str], str], language: str
) -> None:
    page = sign_in("manager")
    page.goto(addresses(MARATHON) + "/commitments/new")
    amount, due = page.get_by_label(say("How much"), exact=True), page.get_by_label(say("By when"))
    page.get_by_label(say("What exactly")).fill("Два экскаватора")
    amount.fill("двадцать")
    due.fill("0206-05-01")

    steps.press(page, say, "Save")

    expect(page.get_by_role("alert")).to_be_focused()
    expect_complaint(amount, "двадцать", say("This is not a number. Write it like 1 500 or 1 500,50."))
    expect_complaint(due, "0206-05-01", say("The year should be between 1900 and 2100."))
    expect(page.get_by_label(say("What exactly"))).to_have_value("Два экскаватора")


@both_languages
def test_a_wrong_link_and_a_missing_title_of_an_entry_are_told(
    sign_in: Callable[..., Page], say: Words, addresses: Callable[[str], str], language: str
) -> None:
    page = sign_in("manager")
    page.goto(addresses(MARATHON) + "/history/new")
    page.get_by_label(say("What happened")).fill("Долгий рассказ о встрече")
    steps.unfold(page, say, "Links, and who sees it")
    links = page.get_by_label(say("Links, one on a line"))
    links.fill("не ссылка")

    steps.press(page, say, "Write down")

    expect(page.get_by_label(say("What happened"))).to_have_value("Долгий рассказ о встрече")
    expect(links).to_be_visible()
    expect_complaint(
        links, "не ссылка", say("This is not a web address. Write it like https://example.org/page.")
    )
    expect_complaint(page.get_by_label(say("In one line")), "", say("Please fill this in."))


def test_a_button_pressed_twice_while_the_answer_is_slow_records_once(
    sign_in: Callable[..., Page], say: Words, addresses: Callable[[str], str]
) -> None:
    page = sign_in("manager")
    page.goto(addresses(MARATHON) + "/history/new")
    title = "Нажато дважды"
    steps.fill_in(page, say, {"In one line": title})
    held: list[Route] = []
    page.route("**/history/new", lambda route: held.append(route))  # noqa: PLW0108  # the library refuses built-in functions
    button = page.get_by_role("button", name=say("Write down"), exact=True)

    button.evaluate(PRESSED_TWICE)

    page.wait_for_timeout(SECOND_REQUEST_STARTS)
    for route in held:
        route.continue_()
    expect(page).to_have_url(re.compile("/history$"))
    expect(page.locator(".story-title").filter(has_text=title)).to_have_count(1)
    assert len(held) == 1


@both_languages
def test_a_region_that_nobody_knows_is_kept_and_asked_about(
    sign_in: Callable[..., Page], say: Words, language: str
) -> None:
    page = sign_in("manager", scripts=False)
    steps.begin_partnership(page, say)
    typed = "or type the names, with a comma between them"
    steps.fill_in(page, say, {"What is the partnership called?": "Сад", typed: "Тридевятое царство"})

    steps.press(page, say, "Record the partnership")

    sentence = say(
        "There is no region like “%(text)s” in the list. Check the spelling.", text="Тридевятое царство"
    )
    expect(page.locator(".form-error")).to_have_text(sentence)
    expect(page.get_by_label(say(typed))).to_have_value("Тридевятое царство")
    expect(page.get_by_label(say("What is the partnership called?"))).to_have_value("Сад")


@both_languages
def test_a_wrong_password_keeps_the_address(
    open_page: Callable[..., Page], say: Words, language: str
) -> None:
    page = open_page()
    page.goto("/login")
    steps.fill_in(page, say, {"E-mail": "manager@demo.example", "Password": "not the password at all"})

    page.get_by_role("main").get_by_role("button", name=say("Sign in"), exact=True).first.click()

    expect(page.get_by_label(say("E-mail"))).to_have_value("manager@demo.example")
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_list_that_complains_stays_as_wide_as_its_neighbours(
    sign_in: Callable[..., Page], say: Words
) -> None:
    page = sign_in("manager", screen=steps.PHONE)
    page.goto("/partnerships/new")

    steps.press(page, say, "Record the partnership")

    expect(page.get_by_role("alert")).to_be_focused()
    title = page.get_by_label(say("What is the partnership called?")).bounding_box()
    regions = page.locator(".ts-wrapper.is-invalid .ts-control").bounding_box()
    assert title is not None
    assert regions is not None
    assert regions["width"] == pytest.approx(title["width"], abs=1)


@pytest.mark.parametrize(
    "address", ["/partnerships", "/partnerships/board", "/region", "/organisations", "/lessons"]
)
def test_a_search_without_end_stays_on_the_screen(sign_in: Callable[..., Page], address: str) -> None:
    page = sign_in("official", screen=PHONE)

    page.goto(f"{address}?q={'школа' * 80}")

    expect(page.locator(".chip")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
