"""Two people at the same moment: there is one report, and both are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.factories.projects import make_partnership
from tests.resources.test_at_once import Pair
from tracker.evaluation.reporting import services
from tracker.evaluation.reporting.models import EvaluationReport, PublicityDecision
from tracker.evaluation.reporting.terms import Reader
from tracker.extensions import db
from tracker.history import chain
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from flask import Flask


def test_two_people_who_begin_a_report_make_one(own_app: Flask) -> None:
    with own_app.app_context():
        partnership_id = make_partnership(db.session()).id
        db.session.commit()
    pair, texts = Pair(own_app), iter(({"summary": "Собрали"}, {"worked": "Вывоз"}))

    pair.act(
        lambda partnership: services.write(partnership, by=None, **next(texts)),
        lambda: db.session.get_one(Partnership, partnership_id),
    )

    with own_app.app_context():
        assert pair.refused == []
        report = db.session.scalars(select(EvaluationReport)).one()
        assert (report.summary, report.worked) == ("Собрали", "Вывоз")
        assert list(chain.verify(db.session())) == []


def test_of_two_brokers_who_decide_the_second_reads_what_the_first_decided(own_app: Flask) -> None:
    with own_app.app_context():
        partnership_id = make_partnership(db.session()).id
        db.session.commit()
    pair, degrees = Pair(own_app), iter((Reader.PUBLIC, Reader.INTERNAL))

    pair.act(
        lambda partnership: services.decide(partnership, degree=next(degrees), by=None, seen=0),
        lambda: db.session.get_one(Partnership, partnership_id),
    )

    with own_app.app_context():
        assert db.session.scalars(select(PublicityDecision)).one().degree is Reader.PUBLIC
        assert len(pair.refused) == 1
