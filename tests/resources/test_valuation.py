"""What resources are worth: exactly, by the method agreed, or not valued, which is never zero."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.projects import make_partnership
from tests.factories.resources import make_commitment, make_default, make_delivery, make_money, make_valued
from tests.resources.reading import last_entry
from tracker.errors import DomainError
from tracker.history.terms import EntryKind
from tracker.money import Money
from tracker.resources import queries, services, valuation
from tracker.resources.models import Commitment
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation

AMOUNTS = st.decimals(min_value="0.001", max_value=10**6, places=3)
PRICES = st.decimals(min_value="0.01", max_value=10**6, places=2)
VALUED = [method for method in ValuationMethod if method.needs_value]


def worth(
    *,
    kind: ResourceKind = ResourceKind.PEOPLE,
    method: ValuationMethod | None = None,
    amount: Decimal | None = None,
    value: Decimal | None = None,
    rate: Decimal | None = None,
    currency: str = "RUB",
) -> valuation.Worth:
    return valuation.worth(kind, method=method, amount=amount, value=value, rate=rate, currency=currency)


@given(amount=AMOUNTS, rate=PRICES)
def test_rate_times_hours_is_exact_to_the_kopeck(amount: Decimal, rate: Decimal) -> None:
    found = worth(method=ValuationMethod.HOURLY_RATE, amount=amount, rate=rate).amount

    assert found is not None
    assert abs(found - amount * rate) <= Decimal("0.005")
    assert found == found.quantize(Decimal("0.01"))


@given(amount=PRICES)
def test_money_is_worth_itself(amount: Decimal) -> None:
    assert worth(kind=ResourceKind.MONEY, amount=amount).amount == amount


@pytest.mark.parametrize("method", VALUED)
def test_other_methods_take_the_value_that_the_partners_state(method: ValuationMethod) -> None:
    found = worth(method=method, value=Decimal("1500.50"))

    assert (found.amount, found.currency, found.method) == (Decimal("1500.50"), "RUB", method)


def test_a_price_for_one_works_with_other_methods_too() -> None:
    found = worth(
        method=ValuationMethod.MARKET_PRICE, amount=Decimal(60), rate=Decimal(8500), value=Decimal(1)
    )

    assert found.amount == Decimal(510_000)


@pytest.mark.parametrize("value", [None, Decimal(100)])
def test_not_valued_has_no_value_whatever_was_typed(value: Decimal | None) -> None:
    found = worth(method=ValuationMethod.NOT_VALUED, value=value)

    assert found.amount is None
    assert not found.currency


def test_what_says_nothing_of_a_method_is_not_valued() -> None:
    assert worth().method is ValuationMethod.NOT_VALUED


def test_a_value_may_still_be_open() -> None:
    found = worth(method=ValuationMethod.HOURLY_RATE, rate=Decimal(600))

    assert found.amount is None
    assert found.currency == "RUB"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"method": ValuationMethod.AGREED_ESTIMATE, "value": Decimal(0)}, "value_amount"),
        ({"method": ValuationMethod.AGREED_ESTIMATE, "value": Decimal(-5)}, "value_amount"),
        ({"method": ValuationMethod.AGREED_ESTIMATE, "value": Decimal(5), "currency": ""}, "currency"),
        ({"method": ValuationMethod.HOURLY_RATE, "rate": Decimal(0)}, "rate"),
        ({"amount": Decimal(0)}, "amount"),
        ({"kind": ResourceKind.MONEY, "amount": Decimal("0.001")}, "amount"),
        ({"kind": ResourceKind.MONEY, "amount": Decimal(5), "currency": ""}, "currency"),
        (
            {"method": ValuationMethod.HOURLY_RATE, "rate": Decimal(10) ** 12, "amount": Decimal(10) ** 12},
            "value_amount",
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        worth(**wrong)  # type: ignore[arg-type]  # cases by name

    assert refused.value.field == field


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=PRICES, parts=st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_parts_that_make_up_the_whole_add_up_to_its_value(
    database: Session, value: Decimal, parts: list[int]
) -> None:
    whole = Commitment(
        kind=ResourceKind.MATERIALS,
        amount=Decimal(sum(parts)),
        value_amount=value,
        method=ValuationMethod.MARKET_PRICE,
    )

    before, shares = Decimal(0), []
    for part in parts:
        shares.append(valuation.share_of(whole, Decimal(part), before=before) or Decimal(0))
        before += part

    assert sum(shares, Decimal(0)) == value


def test_each_part_takes_its_share_of_the_value(database: Session) -> None:
    commitment = make_valued(database, "100", amount=Decimal(3))

    shares = [make_delivery(commitment, "1").value for _ in range(3)]

    assert shares == [Money(Decimal(amount), "RUB") for amount in ("33.33", "33.34", "33.33")]


def test_a_part_can_be_worth_something_else_than_its_share(database: Session) -> None:
    commitment = make_valued(database, "100", amount=Decimal(4))

    part = make_delivery(commitment, "1", value_amount=Decimal(40))

    assert part.value == Money(Decimal(40), "RUB")


def test_a_part_of_money_is_worth_itself(database: Session) -> None:
    assert make_delivery(make_money(database, "1000"), "250.50").value == Money(Decimal("250.50"), "RUB")


def test_a_part_of_what_is_not_valued_has_no_value(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10))

    assert make_delivery(commitment, "5").value is None
    with pytest.raises(DomainError) as refused:
        make_delivery(commitment, "5", value_amount=Decimal(100))
    assert refused.value.field == "value_amount"


def test_a_value_says_how_it_was_found_and_who_proposed_and_agreed(database: Session) -> None:
    commitment = make_valued(
        database,
        "24000",
        rate_source="Тариф центра добровольцев",
        value_proposed_by="Софья Дёмина",
        value_agreed_by="Ирина Полухина",
    )

    assert commitment.method is ValuationMethod.AGREED_ESTIMATE
    assert commitment.rate_source == "Тариф центра добровольцев"
    assert (commitment.value_proposed_by, commitment.value_agreed_by) == ("Софья Дёмина", "Ирина Полухина")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amount=AMOUNTS, rate=PRICES)
def test_both_databases_keep_every_digit(
    database: Session, partner: Participation, amount: Decimal, rate: Decimal
) -> None:
    with database.begin_nested() as step:
        commitment = make_commitment(
            partner,
            amount=amount,
            unit=Unit.HOUR,
            method=ValuationMethod.HOURLY_RATE,
            rate=rate,
            currency="RUB",
        )
        expected = commitment.value_amount
        database.flush()
        database.expire(commitment)
        kept = (commitment.amount, commitment.rate, commitment.value_amount)
        step.rollback()

    assert kept == (amount, rate, expected)


# --- methods agreed in advance ----------------------------------------------------------------------------------------


def test_a_method_can_be_agreed_for_each_kind_but_money(database: Session) -> None:
    partnership = make_partnership(database)

    default = make_default(partnership)

    assert queries.default_of(database, partnership, ResourceKind.PEOPLE) is default
    assert queries.default_of(database, partnership, ResourceKind.PREMISES) is None
    with pytest.raises(DomainError) as refused:
        make_default(partnership, ResourceKind.MONEY)
    assert refused.value.field == "kind"


def test_another_agreement_takes_the_place_of_the_earlier_one_which_stays_in_the_history(
    database: Session,
) -> None:
    partnership = make_partnership(database)
    first = make_default(partnership)

    second = make_default(partnership, rate=Decimal(750))

    assert first is second
    entry = last_entry(partnership, database)
    assert entry.kind is EntryKind.VALUATION_AGREED
    assert entry.changes == {"rate": {"old": "600", "new": "750"}}


def test_an_agreed_rate_has_to_be_named(database: Session) -> None:
    with pytest.raises(DomainError) as refused:
        make_default(make_partnership(database), rate=None)

    assert refused.value.field == "rate"


def test_agreeing_not_to_value_keeps_no_rate(database: Session) -> None:
    partnership = make_partnership(database)

    default = make_default(partnership, method=ValuationMethod.NOT_VALUED)

    assert default.rate is None
    assert not default.currency


def test_a_default_does_not_change_what_was_promised_before(database: Session) -> None:
    commitment = make_commitment(database, amount=Decimal(10), unit=Unit.HOUR)

    services.set_default(
        commitment.partnership,
        ResourceKind.PEOPLE,
        by=None,
        method=ValuationMethod.HOURLY_RATE,
        rate=Decimal(600),
        currency="RUB",
    )

    assert commitment.value is None
