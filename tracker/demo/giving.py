"""What a partnership needs, what partners promise, and what arrives."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tracker.demo.story import Event, Order, Story
from tracker.projects.terms import Stage
from tracker.resources import services
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record

ROUBLE = "RUB"


def events(story: Story) -> Iterator[Event]:
    """Needs, how they are valued, promises and deliveries."""
    for need in story.given.get("needs", []):
        day = _day_of_need(story, need)
        yield Event(day, Order.NEED, story.writer(day), partial(_need, story, need, story.writer(day)))
    for default in story.given.get("valuation_defaults", []):
        yield Event(default["agreed"], Order.VALUATION, story.broker, partial(_value, story, default))
    for number, made in enumerate(story.given.get("commitments", [])):
        yield from _commitment(story, number, made)


def _day_of_need(story: Story, need: Record) -> int:
    """Needs are listed when the third stage begins, and earlier where a promise answers one earlier."""
    answers = [
        made["offered"] for made in story.given.get("commitments", []) if made.get("answers") == need["key"]
    ]
    entered = story.entered(Stage.COMMITMENTS)
    return min([*answers, story.given["visits"][-1]["entered"] if entered is None else entered])


def _need(story: Story, need: Record, by: User) -> None:
    kind = ResourceKind.from_code(need["kind"])
    story.needs[need["key"]] = services.add_need(
        story.partnership,
        kind=kind,
        description=need["description"],
        amount=Decimal(need["amount"]),
        unit=_unit(need),
        currency=ROUBLE if kind.is_money else "",
        due_on=story.date(need.get("due")),
        by=by,
    )


def _unit(given: Record) -> Unit | None:
    return Unit.CURRENCY if given["kind"] == ResourceKind.MONEY.code else Unit.from_code(given["unit"])


def _value(story: Story, default: Record) -> None:
    services.set_default(
        story.partnership,
        ResourceKind.from_code(default["kind"]),
        method=ValuationMethod.from_code(default["method"]),
        rate=_decimal(default.get("rate")),
        currency=ROUBLE if "rate" in default else "",
        unit=Unit.from_code(default["unit"]) if "unit" in default else None,
        source=default.get("source", ""),
        agreed_on=story.date(default["agreed"]),
        by=story.broker,
    )


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


# --- one commitment from the offer to the last delivery ---------------------------------------------------------------


def _commitment(story: Story, number: int, made: Record) -> Iterator[Event]:
    by = story.writer(made["offered"])
    yield Event(made["offered"], Order.OFFER, by, partial(_promise, story, number, made, by))
    if "agreed" in made:
        yield Event(made["agreed"], Order.AGREEMENT, story.broker, partial(_agree, story, number, made))
    if "declared" in made:
        by = story.writer(made["declared"]["day"])
        yield Event(
            made["declared"]["day"],
            Order.DECLARATION,
            by,
            partial(_declare, story, number, made["declared"], by),
        )
    deliveries = made.get("deliveries", [])
    for delivery in deliveries:
        by = story.writer(delivery["day"])
        yield Event(delivery["day"], Order.DELIVERY, by, partial(_deliver, story, number, delivery, by))
    if made["state"] == CommitmentState.DELIVERED.code:
        last = max(delivery["day"] for delivery in deliveries)
        yield Event(last, Order.COMPLETION, story.broker, partial(_complete, story, number, last))
    if "withdrawn" in made:
        yield Event(
            made["withdrawn"], Order.WITHDRAWAL, story.broker, partial(_withdraw, story, number, made)
        )


def _promise(story: Story, number: int, made: Record, by: User) -> None:
    method = ValuationMethod.from_code(made["method"]) if "method" in made else None
    is_valued = method is not None and method is not ValuationMethod.NOT_VALUED
    story.commitments[number] = services.promise(
        story.partnership,
        participation=story.participations[made["partner"]],
        need=story.needs.get(made.get("answers", "")),
        kind=ResourceKind.from_code(made["kind"]),
        description=made["description"],
        amount=Decimal(made["amount"]),
        unit=_unit(made),
        method=method,
        value_amount=_decimal(made.get("value")),
        rate=_decimal(made.get("rate")),
        rate_source=made.get("rate_source", ""),
        currency=made.get("currency", ROUBLE),
        value_proposed_by=_speaker(story, made["partner"]) if is_valued else "",
        due_on=story.date(made.get("due")),
        offered_on=story.day(made["offered"]),
        by=by,
    )


def _speaker(story: Story, organisation: str) -> str:
    """Who speaks for a partner: the one who does the work, else the one who decides."""
    partner = next(each for each in story.given["partners"] if each["organisation"] == organisation)
    return str(partner.get("executor") or partner.get("leader") or "")


def _agree(story: Story, number: int, made: Record) -> None:
    commitment = story.commitments[number]
    is_agreed_value = commitment.value_amount is not None and not commitment.is_money
    services.agree(
        commitment,
        on=story.day(made["agreed"]),
        agreed_by=story.given.get("project_manager", story.broker.name) if is_agreed_value else "",
        by=story.broker,
    )


def _declare(story: Story, number: int, declared: Record, by: User) -> None:
    services.declare(
        story.commitments[number], on=story.day(declared["day"]), link=declared.get("link", ""), by=by
    )


def _deliver(story: Story, number: int, delivery: Record, by: User) -> None:
    services.deliver(
        story.commitments[number],
        delivered_on=story.day(delivery["day"]),
        amount=_decimal(delivery.get("amount")),
        value_amount=_decimal(delivery.get("value")),
        note=delivery.get("evidence", ""),
        evidence_link=delivery.get("link", ""),
        confirmed_by=story.given.get("project_manager", ""),
        by=by,
    )


def _complete(story: Story, number: int, day: int) -> None:
    """The partners are content with less than was promised."""
    commitment = story.commitments[number]
    if commitment.state is not CommitmentState.DELIVERED:
        services.complete(commitment, on=story.day(day), by=story.broker)


def _withdraw(story: Story, number: int, made: Record) -> None:
    services.withdraw(
        story.commitments[number], reason=made["reason"], on=story.day(made["withdrawn"]), by=story.broker
    )
