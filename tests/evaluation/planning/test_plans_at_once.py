"""Two people plan at the same moment: there is one plan, and both are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment
from tests.resources.test_at_once import Pair
from tracker.evaluation.planning import services
from tracker.evaluation.planning.models import EvaluationPlan
from tracker.extensions import db
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects.models import Partnership
from tracker.resources.models import Commitment

if TYPE_CHECKING:
    from flask import Flask


def test_two_people_who_plan_first_make_one_plan(own_app: Flask) -> None:
    with own_app.app_context():
        partnership_id = make_partnership(db.session()).id
        db.session.commit()
    pair, people = Pair(own_app), iter(("Ирина", "Софья"))

    pair.act(
        lambda partnership: services.write_plan(partnership, by=None, people=next(people)),
        lambda: db.session.get_one(Partnership, partnership_id),
    )

    with own_app.app_context():
        assert pair.refused == []
        assert db.session.scalars(select(EvaluationPlan)).one().people == "Софья"
        told = select(Entry).where(Entry.kind == EntryKind.PLAN_CHANGED).order_by(Entry.number)
        assert [entry.changes["people"] for entry in db.session.scalars(told).unique()] == [
            {"old": "", "new": "Ирина"},
            {"old": "Ирина", "new": "Софья"},
        ]
        assert list(chain.verify(db.session())) == []


def test_what_two_people_set_aside_at_once_is_both_set_aside(own_app: Flask) -> None:
    with own_app.app_context():
        giver = make_participation(make_partnership(db.session()))
        ids = [make_commitment(giver).id, make_commitment(giver).id]
        partnership_id = giver.partnership_id
        services.write_plan(giver.partnership, by=None)
        db.session.commit()
    pair, chosen = Pair(own_app), iter(ids)

    pair.act(
        lambda partnership: services.reserve(
            partnership, by=None, add=[db.session.get_one(Commitment, next(chosen))]
        ),
        lambda: db.session.get_one(Partnership, partnership_id),
    )

    with own_app.app_context():
        assert pair.refused == []
        plan = db.session.scalars(select(EvaluationPlan)).one()
        assert [commitment.id for commitment in plan.commitments] == ids
