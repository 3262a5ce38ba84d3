"""The pages of the guide: open to everybody, in both languages, on the screen and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus
from tests.guide.conftest import ADDRESSES, PRINTED, in_both_languages
from tracker.guide.pages import CHAPTERS, PAGES, neighbours
from tracker.guide.places import anchor_of
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Sector
from tracker.projects.terms import ChecklistItem, ContinuationDecision, Stage
from tracker.resources.terms import ResourceKind, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor

    Guest = Callable[[str], Visitor]


@in_both_languages
@pytest.mark.parametrize("address", [*ADDRESSES, *PRINTED])
def test_a_page_opens_for_a_visitor(guest: Guest, language: str, address: str) -> None:
    page = guest(language).visit(address)

    assert page.heading


@pytest.mark.parametrize("address", ["/guide/abrakadabra", "/guide/cycle/abrakadabra", "/guide/index/print"])
def test_what_the_guide_does_not_hold_is_not_found(as_guest: Visitor, address: str) -> None:
    as_guest.visit(address, status=404)


@pytest.mark.parametrize("address", [*ADDRESSES, *PRINTED])
def test_a_page_asks_the_database_nothing_for_a_visitor(
    as_guest: Visitor, count_queries: Callable[[], AbstractContextManager[Statements]], address: str
) -> None:
    with count_queries() as queries:
        as_guest.visit(address)

    assert len(queries) == 0


def test_the_menu_leads_to_the_guide_for_visitors_and_members(
    as_guest: Visitor, sign_in: Callable[..., Visitor], database: Session
) -> None:
    member = sign_in(make_alumnus(database))

    assert as_guest.visit("/").link("Guide") == "/guide"
    assert member.visit("/").link("Guide") == "/guide"


def test_the_contents_lead_to_every_page_and_name_the_first_as_the_next_step(as_guest: Visitor) -> None:
    page = as_guest.visit("/guide")

    links = [str(tag["href"]) for tag in page.select(".guide-card a[href]")]

    assert links == ADDRESSES[1:]
    assert page.one(".next-step a")["href"] == "/guide/partnership"


def test_one_can_read_through_the_whole_guide_page_by_page(as_guest: Visitor) -> None:
    way = ["/guide/partnership"]
    while further := as_guest.visit(way[-1]).select("a[rel=next]"):
        way.append(str(further[0]["href"]))

    assert way == ADDRESSES[1:]


def test_the_pages_know_their_neighbours() -> None:
    assert neighbours(PAGES[0]) == (None, PAGES[1])
    assert neighbours(PAGES[-1]) == (PAGES[-2], None)


@pytest.mark.parametrize("address", ADDRESSES[1:])
def test_a_page_lists_its_sections_and_offers_to_print(as_guest: Visitor, address: str) -> None:
    page = as_guest.visit(address)

    listed = [str(tag["href"]).removeprefix("#") for tag in page.select("nav.guide-contents a")]

    assert len(listed) >= 2
    assert {str(tag["id"]) for tag in page.select("article [id]")} >= set(listed)
    assert page.link("Print") == f"{address}/print"


# --- chapters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.code)
def test_a_stage_explains_every_step_with_what_counts_as_done_and_a_mistake(
    guest: Guest, stage: Stage
) -> None:
    page = guest("ru").visit(f"/guide/cycle/{stage.code}")

    for item in stage.items or ContinuationDecision:
        section = page.one(f"#{item.code}")
        notes = [note.get_text() for note in section.select(".guide-note")]
        assert str(item) in section.get_text()
        assert len(notes) == 2
        assert any(note.startswith("Частая ошибка.") for note in notes)


def test_habits_are_confirmed_rather_than_done(as_guest: Visitor) -> None:
    habit = as_guest.visit("/guide/cycle/everyday").one(f"#{ChecklistItem.KEPT_WARM.code}")
    step = as_guest.visit("/guide/cycle/start").one(f"#{ChecklistItem.PROBLEM_STATED.code}")

    assert "Confirm it when" in habit.get_text()
    assert "Done when" in step.get_text()


def test_the_grid_has_nine_cells_of_which_three_say_why_they_are_empty(as_guest: Visitor) -> None:
    page = as_guest.visit("/guide/expectations")

    first, *_others = page.select(".guide-grid-cell")

    assert len(page.select(".guide-grid-cell")) == 6
    assert len([text for text in page.texts(".guide-grid-same") if len(text) > 40]) == 3
    assert {tag["id"] for tag in page.select(".guide-grid-cell li")} == set(map(anchor_of, Expectation))
    assert [tag["id"] for tag in first.select("li")] == [
        anchor_of(each) for each in Expectation.between(Sector.GOVERNMENT, Sector.BUSINESS)
    ]


def test_resources_show_every_kind_with_its_unit_and_every_method_with_an_example(as_guest: Visitor) -> None:
    page = as_guest.visit("/guide/resources")

    assert len(page.select("[id^=kind-]")) == len(ResourceKind)
    assert "Usual unit: hour, day" in page
    assert all(len(page.select(f"#method-{method.code} .guide-note")) == 2 for method in ValuationMethod)
    assert len(page.select(".guide-totals li")) == 3


def test_benefits_show_expected_beside_achieved(as_guest: Visitor) -> None:
    page = as_guest.visit("/guide/benefits")

    assert page.texts("#example tbody tr:first-child td")[:2] == ["2", "1"]


# --- on paper ----------------------------------------------------------------------------------------------------------


def test_the_sheet_of_a_page_has_its_text_without_menu(as_guest: Visitor) -> None:
    sheet = as_guest.visit("/guide/benefits/print")

    assert sheet.heading == "Ten benefits of partnership"
    assert len(sheet.select("[id^=benefit-]")) == 10
    assert sheet.select("nav") == []
    assert sheet.select("button[data-print]")


def test_the_sheet_of_the_cycle_holds_all_stages(as_guest: Visitor) -> None:
    sheet = as_guest.visit("/guide/cycle/print")

    assert [str(tag["id"]) for tag in sheet.select("h2.guide-chapter[id]")] == [stage.code for stage in Stage]
    assert all(sheet.select(f"#{item.code}") for item in ChecklistItem)


def test_the_sheet_of_the_whole_guide_holds_every_chapter(as_guest: Visitor) -> None:
    sheet = as_guest.visit("/guide/print")

    assert len(sheet.select("h2.guide-chapter")) == len(CHAPTERS) + len(Stage)
