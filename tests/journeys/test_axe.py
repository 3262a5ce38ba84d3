"""What axe-core remembers from page to page hides nothing: whatever looks otherwise is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.axe import Axe

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Look = Callable[[str], list[str]]

FINE = '<p style="color: #595959">Some words</p>'
PALE = '<p style="color: #ccc" id="pale">Some words</p>'
ELSEWHERE = {
    "on another ground": '<div style="background: #777"><p style="color: #595959">Some words</p></div>',
    "on a ground that lets through": '<div style="background: rgba(0, 0, 0, 0.5)"><p style="color: #595959">Words</p></div>',
    "paler as a whole": '<div style="opacity: 0.5"><p style="color: #595959">Some words</p></div>',
    "in a field": '<input aria-label="Name" value="Some words" style="color: #595959; background: #777">',
}
"""Words in the colour of the fine ones that cannot be read."""


@pytest.fixture
def look_at(open_page: Callable[..., Page]) -> Look:
    """What is wrong with the contrast of one page after the other: where it is."""
    axe, page = Axe(), open_page()

    def wrong(words: str) -> list[str]:
        page.set_content(
            f'<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{words}</main></html>'
        )
        found = axe.violations(page)
        assert all(violation.startswith("  color-contrast") for violation in found)
        return [line.strip() for violation in found for line in violation.splitlines()[1::2]]

    return wrong


def test_pale_words_are_found_beside_fine_ones_and_on_every_page(look_at: Look) -> None:
    assert look_at(FINE) == []
    assert look_at(FINE + PALE) == ["#pale"]
    assert look_at(PALE) == ["#pale"]


@pytest.mark.parametrize("words", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_colour_that_was_fine_is_looked_at_elsewhere(look_at: Look, words: str) -> None:
    assert look_at(FINE) == []
    assert len(look_at(words)) == 1


def test_words_that_were_hidden_or_in_a_field_out_of_use_are_looked_at_later(look_at: Look) -> None:
    field = '<input aria-label="Name" value="Words" style="color: #777; background: #888" disabled>'

    assert look_at(PALE.replace('id="pale"', "hidden") + field) == []
    assert look_at(PALE) == ["#pale"]
    assert len(look_at(field.replace(" disabled", ""))) == 1


def test_smaller_words_need_more_contrast(look_at: Look) -> None:
    small = '<p style="color: #888; font-size: 14px">Words</p>'

    assert look_at(small.replace("14px", "40px")) == []
    assert len(look_at(small)) == 1
