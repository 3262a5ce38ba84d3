"""The pages of the lessons of one partnership, and what other pages show of lessons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.evaluation_lessons import make_lesson
from tests.factories.evaluation_surveys import WORDS, close, make_answer, make_survey
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.lessons import services
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.evaluation.surveys.terms import SurveyPart
from tracker.history.terms import EntryKind
from tracker.projects import cycle, gaps
from tracker.projects.models import Partnership
from tracker.projects.services import chronicle, stages
from tracker.projects.terms import ChecklistItem, Field, Stage, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = utc_now().date()


@pytest.fixture
def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/lessons"


def only_lesson(database: Session) -> Lesson:
    return database.scalars(select(Lesson)).one()


# --- writing ------------------------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_to_do(broker: Visitor, home: str) -> None:
    page = broker.visit(home)

    assert page.link("Write down the first one") == f"{home}/new"


def test_a_lesson_is_written_down_by_a_partner_whom_one_chooses(
    database: Session, partnership: Partnership, broker: Visitor, home: str
) -> None:
    partner = make_participation(partnership)

    page = broker.submit(
        broker.visit(f"{home}/new?kind=change&stage=commitments"),
        text="Ask for the price first",
        who=str(partner.id),
        is_shared="y",
    )

    assert "Ask for the price first" in page.one("#change").get_text()
    lesson = only_lesson(database)
    assert (lesson.kind, lesson.stage, lesson.is_shared) == (LessonKind.CHANGE, Stage.COMMITMENTS, True)
    assert (lesson.voice, lesson.participation) == (LessonVoice.PARTNER, partner)


def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(
    broker: Visitor, home: str
) -> None:
    page = broker.submit(broker.visit(f"{home}/new"), text=" ", said_on="2099-01-01")

    assert "Please fill this in." in page
    assert "This day is still to come." in page
    assert page.one("#said_on")["value"] == "2099-01-01"


def test_a_reader_reads_and_changes_nothing(
    database: Session, partnership: Partnership, home: str, sign_in: Callable[..., Visitor]
) -> None:
    lesson = make_lesson(partnership)
    reader = sign_in(make_member(partnership, make_partnership(database).created_by, TeamRole.READER).user)

    page = reader.visit(home)

    assert "Call the day before" in page
    assert page.select("main form") == []
    for address in (f"{home}/new", f"/lessons/{lesson.id}/edit", f"/lessons/{lesson.id}/withdraw"):
        assert reader.is_refused(address)


def test_a_lesson_is_changed_shared_withdrawn_and_brought_back_by_the_page(
    database: Session, partnership: Partnership, broker: Visitor, home: str
) -> None:
    make_lesson(partnership)

    page = broker.submit(
        broker.visit(f"/lessons/{only_lesson(database).id}/edit"), text="Call two days before"
    )
    assert "Call two days before" in page

    page = broker.submit(page, form="form[action$='/share']")
    assert "Everybody with an account can read it" in page
    assert only_lesson(database).is_shared
    page = broker.submit(page, form="form[action$='/share']")
    assert not only_lesson(database).is_shared

    page = broker.submit(broker.visit(f"/lessons/{only_lesson(database).id}/withdraw"), reason="Not any more")
    assert "Reason: Not any more" in page
    page = broker.submit(page, form="form[action$='/bring-back']")
    assert "The lesson stands again." in page
    assert not only_lesson(database).is_withdrawn


def test_two_people_who_change_one_lesson_lose_nothing(
    database: Session, partnership: Partnership, broker: Visitor, sign_in: Callable[..., Visitor]
) -> None:
    lesson = make_lesson(partnership)
    editor = sign_in(make_member(partnership, make_partnership(database).created_by, TeamRole.EDITOR).user)
    address = f"/lessons/{lesson.id}/edit"
    mine, theirs = broker.visit(address), editor.visit(address)
    editor.submit(theirs, text="Call in the morning", stage="everyday")

    page = broker.submit(mine, text="Call in the evening", said_on="2026-01-15")

    assert "Call in the morning" in page
    assert "Call in the evening" in page
    broker.submit(page, keep_text="mine")
    assert (lesson.text, lesson.stage, lesson.said_on.isoformat()) == (
        "Call in the evening",
        Stage.EVERYDAY,
        "2026-01-15",
    )


def test_of_a_partners_own_sheet_only_stage_and_sharing_are_offered(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    survey = make_survey(database)
    make_answer(survey.links[0], {SurveyPart.LESSONS: {f"keep{WORDS}": "The common timetable"}})
    close(survey)
    lesson = only_lesson(database)
    visitor = sign_in(survey.partnership.created_by)

    page = visitor.visit(f"/lessons/{lesson.id}/edit")
    assert "The common timetable" in page
    assert page.select("#text") == []
    visitor.submit(page, stage="evaluation", is_shared="y")

    assert (lesson.text, lesson.stage, lesson.is_shared) == ("The common timetable", Stage.EVALUATION, True)


# --- the history ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def entry(partnership: Partnership) -> Any:
    return chronicle.write_entry(
        partnership, EntryKind.LESSON, by=partnership.created_by, happened_on=TODAY, title="Keep it dry"
    )


@pytest.mark.usefixtures("entry")
def test_an_entry_of_the_history_becomes_a_lesson_with_one_press(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    history = f"/partnerships/{partnership.id}/history"

    page = broker.submit(broker.visit(history), form="form[action*='from-history']")

    assert "Taken over from the history." in page
    assert only_lesson(database).text == "Keep it dry"
    assert broker.visit(history).select("form[action*='from-history']") == []


@pytest.mark.usefixtures("entry")
def test_the_page_of_lessons_offers_what_the_history_holds_and_asks_what_it_is(
    database: Session, broker: Visitor, home: str
) -> None:
    page = broker.visit(home)
    assert "1 lesson stands in the history" in page

    page = broker.submit(page, form="#from-history form", button="change")

    assert only_lesson(database).kind is LessonKind.CHANGE
    assert page.select("#from-history") == []


def test_an_entry_of_another_partnership_is_not_taken_over(
    entry: Any, elsewhere: Partnership, stranger: Visitor
) -> None:
    stranger.post(f"/partnerships/{elsewhere.id}/lessons/from-history/{entry.id}", status=404)


# --- lessons of others ------------------------------------------------------------------------------------------------------


def test_a_partnership_is_shown_what_similar_ones_learnt_at_its_stage(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    partnership.main_field = Field.HEALTH
    for number in range(4):
        make_lesson(make_partnership(database), f"Of others {number}", is_shared=True)
    make_lesson(make_partnership(database, main_field=Field.HEALTH), "Of health", is_shared=True)
    make_lesson(make_partnership(database), "Of stage 5", is_shared=True, stage=Stage.EVERYDAY)
    make_lesson(partnership, "Our own", is_shared=True)
    here = f"/partnerships/{partnership.id}"

    for address in (f"{here}/cycle", f"{here}/evaluation"):
        page = broker.visit(address)
        assert page.texts("#lessons-of-others .lesson-words") == ["Of health", "Of others 3", "Of others 2"]
    everyday = broker.visit(f"{here}/cycle?stage=everyday")
    assert everyday.texts("#lessons-of-others .lesson-words") == ["Of stage 5"]
    more = broker.visit(str(page.one("#lessons-of-others .card-link")["href"]))
    assert len(more.select(".lesson")) == 5


def test_where_nobody_wrote_anything_down_there_is_no_panel(
    partnership: Partnership, broker: Visitor
) -> None:
    assert broker.visit(f"/partnerships/{partnership.id}/cycle").select("#lessons-of-others") == []


# --- gaps, proofs, the part of the evaluation ---------------------------------------------------------------------------------


def sentences(partnership: Partnership) -> list[str]:
    return [str(gap.sentence) for gap in gaps.gaps_of(partnership, TODAY)]


def test_at_the_last_two_stages_a_lesson_is_missed(partnership: Partnership) -> None:
    partnership.visits[0].entered_on = TODAY - timedelta(days=30)
    missing = "Write down what you learnt together"
    assert missing not in sentences(partnership)

    stages.move(partnership, Stage.EVALUATION, by=None, reason="Done")
    assert missing in sentences(partnership)

    lesson = make_lesson(partnership)
    assert missing not in sentences(partnership)
    services.withdraw(lesson, by=None, reason="Not so")
    assert missing in sentences(partnership)


def test_a_lesson_of_the_last_months_shows_that_time_was_taken(partnership: Partnership) -> None:
    def proofs() -> list[str]:
        found = cycle.proofs_of(partnership, ChecklistItem.TIME_TO_REFLECT)
        return [proof.sentence for proof in found if proof.endpoint == "evaluation.lessons"]

    make_lesson(partnership, said_on=TODAY - timedelta(days=120))
    assert proofs() == []

    make_lesson(partnership)
    assert len(proofs()) == 1


def test_the_first_page_of_the_evaluation_says_how_many_there_are(
    partnership: Partnership, broker: Visitor
) -> None:
    address = f"/partnerships/{partnership.id}/evaluation"
    assert "three sentences that somebody will be glad of" in broker.visit(address)

    make_lesson(partnership)
    make_lesson(partnership, is_shared=True)

    assert "2 lessons are written down. 1 of them others may read." in broker.visit(address)
