"""Before a round is closed nobody sees what was said: not the broker, not the programme, not the administrator, on no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_admin, make_official, make_programme_staff
from tests.factories.evaluation_surveys import (
    WORDS,
    close,
    make_answer,
    make_draft,
    make_link,
    make_survey,
    token_of,
)
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.partners.terms import Sector
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tracker.evaluation.surveys.models import Survey

HANDED_IN, DRAFTED = "Handedinova secret", "Draftova secret"
OPENING = 200


def pages_with(words: str, contributions: str) -> dict[SurveyPart, dict[str, str]]:
    """Every place of a sheet where somebody can write."""
    return {
        SurveyPart.QUESTIONNAIRE: {"people_open": "1", f"people{WORDS}": words},
        SurveyPart.HEALTH: {"trust": "1", f"trust{WORDS}": words},
        SurveyPart.BENEFITS: {"innovation": "3", f"innovation{WORDS}": words},
        SurveyPart.SIGNS: {"shared_risk": "absent", f"shared_risk{WORDS}": words},
        SurveyPart.CONTRIBUTIONS: {contributions: "1", f"{contributions}{WORDS}": words},
        SurveyPart.LESSONS: {f"keep{WORDS}": words, f"change{WORDS}": words, f"advice{WORDS}": words},
    }


@pytest.fixture
def said(database: Session) -> Survey:
    """A round in which one partner has answered and another one has begun."""
    survey = make_survey(make_partnership(database, visibility=Visibility.PUBLIC, partners=list(Sector)))
    numbers = str(survey.links[0].participation_id)
    make_answer(survey.links[0], pages_with(HANDED_IN, numbers), showing=AnswerShowing.NAMED)
    for part, values in pages_with(DRAFTED, numbers).items():
        make_draft(survey.links[1], part, values)
    return survey


def every_page_of(survey: Survey) -> list[str]:
    """All pages on which something of this partnership is shown."""
    home = f"/partnerships/{survey.partnership_id}"
    link, organisation = survey.links[0], survey.links[0].participation.organisation
    return [
        "/",
        "/partnerships",
        "/programme",
        "/region",
        home,
        *(
            f"{home}/{place}"
            for place in (
                "partners", "cycle", "resources", "signs", "mechanism", "history", "history/print", "documents", "team",
                "evaluation", "evaluation/surveys", "evaluation/surveys/new", "evaluation/benefits", "evaluation/lessons",
                "evaluation/plan", "evaluation/contributions", "evaluation/report",
            )
        ),
        f"/evaluation/surveys/{survey.id}",
        f"/evaluation/surveys/{survey.id}/edit",
        f"/evaluation/surveys/{survey.id}/results",
        f"/survey-links/{link.id}",
        f"/survey-links/{link.id}/edit",
        f"/organisations/{organisation.id}",
        f"/organisations/{organisation.id}/history",
        f"/participations/{link.participation_id}/edit",
        "/lessons",
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["broker", "admin", "staff", "official"])
def test_nobody_sees_an_answer_or_a_draft_on_any_page(
    database: Session, said: Survey, sign_in: Callable[..., Visitor], role: str
) -> None:
    person = {
        "broker": lambda: said.partnership.created_by,
        "admin": lambda: make_admin(database),
        "staff": lambda: make_programme_staff(database),
        "official": lambda: make_official(database, "RU-ALT"),
    }[role]()
    visitor = sign_in(person)

    shown = {place: visitor.open(place) for place in every_page_of(said)}

    leaks = [place for place, answer in shown.items() if HANDED_IN in text(answer) or DRAFTED in text(answer)]
    assert leaks == []
    opened = [place for place, answer in shown.items() if answer.status_code == OPENING]
    assert f"/evaluation/surveys/{said.id}" in opened
    assert f"/partnerships/{said.partnership_id}/history" in opened


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_who_has_answered_is_seen_by_all_who_see_the_inside(
    database: Session, said: Survey, sign_in: Callable[..., Visitor]
) -> None:
    page = sign_in(make_programme_staff(database)).visit(f"/evaluation/surveys/{said.id}")

    assert "1 of 3 partners answered" in page
    assert [words.endswith("answered") for words in page.texts(".who-answered li")].count(True) == 1


def test_names_and_addresses_of_people_are_for_whoever_leads(
    database: Session, said: Survey, sign_in: Callable[..., Visitor]
) -> None:
    make_link(said, person="Ольга Тайная", email="tainaya@example.org")

    page = sign_in(make_programme_staff(database)).visit(f"/evaluation/surveys/{said.id}")

    assert "Ольга Тайная" not in page.html
    assert "tainaya@example.org" not in page.html
    assert page.select("main form") == []


def test_another_partner_does_not_see_it_either(said: Survey, as_guest: Visitor) -> None:
    address = f"/answer/{token_of(said.links[2])}"

    shown = "".join(as_guest.visit(f"{address}?page={number}").html for number in range(8))

    assert HANDED_IN not in shown
    assert DRAFTED not in shown


def test_a_draft_is_never_seen_not_even_after_the_end(
    database: Session, said: Survey, sign_in: Callable[..., Visitor]
) -> None:
    close(said)
    visitor = sign_in(make_admin(database))

    assert [place for place in every_page_of(said) if DRAFTED in text(visitor.open(place))] == []
