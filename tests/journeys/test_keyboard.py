"""Everything important is done by keyboard alone, and one always sees where one is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.samples import SPRINGS
from tracker.projects.terms import ChecklistItem

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.journeys.words import Words

MOST_STOPS = 60
LIST_SETTLES = 500
"""Milliseconds after which a list that would open again late has done so."""
SHOWS_FOCUS = """element => {
  // What is typed into a list with a search lies inside of what looks like the field.
  const style = getComputedStyle(element.closest(".ts-control") ?? element);
  const box = element.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inView && (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none");
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Go from stop to stop until the target has the focus; every stop on the way has to be seen."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count():
            assert focused.evaluate(SHOWS_FOCUS), (
                f"No visible focus: {focused.evaluate('element => element.outerHTML')[:200]}"
            )
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{MOST_STOPS} times Tab did not reach {target}")


def enter(page: Page, target: Locator) -> None:
    """Go to a link or button, and press Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def test_signing_in_and_marking_a_step_need_no_mouse(
    sign_in: Callable[..., Page], open_page: Callable[..., Page], say: Words
) -> None:
    sign_in("manager")  # from now on the account reads the language of this test
    page = open_page()
    page.goto("/login")
    enter(page, page.get_by_role("button", name=say("Sign in as %(name)s", name=steps.PEOPLE["manager"])))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("My partnerships"))
    enter(
        page,
        page.get_by_role("navigation", name=say("Main menu")).get_by_role("link", name=say("Partnerships")),
    )
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("родники")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q="))
    enter(page, page.get_by_role("main").get_by_role("link", name=SPRINGS))
    expect(page.get_by_role("heading", level=1)).to_have_text(SPRINGS)
    enter(
        page,
        page.get_by_role("navigation", name=say("Parts of the record")).get_by_role(
            "link", name=say("Cycle")
        ),
    )

    step = page.locator(f"#{ChecklistItem.DECLARED_PUBLICLY.code}")
    enter(page, step.locator("summary", has_text=say("Mark this step")))
    tab_to(page, step.get_by_label(say("Note")))
    page.keyboard.type("Объявили на сходе жителей")
    enter(page, step.get_by_role("button", name=say("Done", context="button"), exact=True))

    expect(step).to_contain_text("Объявили на сходе жителей")


def test_the_first_stop_skips_to_the_content(sign_in: Callable[..., Page], say: Words) -> None:
    page = sign_in("manager")
    page.goto("/partnerships")

    page.keyboard.press("Tab")
    link = page.get_by_role("link", name=say("Skip to content"))
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_escape_closes_the_menu_and_gives_the_focus_back(sign_in: Callable[..., Page], say: Words) -> None:
    page = sign_in("manager")
    opener = page.locator("[data-menu] > summary:visible")
    profile = page.get_by_role("link", name=say("My profile"))
    enter(page, opener)
    tab_to(page, profile)

    page.keyboard.press("Escape")

    expect(profile).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_region_typed_fast_is_the_one_chosen_and_the_list_stays_closed(
    sign_in: Callable[..., Page], say: Words
) -> None:
    page = sign_in("programme")
    steps.unfold(page, say, "Filters")
    picker = page.get_by_role("combobox", name=say("Region"))

    picker.fill("алтайский")
    picker.press("Enter")
    page.wait_for_timeout(LIST_SETTLES)

    expect(page.get_by_role("option", name=steps.ALTAI[say.language])).to_be_hidden()
    picker.press("Escape")
    steps.press(page, say, "Apply")
    expect(page).to_have_url(re.compile("region=RU-ALT"))
