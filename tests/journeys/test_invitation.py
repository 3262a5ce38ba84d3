"""An administrator invites a person, who accepts and signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, ViewportSize

    from tests.journeys.words import Words

PASSWORD = "ветер над Обью в мае 48"


@pytest.mark.parametrize(
    ("language", "screen"), [("ru", PHONE), ("en", DESKTOP)], ids=["ru-phone", "en-desktop"]
)
def test_an_invited_person_accepts_and_signs_in(
    sign_in: Callable[..., Page],
    open_page: Callable[..., Page],
    check_accessibility: Callable[[Page], None],
    say: Words,
    language: str,
    screen: ViewportSize,
) -> None:
    email = f"new-{language}@example.org"
    admin = sign_in("admin", screen=screen)
    link = invites(admin, say, email)

    page = open_page(screen=screen)
    page.goto(link)
    check_accessibility(page)
    accepts(page, say)

    expect(page.get_by_role("main")).to_contain_text(say("Welcome to Tracker! Your account is ready."))
    signs_in_again(page, say, email)
    steps.begin_partnership(page, say)


def invites(page: Page, say: Words, email: str) -> str:
    """Invite somebody; gives the link that is shown once."""
    page.goto("/accounts")
    page.get_by_role("link", name=say("Invite"), exact=True).click()
    steps.fill_in(page, say, {"E-mail": email, "Name and surname": "Вера Соломина"})
    page.get_by_label(say("Language of the letter")).select_option(
        {"ru": "Русский", "en": "English"}[say.language]
    )
    steps.press(page, say, "Send the invitation")
    return page.get_by_label(say("Link of the invitation")).input_value()


def accepts(page: Page, say: Words) -> None:
    expect(page.get_by_label(say("Name and surname"))).to_have_value("Вера Соломина")
    for label in ("Password", "Password once more"):
        page.get_by_label(say(label)).first.fill(PASSWORD)
    steps.press(page, say, "Start")


def signs_in_again(page: Page, say: Words, email: str) -> None:
    steps.open_menu(page)
    steps.press(page, say, "Sign out")
    page.goto("/login")
    steps.fill_in(page, say, {"E-mail": email, "Password": PASSWORD})
    page.get_by_role("main").get_by_role("button", name=say("Sign in"), exact=True).first.click()
    steps.open_menu(page)
    expect(page.get_by_text(email).locator("visible=true")).to_be_visible()
