"""The exercise: four cases, one of them a partnership."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.guide.conftest import in_both_languages
from tracker.guide.cases import CASES, chosen_case
from tracker.mechanisms.terms import JointWorkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.visitor import Visitor

EXERCISE = "/guide/cases"


def test_exactly_one_case_is_a_partnership() -> None:
    assert [case.number for case in CASES if case.is_partnership] == [4]
    assert [case.kind for case in CASES] == [
        JointWorkKind.CHARITY,
        JointWorkKind.SPONSORSHIP,
        JointWorkKind.EXCHANGE,
        JointWorkKind.PARTNERSHIP,
    ]


@in_both_languages
@pytest.mark.parametrize("address", [EXERCISE, f"{EXERCISE}/print", "/guide/print"])
def test_before_the_choice_no_answer_is_shown(
    guest: Callable[[str], Visitor], language: str, address: str
) -> None:
    page = guest(language).visit(address)

    assert len(page.select("input[name=case]")) == 4
    assert page.select("#answers, .guide-verdict") == []


def test_the_right_choice_is_praised_and_every_case_explained(as_guest: Visitor) -> None:
    page = as_guest.submit(as_guest.visit(EXERCISE), form=".guide-choice", case="4")

    assert "Right, that is the partnership" in page
    assert [str(tag["href"]) for tag in page.select(".guide-verdict a")] == [
        f"/guide/partnership#work-{case.kind.code}" for case in CASES
    ]
    assert all(len(case.select(".guide-note")) == 2 for case in page.select("article.guide-case"))


def test_a_wrong_choice_is_marked_and_explained(as_guest: Visitor) -> None:
    page = as_guest.submit(as_guest.visit(EXERCISE), form=".guide-choice", case="2")

    assert "Not quite" in page
    assert "your choice" in page.texts("#case-2")[0]
    assert "your choice" not in page.texts("#case-4")[0]


def test_one_can_try_again(as_guest: Visitor) -> None:
    answered = as_guest.visit(f"{EXERCISE}?case=1")

    again = as_guest.visit(answered.link("Try again"))

    assert again.select("#answers") == []
    assert len(again.select("input[name=case]")) == 4


@pytest.mark.parametrize("number", ["", "0", "5", "four", "4 ", "٤"])
def test_a_number_that_names_no_case_is_no_choice(as_guest: Visitor, number: str) -> None:
    page = as_guest.visit(f"{EXERCISE}?case={number}")

    assert chosen_case(number) is None
    assert page.select("#answers") == []


def test_the_sheet_shows_the_answers_after_the_choice(as_guest: Visitor) -> None:
    answered = as_guest.visit(f"{EXERCISE}?case=3")

    sheet = as_guest.visit(answered.link("Print"))

    assert len(sheet.select(".guide-verdict")) == 4
