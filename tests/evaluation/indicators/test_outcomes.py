"""Outcomes in words: stated, said differently, taken back; never deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.evaluation_indicators import FIRST_DAY, make_outcome
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.indicators import outcomes, queries
from tracker.evaluation.indicators.terms import OutcomeKind
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects import telling
from tracker.projects.services import record

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

TOMORROW = utc_now().date() + timedelta(days=2)


def entries(partnership: Partnership, database: Session) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.OUTCOME_STATED)
    return list(database.scalars(query.order_by(Entry.number)).unique())


def test_a_statement_is_dated_has_a_source_and_is_told(database: Session, partnership: Partnership) -> None:
    made = make_outcome(
        partnership, " Соседи носят бумагу ", kind=OutcomeKind.UNINTENDED_GOOD, source="Директора школ"
    )

    assert (made.text, made.round, made.stated_on) == ("Соседи носят бумагу", 1, FIRST_DAY)
    (entry,) = entries(partnership, database)
    assert telling.headline(entry) == "Said of the results: Nobody meant it, and it is good"
    assert (entry.happened_on, entry.part("text")) == (FIRST_DAY, "Соседи носят бумагу")
    assert telling.facts(entry) == ["source: Директора школ"]


def test_it_is_said_differently_and_taken_back(database: Session, partnership: Partnership) -> None:
    statement = make_outcome(partnership)

    outcomes.edit_outcome(statement, by=None, text="Коробка осталась в одиннадцати школах")
    outcomes.withdraw_outcome(statement, by=None, reason="Пересчитали: в десяти")

    _stated, changed, withdrawn = entries(partnership, database)
    assert changed.changes["text"]["new"] == "Коробка осталась в одиннадцати школах"
    assert telling.headline(withdrawn).startswith("Taken back about the results")
    assert withdrawn.part("reason") == "Пересчитали: в десяти"
    with pytest.raises(WrongState):
        outcomes.edit_outcome(statement, by=None, text="Иначе")
    with pytest.raises(WrongState):
        outcomes.withdraw_outcome(statement, by=None, reason="Ещё раз")


@pytest.mark.parametrize(
    ("given", "field"), [({"text": "  "}, "text"), ({"stated_on": TOMORROW}, "stated_on")]
)
def test_what_cannot_be_is_refused(partnership: Partnership, given: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        make_outcome(partnership, **given)

    assert refused.value.field == field


def test_the_latest_comes_first_and_what_was_taken_back_last(
    database: Session, partnership: Partnership
) -> None:
    early, late, taken_back = (
        make_outcome(partnership, stated_on=FIRST_DAY + timedelta(days=days)) for days in (0, 2, 5)
    )
    outcomes.withdraw_outcome(taken_back, by=None, reason="Ошиблись")

    assert database.scalars(queries.outcomes_of(partnership)).all() == [late, early, taken_back]


def test_nothing_is_said_in_the_archive(partnership: Partnership) -> None:
    record.archive(partnership, by=None, reason="Закончили")

    with pytest.raises(WrongState):
        make_outcome(partnership)
