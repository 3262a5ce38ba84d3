"""Two people take a step with the same record at the same moment: both are written down, or one is told so."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment, make_delivery
from tracker import database as clock
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.history import chain
from tracker.projects.models import Partnership
from tracker.resources import promises, services
from tracker.resources.models import Commitment, Delivery, ValuationDefault
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

TODAY = utc_now().date()
A_MOMENT = 0.7
"""How long the first one waits with the saving, so that the second one has begun."""


class Pair:
    """Two people with a connection each; the second begins while the first has not saved yet."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.has_loaded = threading.Event()
        self.refused: list[str] = []
        self.failed: list[BaseException] = []

    def act(self, act: Callable[[Any], Any], load: Callable[[], Any]) -> None:
        """Let both load the record and act on it."""
        threads = [
            threading.Thread(target=self._one, args=(act, load), kwargs={"is_first": is_first})
            for is_first in (True, False)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads), "they wait for each other"
        if self.failed:
            raise self.failed[0]

    def _one(self, act: Callable[[Any], Any], load: Callable[[], Any], *, is_first: bool) -> None:
        clock.writing.set(True)
        with self.app.app_context():
            try:
                if not is_first:
                    self.has_loaded.wait(10)
                loaded = load()
                if is_first:
                    act(loaded)
                    self.has_loaded.set()
                    threading.Event().wait(A_MOMENT)
                else:
                    act(loaded)
                db.session.commit()
            except DomainError as error:
                db.session.rollback()
                self.refused.append(str(error))
            except Exception as error:  # noqa: BLE001  # told by the test's own thread
                self.failed.append(error)
            finally:
                db.session.remove()


@pytest.fixture
def pair(own_app: Flask) -> Pair:
    return Pair(own_app)


def prepare(app: Flask, **details: Any) -> int:
    """A commitment that was saved; its id."""
    with app.app_context():
        partner = make_participation(make_partnership(db.session()))
        commitment = make_commitment(partner, amount=Decimal(10), unit=Unit.HOUR, **details)
        db.session.commit()
        return commitment.id


def one(commitment_id: int) -> Commitment:
    return db.session.get_one(Commitment, commitment_id)


def test_two_deliveries_at_once_are_both_written_down(own_app: Flask, pair: Pair) -> None:
    commitment_id = prepare(own_app)

    pair.act(
        lambda commitment: services.deliver(commitment, by=None, delivered_on=TODAY, amount=Decimal(5)),
        lambda: one(commitment_id),
    )

    with own_app.app_context():
        commitment = one(commitment_id)
        assert pair.refused == []
        assert promises.fulfilment(commitment).arrived == Decimal(10)
        assert commitment.state is CommitmentState.DELIVERED
        assert list(chain.verify(db.session())) == []


def test_agreeing_at_once_happens_once_and_the_second_one_is_told(own_app: Flask, pair: Pair) -> None:
    commitment_id = prepare(own_app, agreed=False)

    pair.act(lambda commitment: services.agree(commitment, by=None), lambda: one(commitment_id))

    assert len(pair.refused) == 1
    with own_app.app_context():
        assert one(commitment_id).state is CommitmentState.AGREED


def test_a_delivery_is_taken_back_once(own_app: Flask, pair: Pair) -> None:
    commitment_id = prepare(own_app)
    with own_app.app_context():
        delivery_id = make_delivery(one(commitment_id), "4").id
        db.session.commit()

    pair.act(
        lambda delivery: services.cancel_delivery(delivery, by=None, reason="Twice"),
        lambda: db.session.get_one(Delivery, delivery_id),
    )

    assert len(pair.refused) == 1


def test_agreeing_on_a_method_at_once_makes_one_agreement(own_app: Flask, pair: Pair) -> None:
    prepare(own_app)

    pair.act(
        lambda partnership: services.set_default(
            partnership, ResourceKind.PEOPLE, by=None, method=ValuationMethod.NOT_VALUED
        ),
        lambda: db.session.scalars(select(Partnership)).unique().one(),
    )

    assert pair.refused == []
    with own_app.app_context():
        assert len(db.session.scalars(select(ValuationDefault)).all()) == 1
