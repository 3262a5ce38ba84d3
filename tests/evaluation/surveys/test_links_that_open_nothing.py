"""Altered, expired, withdrawn and used links: what they say, and what they never show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import databases
from tests.evaluation.surveys.test_sheet_pages import HAND_IN, NEXT, press
from tests.factories.evaluation_surveys import WORDS, close, make_answer, make_draft, make_survey, token_of
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation import personal_links
from tracker.evaluation.surveys import links, services
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.extensions import limiter
from tracker.projects.services import record

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey

TODAY = utc_now().date()


def test_an_altered_link_shows_nothing_of_the_partnership(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    for altered in (
        address[:-1],
        f"{address}x",
        f"{address[:-1]}{'b' if address[-1] == 'a' else 'a'}",
        "/answer/made-up",
    ):
        page = as_guest.visit(altered, status=404)
        assert page.heading == "This link does not work"
        assert survey.partnership.title not in page.html
        assert survey.partnership.created_by.display_name not in page.html


@pytest.mark.parametrize("ending", ["expired", "closed", "archived", "revoked"])
def test_a_link_whose_time_is_over_says_whom_to_ask_and_no_more(
    database: Session, survey: Survey, as_guest: Visitor, address: str, ending: str
) -> None:
    make_draft(survey.links[0], SurveyPart.LESSONS, {f"keep{WORDS}": "Мои слова"})
    by = survey.partnership.created_by
    if ending == "expired":
        survey.links[0].expires_at = utc_now() - timedelta(seconds=1)
    elif ending == "closed":
        close(survey)
    elif ending == "archived":
        record.archive(survey.partnership, by=None, reason="Закончили")
    else:
        links.revoke(survey.links[0], by=by)

    for place in (address, f"{address}?page=6"):
        page = as_guest.visit(place, status=410)
        assert f"ask {by.display_name}" in page
        assert survey.partnership.title not in page.html
        assert "Мои слова" not in page.html
        assert page.select("main form") == []
    assert as_guest.open(
        f"{address}?page=2", method="POST", data={"csrf_token": as_guest.csrf_token(), "trust": "1"}
    ).status_code == 410  # fmt: skip


def test_an_answered_link_says_when_and_opens_nothing_more(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    make_answer(survey.links[0], {SurveyPart.LESSONS: {f"keep{WORDS}": "Мои слова"}})

    for place in (address, f"{address}?page=1", f"{address}?page=7"):
        page = as_guest.visit(place)
        assert "This sheet was answered on" in page
        assert survey.partnership.title not in page.html
        assert "Мои слова" not in page.html
        assert page.select("main form") == []
    as_guest.open(
        f"{address}?page=2", method="POST", data={"csrf_token": as_guest.csrf_token(), "trust": "1"}
    )
    assert survey.links[0].answer is not None
    assert survey.links[0].answer.health == {}


def test_handing_in_twice_counts_once(survey: Survey, as_guest: Visitor, address: str) -> None:
    press(as_guest, as_guest.visit(f"{address}?page=2"), NEXT, trust="5")
    first, second = as_guest.visit(f"{address}?page=7"), as_guest.visit(f"{address}?page=7")
    press(as_guest, first, HAND_IN, showing="named")

    page = press(as_guest, second, HAND_IN, showing="counted")

    assert page.heading == "Thank you!"
    assert survey.links[0].answer is not None
    assert survey.links[0].answer.showing is AnswerShowing.NAMED


def test_more_time_lets_an_expired_link_work_again(
    database: Session, survey: Survey, as_guest: Visitor, address: str
) -> None:
    survey.due_on = TODAY - timedelta(days=1)
    survey.links[0].expires_at = personal_links.end_of(survey.due_on)
    as_guest.visit(address, status=410)

    services.edit_round(survey, by=None, title="", message="", due_on=TODAY)

    as_guest.visit(address)


def test_pages_are_not_kept_not_found_and_tell_nobody(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    for place, status in ((address, 200), (f"{address}?page=1", 200), ("/answer/made-up", 404)):
        page = as_guest.visit(place, status=status)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.one("meta[name=robots]")["content"] == "noindex, nofollow"


def test_whoever_tries_many_links_has_to_wait_while_the_right_one_works(guarded: Flask) -> None:
    with databases.rolled_back(guarded) as session:
        guest, right = Visitor(guarded, session), f"/answer/{token_of(make_survey(session).links[0])}"

        statuses = [guest.open(f"/answer/guess-{number}").status_code for number in range(31)]

        assert statuses == [404] * 30 + [429]
        page = guest.visit("/answer/once-more", status=429)
        assert "So many links were tried" in page
        assert page.headers["Retry-After"]
        guest.visit(right)


@pytest.fixture
def guarded(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with limits, which the other tests do without."""
    enabled = limiter.enabled
    app = databases.make_app(database_url, tmp_path, RATELIMIT_ENABLED=True)
    limiter.reset()
    yield app
    limiter.enabled = enabled
    databases.disconnect(app)
