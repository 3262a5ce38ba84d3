"""Lessons are written down, changed, withdrawn and brought back; the history and the survey give their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from tests.factories.evaluation_lessons import make_lesson
from tests.factories.evaluation_surveys import WORDS, close, make_answer, make_survey
from tests.factories.projects import make_participation, make_partnership
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.lessons import queries, services
from tracker.evaluation.lessons.models import NAMELESS, Lesson
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import merge
from tracker.projects import telling
from tracker.projects.models import Partnership
from tracker.projects.services import chronicle, record, stages
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = utc_now().date()


def last_entry(database: Session, partnership: Partnership) -> Entry:
    query = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc()).limit(1)
    return database.scalars(query).one()


def history_lesson(partnership: Partnership, title: str = "Call the day before", **given: Any) -> Entry:
    values = {"by": partnership.created_by, "happened_on": TODAY, "text": "Then the lorry comes.", **given}
    return chronicle.write_entry(partnership, EntryKind.LESSON, title=title, **values)


# --- by hand ------------------------------------------------------------------------------------------------------------


def test_a_lesson_is_about_the_present_stage_and_of_today_unless_said_otherwise(
    database: Session, partnership: Partnership
) -> None:
    lesson = make_lesson(partnership, "  Call the day before.  ")

    assert (lesson.text, lesson.stage, lesson.said_on) == ("Call the day before.", Stage.START, TODAY)
    assert (lesson.voice, lesson.is_shared, lesson.helped) == (LessonVoice.TEAM, False, 0)
    entry = last_entry(database, partnership)
    assert (entry.kind, telling.headline(entry)) == (
        EntryKind.LESSON_RECORDED,
        "What to keep: Call the day before.",
    )


def test_a_long_lesson_has_a_short_headline_and_all_its_words_below(
    database: Session, partnership: Partnership
) -> None:
    words = "We trusted a letter. " * 20

    make_lesson(partnership, words)

    entry = last_entry(database, partnership)
    assert len(telling.headline(entry)) < 180
    assert entry.part("text") == words.strip()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"),
        ({"said_on": TODAY + timedelta(days=3)}, "said_on"),
    ],
)
def test_a_lesson_without_words_or_of_a_day_to_come_is_refused(
    partnership: Partnership, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        make_lesson(partnership, **given)

    assert refused.value.field == field


def test_only_a_partner_of_this_partnership_can_have_said_it(
    database: Session, partnership: Partnership
) -> None:
    other = make_participation(make_partnership(database))

    with pytest.raises(DomainError):
        make_lesson(partnership, voice=LessonVoice.PARTNER, participation=other)


def test_in_the_archive_nothing_is_written_down_or_changed(partnership: Partnership) -> None:
    lesson, broker = make_lesson(partnership), partnership.created_by
    record.archive(partnership, by=broker, reason="Twice recorded")

    for change in (
        lambda: make_lesson(partnership),
        lambda: services.share(lesson, is_shared=True, by=broker),
        lambda: services.withdraw(lesson, by=broker, reason="Not so"),
        lambda: services.edit(lesson, by=broker, **values_of(lesson)),
    ):
        with pytest.raises(WrongState):
            change()


def values_of(lesson: Lesson, **others: Any) -> dict[str, Any]:
    names = ("kind", "text", "stage", "said_on", "voice", "participation", "is_shared")
    return {**{name: getattr(lesson, name) for name in names}, **others}


def test_what_is_changed_stands_in_the_history_with_old_and_new(
    database: Session, partnership: Partnership
) -> None:
    partner = make_participation(partnership)
    lesson = make_lesson(partnership)

    services.edit(
        lesson,
        by=partnership.created_by,
        **values_of(
            lesson, kind=LessonKind.CHANGE, voice=LessonVoice.PARTNER, participation=partner, is_shared=True
        ),
    )

    changes = {
        change.label: (change.old, change.new)
        for change in telling.changes(last_entry(database, partnership))
    }
    assert changes == {
        "Kind": ("What to keep", "What to change"),
        "Who says it": ("The team", partner.organisation.display_name),
        "Others may read it": ("no", "yes"),
    }


def test_a_lesson_is_withdrawn_with_a_reason_and_brought_back(partnership: Partnership) -> None:
    lesson, broker = make_lesson(partnership, is_shared=True), partnership.created_by
    with pytest.raises(DomainError):
        services.withdraw(lesson, by=broker, reason=" ")

    services.withdraw(lesson, by=broker, reason="It held for one season only")
    assert (lesson.is_withdrawn, lesson.is_in_library) == (True, False)
    with pytest.raises(WrongState):
        services.withdraw(lesson, by=broker, reason="Again")

    services.bring_back(lesson, by=broker)
    assert (lesson.is_withdrawn, lesson.withdrawn_reason, lesson.is_in_library) == (False, "", True)
    with pytest.raises(WrongState):
        services.bring_back(lesson, by=broker)


# --- from the history -----------------------------------------------------------------------------------------------------


def test_a_lesson_of_the_history_becomes_one_with_its_words_its_day_and_the_stage_of_that_day(
    partnership: Partnership,
) -> None:
    partnership.visits[0].entered_on = TODAY - timedelta(days=90)
    entry = history_lesson(partnership, happened_on=TODAY - timedelta(days=50))
    stages.move(partnership, Stage.EVERYDAY, by=None, on=TODAY - timedelta(days=10), reason="Under way")

    lesson = services.take_over_from_entry(partnership, entry, by=partnership.created_by)

    assert lesson.text == "Call the day before\nThen the lorry comes."
    assert (lesson.kind, lesson.said_on, lesson.stage) == (
        LessonKind.ADVICE,
        TODAY - timedelta(days=50),
        Stage.START,
    )


def test_an_entry_is_taken_over_once_whatever_its_corrections(partnership: Partnership) -> None:
    broker = partnership.created_by
    first = history_lesson(partnership)
    assert queries.entries_to_take_over(partnership) == [first]
    corrected = chronicle.correct(first, by=broker, reason="A typo", title="Ring the day before")
    assert queries.entries_to_take_over(partnership) == [corrected], "the last version, and it alone"
    with pytest.raises(WrongState):
        services.take_over_from_entry(partnership, first, by=broker)

    services.take_over_from_entry(partnership, corrected, by=broker)
    chronicle.correct(corrected, by=broker, reason="One more typo", title="Ring up the day before")

    assert queries.entries_to_take_over(partnership) == []


def test_what_the_team_keeps_to_itself_and_what_is_no_lesson_is_not_offered(
    database: Session, partnership: Partnership
) -> None:
    history_lesson(partnership, is_team_only=True)
    history_lesson(make_partnership(database))
    meeting = chronicle.write_entry(
        partnership, EntryKind.MEETING, by=None, happened_on=TODAY, title="We met"
    )

    assert queries.entries_to_take_over(partnership) == []
    with pytest.raises(WrongState):
        services.take_over_from_entry(partnership, meeting, by=None)


# --- from the sheet of a partner ------------------------------------------------------------------------------------------


SHEET = {
    SurveyPart.LESSONS: {f"keep{WORDS}": "The common timetable", f"advice{WORDS}": "Ask the schools first"}
}


@pytest.mark.parametrize(
    ("showing", "count", "is_named"),
    [(AnswerShowing.NAMED, 2, True), (AnswerShowing.NAMELESS, 2, False), (AnswerShowing.COUNTED, 0, False)],
)
def test_a_sheet_gives_its_lessons_as_its_partner_agreed(
    database: Session, showing: AnswerShowing, count: int, *, is_named: bool
) -> None:
    survey = make_survey(database)
    answer = make_answer(survey.links[0], SHEET, showing=showing)

    services.take_over_from_answer(
        answer.link.participation,
        answer.lessons,
        answer_id=answer.id,
        showing=showing.code,
        stage=survey.stage,
        said_on=TODAY,
        by=survey.partnership.created_by,
    )

    lessons = database.scalars(select(Lesson).order_by(Lesson.id)).all()
    assert len(lessons) == count
    for lesson in lessons:
        assert (lesson.voice, lesson.is_shared) == (LessonVoice.PARTNER, False)
        assert (lesson.participation is answer.link.participation) is is_named
        assert (lesson.speaker == NAMELESS) is not is_named
    name = answer.link.participation.organisation.display_name
    told = database.scalars(select(Entry).where(Entry.kind == EntryKind.LESSON_RECORDED)).all()
    assert any(name in str(entry.parts) for entry in told) is is_named


def test_a_sheet_is_taken_over_once_and_its_words_stay_the_partners(database: Session) -> None:
    survey = make_survey(database)
    answer = make_answer(survey.links[0], SHEET)
    close(survey)
    broker = survey.partnership.created_by

    services.take_over_from_answer(
        answer.link.participation,
        answer.lessons,
        answer_id=answer.id,
        showing="named",
        stage=survey.stage,
        said_on=TODAY,
        by=broker,
    )

    assert database.scalar(select(func.count(Lesson.id))) == 2
    lesson = database.scalars(select(Lesson).order_by(Lesson.id)).first()
    assert lesson is not None
    with pytest.raises(WrongState):
        services.edit(lesson, by=broker, **values_of(lesson, text="What we would have liked to hear"))
    services.edit(lesson, by=broker, **values_of(lesson, stage=Stage.PARTNERS, is_shared=True))
    assert (lesson.stage, lesson.is_shared) == (Stage.PARTNERS, True)


def test_when_two_records_of_an_organisation_become_one_what_it_said_stays_its_own(
    database: Session, partnership: Partnership
) -> None:
    duplicate, stays = make_participation(partnership), make_participation(partnership)
    lesson = make_lesson(partnership, voice=LessonVoice.PARTNER, participation=duplicate)

    merge.merge(duplicate.organisation, stays.organisation, by=None)

    database.expire_all()
    assert lesson.participation is stays


@pytest.mark.parametrize(
    ("day", "stage"),
    [(date(2026, 1, 1), Stage.START), (date(2026, 2, 1), Stage.PARTNERS), (date(2026, 3, 1), Stage.PARTNERS)],
)
def test_the_stage_of_a_day_is_the_one_visited_then(
    partnership: Partnership, day: date, stage: Stage
) -> None:
    partnership.visits[0].entered_on = date(2026, 1, 10)
    stages.enter(partnership, Stage.PARTNERS, on=date(2026, 2, 1), by=None)

    assert services.stage_on(partnership, day) is stage
