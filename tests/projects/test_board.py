"""The board: seven columns, each with its first partnerships and how many there are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.accounts import make_user
from tests.factories.projects import make_partnership
from tracker import search
from tracker.accounts.terms import UserRole
from tracker.memory import Memory
from tracker.projects.routes import board
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.page import Page
    from tests.visitor import Visitor


@pytest.fixture
def staff(database: Session) -> Any:
    """Somebody who sees the inside of everything below."""
    return make_user(database, UserRole.PROGRAMME)


def test_the_board_has_seven_columns_and_counts_all(
    database: Session, sign_in: Callable[..., Visitor], staff: Any
) -> None:
    for number in range(15):
        make_partnership(database, title=f"Marathon {number:02}", stage=Stage.PARTNERS)
    make_partnership(database, title="Over", stage=Stage.PARTNERS, ended_on=date(2026, 1, 1))
    visitor = sign_in(staff)

    page = visitor.visit("/partnerships/board?sort=title")

    assert len(page.select(".board-column")) == 7
    partners = page.select(".board-column")[1]
    assert len(partners.select(".board-card")) == 6
    assert "Over" not in page
    behind = visitor.visit(str(partners.select("p > a")[-1]["href"]))
    assert "15 partnerships" in behind


def test_who_counts_list_and_board_is_told_where_the_ended_ones_are(
    database: Session, sign_in: Callable[..., Visitor], staff: Any
) -> None:
    make_partnership(database, title="Marathon over", ended_on=date(2026, 1, 1))
    make_partnership(database, title="Walk over", ended_on=date(2026, 1, 1))
    visitor = sign_in(staff)

    page = visitor.visit("/partnerships/board?q=marathon")

    ended = visitor.visit(page.link("What has ended stands in the list"))
    assert "Marathon over" in ended
    assert "Walk over" not in ended, "the search goes along"
    assert "The board shows what is active." not in visitor.visit("/partnerships/board?state=any")


@pytest.fixture
def marathons(database: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Very many partnerships of one word, most of them in one stage, a few in an earlier one; no statement is kept."""
    monkeypatch.setattr(board, "boards", Memory(most=10))
    for number in range(3):
        make_partnership(database, title=f"Early marathon {number}", stage=Stage.START)
    for number in range(20):
        make_partnership(database, title=f"Marathon {number}", stage=Stage.PARTNERS)


def columns(page: Page) -> dict[str, tuple[str, int]]:
    """What each column that holds something tells: its number, and how many it shows."""
    told = ((column, column.select(".board-card")) for column in page.select(".board-column"))
    return {
        column.select(".number")[0].get_text(): (column.select(".tag-count")[0].get_text(), len(cards))
        for column, cards in told
        if cards
    }


@pytest.mark.usefixtures("marathons")
def test_a_common_word_is_counted_among_its_first_finds_and_the_rest_is_told_as_more(
    sign_in: Callable[..., Visitor], staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMON", 20)
    monkeypatch.setattr(board, "COUNT_CAP", 15)

    page = sign_in(staff).visit("/partnerships/board?q=marathons")

    assert columns(page) == {"1.": ("3", 3), "2.": ("16+", 6)}
    assert "More than 15 partnerships" in page
    assert page.select(".board-column")[1].select("p > a")[-1].get_text().startswith("Show all")


@pytest.mark.usefixtures("marathons")
def test_a_common_word_in_fewer_partnerships_than_are_counted_is_told_exactly(
    sign_in: Callable[..., Visitor], staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMON", 20)

    page = sign_in(staff).visit("/partnerships/board?q=marathons")

    assert columns(page) == {"1.": ("3", 3), "2.": ("20", 6)}
    assert "23 partnerships" in page
