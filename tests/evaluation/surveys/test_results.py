"""What a closed round shows, and to whom: means, single answers, signs, words, the development."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.factories.evaluation_results import (
    COUNTED,
    FOUR,
    NAMED,
    NAMELESS,
    TWO_SIDES,
    answer,
    everybody_says,
    make_six_partners,
    round_of,
    sheet_of,
)
from tests.factories.evaluation_surveys import close, make_answer, make_draft, make_survey
from tracker.evaluation.reporting.terms import Reader
from tracker.evaluation.surveys import questionnaire, showing
from tracker.evaluation.surveys.questionnaire import Block, Questionnaire
from tracker.evaluation.surveys.results import result_of
from tracker.evaluation.surveys.terms import SurveyPart
from tracker.mechanisms.terms import SignState
from tracker.partners.terms import Capacity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.results import Result
    from tracker.projects.models import Partnership


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_six_partners(database)


def said_of(result: Result, code: str) -> list[str]:
    """The single answers to a question of the quick look."""
    question = next(each for each in result.health if each.measure.code == code)
    return [f"{one.name or '—'}: {one.text}" for one in question.singles]


# --- who counts ---------------------------------------------------------------------------------------------------------


def test_a_draft_that_was_never_handed_in_is_in_no_result(partnership: Partnership) -> None:
    survey = make_survey(partnership)
    answer(survey, 0, 5, NAMED)
    link = next(each for each in survey.links if each.answer is None)
    make_draft(link, SurveyPart.HEALTH, {"trust": "1"})
    close(survey)

    assert result_of(survey, "internal").asked.answers == 1


# --- five or more -------------------------------------------------------------------------------------------------------


def test_a_round_of_ten_shows_means_and_who_differs(partnership: Partnership) -> None:
    result = result_of(round_of(partnership, *TWO_SIDES), "internal")

    block = result.blocks[0].question
    assert block.score is not None
    assert (block.score.mean, block.score.persons, block.score.partners) == (
        Decimal("3.3"),
        10,
        6,
    )  # of 5, 4, 5, 1.5, 2 and 2
    first = next(gap for gap in result.gaps if gap.measure.kind.value == "statement")
    assert (first.high.name, first.high.text, first.low.name, first.low.text) == (
        "people in business",
        "4.7",
        "people in non-profits",
        "1.8",
    )
    assert all(not each.singles for each in result.questions)


def test_what_somebody_does_not_want_to_say_of_itself_is_not_taken_from_the_link(
    partnership: Partnership,
) -> None:
    """The link knows whether a person leads; who answers may leave it open."""
    survey = make_survey(partnership)
    for number in range(6):
        link = next(each for each in survey.links if each.participation is partnership.participations[number])
        link.capacity = Capacity.LEADER
        made = make_answer(link, sheet_of(3))
        made.capacity = None
    close(survey)

    figure = result_of(survey, "internal").health[0].figure

    assert figure is not None
    assert figure.groups == ()


def test_agreement_is_told_too(partnership: Partnership) -> None:
    result = result_of(
        round_of(partnership, *((number, 4) for number in (0, 0, 1, 1, 2, 3, 3, 4, 4, 5))), "internal"
    )

    assert not [gap for gap in result.gaps if gap.measure.kind.value != "sign"]
    assert len(result.alike) >= 24
    assert result.alike[0].size == 0


def test_the_own_part_is_shown_only_with_consent_and_that_of_others_of_five(partnership: Partnership) -> None:
    parts = partnership.participations
    survey = make_survey(partnership)
    answer(survey, 0, 5, NAMED, parts=parts[:2])
    answer(survey, 1, 5, COUNTED, parts=parts[:2])
    for number in (2, 3, 4, 5):
        answer(survey, number, 2, COUNTED, parts=parts[:2])
    close(survey)

    zavod, moloko = result_of(survey, "internal").contributions

    assert zavod.own is not None
    assert zavod.others is not None
    assert (zavod.own.text, zavod.others.text) == ("5.0", "2.6")
    assert moloko.own is None
    assert moloko.others is not None
    gap = next(each for each in result_of(survey, "internal").gaps if each.measure.kind.value == "part")
    assert gap.sentence == "Zavod gives 5.0 to its own part, the other partners give 2.6."


def test_what_is_said_of_a_partner_stays_between_team_and_partners(partnership: Partnership) -> None:
    survey = make_survey(partnership)
    for number in range(6):
        answer(survey, number, 4, NAMED, parts=partnership.participations[:1], words="Contributova")
    close(survey)

    for reader in showing.SIGHTS:
        told = result_of(survey, reader)
        assert bool(told.contributions) is (reader in {"internal", "partners"})
        assert ("Contributova" in repr(told)) is (reader in {"internal", "partners"})


# --- fewer than five ----------------------------------------------------------------------------------------------------


def test_of_four_there_are_no_means_but_the_answers_as_agreed(partnership: Partnership) -> None:
    result = result_of(round_of(partnership, *FOUR), "internal")

    assert not result.has_means
    assert said_of(result, "trust") == ["Zavod: 5", "—: 2", "—: 4"]
    assert result.not_shown == 1
    assert all(question.figure is None for question in result.questions)
    assert all(block.question.figure is None and not block.question.singles for block in result.blocks)
    assert result.development is None


def test_of_a_lone_nameless_answer_nothing_is_shown(partnership: Partnership) -> None:
    survey = make_survey(partnership)
    answer(survey, 0, 5, NAMED, words="Namedova")
    answer(survey, 3, 4, NAMED)
    answer(survey, 1, 1, NAMELESS, words="Lonelyova")
    close(survey)

    result = result_of(survey, "internal")

    assert said_of(result, "trust") == ["Rodnik: 4", "Zavod: 5"]
    assert "Lonelyova" not in repr(result)
    assert result.not_shown == 1


def test_how_many_could_not_say_is_not_counted_beside_names(partnership: Partnership) -> None:
    """With two named answers that give points, the one "cannot say" would be that of the third."""
    survey = round_of(partnership, (0, 5, NAMED), (1, 4, NAMED), (3, "cannot_say", COUNTED))
    result = result_of(survey, "internal")

    assert said_of(result, "trust") == ["Molokozavod: 4", "Zavod: 5"]
    assert all(question.figure is None for question in result.questions)


def test_differences_between_single_answers_are_told_with_names_as_agreed(partnership: Partnership) -> None:
    result = result_of(round_of(partnership, *FOUR), "internal")

    gap = next(each for each in result.gaps if each.measure.code == "trust")
    assert gap.sentence == "From 2 (one answer without a name) to 5 (Zavod)."


@pytest.mark.parametrize("reader", ["programme", "officials", "public"])
def test_outside_of_the_team_and_the_partners_four_answers_tell_nothing(
    partnership: Partnership, reader: str
) -> None:
    result = result_of(round_of(partnership, *FOUR), reader)

    assert not result.tells_anything
    assert not result.gaps
    assert not result.alike
    for name in ("Zavod", "Rodnik"):
        assert name not in repr(result)


def test_partners_read_only_what_stands_with_a_name(partnership: Partnership) -> None:
    assert said_of(result_of(round_of(partnership, *FOUR), "partners"), "trust") == ["Zavod: 5"]


def test_every_reader_of_a_report_has_a_sight_of_results() -> None:
    assert {reader.code for reader in Reader} == set(showing.SIGHTS)


def test_a_reader_nobody_knows_gets_nothing(partnership: Partnership) -> None:
    with pytest.raises(KeyError):
        result_of(round_of(partnership, *FOUR), "everybody")


# --- signs and words ----------------------------------------------------------------------------------------------------


def test_signs_stand_beside_the_record(partnership: Partnership) -> None:
    result = result_of(round_of(partnership, *TWO_SIDES), "internal")

    sectors = next(each for each in result.signs if each.sign.code == "cross_sector")
    assert sectors.finding is not None
    assert sectors.finding.state is SignState.PRESENT
    assert result_of(round_of(partnership, *TWO_SIDES), "public").signs[0].finding is None


def test_the_record_and_what_people_see_are_compared(partnership: Partnership) -> None:
    survey = make_survey(partnership)
    for number in range(6):
        link = next(each for each in survey.links if each.participation is partnership.participations[number])
        make_answer(link, {SurveyPart.SIGNS: {"cross_sector": "absent"}})
    close(survey)

    gap = next(each for each in result_of(survey, "internal").gaps if each.between.value == "record")

    assert gap.sentence == "The record shows it (present), the partners see less of it (0.0 of 2)."


def test_words_stand_as_agreed(partnership: Partnership) -> None:
    survey = make_survey(partnership)
    answer(survey, 0, 5, NAMED, words="Namedova")
    answer(survey, 1, 5, NAMELESS, words="Namelessova")
    answer(survey, 2, 5, COUNTED, words="Countedova")
    answer(survey, 3, 5, COUNTED)
    answer(survey, 4, 5, COUNTED)
    close(survey)

    internal, partners, programme = (
        result_of(survey, each) for each in ("internal", "partners", "programme")
    )

    people = next(each for each in internal.words if each.heading == "People and trust")
    assert [(quote.text, quote.name) for quote in people.quotes] == [
        ("Namedova", "Zavod"),
        ("Namelessova", ""),
    ]
    assert "Countedova" not in repr(internal)
    assert "Namelessova" not in repr(partners)
    assert "Namedova" in repr(partners)
    assert "Namedova" not in repr(programme)


def test_only_what_was_asked_is_told(partnership: Partnership) -> None:
    result = result_of(round_of(partnership, *TWO_SIDES, parts=[SurveyPart.HEALTH]), "internal")

    assert result.health
    assert not [*result.blocks, *result.signs, *result.contributions]
    assert {words.heading for words in result.words} <= {"Trust"}


# --- from round to round ------------------------------------------------------------------------------------------------


def test_rounds_of_one_version_make_a_line(partnership: Partnership) -> None:
    everybody_says(partnership, 3)
    result = result_of(everybody_says(partnership, 4), "programme")

    assert result.development is not None
    line = result.development.blocks[0]
    assert [step.score.text for step in line.steps] == ["3.0", "4.0"]
    assert line.change_text == "+1.0"
    assert len(result.development.statements) == 24


def test_later_rounds_are_not_told_by_an_earlier_one(partnership: Partnership) -> None:
    earlier = everybody_says(partnership, 3)
    everybody_says(partnership, 5)

    assert result_of(earlier, "internal").development is None


def test_a_round_with_few_answers_has_no_step(partnership: Partnership) -> None:
    everybody_says(partnership, 3)
    few = round_of(partnership, (0, 1), (1, 1))
    result = result_of(everybody_says(partnership, 4), "internal")

    assert result.development is not None
    assert [step.score.text for step in result.development.blocks[0].steps] == ["3.0", "4.0"]
    assert [each.survey_id for each in result.development.without_means] == [few.id]


def test_another_version_stands_beside_only_where_it_asked_the_same(
    partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = questionnaire.of_version("1").blocks
    shorter = Block(first[0].code, first[0].title, first[0].statements[:3])
    monkeypatch.setitem(questionnaire.VERSIONS, "0", Questionnaire("0", (shorter, *first[1:])))
    older = everybody_says(partnership, 2)
    older.questionnaire = "0"
    everybody_says(partnership, 3)

    developed = result_of(everybody_says(partnership, 4), "internal").development

    assert developed is not None
    purpose, people = developed.blocks[:2]
    assert [step.score.text for step in purpose.steps] == ["3.0", "4.0"]  # a block of other statements
    assert [(step.score.text, step.is_joined) for step in people.steps] == [
        ("2.0", False),
        ("3.0", True),
        ("4.0", True),
    ]
    assert len(developed.statements[3].steps) == 2
    assert [each.survey_id for each in developed.other_versions] == [older.id]
    assert all(step.is_joined for step in developed.health[2].steps)
