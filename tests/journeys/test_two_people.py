"""Two people edit one record at the same time: nothing of what either of them wrote is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.words import Words


DIAGNOSTICS = "Диагностика едет в село"
"""A record that both may edit, and that no other test reads."""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_second_person_sees_both_versions_and_chooses(
    sign_in: Callable[..., Page], say: Words, addresses: Callable[[str], str], language: str
) -> None:
    first, second = sign_in("manager"), sign_in("rudakova")
    for page in (first, second):
        page.goto(addresses(DIAGNOSTICS) + "/edit")
    steps.fill_in(
        first, say, {"The aim": f"Цель Марины, {language}", "Whom it helps": f"Школьники, {language}"}
    )
    steps.press(first, say, "Save")
    steps.expect_message(first, say("Saved."))

    steps.fill_in(second, say, {"The aim": f"Цель Алёны, {language}", "Municipality": f"Барнаул, {language}"})
    steps.press(second, say, "Save")

    sees_both(second, say, language)
    chooses_own(second, say)
    for text in (f"Цель Алёны, {language}", f"Школьники, {language}", f"Барнаул, {language}"):
        expect(second.get_by_role("main")).to_contain_text(text)
    second.goto(addresses(DIAGNOSTICS) + "/history")
    expect(second.get_by_role("main")).to_contain_text(f"Цель Марины, {language}")


def sees_both(page: Page, say: Words, language: str) -> None:
    """Both versions of the one field that both changed, with the name of the other person."""
    clashes = page.get_by_role("main").locator("fieldset")
    expect(clashes).to_have_count(1)
    clash = page.get_by_role("group", name=say("The aim"))
    expect(clash).to_contain_text(f"Цель Марины, {language}")
    expect(clash).to_contain_text(f"Цель Алёны, {language}")
    sentence = say("%(name)s changed this record while you were writing.", name=steps.PEOPLE["manager"])
    expect(page.get_by_role("status")).to_contain_text(sentence)


def chooses_own(page: Page, say: Words) -> None:
    page.get_by_role("radio", name=say("What you wrote")).check()
    steps.press(page, say, "Save what I chose")
    steps.expect_message(page, say("Saved."))
    steps.expect_message(page, say("Whom it helps"))
