"""Takes the pictures of docs/screenshots: ``python bootstrap.py screenshots``, or only some of them: ``… screenshots home-ru``.

Starts a Tracker of its own with fresh demonstration data, in a folder that is thrown away afterwards.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from playwright.sync_api import expect, sync_playwright

from tests import live
from tracker.demo.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
MARATHON = "Городской марафон «Не выбрасывай!»"
SPRINGS = "Родники предгорья"
SCHOOLS = "HIV prevention in schools"
PATIENCE = 60_000
AS_ROOT = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at which page, or which part of which partnership, and on what."""

    name: str
    who: str
    page: str
    partnership: str = ""
    screen: ViewportSize | None = None
    """A desktop when none is named."""
    language: str = "ru"
    scheme: str = "light"
    scroll_to: str = ""


PICTURES = (
    Picture("home-ru", "manager", "/"),
    Picture("partnership-ru", "manager", "", MARATHON),
    Picture("resources-ru", "manager", "/resources", MARATHON, scroll_to=".tabs"),
    Picture("cycle-ru", "manager", "/cycle", SPRINGS),
    Picture("history-ru", "manager", "/history", MARATHON, scroll_to=".tabs"),
    Picture("mechanism-ru", "manager", "/mechanism", MARATHON, scroll_to=".tabs"),
    Picture("guide-ru", "manager", "/guide"),
    Picture("benefits-ru", "manager", "/evaluation/benefits", MARATHON, scroll_to=".tabs"),
    Picture("official-ru", "official", "/region"),
    Picture("programme-ru", "programme", "/programme"),
    Picture("phone-ru", "manager", "", SPRINGS, screen=PHONE),
    Picture("partnership-en-dark", "marsh", "", SCHOOLS, language="en", scheme="dark"),
)


def take(browser: Browser, server: live.LiveServer, picture: Picture) -> None:
    """Sign in, go to the page, and keep what is seen of it."""
    context = browser.new_context(
        base_url=server.url,
        locale={"ru": "ru-RU", "en": "en-GB"}[picture.language],
        viewport=picture.screen or DESKTOP,
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, picture.who)
    page.goto(address_of(page, picture))
    expect(page.locator("html")).to_have_attribute("lang", picture.language)
    page.evaluate("() => document.fonts.ready")
    if picture.scroll_to:
        page.locator(picture.scroll_to).evaluate("element => element.scrollIntoView({block: 'start'})")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def sign_in(page: Page, who: str) -> None:
    """Sign in with address and password."""
    page.goto("/login")
    form = page.locator("form").filter(has=page.locator("input[type=password]"))
    form.locator("input[name=email]").fill(f"{who}@demo.example")
    form.locator("input[name=password]").fill(PASSWORD)
    form.locator("button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


def address_of(page: Page, picture: Picture) -> str:
    """The address of the page; a partnership is searched for by its title."""
    if not picture.partnership:
        return picture.page
    page.goto("/partnerships?" + urlencode({"state": "any", "q": picture.partnership}))
    link = page.locator("main tbody").get_by_role("link", name=picture.partnership).first
    return f"{link.get_attribute('href')}{picture.page}"


def main() -> None:
    """Take all pictures, or those named on the command line."""
    wanted = sys.argv[1:] or [picture.name for picture in PICTURES]
    unknown = set(wanted) - {picture.name for picture in PICTURES}
    if unknown:
        sys.exit(
            f"There is no picture {', '.join(sorted(unknown))}. Known: {', '.join(p.name for p in PICTURES)}."
        )
    FOLDER.mkdir(parents=True, exist_ok=True)
    print("· Filling a Tracker with demonstration data …", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        live.running(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=AS_ROOT)
        for picture in PICTURES:
            if picture.name in wanted:
                print(f"· {picture.name}.png", flush=True)
                take(browser, server, picture)
        browser.close()


if __name__ == "__main__":
    main()
