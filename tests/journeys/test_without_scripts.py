"""The main job on a small phone without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import PHONE, Gift, Part
from tracker.partners.terms import Sector
from tracker.projects.terms import ChecklistItem, PartnerRole
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.words import Words

REGIONS = {"ru": "Алтай край", "en": "altai krai"}
HOURS = Gift(
    ResourceKind.PEOPLE, "Репетиторы по субботам", "40", Unit.HOUR, ValuationMethod.HOURLY_RATE, "350"
)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_main_job_needs_no_script(sign_in: Callable[..., Page], say: Words, language: str) -> None:
    club = {"ru": "Клуб «Седьмой урок»", "en": "Библиотека на Змеиногорском тракте"}[language]
    page = sign_in("manager", screen=PHONE, scripts=False)

    steps.record_partnership(page, say, f"Уроки для всех · {language}", REGIONS[language])
    steps.add_known_partner(page, say, "юные журн", "«Юные журналисты Алтая»", Part(PartnerRole.INITIATOR))
    steps.begin_new_partner(page, say, club, Sector.NONPROFIT)
    steps.take_part(page, say, Part(PartnerRole.IMPLEMENTER), "Record and add the partner")
    promises_hours(page, say, club)
    marks_a_step(page, say)

    steps.go_to_tab(page, say, "Overview")
    expect(page.get_by_role("link", name=club).first).to_be_visible()


def promises_hours(page: Page, say: Words, giver: str) -> None:
    steps.add_need(page, say, HOURS)
    steps.promise(page, say, giver, HOURS)
    expect(page.locator("#commitments")).to_contain_text("14 000" if say.language == "ru" else "14,000")


def marks_a_step(page: Page, say: Words) -> None:
    steps.go_to_tab(page, say, "Cycle")
    step = page.locator(f"#{ChecklistItem.INFORMATION_GATHERED.code}")
    step.get_by_text(say("Mark this step")).click()
    step.get_by_label(say("Note")).fill("Опросили 120 родителей")
    steps.press(step, say, "Done", context="button")

    expect(step).to_contain_text("Опросили 120 родителей")
    expect(step).to_contain_text(steps.PEOPLE["manager"])
