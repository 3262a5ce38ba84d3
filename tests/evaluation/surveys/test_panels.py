"""What other pages say of rounds: the first page of the evaluation, gaps, the habit of taking time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.accounts import make_programme_staff
from tests.factories.evaluation_surveys import close, make_answer, make_survey
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.database import at, utc_now
from tracker.evaluation import overview
from tracker.evaluation.overview import PartName, Progress
from tracker.projects import cycle, gaps
from tracker.projects.services import stages
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey
    from tracker.projects.models import Partnership

TODAY = utc_now().date()


def part(partnership: Partnership, user: Any = None) -> overview.Part:
    parts = overview.parts_of(partnership, user or partnership.created_by, TODAY)
    return next(each for each in parts if each.name is PartName.SURVEYS)


def sentences(partnership: Partnership) -> str:
    return " | ".join(str(gap.sentence) for gap in gaps.gaps_of(partnership, TODAY))


# --- the first page of the evaluation -----------------------------------------------------------------------------------


def test_before_the_first_round_the_broker_is_led_to_it(database: Session, survey: Survey) -> None:
    partnership = make_partnership(
        database, partners=[link.participation.organisation for link in survey.links]
    )

    shown = part(partnership)

    assert (shown.progress, shown.next_step) == (Progress.NOT_BEGUN, "Ask the partners")
    assert part(partnership, make_programme_staff(database)).next_step == ""


def test_an_open_round_says_how_many_have_answered_and_what_to_do(survey: Survey) -> None:
    assert part(survey.partnership).progress is Progress.UNDER_WAY
    assert "0 of 3 partners have answered" in part(survey.partnership).sentence
    assert part(survey.partnership).next_step == ""
    survey.links[0].email = "olga@example.org"
    assert part(survey.partnership).next_step == "Send the links"
    survey.links[0].sent_at = utc_now()
    survey.due_on = TODAY + timedelta(days=3)
    assert part(survey.partnership).next_step == "Remind the partners"
    survey.due_on = TODAY - timedelta(days=1)
    assert (part(survey.partnership).next_step, part(survey.partnership).is_urgent) == (
        "Close the round",
        True,
    )


def test_a_closed_round_is_done(survey: Survey) -> None:
    close(survey)

    assert part(survey.partnership).progress is Progress.DONE
    assert "The partners were asked 1 time" in part(survey.partnership).sentence


def test_the_first_page_leads_to_the_rounds(broker: Visitor, survey: Survey) -> None:
    page = broker.visit(f"/partnerships/{survey.partnership_id}/evaluation")

    assert page.link("What the partners say") == f"/partnerships/{survey.partnership_id}/evaluation/surveys"


# --- gaps ---------------------------------------------------------------------------------------------------------------


def test_at_the_evaluation_somebody_has_to_be_asked(database: Session, survey: Survey) -> None:
    partnership = make_partnership(
        database, partners=[link.participation.organisation for link in survey.links]
    )
    wanted = "Ask the partners what working together gave them"
    assert wanted not in sentences(partnership)

    stages.move(partnership, Stage.EVALUATION, by=partnership.created_by, reason="Дальше")

    assert wanted in sentences(partnership)
    made = make_survey(partnership)
    assert wanted not in sentences(partnership)
    made.cycle_round = 0
    assert wanted in sentences(partnership)


def test_a_round_that_ends_soon_is_named(survey: Survey) -> None:
    assert "answers are still to come" not in sentences(survey.partnership)
    survey.due_on = TODAY + timedelta(days=2)
    make_answer(survey.links[0])
    assert "2 answers are still to come until" in sentences(survey.partnership)
    survey.due_on = TODAY - timedelta(days=1)
    assert "Close the round of questions" in sentences(survey.partnership)
    close(survey)
    assert "round of questions" not in sentences(survey.partnership)


def test_gaps_of_many_partnerships_take_as_many_queries_as_of_one(
    database: Session, count_queries: Callable[..., Any], survey: Survey
) -> None:
    survey.due_on = TODAY
    others = [make_survey(database, due_on=TODAY).partnership for _ in range(3)]
    for partnership in (survey.partnership, *others):
        gaps.gaps_of(partnership, TODAY)

    with count_queries() as one:
        gaps.gaps_of_all([survey.partnership], TODAY)
    with count_queries() as many:
        gaps.gaps_of_all([survey.partnership, *others], TODAY)

    assert len([query for query in many if "surveys" in query]) == len([q for q in one if "surveys" in q])


# --- the habit ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "is_answered", "is_proof"), [(10, True, True), (10, False, False), (120, True, False)]
)
def test_a_round_with_answers_proves_for_three_months_that_time_was_taken(
    database: Session, days: int, is_answered: bool, is_proof: bool
) -> None:
    with at(utc_now() - timedelta(days=days)):
        survey = make_survey(database)
        if is_answered:
            make_answer(survey.links[0])
        close(survey)

    found = cycle.proofs_of(survey.partnership, ChecklistItem.TIME_TO_REFLECT)

    assert any("The partners were asked how it goes" in proof.sentence for proof in found) is is_proof
