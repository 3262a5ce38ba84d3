"""Two devices save, or two people press, at the same moment: nothing is lost, nothing happens twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tests.factories.evaluation_surveys import make_draft, make_survey
from tests.resources.test_at_once import Pair
from tracker.evaluation.surveys import answering, services
from tracker.evaluation.surveys.models import Survey, SurveyAnswer, SurveyLink
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.extensions import db
from tracker.history.models import Entry
from tracker.history.terms import EntryKind

if TYPE_CHECKING:
    from flask import Flask

FIELDS = ("trust", "results")


def begun(app: Flask, *, with_answer: bool = False) -> tuple[int, int]:
    """The numbers of a round and of one of its links."""
    with app.app_context():
        survey = make_survey(db.session(), parts=[SurveyPart.HEALTH])
        link = survey.links[0]
        if with_answer:
            make_draft(link, SurveyPart.HEALTH, {"trust": "4"})
        db.session.commit()
        return survey.id, link.id


def how_many(kind: EntryKind) -> int:
    return db.session.scalar(select(func.count()).where(Entry.kind == kind)) or 0


def test_two_devices_that_begin_at_once_fill_in_one_sheet(own_app: Flask) -> None:
    _survey_id, link_id = begun(own_app)
    pair, typed = Pair(own_app), iter(({"trust": "4"}, {"results": "2"}))

    pair.act(
        lambda link: answering.save(link, SurveyPart.HEALTH, fields=FIELDS, typed=next(typed), seen={}),
        lambda: db.session.get_one(SurveyLink, link_id),
    )

    with own_app.app_context():
        assert pair.refused == []
        answer = db.session.scalars(select(SurveyAnswer)).one()
        assert answer.health == {"trust": {"score": 4}, "results": {"score": 2}}


def test_a_sheet_is_handed_in_once(own_app: Flask) -> None:
    _survey_id, link_id = begun(own_app, with_answer=True)
    pair = Pair(own_app)

    pair.act(
        lambda link: answering.hand_in(link, showing=AnswerShowing.NAMED, capacity=None),
        lambda: db.session.get_one(SurveyLink, link_id),
    )

    with own_app.app_context():
        assert len(pair.refused) == 1
        assert how_many(EntryKind.SURVEY_ANSWERED) == 1


def test_a_round_is_closed_once(own_app: Flask) -> None:
    survey_id, _link_id = begun(own_app)
    pair = Pair(own_app)

    pair.act(lambda survey: services.close(survey, by=None), lambda: db.session.get_one(Survey, survey_id))

    with own_app.app_context():
        assert len(pair.refused) == 1
        assert how_many(EntryKind.SURVEY_CLOSED) == 1
