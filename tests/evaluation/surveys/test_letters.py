"""Letters with a personal link: in the language of whoever receives them, with a link that works, only when the broker presses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask_mailman import EmailMultiAlternatives

from tests.factories.evaluation_surveys import make_answer, make_draft, make_link, token_of
from tests.visitor import Visitor
from tracker.accounts import log_mail
from tracker.evaluation.surveys import answering, letters, links
from tracker.evaluation.surveys.models import Survey, SurveyLink
from tracker.evaluation.surveys.terms import SurveyPart

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LINK = re.compile(r"http://localhost(/answer/\S+)")


def ask_by_letter(survey: Survey, language: str = "en") -> SurveyLink:
    return make_link(survey, person="Ольга Ильина", email="olga@example.org", language=language)


def link_in(letter: EmailMultiAlternatives) -> str:
    found = LINK.search(str(letter.body))
    assert found is not None
    return found.group(1)


def test_a_letter_brings_a_link_that_works(
    broker: Visitor, survey: Survey, as_guest: Visitor, outbox: list[Any]
) -> None:
    survey.message = "Прошу вас ответить до каникул.\nЭто важно."
    link = ask_by_letter(survey)

    broker.post(f"/evaluation/surveys/{survey.id}/send")

    assert [letter.to for letter in outbox] == [["olga@example.org"]]
    letter = outbox[0]
    html = str(letter.alternatives[0][0])
    assert letter.subject == f"How do you see our partnership “{survey.partnership.title}”?"
    for words in (
        "Hello, Ольга Ильина!",
        survey.partnership.created_by.display_name,
        "Прошу вас ответить до каникул.",
        "It takes about 20 minutes, on a phone too",
    ):
        assert words in letter.body
        assert words in html
    assert link_in(letter) in html
    assert link.sent_at is not None
    assert as_guest.visit(link_in(letter)).heading == "How do you see our partnership?"


def test_a_letter_comes_in_the_language_of_whoever_receives_it(
    broker: Visitor, survey: Survey, outbox: list[Any]
) -> None:
    ask_by_letter(survey, "ru")

    broker.post(f"/evaluation/surveys/{survey.id}/send")

    letter = outbox[0]
    assert letter.subject == f"Каким вы видите наше партнёрство «{survey.partnership.title}»?"
    assert "Здравствуйте, Ольга Ильина!" in letter.body
    assert 'lang="ru"' in str(letter.alternatives[0][0])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_reminder_brings_a_new_link_and_keeps_the_draft(
    broker: Visitor, survey: Survey, as_guest: Visitor, outbox: list[Any], language: str
) -> None:
    link = ask_by_letter(survey, language)
    broker.post(f"/evaluation/surveys/{survey.id}/send")
    make_draft(link, SurveyPart.HEALTH, {"trust": "4"})

    broker.post(f"/evaluation/surveys/{survey.id}/remind")

    first, reminder = outbox
    beginning = {"en": "A reminder: your view of", "ru": "Напоминаем: ждём ваш взгляд на"}[language]
    assert reminder.subject.startswith(beginning)
    assert link_in(first) != link_in(reminder)
    as_guest.visit(link_in(first), status=404)
    assert as_guest.open(link_in(reminder)).status_code == 200
    assert link.answer is not None


def test_whoever_has_answered_or_was_withdrawn_gets_no_letter(
    broker: Visitor, survey: Survey, outbox: list[Any]
) -> None:
    answered, withdrawn = ask_by_letter(survey), make_link(survey, email="marina@example.org")
    make_answer(answered)
    links.revoke(withdrawn, by=survey.partnership.created_by)

    broker.post(f"/evaluation/surveys/{survey.id}/send")
    broker.post(f"/evaluation/surveys/{survey.id}/remind")
    broker.post(f"/survey-links/{answered.id}/send")

    assert outbox == []


def test_what_was_sent_is_not_sent_twice(broker: Visitor, survey: Survey, outbox: list[Any]) -> None:
    ask_by_letter(survey)

    broker.post(f"/evaluation/surveys/{survey.id}/send")
    broker.post(f"/evaluation/surveys/{survey.id}/send")

    assert len(outbox) == 1


def test_where_the_mail_server_fails_the_old_link_still_works(
    database: Session, broker: Visitor, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = ask_by_letter(survey)
    old = token_of(link)

    def fails(*_args: object, **_more: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMultiAlternatives, "send", fails)
    broker.post(f"/survey-links/{link.id}/send")

    assert "could not be sent" in broker.visit(f"/evaluation/surveys/{survey.id}").texts(".messages")[0]
    assert link.sent_at is None
    assert answering.find(database, old) is link


def test_without_a_mail_server_links_are_passed_on_by_hand(
    app: Flask, database: Session, broker: Visitor, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = ask_by_letter(survey)
    old = token_of(link)
    monkeypatch.setitem(app.config, "MAIL_BACKEND", log_mail.__name__)

    broker.post(f"/survey-links/{link.id}/send")
    page = broker.visit(f"/evaluation/surveys/{survey.id}")

    assert log_mail.__name__ == letters.IN_THE_LOG
    assert "Tracker cannot send letters here." in page.texts(".messages")[0]
    assert page.texts(".next-step-title") == ["Pass 3 links on yourself"]
    assert answering.find(database, old) is link
