"""What every page has to keep in a browser: accessible, in one language, not wider than a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tests.journeys import samples
from tests.journeys.steps import DESKTOP, PHONE
from tracker import paths
from tracker.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playwright.sync_api import Page

    from tests.journeys.axe import Axe

OK = 200
LATIN_WORDS = re.compile(r"[A-Za-z]{2,}(?:\s+[A-Za-z]{2,})+")
NAMES = {"Altai Territory"}
"""English names of a region, to edit or search by."""
VISIBLE_WORDS = """() => {
  const shown = element => element.checkVisibility({visibilityProperty: true}) && !element.closest("[lang]:not(html), .notranslate");
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && shown(parent) && !["SCRIPT", "NOSCRIPT"].includes(parent.tagName)) found.push(walker.currentNode.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]"))
    if (shown(element)) for (const name of ["aria-label", "title", "placeholder"]) found.push(element.getAttribute(name) ?? "");
  return found;
}"""
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const over = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > wide + 1);
  return over.slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""
LEAVE = "document.documentElement.replaceChildren()"
"""Else the browser would lay the page out once more when the window grows for the next one."""
TO_THE_TOP = "scrollTo(0, 0)"
"""A field in focus, or what came above it, may have moved the page under its head."""
SCREENS = {"ru": DESKTOP, "en": PHONE}
COLOURS = {"ru": "light", "en": "dark"}
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The page has been drawn anew: on a busy machine that takes its time after the window was made smaller."""


@dataclass(slots=True)
class Inspection:
    """Visits pages and notes everything that is not in order.

    Russian ones are looked at in the light, on a desktop and then on a phone; English ones on a phone in the dark.
    """

    page: Page
    axe: Axe
    language: str
    notes: list[str] = field(default_factory=list)

    def visit(self, address: str, status: int = OK) -> None:
        """Open a page and look at all of it."""
        if self.page.viewport_size != SCREENS[self.language]:
            self.page.evaluate(LEAVE)
            self.page.set_viewport_size(SCREENS[self.language])
        answer = self.page.goto(address)
        assert answer is not None
        found = [] if answer.status == status else [f"  answered {answer.status}"]
        if self.page.locator("html").get_attribute("lang") != self.language:
            found.append(f"  is not in {LANGUAGES[self.language]}")
        self.page.evaluate(TO_THE_TOP)
        found += self.axe.violations(self.page)
        if self.language == "ru":
            found += [f"  in English: {words}" for words in self.english_words()]
            self.page.set_viewport_size(PHONE)
            self.page.evaluate(SETTLED)
            self.page.evaluate(TO_THE_TOP)
            found += self.on_a_phone()
        else:
            found += self.overflow()
        self.notes += [f"{address}:", *found] if found else []

    def on_a_phone(self) -> list[str]:
        """What does not fit a phone. A window made smaller takes its time on a busy machine, so a page opened on one has the last word."""
        if not self.misfits():
            return []
        self.page.reload()
        self.page.evaluate(TO_THE_TOP)
        return self.misfits()

    def misfits(self) -> list[str]:
        """What does not fit the window."""
        found = [f"  on a phone:{violation}" for violation in self.axe.layout_violations(self.page)]
        return found + self.overflow()

    def overflow(self) -> list[str]:
        """What is wider than the window."""
        return [f"  wider than a phone: {html}" for html in self.page.evaluate(OVERFLOW)]

    def english_words(self) -> list[str]:
        """English words of ours on a Russian page; what people of the demonstration wrote in English is theirs."""
        texts = {" ".join(text.split()) for text in self.page.evaluate(VISIBLE_WORDS)}
        found = {match.group() for text in texts for match in LATIN_WORDS.finditer(text)}
        return sorted(words for words in found if words not in demonstration() and words not in NAMES)


@cache
def demonstration() -> str:
    """Everything that stands in the demonstration data, with single blanks."""
    folder = paths.PACKAGE / "demo" / "data"
    return " ".join(
        " ".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.toml"))).split()
    )


PORTION = 30


def portions(who: str) -> list[list[str]]:
    """The pages of somebody, as many as one test visits: a longer test could be the last, and leave the other processors idle."""
    addresses = samples.PAGES[who].split()
    return [addresses[first : first + PORTION] for first in range(0, len(addresses), PORTION)]


def inspect_all(
    open_page: Callable[..., Page], axe: Axe, language: str, addresses: Iterable[str], records: dict[str, str]
) -> None:
    """Visit pages of somebody; fails with everything that is wrong with any of them."""
    page = open_page(color_scheme=COLOURS[language])
    axe.come_along(page)
    inspection = Inspection(page, axe, language)
    for address in addresses:
        inspection.visit(address.format(**records), samples.ERRORS.get(address, OK))
    assert not inspection.notes, "\n".join(inspection.notes)
