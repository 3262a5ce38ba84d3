"""Sums keep every kopeck, never mix currencies, and never take "not valued" for zero."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.money import CURRENCIES, Money, Totals

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
parts = st.builds(Money, amounts, st.sampled_from(["RUB", "EUR", "XTS"]))


def rubles(amount: str) -> Money:
    return Money(Decimal(amount), "RUB")


def test_currencies_are_never_added_up() -> None:
    totals = Totals([rubles("1500.50"), Money(Decimal(20), "EUR"), rubles("0.50")])

    assert list(totals) == [rubles("1501.00"), Money(Decimal(20), "EUR")]
    assert totals.of("RUB") == Decimal(1501)
    assert totals.of("USD") == 0


def test_what_is_not_valued_is_not_zero() -> None:
    assert not Totals([None, None])
    assert len(Totals([None])) == 0
    assert Totals([Money(Decimal(0), "RUB")]), "a value of zero is a value"


def test_kopecks_are_added_exactly() -> None:
    assert Totals([rubles("0.10")] * 3).of("RUB") == Decimal("0.30")


def test_the_usual_currencies_come_first_and_unknown_ones_last() -> None:
    totals = Totals([Money(Decimal(1), code) for code in ("XTS", "AAA", "USD", "RUB")])

    assert [money.currency for money in totals] == ["RUB", "USD", "AAA", "XTS"]
    assert CURRENCIES[0] == "RUB"


@given(st.lists(parts, max_size=8))
def test_a_total_is_the_sum_of_its_parts_in_each_currency(listed: list[Money]) -> None:
    totals = Totals(listed)

    for currency in {part.currency for part in listed}:
        assert totals.of(currency) == sum(part.amount for part in listed if part.currency == currency)
    assert {money.currency for money in totals} == {part.currency for part in listed}


def test_the_order_of_adding_does_not_matter() -> None:
    listed = [rubles("0.01"), Money(Decimal("9.99"), "EUR"), rubles("1e6")]

    assert {tuple(Totals(order)) for order in permutations(listed)} == {tuple(Totals(listed))}
    assert all(Totals(order) == Totals(listed) for order in permutations(listed))


def test_a_total_can_change_and_so_is_no_key() -> None:
    with pytest.raises(TypeError):
        hash(Totals())
