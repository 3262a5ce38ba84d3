"""The manager of an NGO logs a partnership like the marathon of Barnaul, from nothing to its first deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import DESKTOP, PHONE, Gift, Part
from tracker.history.terms import EntryKind
from tracker.partners.terms import Sector
from tracker.projects.terms import PartnerRole, Stage
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, ViewportSize

    from tests.journeys.words import Words

CASES = [
    pytest.param("ru", DESKTOP, "алтай край", "Гимназия № 22 города Барнаула", id="ru-desktop"),
    pytest.param("en", PHONE, "altai k", "Дворец творчества Октябрьского района", id="en-phone"),
]
KITS = Gift(
    ResourceKind.MATERIALS,
    "Комплекты школьных принадлежностей",
    "60",
    Unit.PIECE,
    ValuationMethod.MARKET_PRICE,
    "1 200,50",
)
MINUTES = "Протокол: 15 школ, одна машина, 16 тонн макулатуры.\n".encode()


@pytest.mark.parametrize(("language", "screen", "region", "school"), CASES)
def test_a_manager_logs_a_partnership_of_four_kinds_of_partners(
    sign_in: Callable[..., Page], say: Words, language: str, screen: ViewportSize, region: str, school: str
) -> None:
    title = f"Городской марафон «Сдай бумагу!» · {language}"
    page = sign_in("manager", screen=screen)

    steps.record_partnership(page, say, title, region)
    sees_what_is_missing(page, say)
    adds_partners(page, say, school)
    tells_more(page, say)
    gathers_resources(page, say)
    moves_on(page, say)
    writes_down_a_meeting(page, say)
    confirms_that_it_lives(page, say)

    everything_is_there(page, say, school)


def sees_what_is_missing(page: Page, say: Words) -> None:
    steps.expect_message(page, say("Recorded. Below is what is still missing; fill it in whenever you like."))
    expect(page.get_by_role("heading", name=say("What is missing"))).to_be_visible()
    expect(page.get_by_role("link", name=say("Say which problem the partnership solves"))).to_be_visible()


def adds_partners(page: Page, say: Words, school: str) -> None:
    """A business found by the warning about duplicates, an authority and an NGO found by typing, a school recorded on the way."""
    steps.begin_new_partner(page, say, "Алтайкровля", Sector.BUSINESS)
    steps.press(page, say, "Record and add the partner")
    warning = page.get_by_role("alert").filter(has_text=say("Perhaps it is recorded already"))
    warning.get_by_role("link", name="ОАО «Алтайкровля»").click()
    brings = {"What it brings": "Комплекты принадлежностей и машина", "Who decides there": "Геннадий Фролов"}
    steps.take_part(page, say, Part(PartnerRole.PARTNER, brings), "Add the partner")
    for text, name, role in (
        ("эколог барнаул", "Комитет по экологии", PartnerRole.INITIATOR),
        ("юные журн", "«Юные журналисты Алтая»", PartnerRole.IMPLEMENTER),
    ):
        steps.add_known_partner(page, say, text, name, Part(role))
    steps.begin_new_partner(page, say, school, Sector.GOVERNMENT)
    steps.take_part(page, say, Part(PartnerRole.IMPLEMENTER), "Record and add the partner")


def tells_more(page: Page, say: Words) -> None:
    steps.go_to_tab(page, say, "Overview")
    page.get_by_role("link", name=say("Change"), exact=True).click()
    texts = {
        "The problem": "Бумагу негде сдать",
        "The aim": "Показать, как перерабатывают бумагу",
        "Municipality": "Барнаул",
    }
    steps.fill_in(page, say, texts)
    page.get_by_label(say("Planned start")).fill("2026-03-01")
    steps.press(page, say, "Save")
    expect(page.get_by_text("Показать, как перерабатывают бумагу")).to_be_visible()


def gathers_resources(page: Page, say: Words) -> None:
    steps.add_need(page, say, KITS)
    steps.promise(page, say, "Алтайкровля", KITS)
    steps.open_commitment(page, KITS.description)
    steps.unfold(page, say, "Agreed")
    steps.press(page, say, "Agreed by all")
    expect(page.get_by_text(say.term(CommitmentState.AGREED)).first).to_be_visible()
    steps.unfold(page, say, "Something arrived")
    page.get_by_label(say("How much arrived")).fill("40")
    page.locator("details[open]").get_by_role("button", name=say("Write down")).click()
    expect(page.get_by_text(say.term(CommitmentState.IN_DELIVERY)).first).to_be_visible()


def moves_on(page: Page, say: Words) -> None:
    steps.go_to_tab(page, say, "Cycle")
    following = say.term(Stage.PARTNERS)
    page.get_by_role("link", name=say("To stage %(number)s: %(stage)s", number=2, stage=following)).click()
    expect(
        page.get_by_text(
            say("You can move on all the same. The reason is kept, and the steps can be marked later.")
        )
    ).to_be_visible()
    page.get_by_label(say("Reason")).fill("Партнёры уже собрались")
    page.get_by_role(
        "button", name=say("Go to stage %(number)s: %(stage)s", number=2, stage=following)
    ).click()
    steps.expect_message(page, say("The partnership is now in the stage “%(stage)s”.", stage=following))


def writes_down_a_meeting(page: Page, say: Words) -> None:
    steps.go_to_tab(page, say, "History")
    page.get_by_role("link", name=say("Write down")).click()
    steps.choose(page, say, "What was it", EntryKind.MEETING)
    page.get_by_label(say("In one line")).fill("Первая встреча в комитете")
    page.get_by_label(say("Files")).set_input_files(
        {"name": "встреча.txt", "mimeType": "text/plain", "buffer": MINUTES}
    )
    steps.press(page, say, "Write down")
    expect(page.get_by_role("link", name="встреча.txt")).to_be_visible()


def confirms_that_it_lives(page: Page, say: Words) -> None:
    steps.go_to_tab(page, say, "Overview")
    steps.press(page, say, "Still running")
    steps.expect_message(page, say("Thank you! Today is noted as the last sign of life."))


def everything_is_there(page: Page, say: Words, school: str) -> None:
    for name in ("ОАО «Алтайкровля»", "Комитет по экологии", "«Юные журналисты Алтая»", school):
        expect(page.get_by_role("link", name=name).first).to_be_visible()
    steps.go_to_tab(page, say, "Resources")
    expect(page.get_by_role("main")).to_contain_text("72 030" if say.language == "ru" else "72,030")
    steps.go_to_tab(page, say, "History")
    for kind in (
        EntryKind.CREATED,
        EntryKind.STAGE_MOVED,
        EntryKind.DELIVERY_RECORDED,
        EntryKind.ALIVE_CONFIRMED,
    ):
        expect(page.get_by_text(say.term(kind)).first).to_be_attached()
    expect(page.get_by_text("Партнёры уже собрались")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="встреча.txt").click()
    assert download.value.path().read_bytes() == MINUTES
