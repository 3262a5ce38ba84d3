"""Closed rounds with answers for tests of results: six partners, three of business and three non-profits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.factories.evaluation_surveys import WORDS, close, make_answer, make_link, make_survey
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tracker.evaluation.surveys import questionnaire
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.partners.terms import Sector
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey
    from tracker.projects.models import Participation, Partnership

NAMED, NAMELESS, COUNTED = AnswerShowing
STATEMENTS = list(questionnaire.of_version("1").statements)


def make_six_partners(session: Session) -> Partnership:
    """Its officials and the programme may look inside."""
    made = make_partnership(session, visibility=Visibility.REGION)
    for number, name in enumerate(["Zavod", "Molokozavod", "Lesopilka", "Rodnik", "Sosedi", "Zabota"]):
        sector = Sector.BUSINESS if number < 3 else Sector.NONPROFIT
        make_participation(made, make_organisation(session, name, sector=sector))
    return made


def sheet_of(
    points: int | str, *, words: str = "", parts: Sequence[Participation] = ()
) -> dict[SurveyPart, Any]:
    """A sheet that says the same everywhere."""
    said = str(points)
    sign = {"1": "absent", "2": "absent", "3": "partly", "4": "present", "5": "present"}.get(said, "unknown")
    return {
        SurveyPart.QUESTIONNAIRE: {**dict.fromkeys(STATEMENTS, said), f"people{WORDS}": words},
        SurveyPart.HEALTH: {"trust": said, f"trust{WORDS}": words},
        SurveyPart.SIGNS: {"trust_long_term": sign, f"trust_long_term{WORDS}": words},
        SurveyPart.CONTRIBUTIONS: {
            **{str(each.id): said for each in parts},
            **{f"{each.id}{WORDS}": words for each in parts},
        },
        SurveyPart.LESSONS: {f"keep{WORDS}": words},
    }


def answer(
    survey: Survey, number: int, points: int | str, showing: AnswerShowing = COUNTED, **more: Any
) -> None:
    """The person of the partner with this number, from 0, says so everywhere."""
    capacity = more.pop("capacity", None)
    partner = survey.partnership.participations[number]
    link = next(
        (each for each in survey.links if each.participation is partner and each.answer is None), None
    )
    make_answer(
        link or make_link(survey, partner), sheet_of(points, **more), showing=showing, capacity=capacity
    )


def round_of(partnership: Partnership, *answers: tuple[Any, ...], **given: Any) -> Survey:
    """A closed round with these answers: the number of the partner, its points, and how it is shown."""
    survey = make_survey(partnership, **given)
    for number, points, *rest in answers:
        answer(survey, number, points, *rest)
    close(survey)
    return survey


TWO_SIDES = ((0, 5), (0, 5), (1, 4), (1, 4), (2, 5), (3, 1), (3, 2), (4, 2), (4, 2), (5, 2))
"""Five people of business who say yes, and five of non-profits who say no."""
FOUR = ((0, 5, NAMED), (1, 4, NAMELESS), (3, 2, NAMELESS), (4, 1, COUNTED))


def everybody_says(partnership: Partnership, points: int, **given: Any) -> Survey:
    return round_of(partnership, *((number, points) for number in range(5)), **given)
