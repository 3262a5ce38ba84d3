"""Every page that a manager opens is in order, in both languages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.journeys import pages, samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.axe import Axe
    from tests.live import LiveServer


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_a_manager_is_in_order(
    sign_in: Callable[..., Page], axe: Axe, live_server: LiveServer, language: str
) -> None:
    pages.inspect_all(partial(sign_in, "manager"), axe, language, "manager", samples.find(live_server))
