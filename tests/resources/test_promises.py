"""The life of a commitment and its deliveries, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment, make_delivery
from tests.resources.reading import TODAY, YESTERDAY, state_of
from tests.visitor import Visitor
from tracker.errors import DomainError, WrongState
from tracker.resources import promises, services
from tracker.resources.terms import CommitmentState, ResourceKind, Unit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]


def test_a_promise_is_offered_first_and_does_not_count_yet(database: Session) -> None:
    commitment = make_commitment(database, agreed=False)

    assert state_of(commitment) is CommitmentState.OFFERED
    assert not promises.counts(commitment)


def test_an_agreed_promise_counts(database: Session) -> None:
    commitment = make_commitment(database, agreed=False)

    services.agree(commitment, by=None, on=YESTERDAY, agreed_by="Ирина Полухина")

    assert state_of(commitment) is CommitmentState.AGREED
    assert commitment.agreed_on == YESTERDAY
    assert commitment.value_agreed_by == "Ирина Полухина"
    assert commitment.offered_on == YESTERDAY, "nothing is agreed before it is offered"


def test_the_first_part_brings_it_into_delivery_and_the_last_one_finishes_it(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(16), unit=Unit.TONNE, kind=ResourceKind.MATERIALS)

    make_delivery(commitment, "6.5", delivered_on=YESTERDAY)
    assert state_of(commitment) is CommitmentState.IN_DELIVERY
    assert promises.fulfilment(commitment).missing == Decimal("9.5")

    make_delivery(commitment, "9.5")
    assert state_of(commitment) is CommitmentState.DELIVERED
    assert commitment.delivered_on == TODAY


def test_a_promise_without_an_amount_is_delivered_when_somebody_says_so(database: Session) -> None:
    commitment = make_commitment(database)
    make_delivery(commitment)
    assert state_of(commitment) is CommitmentState.IN_DELIVERY

    services.complete(commitment, by=None, on=YESTERDAY)

    assert state_of(commitment) is CommitmentState.DELIVERED
    assert commitment.delivered_on == YESTERDAY


def test_more_than_promised_is_shown(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(12))

    make_delivery(commitment, "16")

    fulfilment = promises.fulfilment(commitment)
    assert fulfilment.is_more
    assert not fulfilment.is_less
    assert fulfilment.missing == Decimal(-4)


def test_less_than_promised_is_shown_though_it_counts_as_delivered(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(12))
    make_delivery(commitment, "7")

    services.complete(commitment, by=None)

    fulfilment = promises.fulfilment(commitment)
    assert fulfilment.is_less
    assert fulfilment.missing == Decimal(5)


def test_what_counted_as_delivered_too_early_can_go_on(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(12))
    services.complete(commitment, by=None)

    services.start_delivery(commitment, by=None)

    assert state_of(commitment) is CommitmentState.IN_DELIVERY
    assert commitment.delivered_on is None


def test_a_declaration_has_its_day_and_its_link_and_can_be_taken_back(database: Session) -> None:
    commitment = make_commitment(database)

    services.declare(commitment, by=None, on=YESTERDAY, link="https://marathon.example/press")
    written = (commitment.declared_on, commitment.declared_link)
    services.declare(commitment, by=None, on=None)

    assert written == (YESTERDAY, "https://marathon.example/press")
    assert (commitment.declared_on, commitment.declared_link) == (None, "")


def test_only_what_is_agreed_can_be_declared(database: Session) -> None:
    with pytest.raises(WrongState, match="Agree on the commitment before"):
        services.declare(make_commitment(database, agreed=False), by=None, on=TODAY)


def test_a_withdrawal_wants_a_reason(database: Session) -> None:
    commitment = make_commitment(database)

    with pytest.raises(DomainError) as refused:
        services.withdraw(commitment, by=None, reason="  ")

    assert refused.value.field == "reason"
    assert state_of(commitment) is CommitmentState.AGREED


def test_a_withdrawn_promise_keeps_its_reason_and_what_arrived(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    make_delivery(commitment, "4")

    services.withdraw(commitment, by=None, reason="No premises left")

    assert state_of(commitment) is CommitmentState.WITHDRAWN
    assert commitment.withdrawn_reason == "No premises left"
    assert promises.fulfilment(commitment).arrived == Decimal(4)


def test_what_is_offered_again_wants_to_be_agreed_on_anew(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    make_delivery(commitment, "4")
    services.withdraw(commitment, by=None, reason="No premises left")

    services.offer_again(commitment, by=commitment.partnership.created_by)
    assert state_of(commitment) is CommitmentState.OFFERED
    assert commitment.agreed_on is None

    services.agree(commitment, by=None)
    assert state_of(commitment) is CommitmentState.IN_DELIVERY, "something had arrived before"


@pytest.mark.parametrize(
    ("bring", "take", "sentence"),
    [
        ("agree", services.agree, "agreed already"),
        ("withdraw", services.agree, "Offer it again first"),
        ("withdraw", services.complete, "Offer it again first"),
        ("complete", services.complete, "counts as delivered already"),
        ("offer", services.complete, "Agree on the commitment first"),
        ("offer", services.start_delivery, "Agree on the commitment first"),
    ],
)
def test_a_step_out_of_order_is_refused_with_a_sentence(
    database: Session, bring: str, take: Callable[..., None], sentence: str
) -> None:
    commitment = make_commitment(database, agreed=bring != "offer")
    if bring == "withdraw":
        services.withdraw(commitment, by=None, reason="No time")
    if bring == "complete":
        services.complete(commitment, by=None)

    with pytest.raises(WrongState, match=sentence):
        take(commitment, by=None)


def test_a_delivered_commitment_cannot_be_withdrawn(database: Session) -> None:
    commitment = make_commitment(database)
    services.complete(commitment, by=None)

    with pytest.raises(WrongState, match="cannot be withdrawn"):
        services.withdraw(commitment, by=None, reason="Too late")


@pytest.mark.parametrize("state", ["offered", "withdrawn"])
def test_nothing_arrives_of_what_is_not_agreed(database: Session, state: str) -> None:
    commitment = make_commitment(database, agreed=state == "withdrawn")
    if state == "withdrawn":
        services.withdraw(commitment, by=None, reason="No time")

    with pytest.raises(WrongState):
        make_delivery(commitment, "1")


def test_days_to_come_are_refused(database: Session) -> None:
    commitment = make_commitment(database)

    with pytest.raises(DomainError, match="still to come") as refused:
        make_delivery(commitment, "1", delivered_on=TODAY + timedelta(days=2))

    assert refused.value.field == "delivered_on"


# --- overdue ----------------------------------------------------------------------------------------------------------


def test_overdue_means_the_day_has_passed_and_it_is_neither_delivered_nor_withdrawn(
    database: Session,
) -> None:
    partner = make_participation(make_partnership(database))
    late: dict[str, Any] = {"amount": Decimal(10), "due_on": YESTERDAY}
    agreed, begun, delivered, withdrawn = (make_commitment(partner, **late) for _ in range(4))
    make_delivery(begun, "9")
    make_delivery(delivered, "10")
    services.withdraw(withdrawn, by=None, reason="No time")

    assert [each.is_overdue_on(TODAY) for each in (agreed, begun, delivered, withdrawn)] == [
        True,
        True,
        False,
        False,
    ]


def test_nothing_is_overdue_on_its_day_or_without_one(database: Session) -> None:
    partner = make_participation(make_partnership(database))

    assert not make_commitment(partner, due_on=TODAY).is_overdue_on(TODAY)
    assert not make_commitment(partner).is_overdue_on(TODAY)


# --- deliveries taken back --------------------------------------------------------------------------------------------


def test_a_delivery_recorded_by_mistake_stays_readable_and_no_longer_counts(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    wrong = make_delivery(commitment, "10")

    services.cancel_delivery(wrong, by=commitment.partnership.created_by, reason="Weighed twice")

    assert state_of(commitment) is CommitmentState.AGREED
    assert commitment.delivered_on is None
    assert commitment.deliveries == [wrong]
    assert wrong.cancelled_reason == "Weighed twice"
    assert promises.fulfilment(commitment).arrived == 0


def test_a_commitment_stays_delivered_while_enough_is_left(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    make_delivery(commitment, "10", delivered_on=YESTERDAY)
    surplus = make_delivery(commitment, "3")

    services.cancel_delivery(surplus, by=commitment.partnership.created_by, reason="Another partner's")

    assert state_of(commitment) is CommitmentState.DELIVERED
    assert commitment.delivered_on == YESTERDAY


def test_a_withdrawn_commitment_stays_withdrawn_when_its_delivery_is_taken_back(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    wrong = make_delivery(commitment, "4")
    services.withdraw(commitment, by=None, reason="No time")

    services.cancel_delivery(wrong, by=commitment.partnership.created_by, reason="Weighed twice")

    assert state_of(commitment) is CommitmentState.WITHDRAWN


def test_a_delivery_is_taken_back_once_and_for_a_reason(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    by = commitment.partnership.created_by
    delivery = make_delivery(commitment, "4")

    with pytest.raises(DomainError) as refused:
        services.cancel_delivery(delivery, by=by, reason="")
    assert refused.value.field == "reason"

    services.cancel_delivery(delivery, by=by, reason="Weighed twice")
    with pytest.raises(WrongState):
        services.cancel_delivery(delivery, by=by, reason="Weighed twice")
