"""The page of results and its files: for whom they are, what they say, and that files hold nothing more."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.factories.accounts import make_official, make_programme_staff
from tests.factories.evaluation_results import (
    FOUR,
    NAMED,
    NAMELESS,
    TWO_SIDES,
    answer,
    everybody_says,
    make_six_partners,
    round_of,
)
from tests.factories.evaluation_surveys import close, make_survey
from tests.factories.projects import make_member
from tests.visitor import Visitor
from tracker.errors import WrongState
from tracker.evaluation.surveys import result_sheets
from tracker.evaluation.surveys.results import result_of
from tracker.evaluation.surveys.terms import AnswerShowing
from tracker.projects.terms import TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.page import Page
    from tracker.evaluation.surveys.models import Survey
    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_six_partners(database)


def address(survey: Survey) -> str:
    return f"/evaluation/surveys/{survey.id}/results"


def test_before_the_round_is_closed_nobody_gets_results(
    partnership: Partnership, sign_in: SignIn, database: Session
) -> None:
    survey = make_survey(partnership)
    answer(survey, 0, 5, NAMED)

    for user in (partnership.created_by, make_programme_staff(database), make_official(database)):
        page = sign_in(user).visit(address(survey), status=403)
        assert "The results are to be seen when the round is closed." in page
        assert page.select(f'main a[href="/evaluation/surveys/{survey.id}"]')
        assert sign_in(user).is_refused(f"{address(survey)}/export")
    with pytest.raises(WrongState):
        result_of(survey, "internal")


# --- the page -----------------------------------------------------------------------------------------------------------


def test_the_page_tells_differences_first(partnership: Partnership, sign_in: SignIn) -> None:
    survey = round_of(partnership, *TWO_SIDES)

    page = sign_in(partnership.created_by).visit(address(survey))

    headings = [heading.get_text(strip=True) for heading in page.select("main h3")]
    assert headings[0] == "Where you see it differently"
    assert "People in business say yes (4.7), people in non-profits say no (1.8)." in page
    assert page.select('.next-step a[href*="/history/new"]')


def test_the_page_is_in_russian_too(partnership: Partnership, sign_in: SignIn) -> None:
    survey = round_of(partnership, *TWO_SIDES)

    page = sign_in(partnership.created_by, language="ru").visit(address(survey))

    assert "4,7" in page
    assert "4.7" not in page.text


def test_officials_get_means_and_no_names_of_partners(
    partnership: Partnership, sign_in: SignIn, database: Session
) -> None:
    survey = make_survey(partnership)
    for number in range(6):
        answer(survey, number, number % 5 + 1, NAMED, words="Namedova", parts=partnership.participations)
    close(survey)

    page = sign_in(make_official(database)).visit(address(survey))

    assert "People and trust" in page
    main = page.soup.find(id="main")
    assert main is not None
    for name in ("Zavod", "Rodnik", "Namedova"):
        assert name not in main.get_text()


def test_somebody_who_sees_nothing_is_told_why(
    partnership: Partnership, sign_in: SignIn, database: Session
) -> None:
    survey = round_of(partnership, *FOUR)

    page = sign_in(make_official(database)).visit(address(survey))

    assert "4 people answered. Of fewer than five no means are made" in page


def test_a_round_without_answers_says_what_to_do(partnership: Partnership, sign_in: SignIn) -> None:
    page = sign_in(partnership.created_by).visit(address(round_of(partnership)))

    assert "Nobody answered in this round." in page
    assert page.select('a[href$="/evaluation/surveys/new"]')


def test_a_reader_of_the_team_sees_single_answers_and_no_step(
    partnership: Partnership, sign_in: SignIn, database: Session
) -> None:
    member = make_member(partnership, make_official(database, "RU-TOM"), TeamRole.READER)
    page = sign_in(member.user).visit(address(round_of(partnership, *FOUR)))

    assert "Zavod" in page
    assert not page.select(".next-step")


def test_the_page_takes_as_many_queries_for_thirty_answers_as_for_five(
    partnership: Partnership, sign_in: SignIn, count_queries: Callable[[], Any]
) -> None:
    few = everybody_says(partnership, 3)
    many = round_of(partnership, *((number % 6, number % 5 + 1) for number in range(30)))
    visitor = sign_in(partnership.created_by)
    visitor.visit(address(few))

    taken = [taken_by(count_queries, visitor, survey) for survey in (few, many)]

    assert len(taken[0]) == len(taken[1])


def taken_by(count_queries: Callable[[], Any], visitor: Visitor, survey: Survey) -> Statements:
    with count_queries() as queries:
        visitor.visit(address(survey))
    return queries


# --- files --------------------------------------------------------------------------------------------------------------


def cells_of(visitor: Visitor, survey: Survey) -> list[Any]:
    """Everything in the workbook and in the CSV."""
    workbook = visitor.open(f"{address(survey)}/export").get_data()
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    cells = [
        cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    ]
    text = visitor.open(f"{address(survey)}/export?format=csv").get_data().decode("utf-8-sig")
    return [*cells, *(cell for row in csv.reader(io.StringIO(text)) for cell in row)]


def numbers_of(page: Page) -> set[Fraction]:
    return {Fraction(number) for number in re.findall(r"\d+(?:\.\d)?", page.text)}


def test_files_hold_no_figure_and_no_name_that_the_page_does_not(
    partnership: Partnership, sign_in: SignIn, database: Session
) -> None:
    """Each of the readers, each of the two kinds of rounds: every figure of the files stands on the page."""
    parts = partnership.participations
    large, small = make_survey(partnership), make_survey(partnership)
    for number, (partner, points) in enumerate(TWO_SIDES):
        answer(
            large, partner, points, list(AnswerShowing)[number % 3], words=f"Wordsova {number}", parts=parts
        )
    for number, (partner, points, how) in enumerate(FOUR):
        answer(small, partner, points, how, words=f"Smallova {number}", parts=parts)
    close(large)
    close(small)
    told = [*(f"Wordsova {number}" for number in range(10)), *(f"Smallova {number}" for number in range(4))]
    told += [each.organisation.display_name for each in parts]

    for user in (partnership.created_by, make_programme_staff(database), make_official(database)):
        for survey in (large, small):
            visitor = sign_in(user)
            page, cells = visitor.visit(address(survey)), cells_of(visitor, survey)
            main = page.soup.find(id="main")
            assert main is not None
            shown, filed = main.get_text(), "\n".join(str(cell) for cell in cells)
            assert [secret for secret in told if secret in filed and secret not in shown] == []
            numbers = {Fraction(str(cell)) for cell in cells if isinstance(cell, float)}
            assert numbers <= numbers_of(page)


def test_files_of_the_team_hold_figures_differences_and_words(
    partnership: Partnership, sign_in: SignIn
) -> None:
    survey = make_survey(partnership)
    for partner, points in TWO_SIDES:
        answer(survey, partner, points, NAMED, words="=1+1")
    close(survey)

    cells = cells_of(sign_in(partnership.created_by), survey)

    assert "People in business say yes (4.7), people in non-profits say no (1.8)." in cells
    assert "'=1+1" in cells  # harmless in a CSV
    assert 3.3 in cells
    assert "3.3" in cells


def test_answers_without_a_name_stay_without_one_in_a_file(partnership: Partnership) -> None:
    survey = round_of(partnership, (0, 5, NAMED), (1, 4, NAMELESS), (3, 2, NAMELESS), (4, 1, NAMELESS))
    rows = result_sheets.everything(result_of(survey, "internal")).rows

    assert {row[2] for row in rows if row[3] == 4} == {"Without a name"}
    assert not {"Molokozavod", "Rodnik", "Sosedi"} & {str(cell) for row in rows for cell in row}
