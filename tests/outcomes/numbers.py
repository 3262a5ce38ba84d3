"""Reading the numbers of a page, each with the list behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.page import Page


def numbers_on(page: Page) -> list[tuple[int, str]]:
    """The numbers of a page with the lists behind them: those of cards, of bars and of what is missing."""
    found = []
    for link in page.select("a.number-link[href*='/partnerships?']"):
        share = re.search(r"(\d+) of those", link.get_text(" "))
        value = link.select_one(".number-value")
        assert value is not None
        found.append((int(share[1] if share else value.get_text().strip()), str(link["href"])))
    for bar in page.select(".bar-list li"):
        number, behind = bar.select_one(".bar-value"), bar.select_one("a[href*='/partnerships?']")
        if number is not None and behind is not None:
            found.append((int(number.get_text().strip()), str(behind["href"])))
    for link in page.select(".lack-list a[href*='/partnerships?']"):
        value = link.select_one("strong")
        assert value is not None
        found.append((int(value.get_text()), str(link["href"])))
    return found
