"""Opening a round, giving more time, closing it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.evaluation_surveys import WORDS, close, make_answer, make_draft, make_link, make_survey
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_participation, make_partnership
from tracker.database import at, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.benefits.terms import Moment
from tracker.evaluation.surveys import closing, queries, questionnaire, services
from tracker.evaluation.surveys.models import SurveyAnswer, SurveyLink
from tracker.evaluation.surveys.terms import AnswerShowing, LinkState, SurveyPart, WhomToAsk
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import merge
from tracker.partners.terms import Capacity, Sector
from tracker.projects import telling
from tracker.projects.services import partners, record, stages
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey
    from tracker.projects.models import Partnership

TODAY = utc_now().date()


def entries(survey: Survey, kind: EntryKind, database: Session) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == survey.partnership.book_id, Entry.kind == kind)
    return list(database.scalars(query.order_by(Entry.number)).unique())


# --- opening ------------------------------------------------------------------------------------------------------------


def test_a_round_asks_each_partner_of_today_and_sends_nothing(database: Session) -> None:
    partnership = make_partnership(database, partners=[Sector.BUSINESS, Sector.NONPROFIT])
    make_participation(partnership, Sector.GOVERNMENT, left_on=TODAY)

    survey = make_survey(partnership)

    assert [link.participation.organisation.sector for link in survey.links] == [
        Sector.BUSINESS,
        Sector.NONPROFIT,
    ]
    assert all(link.sent_at is None and link.shown_at is None for link in survey.links)
    assert {link.state_at(utc_now()) for link in survey.links} == {LinkState.OPEN}


def test_it_lasts_three_weeks_and_asks_the_newest_questionnaire(database: Session) -> None:
    survey = make_survey(database)

    assert survey.due_on == TODAY + timedelta(days=21)
    assert survey.questionnaire == questionnaire.CURRENT
    assert (survey.number, survey.stage, survey.cycle_round) == (1, Stage.START, 1)
    assert survey.name == "Round 1"


def test_rounds_are_counted_within_the_partnership(database: Session) -> None:
    first = make_survey(database)
    other = make_survey(database)
    second = make_survey(first.partnership, title="After a year")

    assert (first.number, other.number, second.number) == (1, 1, 2)
    assert second.name == "After a year"


def test_parts_come_in_their_own_order(database: Session) -> None:
    survey = make_survey(database, parts=[SurveyPart.LESSONS, SurveyPart.HEALTH])

    assert survey.asked == [SurveyPart.HEALTH, SurveyPart.LESSONS]
    assert survey.minutes == SurveyPart.HEALTH.minutes + SurveyPart.LESSONS.minutes


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"parts": []}, "parts"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + timedelta(days=367)}, "due_on"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    database: Session, given: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        make_survey(database, **given)

    assert refused.value.field == field


def test_nobody_can_be_asked_where_nobody_takes_part(database: Session) -> None:
    with pytest.raises(WrongState, match="Nobody takes part"):
        make_survey(make_partnership(database))


def test_in_the_archive_nothing_is_asked_changed_or_closed(database: Session) -> None:
    survey = make_survey(database)
    record.archive(survey.partnership, by=None, reason="Закончили")

    with pytest.raises(WrongState, match="archive"):
        make_survey(survey.partnership)
    with pytest.raises(WrongState, match="archive"):
        services.edit_round(survey, by=None, title="", message="", due_on=TODAY)
    with pytest.raises(WrongState, match="archive"):
        services.close(survey, by=None)
    with pytest.raises(WrongState, match="archive"):
        make_link(survey)


@pytest.mark.parametrize(
    ("stage", "parts", "moment"),
    [
        (Stage.PARTNERS, {SurveyPart.HEALTH, SurveyPart.BENEFITS}, Moment.EXPECTED),
        (Stage.EVERYDAY, {SurveyPart.HEALTH, SurveyPart.SIGNS, SurveyPart.LESSONS}, Moment.ACHIEVED),
        (Stage.EVALUATION, set(SurveyPart) - {SurveyPart.HEALTH}, Moment.ACHIEVED),
    ],
)
def test_what_is_usually_asked_depends_on_the_stage(
    database: Session, stage: Stage, parts: set[SurveyPart], moment: Moment
) -> None:
    partnership = make_partnership(database)
    stages.move(partnership, stage, by=partnership.created_by, reason="Дальше")

    assert set(services.usual_parts(partnership)) == parts
    assert services.usual_moment(partnership) is moment


# --- whom to ask --------------------------------------------------------------------------------------------------------


def asked(partnership: Partnership, whom: WhomToAsk = WhomToAsk.ONE_EACH) -> list[tuple[str, str, object]]:
    survey = make_survey(partnership, whom=whom)
    return [(link.person, link.email, link.capacity) for link in survey.links]


def test_a_leader_with_an_address_is_asked_first(database: Session) -> None:
    organisation = make_organisation(database)
    partnership = make_partnership(database, partners=[organisation])
    lead = make_contact(organisation, "Геннадий Фролов", email="Frolov@example.org")
    work = make_contact(organisation, "Лариса Чекмарёва", email="larisa@example.org")
    partners.set_key_people(
        partnership.participations[0], [(work, Capacity.EXECUTOR), (lead, Capacity.LEADER)], by=None
    )

    assert asked(partnership) == [("Геннадий Фролов", "frolov@example.org", Capacity.LEADER)]
    assert len(asked(partnership, WhomToAsk.KEY_PEOPLE)) == 2


def test_an_address_counts_more_than_a_position(database: Session) -> None:
    organisation = make_organisation(database)
    partnership = make_partnership(database, partners=[organisation])
    lead = make_contact(organisation, "Геннадий Фролов")
    work = make_contact(organisation, "Лариса Чекмарёва", email="larisa@example.org")
    partners.set_key_people(
        partnership.participations[0], [(lead, Capacity.LEADER), (work, Capacity.EXECUTOR)], by=None
    )

    assert asked(partnership) == [("Лариса Чекмарёва", "larisa@example.org", Capacity.EXECUTOR)]


def test_a_contact_of_the_organisation_stands_in_and_else_nobody_in_particular(database: Session) -> None:
    known, unknown = make_organisation(database), make_organisation(database)
    make_contact(known, "Тамара", email="tamara@example.org")

    assert asked(make_partnership(database, partners=[known, unknown])) == [
        ("Тамара", "tamara@example.org", None),
        ("", "", None),
    ]


# --- more time ----------------------------------------------------------------------------------------------------------


def test_more_time_opens_the_links_again(database: Session) -> None:
    survey = make_survey(database, due_on=TODAY)
    with at(utc_now() + timedelta(days=3)):
        assert survey.links[0].state_at(utc_now()) is LinkState.EXPIRED

        services.edit_round(survey, by=None, title="Год", message="Прошу", due_on=TODAY + timedelta(days=9))

        assert survey.links[0].state_at(utc_now()) is LinkState.OPEN
    entry = entries(survey, EntryKind.SURVEY_OPENED, database)[-1]
    assert set(entry.changes) == {"title", "message", "due_on"}
    assert telling.headline(entry) == "Round of questions 1 was changed"


def test_links_work_through_the_whole_last_day(database: Session) -> None:
    survey = make_survey(database, due_on=TODAY)
    link = survey.links[0]

    assert link.state_at(utc_now().replace(hour=23, minute=59)) is LinkState.OPEN
    assert link.state_at(link.expires_at) is LinkState.EXPIRED


# --- closing ------------------------------------------------------------------------------------------------------------


def test_a_round_without_any_answer_can_be_closed(database: Session) -> None:
    survey = make_survey(database)

    close(survey)

    assert survey.is_closed
    assert closing.answers_of(survey) == []
    entry = entries(survey, EntryKind.SURVEY_CLOSED, database)[-1]
    assert telling.facts(entry) == ["0 of 3 partners answered"]


def test_what_was_not_handed_in_is_deleted_at_the_end(database: Session) -> None:
    survey = make_survey(database)
    make_draft(survey.links[0], SurveyPart.LESSONS, {f"keep{WORDS}": "Никому не показывать"})
    make_answer(survey.links[1])

    close(survey)

    assert [answer.link_id for answer in database.scalars(select(SurveyAnswer))] == [survey.links[1].id]
    assert [answer.link_id for answer in closing.answers_of(survey)] == [survey.links[1].id]


def test_a_closed_round_stays_closed(database: Session) -> None:
    survey = make_survey(database)
    close(survey)

    with pytest.raises(WrongState, match="closed"):
        close(survey)
    with pytest.raises(WrongState, match="closed"):
        services.edit_round(survey, by=None, title="", message="", due_on=TODAY)
    assert {link.state_at(utc_now()) for link in survey.links} == {LinkState.EXPIRED}


def test_no_answer_is_given_out_before_the_end(database: Session) -> None:
    survey = make_survey(database)
    make_answer(survey.links[0])

    assert closing.answers_of(survey) == []


def test_several_people_of_a_partner_count_as_one_partner(database: Session) -> None:
    survey = make_survey(database, partners=2)
    second = make_link(survey)
    make_answer(survey.links[0])
    make_answer(second)

    standing = queries.standing_of(queries.with_links(database, survey), utc_now())

    assert (len(standing.answered), len(standing.partners_answered), len(standing.partners)) == (2, 1, 2)
    assert not standing.is_complete


# --- history ------------------------------------------------------------------------------------------------------------


def test_history_tells_who_answered_and_never_what(database: Session) -> None:
    survey = make_survey(database, title="Через год", partners=1)
    secret = "Бюджет нам так и не показали"
    make_answer(
        survey.links[0],
        {
            SurveyPart.QUESTIONNAIRE: {"people_word": "1", f"people{WORDS}": secret},
            SurveyPart.HEALTH: {"trust": "1", f"trust{WORDS}": secret},
            SurveyPart.LESSONS: {f"change{WORDS}": secret},
        },
        showing=AnswerShowing.COUNTED,
    )
    close(survey)

    book = list(database.scalars(select(Entry).where(Entry.book_id == survey.partnership.book_id)).unique())
    answered = entries(survey, EntryKind.SURVEY_ANSWERED, database)

    assert secret not in " ".join(str(entry.parts) for entry in book)
    assert len(answered) == 1
    assert answered[0].author_id is None
    assert set(answered[0].parts) == {"partner", "survey_number", "survey_title"}
    name = survey.links[0].participation.organisation.display_name
    assert telling.headline(answered[0]) == f"{name} answered the questions of round 1: “Через год”"


def test_history_tells_what_is_asked_and_until_when(database: Session) -> None:
    survey = make_survey(database, parts=[SurveyPart.HEALTH, SurveyPart.LESSONS])

    entry = entries(survey, EntryKind.SURVEY_OPENED, database)[0]

    assert telling.headline(entry) == "The partners are asked, round 1"
    assert telling.facts(entry)[0] == "A quick look; Lessons"


# --- merged organisations -----------------------------------------------------------------------------------------------


def test_when_two_records_of_one_organisation_become_one_their_links_and_what_was_said_of_them_do_too(
    database: Session,
) -> None:
    partnership = make_partnership(database, partners=[Sector.BUSINESS, Sector.BUSINESS])
    first, second = partnership.participations
    old, new = str(first.id), str(second.id)
    survey = make_survey(partnership)
    answer = make_answer(survey.links[0], {SurveyPart.CONTRIBUTIONS: {old: "5", f"{old}{WORDS}": "Да"}})

    merge.merge(first.organisation, second.organisation, by=None)
    database.expire_all()

    assert {link.participation_id for link in database.scalars(select(SurveyLink))} == {int(new)}
    assert answer.contributions == {new: {"score": 5, "comment": "Да"}}
