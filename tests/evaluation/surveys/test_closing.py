"""What a closed round adds to the matrix of benefits and to the lessons."""

from __future__ import annotations

from statistics import median as exact_median
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.evaluation_surveys import WORDS, close, make_answer, make_link, make_survey
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.surveys import closing
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.evaluation.terms import Benefit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey, SurveyLink

BENEFITS, LESSONS = SurveyPart.BENEFITS, SurveyPart.LESSONS


def cells(database: Session) -> dict[tuple[int, str], tuple[object, ...]]:
    found = database.scalars(select(BenefitCell))
    return {
        (cell.participation_id, cell.benefit.code): (cell.achieved, cell.achieved_comment, cell.achieved_by)
        for cell in found
    }


def say(
    link: SurveyLink, level: str, comment: str = "", showing: AnswerShowing = AnswerShowing.NAMED
) -> None:
    make_answer(link, {BENEFITS: {"innovation": level, f"innovation{WORDS}": comment}}, showing=showing)


# --- the median ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_the_median_is_that_of_statistics_a_half_rounded_up(levels: list[int]) -> None:
    exact = exact_median(levels)

    found = closing.median(levels)

    assert 0 <= found - exact <= 0.5
    assert (found - exact == 0.5) == (exact % 1 == 0.5)
    assert found == closing.median(levels[::-1])


@given(st.lists(st.text(max_size=3), max_size=6))
def test_every_comment_is_kept_once(comments: list[str]) -> None:
    kept = closing.joined(comments)

    assert all(comment in kept for comment in comments)
    assert closing.joined([*comments, *comments]) == kept


# --- benefits -----------------------------------------------------------------------------------------------------------


def test_several_people_of_one_partner_become_one_cell(database: Session, survey: Survey) -> None:
    link = survey.links[0]
    say(link, "1", "Немного")
    say(make_link(survey, link.participation, person="Вторая"), "2", "Заметно")

    close(survey)

    assert cells(database) == {
        (link.participation_id, "innovation"): (2, "Немного\n\nЗаметно", SaidBy.PARTNER)
    }


def test_each_partner_has_a_cell_of_its_own(database: Session, survey: Survey) -> None:
    say(survey.links[0], "3")
    say(survey.links[1], "0")

    close(survey)

    assert {key[0]: cell[0] for key, cell in cells(database).items()} == {
        survey.links[0].participation_id: 3,
        survey.links[1].participation_id: 0,
    }


def test_who_cannot_say_does_not_count(database: Session, survey: Survey) -> None:
    say(survey.links[0], "cannot_say")
    say(make_link(survey, survey.links[0].participation, person="Вторая"), "3")
    say(survey.links[1], "cannot_say")

    close(survey)

    assert {key[0]: cell[0] for key, cell in cells(database).items()} == {survey.links[0].participation_id: 3}


def test_only_answers_that_may_be_named_go_into_the_matrix(database: Session, survey: Survey) -> None:
    say(survey.links[0], "3", showing=AnswerShowing.NAMELESS)
    say(survey.links[1], "3", showing=AnswerShowing.COUNTED)

    close(survey)

    assert cells(database) == {}


def test_what_is_hoped_for_goes_into_the_other_column(database: Session) -> None:
    survey = make_survey(database, moment=Moment.EXPECTED)
    say(survey.links[0], "2")

    close(survey)

    cell = database.scalars(select(BenefitCell)).one()
    assert (cell.benefit, cell.expected, cell.achieved) == (Benefit.INNOVATION, 2, None)


# --- lessons ------------------------------------------------------------------------------------------------------------


def test_lessons_come_with_a_name_or_without_as_the_partner_wants(database: Session) -> None:
    survey = make_survey(database, partners=4)
    wanted = (AnswerShowing.NAMED, AnswerShowing.NAMELESS, AnswerShowing.COUNTED, AnswerShowing.COUNTED)
    for link, showing in zip(survey.links, wanted, strict=True):
        make_answer(link, {LESSONS: {f"keep{WORDS}": f"Урок {showing.code}"}}, showing=showing)

    close(survey)

    lessons = {lesson.text: lesson.participation_id for lesson in database.scalars(select(Lesson))}
    assert lessons == {"Урок named": survey.links[0].participation_id, "Урок nameless": None}


def test_a_lesson_without_a_name_needs_three_partners_without_one(database: Session, survey: Survey) -> None:
    wanted = (AnswerShowing.NAMED, AnswerShowing.NAMELESS, AnswerShowing.COUNTED)
    for link, showing in zip(survey.links, wanted, strict=True):
        make_answer(link, {LESSONS: {f"keep{WORDS}": f"Урок {showing.code}"}}, showing=showing)

    close(survey)

    assert list(database.scalars(select(Lesson.text))) == ["Урок named"]


def test_the_order_of_lessons_does_not_tell_whose_they_are(database: Session, survey: Survey) -> None:
    for link, words in zip(survey.links, ("Яблоко", "Арбуз", "Груша"), strict=True):
        make_answer(link, {LESSONS: {f"advice{WORDS}": words}}, showing=AnswerShowing.NAMELESS)

    close(survey)

    texts = list(database.scalars(select(Lesson.text).order_by(Lesson.id)))
    assert texts == ["Арбуз", "Груша", "Яблоко"]
