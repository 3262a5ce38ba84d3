"""Needs, promises and what arrives. Every change of amount, value, day or state goes to the history with the old and the new.

Whoever takes a step waits for another one who is just taking a step with the same record, and then meets it as it is by then.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.models import Book
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.resources import promises, recording, settling, valuation
from tracker.resources.models import Commitment, Delivery, Need, ValuationDefault
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Participation, Partnership

NEED_FIELDS = ("kind", "description", "amount", "unit", "unit_other", "currency", "due_on")
COMMITMENT_FIELDS = (
    "giver", "answers", "kind", "description", "amount", "unit", "unit_other", "value_amount", "currency",
    "method", "rate", "rate_source", "value_proposed_by", "value_agreed_by", "due_on", "offered_on",
)  # fmt: skip
DEFAULT_FIELDS = ("method", "rate", "currency", "unit", "source", "agreed_on")

# --- needs ------------------------------------------------------------------------------------------------------------


def add_need(
    partnership: Partnership, *, by: User | None, kind: ResourceKind, description: str, **details: Any
) -> Need:
    """Write down what the project requires."""
    need = Need(
        partnership=partnership,
        kind=kind,
        description=description,
        **settling.need_values({**details, "kind": kind}),
    )
    session_of(partnership).add(need)
    session_of(partnership).flush()
    history.write(
        partnership,
        EntryKind.NEED_ADDED,
        by=by,
        subject=need,
        need=description,
        resource=kind,
        amount=need.amount,
        unit=need.unit,
        unit_other=need.unit_other,
        currency=need.currency,
        due_on=need.due_on,
    )
    return need


def edit_need(need: Need, *, by: User | None, **values: Any) -> None:
    """Change a need; what it was before stays in the history."""
    wait_and_refresh(need)
    merged = {name: values.get(name, getattr(need, name)) for name in NEED_FIELDS}
    settled = {**values, **settling.need_values(merged)}
    with history.changes(
        need, *NEED_FIELDS, kind=EntryKind.NEED_CHANGED, by=by, parts={"need": need.description}
    ):
        for name, value in settled.items():
            setattr(need, name, value)


def drop_need(need: Need, *, by: User | None, reason: str) -> None:
    """The need fell away; commitments that answered it stay."""
    wait_and_refresh(need)
    if need.dropped_on is not None:
        raise WrongState(_l("This need fell away already."))
    reason = settling.given_reason(reason)
    with history.changes(
        need,
        "dropped_on",
        kind=EntryKind.NEED_REMOVED,
        by=by,
        reason=reason,
        parts={"need": need.description},
    ):
        need.dropped_on, need.dropped_reason = utc_now().date(), reason


def take_up_need(need: Need, *, by: User | None) -> None:
    """A need that fell away is there again."""
    wait_and_refresh(need)
    if need.dropped_on is None:
        raise WrongState(_l("This need is on the list already."))
    with history.changes(
        need, "dropped_on", kind=EntryKind.NEED_CHANGED, by=by, parts={"need": need.description}
    ):
        need.dropped_on, need.dropped_reason = None, ""


# --- commitments ------------------------------------------------------------------------------------------------------


def promise(
    partnership: Partnership,
    *,
    by: User | None,
    participation: Participation,
    kind: ResourceKind,
    description: str,
    need: Need | None = None,
    amount: Decimal | None = None,
    unit: Unit | None = None,
    value_amount: Decimal | None = None,
    rate: Decimal | None = None,
    currency: str = "",
    method: ValuationMethod | None = None,
    offered_on: date | None = None,
    **details: Any,
) -> Commitment:
    """A partner offers something; its value follows by the method, or it stays counted and not valued."""
    settling.check_belongs(partnership, participation, need)
    settling.refuse_future(offered_on, "offered_on")
    worth = valuation.worth(
        kind, method=method, amount=amount, value=value_amount, rate=rate, currency=currency
    )
    commitment = Commitment(
        partnership=partnership,
        participation=participation,
        kind=kind,
        description=description,
        need=need,
        amount=amount,
        unit=Unit.CURRENCY if kind.is_money else unit,
        value_amount=worth.amount,
        currency=worth.currency,
        method=worth.method,
        rate=worth.rate,
        offered_on=offered_on or utc_now().date(),
        **details,
    )
    session_of(partnership).add(commitment)
    session_of(partnership).flush()
    recording.offered(commitment, by=by)
    return commitment


def change(commitment: Commitment, *, by: User | None, reason: str = "", **values: Any) -> None:
    """Change what was promised; the value is worked out anew, and what was agreed before stays in the history."""
    settling.wait_for(commitment)
    settling.refuse_future(values.get("offered_on"), "offered_on")
    partner, need = values.get("participation", commitment.participation), values.get("need", commitment.need)
    settling.check_belongs(commitment.partnership, partner, need)
    settled = {**values, **settling.worth_after(commitment, values)}
    settling.check_measure(commitment, settled)
    with history.changes(
        commitment,
        "state",
        "delivered_on",
        *COMMITMENT_FIELDS,
        kind=EntryKind.COMMITMENT_CHANGED,
        by=by,
        reason=reason,
        parts=recording.named(commitment),
    ):
        promised_before = commitment.amount
        for name, value in settled.items():
            setattr(commitment, name, value)
        settling.follow_amount(commitment, promised_before)


def agree(commitment: Commitment, *, by: User | None, on: date | None = None, agreed_by: str = "") -> None:
    """The partners agree on what was offered."""
    settling.wait_for(commitment)
    promises.check_move(commitment, CommitmentState.AGREED)
    settling.refuse_future(on, "agreed_on")
    day = on or utc_now().date()
    with recording.step(
        commitment, EntryKind.COMMITMENT_AGREED, "agreed_on", "offered_on", "value_agreed_by", by=by, on=on
    ):
        has_begun = bool(commitment.current_deliveries)
        commitment.state = CommitmentState.IN_DELIVERY if has_begun else CommitmentState.AGREED
        commitment.agreed_on = day
        commitment.offered_on = min(commitment.offered_on, day)
        commitment.value_agreed_by = agreed_by or commitment.value_agreed_by


def declare(commitment: Commitment, *, by: User | None, on: date | None, link: str = "") -> None:
    """The partner said publicly what it gives; no day takes a declaration back that was recorded by mistake."""
    settling.wait_for(commitment)
    if not promises.counts(commitment):
        raise WrongState(_l("Agree on the commitment before it is declared publicly."))
    settling.refuse_future(on, "declared_on")
    kind = EntryKind.COMMITMENT_CHANGED if on is None else EntryKind.COMMITMENT_DECLARED
    with recording.step(commitment, kind, "declared_on", "declared_link", by=by, on=on):
        commitment.declared_on = on
        commitment.declared_link = link if on is not None else ""


def start_delivery(commitment: Commitment, *, by: User | None, on: date | None = None) -> None:
    """The first part is on its way, or a commitment that counted as delivered is not all here yet."""
    settling.wait_for(commitment)
    promises.check_move(commitment, CommitmentState.IN_DELIVERY)
    settling.refuse_future(on, "delivered_on")
    with recording.step(commitment, EntryKind.COMMITMENT_CHANGED, "delivered_on", by=by, on=on):
        commitment.state = CommitmentState.IN_DELIVERY
        commitment.delivered_on = None


def complete(commitment: Commitment, *, by: User | None, on: date | None = None) -> None:
    """Count the commitment as delivered, though less may have arrived than was promised: that is shown, not hidden."""
    settling.wait_for(commitment)
    promises.check_move(commitment, CommitmentState.DELIVERED)
    settling.refuse_future(on, "completed_on")
    with recording.step(commitment, EntryKind.DELIVERY_CONFIRMED, "delivered_on", by=by, on=on):
        commitment.state = CommitmentState.DELIVERED
        commitment.delivered_on = on or utc_now().date()


def withdraw(commitment: Commitment, *, by: User | None, reason: str, on: date | None = None) -> None:
    """The partner takes its promise back; what arrived stays, and the need it answered is open again."""
    settling.wait_for(commitment)
    promises.check_move(commitment, CommitmentState.WITHDRAWN)
    settling.refuse_future(on, "withdrawn_on")
    reason = settling.given_reason(reason)
    with recording.step(
        commitment, EntryKind.COMMITMENT_WITHDRAWN, "withdrawn_on", by=by, on=on, reason=reason
    ):
        commitment.state = CommitmentState.WITHDRAWN
        commitment.withdrawn_on = on or utc_now().date()
        commitment.withdrawn_reason = reason


def offer_again(commitment: Commitment, *, by: User | None) -> None:
    """A withdrawn promise is offered again; it wants to be agreed on anew."""
    settling.wait_for(commitment)
    promises.check_move(commitment, CommitmentState.OFFERED)
    with recording.step(commitment, EntryKind.COMMITMENT_OFFERED, "withdrawn_on", "agreed_on", by=by):
        commitment.state = CommitmentState.OFFERED
        commitment.withdrawn_on, commitment.withdrawn_reason = None, ""
        commitment.agreed_on = None


# --- deliveries -------------------------------------------------------------------------------------------------------


def deliver(
    commitment: Commitment,
    *,
    by: User | None,
    delivered_on: date,
    amount: Decimal | None = None,
    value_amount: Decimal | None = None,
    note: str = "",
    evidence_link: str = "",
    confirmed_by: str = "",
) -> Delivery:
    """A part arrived. When as much as was promised has arrived, the commitment is delivered."""
    settling.wait_for(commitment)
    if commitment.state is not CommitmentState.DELIVERED:
        to = CommitmentState.IN_DELIVERY
        promises.check_move(commitment, to) if commitment.state is not to else None
    settling.refuse_future(delivered_on, "delivered_on")
    delivery = Delivery(
        delivered_on=delivered_on,
        amount=amount,
        value_amount=settling.value_of_part(commitment, amount, value_amount),
        currency=commitment.currency,
        note=note,
        evidence_link=evidence_link,
        confirmed_by=confirmed_by,
        recorded_by_id=by.id if by is not None else None,
    )
    commitment.deliveries.append(delivery)
    session_of(commitment).flush()
    with recording.step(
        commitment,
        EntryKind.DELIVERY_RECORDED,
        "delivered_on",
        by=by,
        on=delivered_on,
        amount=amount,
        value=delivery.value_amount,
        note=note,
        links=[evidence_link] if evidence_link else [],
        confirmed_by=confirmed_by,
        **recording.counted(commitment),
    ):
        if commitment.state is CommitmentState.DELIVERED or promises.fulfilment(commitment).is_all_here:
            commitment.state = CommitmentState.DELIVERED
            commitment.delivered_on = max(
                filter(None, (commitment.delivered_on, settling.last_delivery(commitment)))
            )
        else:
            commitment.state = CommitmentState.IN_DELIVERY
    return delivery


def cancel_delivery(delivery: Delivery, *, by: User | None, reason: str) -> None:
    """Take back a delivery recorded by mistake; it stays readable, marked as cancelled."""
    commitment = delivery.commitment
    settling.wait_for(commitment)
    if delivery.cancelled_on is not None:
        raise WrongState(_l("This delivery was cancelled already."))
    reason = settling.given_reason(reason)
    delivery.cancelled_on, delivery.cancelled_reason = utc_now().date(), reason
    with recording.step(
        commitment,
        EntryKind.COMMITMENT_CHANGED,
        "delivered_on",
        by=by,
        reason=reason,
        cancelled=delivery.delivered_on,
        amount=delivery.amount,
        **recording.counted(commitment),
    ):
        settling.go_back(commitment)


# --- valuation agreed in advance --------------------------------------------------------------------------------------


def set_default(
    partnership: Partnership,
    kind: ResourceKind,
    *,
    by: User | None,
    method: ValuationMethod,
    rate: Decimal | None = None,
    currency: str = "",
    unit: Unit | None = None,
    source: str = "",
    agreed_on: date | None = None,
) -> ValuationDefault:
    """Agree how one kind of resource is valued in this partnership, unless a commitment says otherwise."""
    if kind.is_money:
        raise DomainError(_l("Money is worth itself and needs no method."), field="kind")
    valuation.check_number(rate, "rate")
    settling.refuse_future(agreed_on, "agreed_on")
    if method.needs_rate and rate is None:
        raise DomainError(_l("Say the rate on which you agreed."), field="rate")
    if method is ValuationMethod.NOT_VALUED:
        rate = None
    default = _default_of(partnership, kind, method)
    with history.changes(
        default,
        *DEFAULT_FIELDS,
        kind=EntryKind.VALUATION_AGREED,
        by=by,
        happened_on=agreed_on,
        parts={"resource": kind},
        always=True,
    ):
        default.method, default.rate, default.unit, default.source = method, rate, unit, source
        default.currency = currency if rate is not None else ""
        default.agreed_on = agreed_on or utc_now().date()
    return default


def _default_of(partnership: Partnership, kind: ResourceKind, method: ValuationMethod) -> ValuationDefault:
    """What was agreed for a kind so far, or a new agreement; two people who agree at once make one, not two."""
    session = session_of(partnership)
    session.execute(select(Book.id).where(Book.id == partnership.book_id).with_for_update())
    known = select(ValuationDefault).where(
        ValuationDefault.partnership_id == partnership.id, ValuationDefault.kind == kind
    )
    default = session.scalar(known.execution_options(populate_existing=True))
    if default is None:
        default = ValuationDefault(partnership=partnership, kind=kind, method=method)
        session.add(default)
        session.flush()
    return default
