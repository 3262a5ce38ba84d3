"""What follows from what was entered for a need, a commitment or a delivery, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.errors import DomainError
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.resources import promises, valuation
from tracker.resources.terms import CommitmentState, Unit

if TYPE_CHECKING:
    from tracker.projects.models import Participation, Partnership
    from tracker.resources.models import Commitment, Need

VALUED = ("kind", "amount", "rate", "currency", "method")
"""What the value of a commitment follows from."""
EARLIEST_MORNING = timedelta(hours=14)
"""So far ahead of UTC the first people on Earth begin a day."""


def refuse_future(day: date | None, field: str) -> None:
    """Raise ``DomainError`` for a day that has begun nowhere yet."""
    if day is not None and day > (utc_now() + EARLIEST_MORNING).date():
        raise DomainError(_l("This day is still to come."), field=field)


def wait_for(commitment: Commitment) -> None:
    """Lock a commitment until the transaction ends, and read it and its deliveries as they are now."""
    session = session_of(commitment)
    session.flush()
    for delivery in commitment.deliveries:
        session.expire(delivery)
    wait_and_refresh(commitment)


def given_reason(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_l("Please say why: the other partners will read it."), field="reason")
    return reason.strip()


def need_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Money is counted in its currency, everything else has none."""
    given = {name: value for name, value in values.items() if name not in {"kind", "description"}}
    valuation.check_number(given.get("amount"), "amount")
    if not values["kind"].is_money:
        return {**given, "currency": ""}
    valuation.check_cents(given.get("amount"))
    if given.get("amount") is not None and not given.get("currency"):
        raise DomainError(_l("Choose a currency."), field="currency")
    return {**given, "unit": Unit.CURRENCY, "unit_other": ""}


def check_belongs(partnership: Partnership, participation: Participation, need: Need | None) -> None:
    if participation.partnership_id != partnership.id:
        raise DomainError(_l("Choose a partner of this partnership."), field="participation")
    if need is not None and need.partnership_id != partnership.id:
        raise DomainError(_l("Choose a need of this partnership."), field="need")


def worth_after(commitment: Commitment, values: Mapping[str, Any]) -> dict[str, Any]:
    """The value that follows once ``values`` are in."""
    merged = {name: values.get(name, getattr(commitment, name)) for name in VALUED}
    given = values.get("value_amount", commitment.value_amount)
    worth = valuation.worth(merged.pop("kind"), value=given, **merged)
    unit = {"unit": Unit.CURRENCY, "unit_other": ""} if values.get("kind", commitment.kind).is_money else {}
    return {
        "value_amount": worth.amount,
        "currency": worth.currency,
        "method": worth.method,
        "rate": worth.rate,
        **unit,
    }


def check_measure(commitment: Commitment, values: Mapping[str, Any]) -> None:
    """Raise ``DomainError`` when what arrived already would be counted in something else all at once."""
    if not any(delivery.amount is not None for delivery in commitment.current_deliveries):
        return
    is_money = values.get("kind", commitment.kind).is_money
    units = [
        name
        for name in ("unit", "unit_other")
        if values.get(name, getattr(commitment, name)) != getattr(commitment, name)
    ]
    if is_money is not commitment.is_money or units:
        sentence = _l(
            "Something has arrived already, counted as before; what it is counted in cannot change now."
        )
        raise DomainError(sentence, field="unit")
    if is_money and values["currency"] != commitment.currency:
        raise DomainError(
            _l("Something has arrived already in the earlier currency; it cannot change now."),
            field="currency",
        )


def follow_amount(commitment: Commitment, promised_before: Decimal | None) -> None:
    """Another amount may mean that all is here by now, or that something is missing again."""
    arrived = promises.fulfilment(commitment)
    if commitment.amount == promised_before or arrived.missing is None:
        return
    if commitment.state is CommitmentState.IN_DELIVERY and arrived.is_all_here:
        commitment.state = CommitmentState.DELIVERED
        commitment.delivered_on = last_delivery(commitment)
    elif commitment.state is CommitmentState.DELIVERED and not arrived.is_all_here:
        commitment.state = CommitmentState.IN_DELIVERY
        commitment.delivered_on = None


def last_delivery(commitment: Commitment) -> date | None:
    return max((delivery.delivered_on for delivery in commitment.current_deliveries), default=None)


def value_of_part(commitment: Commitment, amount: Decimal | None, value: Decimal | None) -> Decimal | None:
    """The value given, or the share in the value of the whole."""
    valuation.check_number(amount, "amount")
    valuation.check_number(value, "value_amount")
    if commitment.is_money:
        valuation.check_cents(amount)
        return amount
    if value is not None and not commitment.currency:
        raise DomainError(
            _l("This commitment is counted without a value. Agree on a method of valuation first."),
            field="value_amount",
        )
    if value is not None:
        return valuation.in_cents(value)
    return valuation.share_of(
        commitment, amount, before=promises.fulfilment(commitment).arrived or Decimal(0)
    )


def go_back(commitment: Commitment) -> None:
    """The state once a delivery no longer counts; what was withdrawn or is only offered stays so."""
    if commitment.state not in {CommitmentState.IN_DELIVERY, CommitmentState.DELIVERED}:
        return
    if commitment.current_deliveries and promises.fulfilment(commitment).is_all_here:
        commitment.delivered_on = last_delivery(commitment)
        return
    commitment.delivered_on = None
    commitment.state = (
        CommitmentState.IN_DELIVERY if commitment.current_deliveries else CommitmentState.AGREED
    )
