"""Every page that officials, the programme, administrators and visitors open is in order; and the lists of pages are complete."""

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


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("who", ["official", "programme", "admin"])
def test_every_page_is_in_order(
    sign_in: Callable[..., Page], axe: Axe, live_server: LiveServer, language: str, who: str
) -> None:
    pages.inspect_all(partial(sign_in, who), axe, language, who, samples.find(live_server))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_a_visitor_is_in_order(
    open_page: Callable[..., Page], axe: Axe, live_server: LiveServer, language: str
) -> None:
    pages.inspect_all(open_page, axe, language, "visitor", samples.find(live_server))


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
