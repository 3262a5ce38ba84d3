"""Two people say something of one sign at the same moment: there is one record, and both are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.factories.projects import make_partnership
from tests.resources.test_at_once import Pair
from tracker.extensions import db
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms import stating
from tracker.mechanisms.models import SignAssessment
from tracker.mechanisms.terms import Sign, SignState
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from flask import Flask


def test_two_people_who_say_it_first_make_one_record(own_app: Flask) -> None:
    with own_app.app_context():
        partnership_id = make_partnership(db.session()).id
        db.session.commit()
    pair, states = Pair(own_app), iter((SignState.PRESENT, SignState.PARTLY))

    pair.act(
        lambda partnership: stating.state_sign(
            partnership, Sign.SHARED_RISK, state=next(states), evidence="", by=None
        ),
        lambda: db.session.get_one(Partnership, partnership_id),
    )

    with own_app.app_context():
        assert pair.refused == []
        assert db.session.scalars(select(SignAssessment)).one().state is SignState.PARTLY
        stated = select(Entry).where(Entry.kind == EntryKind.SIGN_STATED).order_by(Entry.number)
        assert [entry.changes["state"]["new"] for entry in db.session.scalars(stated).unique()] == [
            "present",
            "partly",
        ]
        assert list(chain.verify(db.session())) == []
