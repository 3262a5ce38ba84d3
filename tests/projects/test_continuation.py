"""The decision at the last stage, and the rounds that follow from it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects import cycle
from tracker.projects.models import Partnership
from tracker.projects.services import checklist, continuation, stages
from tracker.projects.terms import ChecklistItem, ContinuationDecision, ItemState, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

TODAY = utc_now().date()
CONTINUE, EXPAND, END = ContinuationDecision


@pytest.fixture
def broker(database: Session) -> Any:
    return make_alumnus(database)


@pytest.fixture
def partnership(database: Session, broker: Any) -> Partnership:
    """A partnership that has come to its last stage."""
    partnership = make_partnership(database, by=broker)
    partnership.visits[0].entered_on = TODAY - timedelta(days=100)
    checklist.mark(partnership, ChecklistItem.GAPS_FILLED, ItemState.DONE, by=broker)
    stages.move(
        partnership, Stage.CONTINUATION, by=broker, on=TODAY - timedelta(days=10), reason="All is said"
    )
    return partnership


def last_entry(database: Session, partnership: Partnership) -> Entry:
    query = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc()).limit(1)
    return database.scalars(query).one()


@pytest.mark.parametrize(("decision", "stage"), [(CONTINUE, Stage.COMMITMENTS), (EXPAND, Stage.PARTNERS)])
def test_continuing_and_expanding_open_the_next_round(
    database: Session, partnership: Partnership, broker: Any, decision: ContinuationDecision, stage: Stage
) -> None:
    continuation.decide(
        partnership,
        decision,
        by=broker,
        reason="Schools ask for it",
        participants="All four",
        decided_on=TODAY,
    )

    entry = last_entry(database, partnership)
    visit = partnership.visits[-1]
    assert (partnership.round, partnership.stage, partnership.is_active) == (2, stage, True)
    assert (visit.stage, visit.round, visit.entered_on, visit.left_on) == (stage, 2, TODAY, None)
    assert partnership.visits[-2].left_on == TODAY
    assert entry.kind is EntryKind.CONTINUED
    assert [entry.part(name) for name in ("decision", "reason", "participants", "stage_to")] == [
        decision.code,
        "Schools ask for it",
        "All four",
        stage.code,
    ]


def test_the_next_round_begins_with_an_empty_checklist_and_the_earlier_one_stays_readable(
    partnership: Partnership, broker: Any
) -> None:
    continuation.decide(partnership, CONTINUE, by=broker, reason="Again", next_stage=Stage.START)

    assert cycle.progress(partnership, TODAY)[0].done == 0
    assert cycle.progress(partnership, TODAY, round_number=1)[0].done == 1
    checklist.mark(partnership, ChecklistItem.GAPS_FILLED, ItemState.DONE, by=broker)
    assert len(partnership.marks) == 2


def test_stages_behind_which_a_round_began_are_not_counted_until_somebody_works_on_them(
    partnership: Partnership, broker: Any
) -> None:
    continuation.decide(partnership, CONTINUE, by=broker, reason="Again", next_stage=Stage.COMMITMENTS)
    start = cycle.progress(partnership, TODAY)[0]
    assert (start.total, start.open_left) == (0, False)

    checklist.mark(partnership, ChecklistItem.GAPS_FILLED, ItemState.DONE, by=broker)

    start = cycle.progress(partnership, TODAY)[0]
    assert (start.done, start.total, start.open_left) == (1, 7, False)


def test_the_next_round_does_not_begin_at_the_end(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        continuation.decide(partnership, CONTINUE, by=broker, reason="Again", next_stage=Stage.CONTINUATION)

    assert refusal.value.field == "next_stage"


def test_ending_closes_the_partnership_and_keeps_everybody_in_their_roles(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    decided = continuation.decide(
        partnership, END, by=broker, reason="It did not justify itself", next_stage=Stage.START
    )

    entry = last_entry(database, partnership)
    assert (partnership.ended_on, partnership.round, partnership.stage) == (TODAY, 1, Stage.CONTINUATION)
    assert decided.next_stage is None
    assert partnership.visits[-1].left_on == TODAY
    assert (entry.kind, entry.part("reason")) == (EntryKind.ENDED, "It did not justify itself")
    assert partnership.brokers == [broker]


def test_a_decision_wants_a_reason(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        continuation.decide(partnership, CONTINUE, by=broker, reason=" ")

    assert refusal.value.field == "reason"
    assert partnership.round == 1


@pytest.mark.parametrize("days", [11, -1])
def test_a_decision_is_dated_neither_before_the_stage_nor_in_the_future(
    partnership: Partnership, broker: Any, days: int
) -> None:
    with pytest.raises(DomainError) as refusal:
        continuation.decide(
            partnership, CONTINUE, by=broker, reason="Again", decided_on=TODAY - timedelta(days=days)
        )

    assert refusal.value.field == "decided_on"


def test_the_decision_belongs_to_the_last_stage(partnership: Partnership, broker: Any) -> None:
    stages.move(partnership, Stage.EVALUATION, by=broker, reason="One more survey")

    with pytest.raises(WrongState):
        continuation.decide(partnership, CONTINUE, by=broker, reason="Again")


def test_an_ended_partnership_decides_nothing(partnership: Partnership, broker: Any) -> None:
    continuation.decide(partnership, END, by=broker, reason="Over")

    with pytest.raises(WrongState):
        continuation.decide(partnership, CONTINUE, by=broker, reason="Again")


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("decision", ContinuationDecision, ids=lambda decision: decision.code)
def test_the_decision_is_recorded_on_its_page(
    partnership: Partnership,
    broker: Any,
    sign_in: Callable[..., Visitor],
    decision: ContinuationDecision,
    language: str,
) -> None:
    visitor = sign_in(broker, language=language)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle/decision")

    after = visitor.submit(page, decision=decision.code, reason="Schools ask for it", participants="All four")

    session_of(partnership).refresh(partnership)
    assert "Schools ask for it" in after
    assert "All four" in after
    assert partnership.round == (2 if decision.opens_next_round else 1)


def test_an_earlier_round_can_be_looked_at(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    continuation.decide(partnership, CONTINUE, by=broker, reason="Again")
    visitor = sign_in(broker)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle")

    earlier = visitor.visit(page.link("Checklist of round 1"))

    assert "Round 1, as it was" in earlier
    assert not earlier.select("main form")
    assert "check-done" in earlier.one("#gaps_filled")["class"]


def test_the_page_says_that_the_decision_comes_last(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    stages.move(partnership, Stage.BUILDING, by=broker, reason="More to do")
    visitor = sign_in(broker)

    page = visitor.visit(f"/partnerships/{partnership.id}/cycle/decision")

    assert "The partners decide on this at the last stage" in page
    assert not page.select("main form")
