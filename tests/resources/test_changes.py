"""Changing what was promised: history keeps what was agreed before."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment, make_delivery, make_money, make_need, make_valued
from tests.resources.reading import TODAY, TOMORROW, YESTERDAY, last_entry, state_of
from tests.visitor import Visitor
from tracker.errors import DomainError
from tracker.history import chain
from tracker.history.terms import EntryKind
from tracker.resources import services
from tracker.resources.models import Commitment
from tracker.resources.terms import CommitmentState, Unit, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]


def change(commitment: Commitment, **values: Any) -> None:
    by = commitment.partnership.created_by
    services.change(commitment, by=by, **values)


def test_changing_what_was_agreed_keeps_the_old_value_in_the_history(database: Session) -> None:
    commitment = make_commitment(
        database,
        amount=Decimal(40),
        unit=Unit.HOUR,
        method=ValuationMethod.HOURLY_RATE,
        rate=Decimal(600),
        currency="RUB",
    )

    change(commitment, amount=Decimal(50), reason="Ten more schools", due_on=TOMORROW)

    entry = last_entry(commitment.partnership, database)
    assert entry.kind is EntryKind.COMMITMENT_CHANGED
    assert entry.changes == {
        "amount": {"old": "40", "new": "50"},
        "value_amount": {"old": "24000", "new": "30000"},
        "due_on": {"old": None, "new": TOMORROW.isoformat()},
    }
    assert entry.part("reason") == "Ten more schools"


def test_nothing_is_written_down_when_nothing_changed(database: Session) -> None:
    commitment = make_valued(database, "100")
    before = commitment.partnership.book.length

    change(commitment, description=commitment.description)

    assert commitment.partnership.book.length == before


def test_every_step_is_written_down_with_the_old_and_the_new_state(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(2))

    make_delivery(commitment, "2", delivered_on=YESTERDAY)

    entry = last_entry(commitment.partnership, database)
    assert entry.kind is EntryKind.DELIVERY_RECORDED
    assert entry.happened_on == YESTERDAY
    assert entry.changes["state"] == {"old": "agreed", "new": "delivered"}
    assert entry.changes["delivered_on"] == {"old": None, "new": YESTERDAY.isoformat()}


def test_the_chain_holds_after_a_whole_life(database: Session) -> None:
    commitment = make_commitment(make_need(database), amount=Decimal(3))
    by = commitment.partnership.created_by
    services.declare(commitment, by=by, on=TODAY)
    wrong = make_delivery(commitment, "1")
    services.cancel_delivery(wrong, by=by, reason="Weighed twice")
    change(commitment, amount=Decimal(5))
    services.withdraw(commitment, by=by, reason="No time")
    services.offer_again(commitment, by=by)
    database.commit()
    database.expire_all()

    assert list(chain.verify(database, book_id=commitment.partnership.book_id)) == []


def test_another_partner_can_take_a_promise_over(database: Session) -> None:
    partnership = make_partnership(database)
    first, second = make_participation(partnership), make_participation(partnership)
    commitment = make_commitment(first)

    change(commitment, participation=second)

    entry = last_entry(partnership, database)
    assert entry.changes == {
        "giver": {"old": first.organisation.display_name, "new": second.organisation.display_name}
    }


def test_partner_and_need_of_another_partnership_are_refused(database: Session) -> None:
    commitment = make_commitment(database)
    stranger = make_participation(make_partnership(database))

    with pytest.raises(DomainError) as refused:
        change(commitment, participation=stranger)
    assert refused.value.field == "participation"

    with pytest.raises(DomainError) as refused:
        change(commitment, need=make_need(database))
    assert refused.value.field == "need"


def test_a_promise_that_grew_is_in_delivery_again_and_one_that_shrank_is_delivered(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    make_delivery(commitment, "10")

    change(commitment, amount=Decimal(12))
    assert state_of(commitment) is CommitmentState.IN_DELIVERY

    change(commitment, amount=Decimal(9))
    assert state_of(commitment) is CommitmentState.DELIVERED
    assert commitment.delivered_on == TODAY


def test_what_it_is_counted_in_stays_once_something_arrived(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10), unit=Unit.HOUR)
    make_delivery(commitment, "4")

    with pytest.raises(DomainError) as refused:
        change(commitment, unit=Unit.DAY)

    assert refused.value.field == "unit"


def test_the_currency_of_money_stays_once_some_arrived(database: Session) -> None:
    commitment = make_money(database, "1000")
    make_delivery(commitment, "400")

    with pytest.raises(DomainError) as refused:
        change(commitment, currency="USD")

    assert refused.value.field == "currency"


def test_a_part_keeps_the_currency_in_which_it_was_valued(database: Session) -> None:
    commitment = make_valued(database, "1000", amount=Decimal(10))
    part = make_delivery(commitment, "5")

    change(commitment, currency="EUR", value_amount=Decimal(11))

    assert part.value is not None
    assert (part.value.amount, part.value.currency) == (Decimal(500), "RUB")
