"""What somebody came for stands on the first screen of a phone, and cards say much in little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.samples import SPRINGS
from tests.journeys.steps import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

HALF = PHONE["height"] / 2


def top_of(found: Locator) -> float:
    """How far below the upper edge of the screen something begins, before anything is scrolled."""
    found.page.evaluate("scrollTo(0, 0)")
    box = found.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("part", ["partners", "resources", "needs/new", "commitments/new", "history", "team"])
def test_a_part_of_a_partnership_begins_on_the_upper_half(
    sign_in: Callable[..., Page], addresses: Callable[[str], str], part: str
) -> None:
    page = sign_in("manager", screen=PHONE)

    page.goto(f"{addresses(SPRINGS)}/{part}")

    assert top_of(page.locator(".page-content h2").first) < HALF
