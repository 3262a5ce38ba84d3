"""What each partner gave: sums that never mix currencies, money and the rest apart, what has no value only counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.evaluation_contributions import credit
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation
from tests.factories.resources import make_commitment, make_delivery, make_money, make_valued
from tracker.database import utc_now
from tracker.evaluation.contributions import glance, pictures
from tracker.evaluation.contributions.queries import contributions_of
from tracker.evaluation.contributions.shares import Contributions, contribution_of
from tracker.money import Money
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.models import Participation
from tracker.resources import services as resources
from tracker.resources.balance import balance_of
from tracker.resources.models import Commitment, Delivery
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.contributions.shares import PartnerContribution
    from tracker.projects.models import Partnership

TODAY = utc_now().date()


@pytest.fixture
def depot(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Депо", sector=Sector.BUSINESS))


@pytest.fixture
def committee(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Комитет", sector=Sector.GOVERNMENT))


def of(partner: Participation) -> PartnerContribution:
    found = contributions_of(partner.partnership)
    return next(each for each in found.partners if each.participation_id == partner.id)


def money(totals: Any) -> list[tuple[str, str]]:
    return [(format(each.amount.normalize(), "f"), each.currency) for each in totals]


# --- one partner ---------------------------------------------------------------------------------------------------------


def test_money_and_what_is_valued_otherwise_stand_apart(depot: Participation) -> None:
    make_delivery(make_money(depot, "60000"), "40000")
    make_valued(depot, "1500", currency="EUR")
    make_valued(depot, "9000")

    given = of(depot)

    assert money(given.promised.cash) == [("60000", "RUB")]
    assert money(given.delivered.cash) == [("40000", "RUB")]
    assert money(given.promised.in_kind) == [("9000", "RUB"), ("1500", "EUR")]
    assert money(given.delivered.in_kind) == []


def test_values_are_told_method_by_method(depot: Participation) -> None:
    make_valued(depot, "9000", method=ValuationMethod.MARKET_PRICE, amount=Decimal(3), unit=Unit.PIECE)
    make_delivery(
        make_valued(depot, "4000", method=ValuationMethod.COST_TO_GIVER, amount=Decimal(2), unit=Unit.DAY),
        "1",
    )
    make_money(depot, "500")

    methods = of(depot).by_method

    assert {method: (money(worth.promised), money(worth.delivered)) for method, worth in methods.items()} == {
        ValuationMethod.MARKET_PRICE: ([("9000", "RUB")], []),
        ValuationMethod.COST_TO_GIVER: ([("4000", "RUB")], [("2000", "RUB")]),
    }


def test_what_has_no_value_is_named_and_counted_in_its_units(depot: Participation) -> None:
    for amount in ("10", "2"):
        make_delivery(
            make_commitment(
                depot,
                kind=ResourceKind.INFORMATION,
                description="Заметки",
                amount=Decimal(amount),
                unit=Unit.PUBLICATION,
            ),
            amount,
        )
    make_commitment(depot, description="Советы", amount=Decimal(80), unit=Unit.HOUR)
    make_commitment(depot, description="Доброе слово")

    given = of(depot)

    assert given.promised.unvalued == 4
    assert [gift.description for gift in given.unvalued] == ["Заметки", "Заметки", "Советы", "Доброе слово"]
    assert glance.without_value(given) == "4 contributions: 12 publications, 80 hours"
    assert not given.promised.in_kind


def test_own_units_are_not_added_to_others(depot: Participation) -> None:
    for unit in ("саженец", "Саженец", "лопата"):
        make_commitment(depot, amount=Decimal(5), unit=Unit.OTHER, unit_other=unit)

    assert glance.without_value(of(depot)) == "3 contributions: 10 саженец, 5 лопата"


def test_a_value_still_to_be_worked_out_is_neither_zero_nor_forgotten(depot: Participation) -> None:
    make_commitment(
        depot, method=ValuationMethod.HOURLY_RATE, rate=Decimal(600), currency="RUB", unit=Unit.HOUR
    )

    given = of(depot)

    assert [gift.is_value_open for gift in given.unvalued] == [True]
    assert given.by_method == {}


def test_offers_do_not_count_and_what_arrived_before_a_withdrawal_does(depot: Participation) -> None:
    make_money(depot, "100", agreed=False)
    withdrawn = make_money(depot, "900")
    make_delivery(withdrawn, "300")
    resources.withdraw(withdrawn, by=None, reason="Нет денег")

    given = of(depot)

    assert money(given.promised.cash) == []
    assert money(given.delivered.cash) == [("300", "RUB")]
    assert (given.offered, given.withdrawn) == (1, 1)


def test_kinds_are_those_that_arrived(depot: Participation) -> None:
    make_commitment(depot, kind=ResourceKind.PREMISES)
    assert glance.kinds_in_words(of(depot)) == "premises"

    make_delivery(make_money(depot, "100"), "100")

    assert glance.kinds_in_words(of(depot)) == "money"


# --- all partners --------------------------------------------------------------------------------------------------------


def test_partners_stand_in_the_order_of_joining_or_by_name_and_never_by_money(
    database: Session, partnership: Partnership
) -> None:
    late = make_participation(
        partnership, make_organisation(database, "А"), joined_on=TODAY - timedelta(days=3)
    )
    gone = make_participation(
        partnership, make_organisation(database, "Б"), joined_on=TODAY - timedelta(days=90), left_on=TODAY
    )
    first = make_participation(
        partnership, make_organisation(database, "Я"), joined_on=TODAY - timedelta(days=80)
    )
    make_money(late, "9000000")

    found = contributions_of(partnership)

    assert [each.participation_id for each in found.partners] == [first.id, late.id, gone.id]
    assert [each.name for each in found.by_name] == ["А", "Б", "Я"]


def test_one_giver_among_several_is_said_plainly(
    partnership: Partnership, depot: Participation, committee: Participation
) -> None:
    assert glance.one_sided(contributions_of(partnership)) == []

    make_commitment(depot)

    assert glance.one_sided(contributions_of(partnership)) == [
        "Everything that was agreed or has arrived comes from one partner: Депо.",
        "Nothing is agreed with: Комитет.",
    ]


def test_one_giving_sector_among_several_is_said_plainly(
    partnership: Partnership, depot: Participation, committee: Participation
) -> None:
    make_commitment(depot)
    make_money(make_participation(partnership, Sector.BUSINESS), "100")

    assert glance.one_sided(contributions_of(partnership)) == [
        "Everything that was agreed or has arrived comes from one sector: business.",
        "Nothing is agreed with: Комитет.",
    ]


def test_where_all_give_nothing_is_said(
    partnership: Partnership, depot: Participation, committee: Participation
) -> None:
    make_commitment(depot)
    make_commitment(committee)

    assert glance.one_sided(contributions_of(partnership)) == []


def test_the_picture_of_a_currency_has_its_own_scale(
    partnership: Partnership, depot: Participation, committee: Participation
) -> None:
    make_money(depot, "1000000")
    make_delivery(make_money(committee, "10", currency="EUR"), "5")
    make_valued(committee, "20", currency="EUR")

    found = contributions_of(partnership)
    roubles, euros = pictures.figures_of(found, found.partners)

    assert (roubles.currency, euros.currency) == ("RUB", "EUR")
    assert [(row.label, row.cash.promised, row.in_kind.promised) for row in euros.partners] == [
        ("Депо", 0, 0),
        ("Комитет", 500, 1000),
    ]
    assert euros.partners[1].cash.delivered == 250
    assert euros.partners[0].is_empty
    assert [row.label for row in roubles.sectors] == ["Government", "Business"]


def test_sums_agree_with_the_page_of_resources(
    database: Session, partnership: Partnership, depot: Participation, committee: Participation
) -> None:
    make_delivery(make_money(depot, "1000"), "400")
    make_delivery(make_valued(committee, "700", amount=Decimal(7), unit=Unit.HOUR), "2")
    make_commitment(committee)

    found = contributions_of(partnership)
    balance = balance_of(database.scalars(select(Commitment)).unique())

    for share in balance.shares:
        same = next(each for each in found.partners if each.name == share.partner.display_name)
        assert (same.promised, same.delivered) == (share.promised, share.delivered)
    assert {each.sector: each.promised for each in found.sectors} == balance.by_sector


def test_the_number_of_queries_does_not_grow(
    database: Session, partnership: Partnership, count_queries: Callable[..., Any]
) -> None:
    def fill(partners: int) -> None:
        for _ in range(partners):
            partner = make_participation(partnership)
            make_delivery(make_money(partner, "100"), "50")
            credit(partner)
        database.expire_all()
        database.refresh(partnership)

    fill(1)
    with count_queries() as few:
        contributions_of(partnership)
    fill(6)
    with count_queries() as many:
        contributions_of(partnership)

    assert len(many) == len(few), "\n".join(many)


# --- an independent count ------------------------------------------------------------------------------------------------

CURRENCIES = ("RUB", "EUR", "KZT")
sums = st.one_of(st.none(), st.decimals("0.01", "9999999.99", places=2))


@st.composite
def deliveries(draw: st.DrawFn, currency: str) -> Delivery:
    value = draw(sums)
    return Delivery(
        delivered_on=date(2026, 1, 1),
        value_amount=value,
        amount=value,
        currency=draw(st.sampled_from((currency, *CURRENCIES))),
        cancelled_on=draw(st.sampled_from((None, None, date(2026, 1, 2)))),
    )


@st.composite
def commitments(draw: st.DrawFn) -> Commitment:
    currency = draw(st.sampled_from(CURRENCIES))
    return Commitment(
        kind=draw(st.sampled_from((ResourceKind.MONEY, ResourceKind.PEOPLE, ResourceKind.OTHER))),
        description="",
        unit=Unit.HOUR,
        unit_other="",
        state=draw(st.sampled_from(list(CommitmentState))),
        method=draw(st.sampled_from(list(ValuationMethod))),
        value_amount=draw(sums),
        currency=currency,
        deliveries=draw(st.lists(deliveries(currency), max_size=3)),
    )


def plain_sums(given: list[Commitment], *, arrived: bool, cash: bool) -> dict[str, Decimal]:
    """Added up one by one, without any of the code that the page uses."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for each in given:
        if (each.kind is ResourceKind.MONEY) is not cash:
            continue
        if not arrived and each.state.code in {"agreed", "in_delivery", "delivered"}:
            parts = [(each.value_amount, each.currency)]
        elif arrived:
            parts = [
                (part.value_amount, part.currency) for part in each.deliveries if part.cancelled_on is None
            ]
        else:
            parts = []
        for value, currency in parts:
            if value is not None:
                found[currency] += value
    return found


@given(st.lists(st.tuples(st.sampled_from(list(Sector)), st.lists(commitments(), max_size=5)), max_size=4))
def test_sums_of_each_currency_equal_a_plain_count_and_are_never_mixed(
    sides: list[tuple[Sector, list[Commitment]]],
) -> None:
    partners = [
        contribution_of(
            Participation(
                id=number, organisation=Organisation(name=f"P{number}", short_name="", sector=sector)
            ),
            given,
            None,
            is_current=True,
        )
        for number, (sector, given) in enumerate(sides)
    ]
    found = Contributions(1, tuple(partners))

    def as_dict(totals: Any) -> dict[str, Decimal]:
        return {each.currency: each.amount for each in totals}

    for partner, (_sector, theirs) in zip(partners, sides, strict=True):
        for arrived, both in ((False, partner.promised), (True, partner.delivered)):
            assert as_dict(both.cash) == plain_sums(theirs, arrived=arrived, cash=True)
            assert as_dict(both.in_kind) == plain_sums(theirs, arrived=arrived, cash=False)
        by_method: dict[str, Decimal] = defaultdict(Decimal)
        for worth in partner.by_method.values():
            for each in worth.delivered:
                by_method[each.currency] += each.amount
        assert by_method == plain_sums(theirs, arrived=True, cash=False)
    for sector in found.sectors:
        theirs = [each for its, given in sides if its is sector.sector for each in given]
        for arrived, both in ((False, sector.promised), (True, sector.delivered)):
            assert as_dict(both.cash) == plain_sums(theirs, arrived=arrived, cash=True)
            assert as_dict(both.in_kind) == plain_sums(theirs, arrived=arrived, cash=False)
    every = [each for _sector, given in sides for each in given]
    seen = {
        currency
        for arrived in (False, True)
        for cash in (False, True)
        for currency in plain_sums(every, arrived=arrived, cash=cash)
    }
    assert set(found.currencies) == seen
    for figure in pictures_without_words(found):
        drawn = [(row.cash, row.in_kind) for row in figure.partners]
        assert all(0 <= bar.promised <= 1000 and 0 <= bar.delivered <= 1000 for pair in drawn for bar in pair)


def pictures_without_words(found: Contributions) -> list[pictures.Figure]:
    """The pictures, where there is no application that could say sums in words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "show_money", lambda sum_: f"{sum_.amount} {sum_.currency}")
        return pictures.figures_of(found, found.partners)


def test_a_sum_has_one_currency() -> None:
    assert Money(Decimal(1), "RUB") != Money(Decimal(1), "EUR")
