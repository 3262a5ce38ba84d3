"""An expert from outside: invited by the broker, at work on a phone without JavaScript, read by the team."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import pages, steps
from tests.journeys.steps import PHONE
from tracker.evaluation.experts.terms import Independence, Mark, ReleasedPart, SuggestedCriterion

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.journeys.words import Words

MARATHON = "Городской марафон «Не выбрасывай!»"
NAMES = {"ru": "Лидия Соколова", "en": "Кира Лунина"}
WORDS = {"ru": "Считали честно", "en": "Считали честно и вслух"}
REMARK = "Только для вас"
both_languages = pytest.mark.parametrize("language", ["ru", "en"])


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the right."""
    return page.evaluate(pages.OVERFLOW) == []


def invite(page: Page, say: Words, address: str, name: str) -> str:
    """Choose the criteria if there are none, invite somebody, and take down the link that is shown once."""
    page.goto(f"{address}/evaluation/experts")
    if page.get_by_role("link", name=say("Choose the criteria")).count():
        page.get_by_role("link", name=say("Choose the criteria")).click()
        steps.press(page, say, "Save")
    page.goto(f"{address}/evaluation/experts/new")
    page.get_by_label(say("Name of the expert")).fill(name)
    page.get_by_label(say("Language of the letter and the pages")).select_option(say.language)
    page.get_by_label(say.term(ReleasedPart.PLAN), exact=True).check()
    page.get_by_label("Сводная ведомость: сколько собрала каждая школа").check()
    steps.press(page, say, "Save")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.locator("summary, button").filter(has_text=say("Show the link")).first.click()
    return page.get_by_label(say("Personal link")).input_value()


def question(page: Page, say: Words, criterion: SuggestedCriterion) -> Locator:
    return page.get_by_role("group").filter(has_text=say.term(criterion))


def go_on(page: Page, say: Words) -> None:
    steps.press(page, say, "Next", context="sheet")


@both_languages
def test_an_expert_gives_an_opinion_on_a_phone_without_javascript(
    sign_in: Callable[..., Page],
    open_page: Callable[..., Page],
    say: Words,
    language: str,
    addresses: Callable[[str], str],
    check_accessibility: Callable[[Page], None],
) -> None:
    broker = sign_in("manager")
    link = invite(broker, say, addresses(MARATHON), NAMES[language])
    page = open_page(screen=PHONE, scripts=False)

    # Before there is a statement, nothing of the inside can be seen.
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Your opinion is wanted"))
    page.goto(f"{link}?page=material")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Are you independent?"))
    go_on(page, say)
    expect(page.get_by_text(say("Choose one of the two."))).to_be_visible()
    page.get_by_role("radio", name=say.term(Independence.TIED)).check()
    page.get_by_label(say("What ties are there?")).fill(WORDS[language])
    go_on(page, say)

    # What was released can be looked at, and a document comes through the link.
    expect(page.get_by_role("heading", level=1)).to_have_text(say("What you can look at"))
    page.get_by_role("link", name=say.term(ReleasedPart.PLAN)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say.term(ReleasedPart.PLAN))
    assert fits(page)
    page.goto(f"{link}?page=material")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Сводная ведомость")).click()
    assert download.value.suggested_filename.endswith(".csv")
    steps.press(page, say, "To the marks")

    # Marks with reasons; what cannot be judged is said.
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Your marks"))
    reach = question(page, say, SuggestedCriterion.REACH)
    reach.get_by_role("radio", name=re.compile(f"3 {say.term(Mark.GOOD)}")).check(force=True)
    reach.get_by_role("textbox").fill(WORDS[language])
    question(page, say, SuggestedCriterion.EFFECT).get_by_role(
        "radio", name=say("I cannot judge this")
    ).check(force=True)
    assert fits(page)
    steps.press(page, say, "Save and go on later")

    # The draft is there when the expert comes back.
    page.goto(f"{link}?page=marks")
    expect(question(page, say, SuggestedCriterion.REACH).get_by_role("textbox")).to_have_value(
        WORDS[language]
    )
    go_on(page, say)
    page.get_by_label(say("Strengths", context="opinion")).fill(WORDS[language])
    page.get_by_label(say("A remark to the team alone")).fill(REMARK)
    go_on(page, say)
    expect(page.get_by_text(say("You can hand in as it is. This is still empty:"))).to_be_visible()
    steps.press(page, say, "Hand in the opinion")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Thank you!"))
    page.goto(f"{link}?page=opinion")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Thank you!"))

    # The team reads it, with the ties beside it and the remark apart.
    broker.goto(f"{addresses(MARATHON)}/evaluation/experts")
    broker.get_by_role("link", name=NAMES[language]).first.click()
    expect(broker.get_by_text(say("Names ties to the partnership:"))).to_be_visible()
    expect(broker.get_by_text(REMARK)).to_be_visible()
    check_accessibility(broker)


@both_languages
def test_the_pages_of_an_expert_are_accessible_and_fit_a_phone(
    sign_in: Callable[..., Page],
    open_page: Callable[..., Page],
    say: Words,
    language: str,
    addresses: Callable[[str], str],
    check_accessibility: Callable[[Page], None],
) -> None:
    link = invite(sign_in("manager"), say, addresses(MARATHON), f"{NAMES[language]} II")
    page = open_page(screen=PHONE, color_scheme="dark")

    page.goto(f"{link}?page=independence")
    check_accessibility(page)
    page.get_by_role("radio", name=say.term(Independence.INDEPENDENT)).check()
    go_on(page, say)
    for place in (
        "",
        "?page=material",
        "/parts/about",
        "/parts/contributions",
        "?page=marks",
        "?page=opinion",
        "?page=end",
    ):
        page.goto(f"{link}{place}")
        check_accessibility(page)
        assert fits(page)
