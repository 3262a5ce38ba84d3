"""Sums by currency, money and other things apart, the unvalued counted; who carries how much; the same in SQL."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.projects import make_participation
from tests.factories.resources import make_commitment, make_delivery, make_money, make_need, make_valued
from tracker.database import utc_now
from tracker.money import Money, Totals
from tracker.partners.terms import Sector
from tracker.projects.models import Partnership
from tracker.resources import pictures, queries, services
from tracker.resources.balance import Balance, balance_of
from tracker.resources.sums import ResourceSums, sums_of
from tracker.resources.terms import Unit

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

TODAY = utc_now().date()


def balance(partnership: Partnership, session: Session) -> Balance:
    return balance_of(session.scalars(queries.commitments_of(partnership)).unique())


def sums(partnership: Partnership, session: Session) -> ResourceSums:
    return sums_of(session, select(Partnership.id).where(Partnership.id == partnership.id))


def roubles(amount: str) -> Totals:
    return Totals([Money(Decimal(amount), "RUB")])


def test_money_and_what_is_valued_otherwise_are_never_one_sum(
    database: Session, partnership: Partnership
) -> None:
    partner = make_participation(partnership)
    make_money(partner, "1000.10")
    make_money(partner, "0.20")
    make_valued(partner, "500")

    promised = balance(partnership, database).promised

    assert promised.cash == roubles("1000.30")
    assert promised.in_kind == roubles("500")


def test_currencies_are_never_added_up(database: Session, partnership: Partnership) -> None:
    partner = make_participation(partnership)
    make_money(partner, "1000")
    make_money(partner, "30", "EUR")

    promised = balance(partnership, database).promised

    assert list(promised.cash) == [Money(Decimal(1000), "RUB"), Money(Decimal(30), "EUR")]


def test_what_is_not_valued_is_counted_and_is_not_zero(database: Session, partnership: Partnership) -> None:
    partner = make_participation(partnership)
    make_delivery(make_commitment(partner))
    make_commitment(partner)

    found = balance(partnership, database)

    assert (found.promised.unvalued, found.delivered.unvalued) == (2, 1)
    assert not found.promised.in_kind
    assert not found.delivered.in_kind


def test_offers_and_withdrawals_do_not_count_as_promised(database: Session, partnership: Partnership) -> None:
    partner = make_participation(partnership)
    make_money(partner, "1000", agreed=False)
    services.withdraw(make_money(partner, "500"), by=None, reason="No budget")

    found = balance(partnership, database)

    assert not found.promised.cash
    assert found.offered == 1


def test_what_arrived_counts_though_the_rest_was_withdrawn(
    database: Session, partnership: Partnership
) -> None:
    commitment = make_money(make_participation(partnership), "500")
    make_delivery(commitment, "200")
    services.withdraw(commitment, by=None, reason="No budget")

    found = balance(partnership, database)

    assert not found.promised.cash
    assert found.delivered.cash == roubles("200")


def test_a_delivery_taken_back_does_not_count(database: Session, partnership: Partnership) -> None:
    delivery = make_delivery(make_money(make_participation(partnership), "500"), "200")
    services.cancel_delivery(delivery, by=partnership.created_by, reason="Twice")

    found = balance(partnership, database)

    assert not found.delivered.cash
    assert found.delivered.count == 0


def test_the_balance_shows_what_partners_and_sectors_carry(
    database: Session, partnership: Partnership
) -> None:
    business, city = (
        make_participation(partnership, Sector.BUSINESS),
        make_participation(partnership, Sector.GOVERNMENT),
    )
    make_money(business, "300")
    make_valued(business, "100")
    make_money(city, "100")
    make_commitment(city)

    found = balance(partnership, database)

    shares = {share.partner: share.promised for share in found.shares}
    assert shares[business.organisation].cash == roubles("300")
    assert shares[business.organisation].in_kind == roubles("100")
    assert shares[city.organisation].unvalued == 1
    assert [(sector, sums.cash.of("RUB")) for sector, sums in found.by_sector.items()] == [
        (Sector.GOVERNMENT, Decimal(100)),
        (Sector.BUSINESS, Decimal(300)),
    ]


def test_pictures_of_the_balance_keep_money_and_other_things_and_currencies_apart(
    database: Session, partnership: Partnership
) -> None:
    partner = make_participation(partnership, Sector.BUSINESS)
    make_money(partner, "300")
    make_valued(partner, "100")
    make_money(partner, "20", "EUR")

    figures = pictures.balance_figures(balance(partnership, database))

    assert [(figure["title"], figure["partners"][0]["value"]) for figure in figures] == [
        ("Money promised, RUB", Decimal(300)),
        ("Other than money, valued, RUB", Decimal(100)),
        ("Money promised, EUR", Decimal(20)),
    ]


@pytest.fixture
def mixed(database: Session, partnership: Partnership) -> Partnership:
    """One of everything that sums have to tell apart."""
    partner = make_participation(partnership)
    make_delivery(make_money(partner, "1000"), "999.99")
    make_delivery(make_money(partner, "30", "EUR"), "30")
    twice = make_valued(partner, "100", amount=Decimal(3))
    make_delivery(twice, "1")
    make_delivery(twice, None)
    make_delivery(make_commitment(partner))
    make_commitment(partner, agreed=False)
    again = make_money(partner, "70")
    make_delivery(again, "20")
    services.withdraw(again, by=None, reason="No budget")
    services.offer_again(again, by=partnership.created_by)
    database.flush()
    return partnership


def test_the_sums_in_sql_say_the_same_as_the_balance(database: Session, mixed: Partnership) -> None:
    found, summed = balance(mixed, database), sums(mixed, database)

    for one, other in ((found.promised, summed.promised), (found.delivered, summed.delivered)):
        assert (one.cash, one.in_kind) == (other.cash, other.in_kind)
        assert (one.unvalued, one.count) == (other.unvalued, other.count)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.decimals(min_value="0.01", max_value=10**9, places=2), min_size=1, max_size=6))
def test_sums_are_exact_on_both_databases(
    database: Session, partnership: Partnership, amounts: list[Decimal]
) -> None:
    partner = next(iter(partnership.participations), None) or make_participation(partnership)
    with database.begin_nested() as step:
        for amount in amounts:
            make_money(partner, str(amount))
        in_python, in_sql = balance(partnership, database), sums(partnership, database)
        step.rollback()

    assert in_python.promised.cash.of("RUB") == sum(amounts) == in_sql.promised.cash.of("RUB")


def test_overdue_commitments_are_found_in_sql_as_in_python(
    database: Session, partnership: Partnership
) -> None:
    partner = make_participation(partnership)
    yesterday = TODAY - timedelta(days=1)
    late, delivered, withdrawn = (make_commitment(partner, due_on=yesterday) for _ in range(3))
    make_commitment(partner, due_on=TODAY)
    make_commitment(partner)
    services.complete(delivered, by=None)
    services.withdraw(withdrawn, by=None, reason="No time")

    ids = select(Partnership.id).where(Partnership.id == partnership.id)
    found = database.scalars(queries.overdue_in(ids, TODAY)).unique().all()

    assert found == [late]
    assert [
        each
        for each in database.scalars(queries.commitments_of(partnership)).unique()
        if each.is_overdue_on(TODAY)
    ] == found


def test_the_picture_shows_needs_and_what_answers_none_of_them(
    app: Flask, database: Session, partnership: Partnership
) -> None:
    need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE)
    make_delivery(make_commitment(need, amount=Decimal(10)), "4")
    make_commitment(partnership, description="Урок о второй жизни бумаги", amount=Decimal(3), unit=Unit.EVENT)
    make_commitment(partnership, description="Без количества")
    database.refresh(need)

    with app.test_request_context():
        rows = pictures.coverage_rows([need], database.scalars(queries.commitments_of(partnership)).unique())

    assert [(row["label"], row["needed"], row["committed"], row["delivered"]) for row in rows] == [
        ("Макулатура", Decimal(12), Decimal(10), Decimal(4)),
        ("Урок о второй жизни бумаги", None, Decimal(3), Decimal(0)),
    ]
