"""The life of a need, a commitment and its deliveries, and what history keeps of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment, make_delivery, make_money, make_need, make_valued
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.resources import promises, services
from tracker.resources.terms import CommitmentState, NeedCoverage, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership
    from tracker.resources.models import Commitment

TODAY = utc_now().date()
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


def last_entry(partnership: Partnership, session: Session) -> Entry:
    entries = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc())
    return session.scalars(entries).unique().first()  # type: ignore[return-value]  # a partnership has at least its first entry


# --- from the offer to the end ----------------------------------------------------------------------------------------


def test_a_promise_is_offered_first_and_does_not_count_yet(database: Session) -> None:
    commitment = make_commitment(database, agreed=False)

    assert commitment.state is CommitmentState.OFFERED
    assert not promises.counts(commitment)


def test_an_agreed_promise_counts(database: Session) -> None:
    commitment = make_commitment(database, agreed=False)

    services.agree(commitment, by=None, on=YESTERDAY, agreed_by="Ирина Полухина")

    assert commitment.state is CommitmentState.AGREED
    assert commitment.agreed_on == YESTERDAY
    assert commitment.value_agreed_by == "Ирина Полухина"
    assert commitment.offered_on == YESTERDAY, "nothing is agreed before it is offered"


def test_the_first_part_brings_it_into_delivery_and_the_last_one_finishes_it(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(16), unit=Unit.TONNE, kind=ResourceKind.MATERIALS)

    make_delivery(commitment, "6.5", delivered_on=YESTERDAY)
    assert commitment.state is CommitmentState.IN_DELIVERY
    assert promises.fulfilment(commitment).missing == Decimal("9.5")

    make_delivery(commitment, "9.5")
    assert commitment.state is CommitmentState.DELIVERED
    assert commitment.delivered_on == TODAY


def test_a_promise_without_an_amount_is_delivered_when_somebody_says_so(database: Session) -> None:
    commitment = make_commitment(database)
    make_delivery(commitment)
    assert commitment.state is CommitmentState.IN_DELIVERY

    services.complete(commitment, by=None, on=YESTERDAY)

    assert commitment.state is CommitmentState.DELIVERED
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

    assert commitment.state is CommitmentState.IN_DELIVERY
    assert commitment.delivered_on is None


def test_a_declaration_has_its_day_and_its_link_and_can_be_taken_back(database: Session) -> None:
    commitment = make_commitment(database)

    services.declare(commitment, by=None, on=YESTERDAY, link="https://marathon.example/press")
    assert commitment.declared_on == YESTERDAY
    assert commitment.declared_link == "https://marathon.example/press"

    services.declare(commitment, by=None, on=None)
    assert commitment.declared_on is None
    assert not commitment.declared_link


def test_only_what_is_agreed_can_be_declared(database: Session) -> None:
    with pytest.raises(WrongState, match="Agree on the commitment before"):
        services.declare(make_commitment(database, agreed=False), by=None, on=TODAY)


def test_a_withdrawal_wants_a_reason(database: Session) -> None:
    commitment = make_commitment(database)

    with pytest.raises(DomainError) as refused:
        services.withdraw(commitment, by=None, reason="  ")

    assert refused.value.field == "reason"
    assert commitment.state is CommitmentState.AGREED


def test_a_withdrawn_promise_keeps_its_reason_and_what_arrived(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    make_delivery(commitment, "4")

    services.withdraw(commitment, by=None, reason="No premises left")

    assert commitment.state is CommitmentState.WITHDRAWN
    assert commitment.withdrawn_reason == "No premises left"
    assert promises.fulfilment(commitment).arrived == Decimal(4)


def test_what_is_offered_again_wants_to_be_agreed_on_anew(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    make_delivery(commitment, "4")
    services.withdraw(commitment, by=None, reason="No premises left")

    services.offer_again(commitment, by=commitment.partnership.created_by)
    assert commitment.state is CommitmentState.OFFERED
    assert commitment.agreed_on is None

    services.agree(commitment, by=None)
    assert commitment.state is CommitmentState.IN_DELIVERY, "something had arrived before"


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
    database: Session, bring: str, take: object, sentence: str
) -> None:
    commitment = make_commitment(database, agreed=bring != "offer")
    if bring == "withdraw":
        services.withdraw(commitment, by=None, reason="No time")
    if bring == "complete":
        services.complete(commitment, by=None)

    with pytest.raises(WrongState, match=sentence):
        take(commitment, by=None)  # type: ignore[operator]  # a service


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


def test_overdue_means_the_day_has_passed_and_it_is_neither_delivered_nor_withdrawn(database: Session) -> None:
    partner = make_participation(make_partnership(database))
    late = {"amount": Decimal(10), "due_on": YESTERDAY}
    agreed, begun, delivered, withdrawn = (make_commitment(partner, **late) for _ in range(4))
    make_delivery(begun, "9")
    make_delivery(delivered, "10")
    services.withdraw(withdrawn, by=None, reason="No time")

    assert [each.is_overdue_on(TODAY) for each in (agreed, begun, delivered, withdrawn)] == [True, True, False, False]


def test_nothing_is_overdue_on_its_day_or_without_one(database: Session) -> None:
    partner = make_participation(make_partnership(database))

    assert not make_commitment(partner, due_on=TODAY).is_overdue_on(TODAY)
    assert not make_commitment(partner).is_overdue_on(TODAY)


# --- deliveries taken back --------------------------------------------------------------------------------------------


def test_a_delivery_recorded_by_mistake_stays_readable_and_no_longer_counts(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    wrong = make_delivery(commitment, "10")

    services.cancel_delivery(wrong, by=commitment.partnership.created_by, reason="Weighed twice")

    assert commitment.state is CommitmentState.AGREED
    assert commitment.delivered_on is None
    assert commitment.deliveries == [wrong]
    assert wrong.cancelled_reason == "Weighed twice"
    assert promises.fulfilment(commitment).arrived == 0


def test_a_commitment_stays_delivered_while_enough_is_left(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    make_delivery(commitment, "10", delivered_on=YESTERDAY)
    surplus = make_delivery(commitment, "3")

    services.cancel_delivery(surplus, by=commitment.partnership.created_by, reason="Another partner's")

    assert commitment.state is CommitmentState.DELIVERED
    assert commitment.delivered_on == YESTERDAY


def test_a_withdrawn_commitment_stays_withdrawn_when_its_delivery_is_taken_back(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    wrong = make_delivery(commitment, "4")
    services.withdraw(commitment, by=None, reason="No time")

    services.cancel_delivery(wrong, by=commitment.partnership.created_by, reason="Weighed twice")

    assert commitment.state is CommitmentState.WITHDRAWN


def test_a_delivery_is_taken_back_once_and_for_a_reason(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))
    by = commitment.partnership.created_by
    assert by is not None
    delivery = make_delivery(commitment, "4")

    with pytest.raises(DomainError) as refused:
        services.cancel_delivery(delivery, by=by, reason="")
    assert refused.value.field == "reason"

    services.cancel_delivery(delivery, by=by, reason="Weighed twice")
    with pytest.raises(WrongState):
        services.cancel_delivery(delivery, by=by, reason="Weighed twice")


# --- changes ----------------------------------------------------------------------------------------------------------


def change(commitment: Commitment, **values: object) -> None:
    by = commitment.partnership.created_by
    assert by is not None
    services.change(commitment, by=by, **values)  # type: ignore[arg-type]  # values by name


def test_changing_what_was_agreed_keeps_the_old_value_in_the_history(database: Session) -> None:
    commitment = make_commitment(
        database, amount=Decimal(40), unit=Unit.HOUR, method=ValuationMethod.HOURLY_RATE, rate=Decimal(600), currency="RUB"
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
    assert by is not None
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
    assert commitment.state is CommitmentState.IN_DELIVERY

    change(commitment, amount=Decimal(9))
    assert commitment.state is CommitmentState.DELIVERED
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


# --- needs ------------------------------------------------------------------------------------------------------------


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
    assert by is not None

    with pytest.raises(DomainError):
        services.drop_need(need, by=by, reason=" ")
    services.drop_need(need, by=by, reason="The factory brings its own")
    assert need.dropped_on == TODAY
    assert need.dropped_reason == "The factory brings its own"
    assert not promises.is_late(need, TODAY)
    with pytest.raises(WrongState):
        services.drop_need(need, by=by, reason="Again")

    services.take_up_need(need, by=by)
    assert need.dropped_on is None
    with pytest.raises(WrongState):
        services.take_up_need(need, by=by)


def test_a_changed_need_keeps_what_it_was_in_the_history(database: Session) -> None:
    need = make_need(database, amount=Decimal(12), unit=Unit.TONNE)
    by = need.partnership.created_by
    assert by is not None

    services.edit_need(need, by=by, amount=Decimal(16))

    assert last_entry(need.partnership, database).changes == {"amount": {"old": "12", "new": "16"}}


def test_a_need_of_money_is_counted_in_its_currency(database: Session) -> None:
    need = make_need(database, kind=ResourceKind.MONEY, amount=Decimal(1000), currency="RUB", unit=Unit.PIECE)

    assert need.unit is Unit.CURRENCY
    with pytest.raises(DomainError) as refused:
        make_need(database, kind=ResourceKind.MONEY, amount=Decimal(1000))
    assert refused.value.field == "currency"
