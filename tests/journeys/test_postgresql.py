"""The main job on PostgreSQL, in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import Gift, Part
from tracker.partners.terms import Sector
from tracker.projects.terms import PartnerRole
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.words import Words
    from tests.live import LiveServer

TREES = Gift(
    ResourceKind.MATERIALS, "Саженцы яблонь", "120", Unit.PIECE, ValuationMethod.MARKET_PRICE, "250,50"
)


@pytest.fixture(scope="session")
def base_url(live_server_postgresql: LiveServer) -> str:
    return live_server_postgresql.url


def test_a_manager_logs_a_partnership_and_finds_it_by_another_form_of_its_words(
    sign_in: Callable[..., Page], say: Words
) -> None:
    page = sign_in("manager")

    steps.record_partnership(page, say, "Яблоневые сады вокруг школ", "алтай край")
    steps.add_known_partner(page, say, "юные журн", "«Юные журналисты Алтая»", Part(PartnerRole.INITIATOR))
    steps.begin_new_partner(page, say, "Питомник «Белый налив»", Sector.BUSINESS)
    steps.take_part(page, say, Part(), "Record and add the partner")
    steps.add_need(page, say, TREES)
    steps.promise(page, say, "Питомник «Белый налив»", TREES)
    steps.open_commitment(page, TREES.description)
    steps.unfold(page, say, "Agreed")
    steps.press(page, say, "Agreed by all")
    expect(page.get_by_role("main")).to_contain_text("30 060")

    steps.search(page, say, "яблоневый сад")
    expect(page.get_by_role("link", name="Яблоневые сады вокруг школ")).to_be_visible()
