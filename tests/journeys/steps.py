"""What people do in Tracker, each step as they see it: by the words of labels, links and buttons. Works with and without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tracker.projects.terms import PartnerRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page, ViewportSize

    from tests.journeys.words import Words
    from tracker.partners.terms import Sector
    from tracker.resources.terms import ResourceKind, Unit, ValuationMethod
    from tracker.terms import Term

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}

PEOPLE = {
    "manager": "Марина Ведерникова",
    "official": "Сергей Кольцов",
    "programme": "Анна Лебедева",
    "admin": "Павел Громов",
    "rudakova": "Алёна Рудакова",
}
"""People of the demonstration, by the first part of their address."""
ALTAI = {"ru": "Алтайский край", "en": "Altai Krai"}

# --- signing in and the menu -------------------------------------------------------------------------------------------


def sign_in(page: Page, say: Words, who: str) -> None:
    """Sign in from the list of demonstration accounts, and choose the language to read."""
    page.goto("/login")
    name = say("Sign in as %(name)s", name=PEOPLE[who])
    if not page.get_by_role("button", name=name).is_visible():
        page.get_by_text(say("More people")).click()
    page.get_by_role("button", name=name).click()
    expect(page).not_to_have_url(re.compile("/login"))
    read_in(page, say.language)


def read_in(page: Page, language: str) -> None:
    """Choose the language of the pages in the account's menu, unless it is that one already."""
    if page.locator("html").get_attribute("lang") != language:
        open_menu(page)
        page.get_by_role("button", name={"ru": "Русский", "en": "English"}[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def open_menu(page: Page) -> None:
    """Open the menu with the account: in the side bar on a desktop, in the lower bar on a phone."""
    page.locator("[data-menu] > summary:visible").click()


def go_to_tab(page: Page, say: Words, tab: str) -> None:
    """Go to one part of a record."""
    tabs = page.get_by_role("navigation", name=say("Parts of the record"))
    tabs.get_by_role("link", name=say(tab)).click()
    expect(tabs.get_by_role("link", name=say(tab))).to_have_attribute("aria-current", "page")


def has_scripts(page: Page) -> bool:
    """Whether the page's own script runs."""
    return page.locator("html.has-script").count() > 0


def expect_message(page: Page, sentence: str) -> None:
    """Tracker says what it did."""
    expect(page.locator(".messages")).to_contain_text(sentence)


def expect_refused(page: Page, say: Words, address: str) -> None:
    """Whoever is signed in may not open this address."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("This page is not open to you"))


def figure(page: Page, say: Words, singular: str, plural: str = "") -> Locator:
    """A number on a card, which leads to the list behind it, by the words below the number."""
    words = "|".join({say.count(singular, plural or singular, number) for number in (1, 2, 5)})
    return page.locator(".numbers").get_by_role("link", name=re.compile(rf"^\d+ ({words})"))


def number_of(card: Locator) -> int:
    """The number that a card shows."""
    return int(card.locator(".number-value").inner_text())


def follow(page: Page, say: Words, card: Locator) -> None:
    """Go from a number to the list behind it, which has to be as long."""
    number = number_of(card)
    card.click()
    expect(page).to_have_url(re.compile(r"/partnerships\?"))
    total = say.count("%(num)d partnership", "%(num)d partnerships", number)
    expect(page.get_by_role("status").filter(has_text=total)).to_be_visible()


def search(page: Page, say: Words, text: str) -> None:
    """Search the list of partnerships."""
    page.goto("/partnerships")
    page.get_by_role("searchbox").fill(text)
    press(page, say, "Find")
    expect(page).to_have_url(re.compile(r"\?q="))


# --- forms -------------------------------------------------------------------------------------------------------------


def fill_in(page: Page | Locator, say: Words, texts: Mapping[str, str]) -> None:
    """Fill in text fields by their labels."""
    for label, text in texts.items():
        page.get_by_label(say(label)).fill(text)


def choose(page: Page | Locator, say: Words, label: str, term: Term) -> None:
    """Choose one of the terms of a list."""
    page.get_by_label(say(label), exact=True).select_option(label=say.term(term))


def pick(page: Page, say: Words, label: str, typed: str, name: str) -> None:
    """Choose from a long list by typing a part of the name."""
    picker = page.get_by_role("combobox", name=say(label))
    picker.fill(typed)
    page.get_by_role("option", name=name).click()
    picker.press("Escape")


def press(page: Page | Locator, say: Words, label: str, *, context: str = "") -> None:
    """Press a button."""
    page.get_by_role("button", name=say(label, context=context), exact=True).click()


def unfold(page: Page, say: Words, label: str) -> None:
    """Open a folded part."""
    page.locator("summary:visible").filter(has_text=say(label)).first.click()


# --- the partnership ---------------------------------------------------------------------------------------------------


def begin_partnership(page: Page, say: Words) -> None:
    """Open the form of a new partnership from any page."""
    words = "|".join((say("New partnership"), say("Partnership", context="short")))
    page.get_by_role("banner").get_by_role("link", name=re.compile(rf"^\s*({words})\s*$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("New partnership"))


def record_partnership(
    page: Page, say: Words, title: str, region: str, *, shown_to: Visibility = Visibility.PROGRAMME
) -> int:
    """Record a partnership with a title and a region, typed as people type it; gives its number."""
    begin_partnership(page, say)
    fill_in(page, say, {"What is the partnership called?": title})
    if has_scripts(page):
        pick(page, say, "Where does it work?", region, ALTAI[say.language])
    else:
        fill_in(page, say, {"or type the names, with a comma between them": region})
    page.get_by_role("radio", name=say.term(shown_to), exact=True).check()
    press(page, say, "Record the partnership")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return int(re.search(r"/partnerships/(\d+)", page.url).group(1))  # type: ignore[union-attr]  # fails as it should


@dataclass(frozen=True, slots=True)
class Part:
    """What one partner does in the partnership."""

    role: PartnerRole = PartnerRole.PARTNER
    texts: Mapping[str, str] = field(default_factory=dict)


def look_for_partner(page: Page, say: Words, text: str) -> Locator:
    """Search for an organisation on the page “Add a partner”; gives the list of what was found."""
    go_to_tab(page, say, "Partners")
    page.get_by_role(
        "link", name=re.compile("|".join((say("Add a partner"), say("Add the first partner"))))
    ).first.click()
    page.get_by_label(say("Which organisation joins?")).fill(text)
    if not has_scripts(page):
        press(page, say, "Find")
    return page.get_by_role("list", name=say("Organisations found"))


def add_known_partner(page: Page, say: Words, text: str, name: str, part: Part) -> None:
    """Add an organisation that is recorded already, found by a part of its name."""
    look_for_partner(page, say, text).get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()
    take_part(page, say, part, "Add the partner")


def take_part(page: Page, say: Words, part: Part, button: str) -> None:
    """Say what the partner does, and save."""
    choose(page, say, "Role", part.role)
    fill_in(page, say, part.texts)
    press(page, say, button)
    expect_message(page, say("%(name)s takes part.", name="").strip())


def begin_new_partner(page: Page, say: Words, name: str, sector: Sector) -> None:
    """From the search to the form of an organisation that is not recorded yet."""
    look_for_partner(page, say, name)
    page.get_by_role("link", name=say("Make a new one: “%(name)s”", name=name)).click()
    label = say("Name", context="organisation")
    expect(page.get_by_role("textbox", name=re.compile(f"^{label}"))).to_have_value(name)
    page.get_by_role("radio", name=say.term(sector)).check()


# --- resources ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gift:
    """What somebody needs or gives, and how it is valued."""

    kind: ResourceKind
    description: str
    amount: str
    unit: Unit
    method: ValuationMethod | None = None
    rate: str = ""


def add_need(page: Page, say: Words, gift: Gift) -> None:
    """Write down what the project needs."""
    go_to_tab(page, say, "Resources")
    page.get_by_role("link", name=say("Add a need")).first.click()
    describe(page, say, gift)
    press(page, say, "Save")
    expect_message(page, say("The need is on the list. Who could answer it?"))


def describe(page: Page, say: Words, gift: Gift) -> None:
    """Fill in what is needed or given, and how much."""
    choose(page, say, "What kind", gift.kind)
    page.get_by_label(say("What exactly")).fill(gift.description)
    page.get_by_label(say("How much"), exact=True).fill(gift.amount)
    choose(page, say, "Counted in", gift.unit)


def promise(page: Page, say: Words, giver: str, gift: Gift) -> None:
    """Write down what a partner promises for a need on the list."""
    page.get_by_role("link", name=f"{say('Who gives it?')} {gift.description}").click()
    page.get_by_label(say("Who gives")).select_option(label=giver)
    describe(page, say, gift)
    if gift.method:
        choose(page, say, "How it is valued", gift.method)
        page.get_by_label(say("Price or rate for one")).fill(gift.rate)
    press(page, say, "Save")
    expect_message(page, say("The promise is written down. Agree on it with the partners, and it counts."))


def open_commitment(page: Page, description: str) -> None:
    """From the overview of resources to one commitment."""
    page.locator("#commitments").get_by_role("link", name=description).click()
    expect(page.get_by_role("heading", level=2, name=description)).to_be_visible()
