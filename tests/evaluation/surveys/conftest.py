"""What tests of surveys start from: sentences in English, a round, its broker, somebody with a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.factories.evaluation_surveys import make_survey, token_of
from tests.visitor import Visitor
from tracker.evaluation.surveys.models import Survey

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture(autouse=True)
def in_english(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sentences in English, where a test has a database."""
    if "database" in request.fixturenames:
        request.getfixturevalue("database")
        with force_locale("en"):
            yield
    else:
        yield


@pytest.fixture
def survey(database: Session) -> Survey:
    """An open round that asks three partners everything."""
    return make_survey(database)


@pytest.fixture
def broker(survey: Survey, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(survey.partnership.created_by)


@pytest.fixture
def address(survey: Survey) -> str:
    """The personal link of the first partner."""
    return f"/answer/{token_of(survey.links[0])}"


@pytest.fixture
def outbox(app: Flask, database: Session) -> list[Any]:
    """The letters of this test."""
    app.extensions["mailman"].outbox = []
    sent: list[Any] = app.extensions["mailman"].outbox
    return sent
