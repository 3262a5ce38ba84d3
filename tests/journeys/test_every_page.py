"""Every page that somebody opens is in order, in both languages; and the lists of pages are complete."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.journeys import pages, samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from playwright.sync_api import Page

    from tests.journeys.axe import Axe
    from tests.live import LiveServer


PORTIONS = [
    pytest.param(who, addresses, id=f"{who}-{number}")
    for who in samples.PAGES
    for number, addresses in enumerate(pages.portions(who), start=1)
]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("who", "addresses"), PORTIONS)
def test_every_page_is_in_order(
    sign_in: Callable[..., Page],
    open_page: Callable[..., Page],
    axe: Axe,
    live_server: LiveServer,
    language: str,
    who: str,
    addresses: list[str],
) -> None:
    arriving = open_page if who == "visitor" else partial(sign_in, who)
    pages.inspect_all(arriving, axe, language, addresses, samples.find(live_server))


def test_the_lists_name_every_page(speaking_app: Flask, live_server: LiveServer) -> None:
    records = samples.find(live_server)
    addresses = [address.format(**records) for part in samples.PAGES.values() for address in part.split()]
    known = speaking_app.url_map.bind("127.0.0.1")
    named = {
        known.match(address.split("?")[0], method="GET")[0]
        for address in addresses
        if address != "/no-such-page"
    }

    rules = {rule.endpoint for rule in speaking_app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert rules - named == set(samples.LEFT_OUT)
