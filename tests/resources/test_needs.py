"""What a project requires, and whether it is covered."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.factories.resources import make_commitment, make_delivery, make_need
from tests.resources.reading import TODAY, YESTERDAY, last_entry
from tests.visitor import Visitor
from tracker.errors import DomainError, WrongState
from tracker.resources import promises, services
from tracker.resources.terms import NeedCoverage, ResourceKind, Unit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]


def test_a_need_is_open_until_somebody_agrees_to_answer_it(database: Session) -> None:
    need = make_need(database, amount=Decimal(10), unit=Unit.TONNE)
    offer = make_commitment(need, amount=Decimal(10), agreed=False)
    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.OPEN

    services.agree(offer, by=None)

    assert promises.coverage(need) is NeedCoverage.COVERED


def test_a_need_is_partly_covered_by_a_part_and_covered_by_several(database: Session) -> None:
    need = make_need(database, amount=Decimal(10), unit=Unit.TONNE)
    make_commitment(need, amount=Decimal(6))
    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.PARTLY

    make_commitment(need, amount=Decimal(4))
    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.COVERED


def test_a_withdrawn_commitment_reopens_the_need_it_answered(database: Session) -> None:
    need = make_need(database, amount=Decimal(10), unit=Unit.TONNE)
    commitment = make_commitment(need, amount=Decimal(10))

    services.withdraw(commitment, by=None, reason="No premises left")

    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.OPEN


def test_what_arrived_of_a_withdrawn_commitment_still_covers_its_part(database: Session) -> None:
    need = make_need(database, amount=Decimal(10), unit=Unit.TONNE)
    commitment = make_commitment(need, amount=Decimal(10))
    make_delivery(commitment, "4")

    services.withdraw(commitment, by=None, reason="No premises left")

    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.PARTLY
    assert promises.secured(need) == Decimal(4)


def test_less_than_promised_leaves_the_need_partly_open_for_good(database: Session) -> None:
    need = make_need(database, amount=Decimal(10), unit=Unit.TONNE)
    commitment = make_commitment(need, amount=Decimal(10))
    make_delivery(commitment, "7")

    services.complete(commitment, by=None)

    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.PARTLY


def test_more_than_promised_covers_more(database: Session) -> None:
    need = make_need(database, amount=Decimal(10), unit=Unit.TONNE)
    commitment = make_commitment(need, amount=Decimal(6))

    make_delivery(commitment, "10")

    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.COVERED


def test_kilograms_and_tonnes_answer_each_other(database: Session) -> None:
    need = make_need(database, amount=Decimal(2), unit=Unit.TONNE)

    make_commitment(need, amount=Decimal(1500), unit=Unit.KILOGRAM)

    database.refresh(need)
    assert promises.secured(need) == Decimal("1.5")
    assert promises.coverage(need) is NeedCoverage.PARTLY


def test_what_is_counted_in_something_else_covers_partly(database: Session) -> None:
    need = make_need(database, amount=Decimal(2), unit=Unit.TONNE)

    make_commitment(need, amount=Decimal(100), unit=Unit.PIECE)

    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.PARTLY


def test_a_need_of_money_is_covered_in_its_own_currency_only(database: Session) -> None:
    need = make_need(database, kind=ResourceKind.MONEY, amount=Decimal(1000), currency="RUB")

    make_commitment(need, amount=Decimal(1000), currency="USD")
    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.PARTLY

    make_commitment(need, amount=Decimal(1000), currency="RUB")
    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.COVERED


def test_a_need_without_an_amount_is_covered_by_any_agreed_answer(database: Session) -> None:
    need = make_need(database)

    make_commitment(need)

    database.refresh(need)
    assert promises.coverage(need) is NeedCoverage.COVERED


def test_an_uncovered_need_is_late_after_its_day(database: Session) -> None:
    need = make_need(database, amount=Decimal(2), unit=Unit.TONNE, due_on=YESTERDAY)
    assert promises.is_late(need, TODAY)

    make_commitment(need, amount=Decimal(2))
    database.refresh(need)
    assert not promises.is_late(need, TODAY)


def test_a_need_falls_away_for_a_reason_and_can_come_back(database: Session) -> None:
    need = make_need(database, due_on=YESTERDAY)
    by = need.partnership.created_by

    with pytest.raises(DomainError):
        services.drop_need(need, by=by, reason=" ")
    services.drop_need(need, by=by, reason="The factory brings its own")
    dropped = (need.dropped_on, need.dropped_reason)
    assert not promises.is_late(need, TODAY)
    with pytest.raises(WrongState):
        services.drop_need(need, by=by, reason="Again")

    services.take_up_need(need, by=by)
    assert dropped == (TODAY, "The factory brings its own")
    assert (need.dropped_on, need.dropped_reason) == (None, "")
    with pytest.raises(WrongState):
        services.take_up_need(need, by=by)


def test_a_changed_need_keeps_what_it_was_in_the_history(database: Session) -> None:
    need = make_need(database, amount=Decimal(12), unit=Unit.TONNE)
    by = need.partnership.created_by

    services.edit_need(need, by=by, amount=Decimal(16))

    assert last_entry(need.partnership, database).changes == {"amount": {"old": "12", "new": "16"}}


def test_a_need_of_money_is_counted_in_its_currency(database: Session) -> None:
    need = make_need(database, kind=ResourceKind.MONEY, amount=Decimal(1000), currency="RUB", unit=Unit.PIECE)

    assert need.unit is Unit.CURRENCY
    with pytest.raises(DomainError) as refused:
        make_need(database, kind=ResourceKind.MONEY, amount=Decimal(1000))
    assert refused.value.field == "currency"
