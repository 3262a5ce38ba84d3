"""Drafts, two devices, handing in; and what becomes of a sheet in the store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.evaluation_surveys import (
    WORDS,
    close,
    make_answer,
    make_draft,
    make_link,
    make_survey,
    token_of,
)
from tracker.database import at, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation import personal_links
from tracker.evaluation.surveys import answering, links, sheet
from tracker.evaluation.surveys.models import SurveyAnswer
from tracker.evaluation.surveys.terms import AnswerShowing, LinkState, SurveyPart
from tracker.partners.terms import Capacity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey

HEALTH = SurveyPart.HEALTH
FIELDS = ["trust", f"trust{WORDS}", "results"]


def save(survey: Survey, typed: dict[str, str], seen: dict[str, str] | None = None) -> answering.Saved:
    return answering.save(survey.links[0], HEALTH, fields=FIELDS, typed=typed, seen=seen or {})


# --- tokens -------------------------------------------------------------------------------------------------------------


def test_only_a_hash_of_a_token_is_kept(database: Session, survey: Survey) -> None:
    link = survey.links[0]

    token = token_of(link)

    assert len(token) == 43
    assert token not in link.token_hash
    assert answering.find(database, token) is link
    assert answering.find(database, token + "a") is None
    assert answering.find(database, token[:-1]) is None
    assert answering.find(database, "") is None
    assert answering.find(database, "x" * 100_000) is None


def test_a_new_link_replaces_the_old_one(database: Session, survey: Survey) -> None:
    old = token_of(survey.links[0])
    new = token_of(survey.links[0])

    assert answering.find(database, old) is None
    assert answering.find(database, new) is survey.links[0]


def test_a_letter_that_did_not_go_out_leaves_the_old_link_alone(database: Session, survey: Survey) -> None:
    link = survey.links[0]
    link.email = "olga@example.org"
    old = token_of(link)

    new = links.prepare_letter(link)
    assert answering.find(database, old) is link
    links.sent(link, new, by=None)

    assert answering.find(database, old) is None
    assert answering.find(database, new) is link


# --- drafts -------------------------------------------------------------------------------------------------------------


def test_nothing_typed_begins_no_draft(survey: Survey) -> None:
    save(survey, {"trust": "", f"trust{WORDS}": "  "})

    assert survey.links[0].answer is None
    assert survey.links[0].state_at(utc_now()) is LinkState.OPEN


def test_what_was_typed_is_kept_and_can_be_taken_back(survey: Survey) -> None:
    save(survey, {"trust": "4", f"trust{WORDS}": "Всегда\r\nперезванивают"})
    answer = survey.links[0].answer
    assert answer is not None
    assert answer.health == {"trust": {"score": 4, "comment": "Всегда\nперезванивают"}}
    assert survey.links[0].state_at(utc_now()) is LinkState.STARTED

    save(survey, {"trust": "4"}, seen={"trust": "4", f"trust{WORDS}": "Всегда\nперезванивают"})

    assert answer.health == {"trust": {"score": 4}}


def test_two_devices_that_answer_different_questions_lose_nothing(survey: Survey) -> None:
    save(survey, {"trust": "4"})

    outcome = save(survey, {"results": "2"})

    assert outcome.clashes == {}
    assert outcome.held == {"trust": "4", "results": "2"}


def test_where_both_changed_the_same_the_saved_one_stays_until_the_person_has_seen_it(survey: Survey) -> None:
    save(survey, {"trust": "4", f"trust{WORDS}": "На телефоне"})

    outcome = save(survey, {"trust": "2", f"trust{WORDS}": "На компьютере", "results": "5"})

    assert outcome.clashes == {"trust": "4", f"trust{WORDS}": "На телефоне"}
    assert outcome.held == {"trust": "4", f"trust{WORDS}": "На телефоне", "results": "5"}

    again = save(survey, {"trust": "2", f"trust{WORDS}": "На компьютере", "results": "5"}, seen=outcome.held)

    assert again.clashes == {}
    assert again.held["trust"] == "2"
    assert again.held[f"trust{WORDS}"] == "На компьютере"


def test_the_same_answer_twice_is_no_clash(survey: Survey) -> None:
    save(survey, {"trust": "4"})

    assert save(survey, {"trust": "4"}).clashes == {}


VALUES = st.sampled_from(["", "1", "2", "3"])


@given(typed=VALUES, seen=VALUES, saved=VALUES)
def test_merging_never_replaces_what_was_not_seen(typed: str, seen: str, saved: str) -> None:
    changed, clashes = personal_links.merged(["a"], typed={"a": typed}, seen={"a": seen}, saved={"a": saved})

    becomes = changed.get("a", saved)
    assert not (changed and clashes)
    if saved != seen:
        assert becomes == saved
        assert bool(clashes) == (typed not in {seen, saved})
    else:
        assert becomes == typed


PARTS = {
    SurveyPart.QUESTIONNAIRE: ("people_word", "people"),
    SurveyPart.HEALTH: ("trust", "trust"),
    SurveyPart.BENEFITS: ("innovation", "innovation"),
    SurveyPart.CONTRIBUTIONS: ("17", "17"),
}


@given(
    part=st.sampled_from(list(PARTS)),
    ticked=st.sampled_from(["", "1", "2", "3", sheet.CANNOT_SAY]),
    words=st.text(st.characters(blacklist_characters="\r\x00", blacklist_categories=("Cs",)), max_size=20),
)
def test_what_a_page_stores_it_reads_again(part: SurveyPart, ticked: str, words: str) -> None:
    answer = SurveyAnswer(replies={}, remarks={}, health={}, benefits={}, contributions={}, lessons={})
    code, place = PARTS[part]
    typed = {code: ticked, f"{place}{WORDS}": words}

    sheet.write(answer, part, typed)

    assert sheet.read(answer, part) == {name: value for name, value in typed.items() if value}


def test_documents_hold_codes_and_numbers(survey: Survey) -> None:
    answer = make_answer(
        survey.links[0],
        {
            SurveyPart.QUESTIONNAIRE: {
                "people_word": "5",
                "people_open": "cannot_say",
                f"people{WORDS}": "Да",
            },
            SurveyPart.HEALTH: {"trust": "cannot_say"},
            SurveyPart.BENEFITS: {"innovation": "0", "trust": "cannot_say", f"trust{WORDS}": "Рано"},
            SurveyPart.SIGNS: {"shared_risk": "unknown", f"shared_risk{WORDS}": "Не было случая"},
            SurveyPart.CONTRIBUTIONS: {"17": "3"},
            SurveyPart.LESSONS: {f"advice{WORDS}": "Начинайте раньше"},
        },
    )

    assert answer.replies == {"people_word": 5, "people_open": "cannot_say"}
    assert answer.remarks == {"people": "Да"}
    assert answer.health == {"trust": {"score": "cannot_say"}}
    assert answer.benefits == {"innovation": {"level": 0}, "trust": {"level": None, "comment": "Рано"}}
    assert answer.signs == {"shared_risk": {"state": "unknown", "evidence": "Не было случая"}}
    assert answer.contributions == {"17": {"score": 3}}
    assert answer.lessons == {"advice": "Начинайте раньше"}
    assert answer.questionnaire == "1"


# --- handing in ---------------------------------------------------------------------------------------------------------


def test_an_empty_sheet_is_not_handed_in(survey: Survey) -> None:
    with pytest.raises(DomainError, match="still empty"):
        answering.hand_in(survey.links[0], showing=AnswerShowing.NAMED, capacity=None)

    assert survey.links[0].answer is None


def test_one_answer_is_enough(survey: Survey) -> None:
    answer = make_answer(survey.links[0], capacity=Capacity.LEADER, showing=AnswerShowing.NAMELESS)

    assert survey.links[0].state_at(utc_now()) is LinkState.ANSWERED
    assert (answer.capacity, answer.showing) == (Capacity.LEADER, AnswerShowing.NAMELESS)
    assert answer.submitted_at is not None


def test_after_handing_in_nothing_is_changed(survey: Survey) -> None:
    make_answer(survey.links[0])

    with pytest.raises(WrongState, match="handed in already"):
        save(survey, {"trust": "1"})
    with pytest.raises(WrongState, match="handed in already"):
        answering.hand_in(survey.links[0], showing=AnswerShowing.NAMED, capacity=None)
    with pytest.raises(WrongState, match="answered already"):
        links.show(survey.links[0], by=survey.partnership.created_by)


def test_a_withdrawn_expired_or_closed_link_takes_nothing(survey: Survey) -> None:
    links.revoke(survey.links[0], by=survey.partnership.created_by)
    with pytest.raises(WrongState, match="withdrawn"):
        save(survey, {"trust": "1"})
    late = utc_now() + timedelta(days=30)
    with at(late), pytest.raises(WrongState, match="is over"):
        answering.save(survey.links[1], HEALTH, fields=FIELDS, typed={"trust": "1"}, seen={})
    close(survey)
    with pytest.raises(WrongState, match="is over"):
        answering.save(survey.links[1], HEALTH, fields=FIELDS, typed={"trust": "1"}, seen={})


# --- whose draft it is --------------------------------------------------------------------------------------------------


def test_a_link_that_the_broker_gets_to_see_opens_an_empty_sheet(database: Session, survey: Survey) -> None:
    make_draft(survey.links[0], HEALTH, {f"trust{WORDS}": "Только для меня"})

    token_of(survey.links[0])

    assert list(database.scalars(select(SurveyAnswer))) == []


def test_a_letter_to_the_same_address_keeps_the_draft(survey: Survey) -> None:
    link = make_link(survey, email="olga@example.org")
    make_draft(link, HEALTH, {"trust": "4"})

    links.sent(link, links.prepare_letter(link), by=None)

    assert link.answer is not None
    assert link.answer.health == {"trust": {"score": 4}}


def test_a_begun_sheet_is_not_given_to_somebody_else(survey: Survey) -> None:
    link = make_link(survey, email="olga@example.org")
    make_draft(link, HEALTH, {"trust": "4"})

    with pytest.raises(WrongState, match="belongs to whoever began it"):
        links.edit(
            link, person="Марина", email="marina@example.org", capacity=None, language="ru",
            by=survey.partnership.created_by,
        )  # fmt: skip


def test_another_address_makes_the_old_link_useless(database: Session, survey: Survey) -> None:
    link = make_link(survey, email="olga@example.org")
    old = token_of(link)

    links.edit(
        link, person="Марина", email="Marina@example.org", capacity=Capacity.LEADER, language="ru",
        by=survey.partnership.created_by,
    )  # fmt: skip

    assert answering.find(database, old) is None
    assert (link.person, link.email, link.shown_at, link.sent_at) == (
        "Марина",
        "marina@example.org",
        None,
        None,
    )


def test_what_was_begun_by_a_withdrawn_link_is_dropped(database: Session, survey: Survey) -> None:
    make_draft(survey.links[0], HEALTH, {"trust": "4"})

    links.revoke(survey.links[0], by=survey.partnership.created_by)

    assert list(database.scalars(select(SurveyAnswer))) == []


def test_nobody_is_asked_twice_at_one_address(survey: Survey) -> None:
    make_link(survey, email="olga@example.org")

    with pytest.raises(Duplicate):
        make_link(survey, email="Olga@Example.org")


def test_only_partners_of_the_partnership_are_asked(database: Session, survey: Survey) -> None:
    stranger = make_survey(database).links[0].participation

    with pytest.raises(DomainError, match="does not take part"):
        make_link(survey, stranger)
