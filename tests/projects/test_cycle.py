"""Carrying a partnership from stage to stage."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_partnership
from tracker import database as kernel
from tracker.database import utc_now
from tracker.errors import Conflict, DomainError, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects import cycle
from tracker.projects.models import Partnership
from tracker.projects.services import checklist, chronicle, life, record, stages
from tracker.projects.terms import ChecklistItem, ItemState, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

TODAY = utc_now().date()


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def partnership(database: Session) -> Iterator[Partnership]:
    with force_locale("en"):
        yield begun(database, make_alumnus(database, name="Anna Kim"))


def begun(session: Session, broker: Any, days: int = 100) -> Partnership:
    """A partnership that began some days ago."""
    partnership = make_partnership(session, by=broker, title="Barnaul marathon", problem="", approach="")
    partnership.visits[0].entered_on = days_ago(days)
    session.flush()
    return partnership


def broker_of(partnership: Partnership) -> Any:
    return partnership.brokers[0]


def done(partnership: Partnership, *stages_done: Stage) -> None:
    """All steps of some stages are marked as done."""
    for stage in stages_done:
        for item in stage.items:
            checklist.mark(partnership, item, ItemState.DONE, by=broker_of(partnership))


def entries(partnership: Partnership, kind: EntryKind) -> list[Entry]:
    session = kernel.session_of(partnership)
    return list(session.query(Entry).filter_by(book_id=partnership.book_id, kind=kind).order_by(Entry.number))


# --- where a partnership stands ---------------------------------------------------------------------------------------


def test_a_new_partnership_stands_at_the_start_with_every_step_open(partnership: Partnership) -> None:
    start, *later = cycle.progress(partnership, TODAY)

    assert (start.state, start.done, start.total) == ("current", 0, 7)
    assert {stage.state for stage in later} == {"future"}
    assert start.days == 100


def test_a_step_that_does_not_apply_is_not_counted(partnership: Partnership) -> None:
    checklist.mark(partnership, ChecklistItem.GAPS_FILLED, ItemState.DONE, by=broker_of(partnership))
    checklist.mark(
        partnership,
        ChecklistItem.OUTSIDE_FACTORS,
        ItemState.NOT_APPLICABLE,
        by=broker_of(partnership),
        note="None here",
    )

    start = cycle.progress(partnership, TODAY)[0]

    assert (start.done, start.total) == (1, 6)
    assert ChecklistItem.OUTSIDE_FACTORS not in cycle.open_items(partnership, Stage.START)


def test_a_stage_passed_with_open_steps_says_so(partnership: Partnership) -> None:
    stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), reason="No time to lose")

    start, partners = cycle.progress(partnership, TODAY)[:2]

    assert start.open_left
    assert not partners.open_left


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 3, 1), 12, date(2025, 3, 1)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, expected: date) -> None:
    assert cycle.months_before(day, months) == expected


# --- the next step ----------------------------------------------------------------------------------------------------


def test_the_next_step_is_the_first_open_one_and_the_broker_has_to_act(partnership: Partnership) -> None:
    checklist.mark(partnership, ChecklistItem.PROBLEM_STATED, ItemState.DONE, by=broker_of(partnership))

    step = cycle.next_step(partnership, TODAY)

    assert step is not None
    assert (step.kind, step.item, step.count) == ("step", ChecklistItem.INFORMATION_GATHERED, 6)
    assert step.who == (broker_of(partnership),)


def test_when_all_steps_are_done_the_next_step_is_to_move_on(partnership: Partnership) -> None:
    done(partnership, Stage.START)

    step = cycle.next_step(partnership, TODAY)

    assert step is not None
    assert (step.kind, step.stage) == ("move", Stage.PARTNERS)


def test_at_the_fifth_stage_habits_are_to_be_confirmed(partnership: Partnership) -> None:
    stages.move(partnership, Stage.EVERYDAY, by=broker_of(partnership), reason="It runs already")

    step = cycle.next_step(partnership, TODAY)

    assert step is not None
    assert (step.kind, step.count) == ("habits", 7)


def test_at_the_last_stage_the_partners_decide(partnership: Partnership) -> None:
    stages.move(partnership, Stage.CONTINUATION, by=broker_of(partnership), reason="Wound up early")

    step = cycle.next_step(partnership, TODAY)

    assert step is not None
    assert step.kind == "decide"


def test_an_ended_partnership_has_no_next_step(partnership: Partnership) -> None:
    life.end(partnership, by=broker_of(partnership), on=TODAY, reason="Done")

    assert cycle.next_step(partnership, TODAY) is None


# --- moving -----------------------------------------------------------------------------------------------------------


def test_moving_on_with_everything_done_needs_no_reason_and_keeps_the_time_of_each_visit(
    partnership: Partnership,
) -> None:
    done(partnership, Stage.START)

    stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), on=days_ago(40))

    start, partners = partnership.visits
    assert partnership.stage is Stage.PARTNERS
    assert (start.left_on, start.days(TODAY)) == (days_ago(40), 60)
    assert (partners.entered_on, partners.left_on, partners.days(TODAY)) == (days_ago(40), None, 40)
    assert partners.left_open == []


def test_moving_on_with_open_steps_wants_a_reason_and_names_them_in_the_history(
    partnership: Partnership,
) -> None:
    with pytest.raises(DomainError) as refusal:
        stages.move(partnership, Stage.COMMITMENTS, by=broker_of(partnership), reason="  ")
    stages.move(partnership, Stage.COMMITMENTS, by=broker_of(partnership), reason="The school year begins")

    left = [item.code for stage in (Stage.START, Stage.PARTNERS) for item in stage.items]
    [entry] = entries(partnership, EntryKind.STAGE_MOVED)
    assert refusal.value.field == "reason"
    assert partnership.visits[-1].left_open == left
    assert (entry.part("stage_from"), entry.part("stage_to")) == ("start", "commitments")
    assert entry.part("left_open") == left
    assert entry.part("reason") == "The school year begins"


def test_going_back_is_normal_and_wants_a_reason_only(partnership: Partnership) -> None:
    done(partnership, Stage.START, Stage.PARTNERS)
    stages.move(partnership, Stage.COMMITMENTS, by=broker_of(partnership), on=days_ago(20))

    with pytest.raises(DomainError) as refusal:
        stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership))
    visit = stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), reason="A partner left")

    assert refusal.value.field == "reason"
    assert partnership.stage is Stage.PARTNERS
    assert (visit.reason, visit.left_open) == ("A partner left", [])
    assert [one.stage for one in partnership.visits] == [Stage.START, Stage.COMMITMENTS, Stage.PARTNERS]
    assert cycle.progress(partnership, TODAY)[1].done == 6


def test_time_is_counted_over_all_visits_to_a_stage(partnership: Partnership) -> None:
    done(partnership, Stage.START, Stage.PARTNERS)
    stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), on=days_ago(80))
    stages.move(partnership, Stage.COMMITMENTS, by=broker_of(partnership), on=days_ago(70))
    stages.move(
        partnership, Stage.PARTNERS, by=broker_of(partnership), on=days_ago(30), reason="One more partner"
    )

    partners = cycle.progress(partnership, TODAY)[1]

    assert [visit.days(TODAY) for visit in partners.visits] == [10, 30]
    assert partners.days == 40


def test_a_move_is_dated_neither_in_the_future_nor_before_the_stage_began(partnership: Partnership) -> None:
    for day in (TODAY + timedelta(days=1), days_ago(101)):
        with pytest.raises(DomainError) as refusal:
            stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), reason="Haste", on=day)

        assert refusal.value.field == "on"
    assert partnership.stage is Stage.START


def test_a_partnership_does_not_move_to_where_it_is(partnership: Partnership) -> None:
    with pytest.raises(WrongState):
        stages.move(partnership, Stage.START, by=broker_of(partnership), reason="Again")


def test_an_ended_partnership_does_not_move_until_it_is_reopened(partnership: Partnership) -> None:
    life.end(partnership, by=broker_of(partnership), on=days_ago(3), reason="No money")
    with pytest.raises(WrongState, match="has ended"):
        stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), reason="Still")

    life.reopen(partnership, by=broker_of(partnership), reason="A grant came")
    stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), reason="Still")

    assert partnership.stage is Stage.PARTNERS


def test_a_partnership_in_the_archive_does_not_move(partnership: Partnership) -> None:
    record.archive(partnership, by=broker_of(partnership), reason="Twice in the list")

    with pytest.raises(WrongState, match="archive"):
        stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), reason="Still")


def test_whoever_moves_second_is_told_that_somebody_else_has_moved_on(partnership: Partnership) -> None:
    stages.move(partnership, Stage.COMMITMENTS, by=broker_of(partnership), reason="Quick", seen=Stage.START)

    with pytest.raises(Conflict, match="Resource commitments"):
        stages.move(partnership, Stage.PARTNERS, by=broker_of(partnership), reason="Slow", seen=Stage.START)


# --- proofs -----------------------------------------------------------------------------------------------------------


def sentences(partnership: Partnership, item: ChecklistItem) -> list[str]:
    return [proof.sentence for proof in cycle.proofs_of(partnership, item)]


def test_tracker_offers_what_the_record_proves(partnership: Partnership) -> None:
    assert sentences(partnership, ChecklistItem.PROBLEM_STATED) == []
    record.edit(partnership, by=broker_of(partnership), problem="Paper goes to the dump")

    assert sentences(partnership, ChecklistItem.PROBLEM_STATED) == [
        "The problem is written down in the record."
    ]
    assert sentences(partnership, ChecklistItem.BROKER_NAMED) == ["Broker in the team: Anna Kim."]
    assert sentences(partnership, ChecklistItem.OUTSIDE_FACTORS) == []


def test_meetings_count_as_proof_when_they_fall_into_the_stage(partnership: Partnership) -> None:
    broker = broker_of(partnership)
    chronicle.write_entry(partnership, EntryKind.MEETING, by=broker, happened_on=days_ago(90), title="Before")
    stages.move(partnership, Stage.PARTNERS, by=broker, on=days_ago(50), reason="On we go")
    assert sentences(partnership, ChecklistItem.MEETINGS_HELD) == []

    chronicle.write_entry(
        partnership, EntryKind.MEETING, by=broker, happened_on=days_ago(20), title="With the school heads"
    )

    [sentence] = sentences(partnership, ChecklistItem.MEETINGS_HELD)
    assert sentence.startswith("The history has 1 entry about it")


def test_recent_entries_prove_that_history_is_kept(partnership: Partnership) -> None:
    broker = broker_of(partnership)
    chronicle.write_entry(
        partnership, EntryKind.LESSON, by=broker, happened_on=days_ago(99), title="Long ago"
    )
    assert sentences(partnership, ChecklistItem.HISTORY_KEPT) == []

    chronicle.write_entry(
        partnership, EntryKind.LESSON, by=broker, happened_on=days_ago(2), title="Call the day before"
    )

    assert len(sentences(partnership, ChecklistItem.HISTORY_KEPT)) == 1
    assert len(sentences(partnership, ChecklistItem.TIME_TO_REFLECT)) == 1
