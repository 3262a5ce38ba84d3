"""Marking the steps of the checklist, and confirming habits again and again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_partnership
from tracker.database import utc_now
from tracker.errors import Conflict, DomainError, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects import cycle
from tracker.projects.models import Document, Partnership
from tracker.projects.services import checklist, documents, life, record, stages
from tracker.projects.terms import ChecklistItem, DocumentKind, EvidenceKind, ItemState, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

TODAY = utc_now().date()
STEP = ChecklistItem.GAPS_FILLED
DONE, OPEN, LEFT_OUT = ItemState.DONE, ItemState.OPEN, ItemState.NOT_APPLICABLE


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def broker(database: Session) -> Any:
    return make_alumnus(database, name="Anna Kim")


@pytest.fixture
def partnership(database: Session, broker: Any) -> Iterator[Partnership]:
    with force_locale("en"):
        yield make_partnership(database, by=broker, problem="", approach="")


def document_of(partnership: Partnership, broker: Any, **details: Any) -> Document:
    details = {
        "kind": DocumentKind.REPORT,
        "title": "Survey of schools",
        "link": "https://example.org/survey",
        **details,
    }
    return documents.add_document(partnership, by=broker, **details)


def entries(database: Session, partnership: Partnership, kind: EntryKind) -> list[Entry]:
    query = (
        select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == kind).order_by(Entry.number)
    )
    return list(database.scalars(query))


# --- steps ------------------------------------------------------------------------------------------------------------


def test_a_step_is_done_by_somebody_on_a_day_with_a_note_and_a_link(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    mark = checklist.mark(
        partnership,
        STEP,
        DONE,
        by=broker,
        note=" Asked the schools ",
        on=days_ago(3),
        link="https://example.org/a",
    )

    [entry] = entries(database, partnership, EntryKind.ITEM_MARKED)
    assert (mark.state, mark.marked_by, mark.marked_on) == (DONE, broker, days_ago(3))
    assert (mark.note, mark.evidence_kind, mark.round) == ("Asked the schools", EvidenceKind.LINK, 1)
    assert (entry.happened_on, entry.part("item"), entry.part("state")) == (
        days_ago(3),
        "gaps_filled",
        "done",
    )
    assert entry.part("links") == ["https://example.org/a"]
    assert entry.author == broker


def test_a_document_of_the_partnership_can_be_the_evidence(partnership: Partnership, broker: Any) -> None:
    survey = document_of(partnership, broker)

    mark = checklist.mark(partnership, STEP, DONE, by=broker, document=survey)

    assert (mark.document, mark.evidence_kind) == (survey, EvidenceKind.DOCUMENT)


def test_a_document_of_another_partnership_proves_nothing(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    foreign = document_of(make_partnership(database, by=broker), broker)

    with pytest.raises(DomainError) as refusal:
        checklist.mark(partnership, STEP, DONE, by=broker, document=foreign)

    assert refusal.value.field == "document"


def test_history_does_not_name_a_document_that_only_the_team_sees(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    secret = document_of(partnership, broker, title="Who pays whom", is_team_only=True)

    checklist.mark(partnership, STEP, DONE, by=broker, document=secret)

    [entry] = entries(database, partnership, EntryKind.ITEM_MARKED)
    assert "Who pays whom" not in str(entry.parts)


def test_a_step_is_confirmed_with_the_proof_that_tracker_holds(partnership: Partnership, broker: Any) -> None:
    record.edit(partnership, by=broker, problem="Paper goes to the dump")

    mark = checklist.mark(partnership, ChecklistItem.PROBLEM_STATED, DONE, by=broker, with_proof=True)

    assert mark.evidence_kind is EvidenceKind.RECORD
    assert mark.evidence_proof == "The problem is written down in the record."


def test_a_proof_that_is_gone_meanwhile_confirms_nothing(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(WrongState):
        checklist.mark(partnership, ChecklistItem.PROBLEM_STATED, DONE, by=broker, with_proof=True)

    assert partnership.marks == []


def test_a_step_that_does_not_apply_wants_its_reason(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    with pytest.raises(DomainError) as refusal:
        checklist.mark(partnership, STEP, LEFT_OUT, by=broker, note=" ")
    checklist.mark(partnership, STEP, LEFT_OUT, by=broker, note="We know enough")

    [entry] = entries(database, partnership, EntryKind.ITEM_MARKED)
    assert refusal.value.field == "note"
    assert entry.part("reason") == "We know enough"


def test_a_step_can_be_opened_again_and_the_history_keeps_what_stood_there(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    checklist.mark(partnership, STEP, DONE, by=broker, note="All known", link="https://example.org/a")

    mark = checklist.mark(partnership, STEP, OPEN, by=broker, note="Two schools did not answer")

    entry = entries(database, partnership, EntryKind.ITEM_MARKED)[-1]
    assert (mark.state, mark.evidence_link, mark.evidence_kind) == (OPEN, "", None)
    assert STEP in cycle.open_items(partnership, Stage.START)
    assert entry.changes == {
        "state": {"old": "done", "new": "open"},
        "note": {"old": "All known", "new": "Two schools did not answer"},
        "link": {"old": "https://example.org/a", "new": ""},
    }


def test_a_note_can_be_kept_at_an_open_step_but_nothing_at_all_cannot(
    partnership: Partnership, broker: Any
) -> None:
    with pytest.raises(WrongState):
        checklist.mark(partnership, STEP, OPEN, by=broker)

    mark = checklist.mark(partnership, STEP, OPEN, by=broker, note="Waiting for the figures")

    assert (mark.state, mark.note) == (OPEN, "Waiting for the figures")


def test_a_day_to_come_is_refused(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        checklist.mark(partnership, STEP, DONE, by=broker, on=TODAY + timedelta(days=1))

    assert refusal.value.field == "on"


def test_marks_belong_to_their_round(database: Session, partnership: Partnership, broker: Any) -> None:
    checklist.mark(partnership, STEP, DONE, by=broker)
    partnership.round = 2
    database.flush()

    assert STEP in cycle.open_items(partnership, Stage.START)
    assert cycle.progress(partnership, TODAY, round_number=1)[0].done == 1


def test_an_ended_partnership_is_marked_only_after_it_was_reopened(
    partnership: Partnership, broker: Any
) -> None:
    life.end(partnership, by=broker, on=TODAY, reason="Over")

    with pytest.raises(WrongState):
        checklist.mark(partnership, STEP, DONE, by=broker)
    with pytest.raises(WrongState):
        checklist.confirm_habit(partnership, ChecklistItem.NO_BLAME, by=broker)


# --- two people at one step -------------------------------------------------------------------------------------------


def test_the_second_of_two_people_is_told_what_the_first_did_and_nothing_is_lost(
    partnership: Partnership, broker: Any
) -> None:
    checklist.mark(partnership, STEP, DONE, by=broker, note="Mine", seen=0)

    with pytest.raises(Conflict, match="Meanwhile Anna Kim marked this step: “Done”"):
        checklist.mark(partnership, STEP, LEFT_OUT, by=broker, note="Theirs", seen=0)

    assert [(mark.state, mark.note) for mark in partnership.marks] == [(DONE, "Mine")]


def test_who_has_seen_the_mark_may_change_it(partnership: Partnership, broker: Any) -> None:
    mark = checklist.mark(partnership, STEP, DONE, by=broker, seen=0)

    checklist.mark(partnership, STEP, LEFT_OUT, by=broker, note="Not ours", seen=mark.version)

    assert mark.state is LEFT_OUT


# --- habits -----------------------------------------------------------------------------------------------------------

HABIT = ChecklistItem.KEPT_WARM


def everyday(partnership: Partnership) -> cycle.StageProgress:
    return cycle.progress(partnership, TODAY)[4]


def habit_of(partnership: Partnership, item: ChecklistItem = HABIT) -> cycle.ItemView:
    return next(view for view in everyday(partnership).items if view.item is item)


def test_habits_are_not_ticked_and_steps_are_not_habits(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(WrongState):
        checklist.mark(partnership, HABIT, DONE, by=broker)
    with pytest.raises(WrongState):
        checklist.confirm_habit(partnership, STEP, by=broker)


def test_a_habit_is_confirmed_again_and_again_and_the_last_day_is_shown(
    partnership: Partnership, broker: Any
) -> None:
    checklist.confirm_habit(partnership, HABIT, by=broker, on=days_ago(10), note="Tea in May")
    checklist.confirm_habit(partnership, HABIT, by=broker, on=days_ago(50))

    view = habit_of(partnership)

    assert (view.state, len(view.confirmations), view.days_silent) == (DONE, 2, 10)
    assert view.last is not None
    assert view.last.note == "Tea in May"


def test_after_three_months_a_habit_of_the_present_stage_is_overdue(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    partnership.visits[0].entered_on = days_ago(400)
    stages.move(partnership, Stage.EVERYDAY, by=broker, on=days_ago(300), reason="It runs already")
    checklist.confirm_habit(
        partnership, HABIT, by=broker, on=cycle.months_before(TODAY, 3) - timedelta(days=1)
    )
    checklist.confirm_habit(partnership, ChecklistItem.NO_BLAME, by=broker, on=cycle.months_before(TODAY, 3))
    stage = everyday(partnership)

    assert habit_of(partnership).is_overdue
    assert not habit_of(partnership, ChecklistItem.NO_BLAME).is_overdue
    assert habit_of(partnership, ChecklistItem.HISTORY_KEPT).is_overdue
    assert (stage.done, len(stage.overdue)) == (1, 6)


def test_a_habit_is_not_overdue_in_the_first_three_months_nor_outside_its_stage(
    partnership: Partnership, broker: Any
) -> None:
    assert everyday(partnership).overdue == ()

    stages.move(partnership, Stage.EVERYDAY, by=broker, reason="It runs already")

    assert everyday(partnership).overdue == ()


def test_a_review_confirms_several_habits_with_one_entry_in_the_history(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    wanted = [ChecklistItem.NO_BLAME, ChecklistItem.HISTORY_KEPT]

    confirmed = checklist.confirm_habits(
        partnership, wanted, by=broker, on=days_ago(1), note="Review in March"
    )

    [entry] = entries(database, partnership, EntryKind.HABIT_CONFIRMED)
    assert [habit.item for habit in confirmed] == wanted
    assert (entry.part("items"), entry.part("note")) == (["no_blame", "history_kept"], "Review in March")


def test_a_double_click_confirms_once(database: Session, partnership: Partnership, broker: Any) -> None:
    for _click in range(2):
        checklist.confirm_habit(partnership, HABIT, by=broker, note="Tea")

    assert len(habit_of(partnership).confirmations) == 1
    assert len(entries(database, partnership, EntryKind.HABIT_CONFIRMED)) == 1


def test_a_review_of_nothing_is_refused(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        checklist.confirm_habits(partnership, [], by=broker)

    assert refusal.value.field == "items"
