"""What the column types promise on both databases: exact decimals, aware instants, terms by their codes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Integer,
    MetaData,
    Numeric,
    Table,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import registry
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from tests.factories.partners import make_organisation
from tests.factories.projects import make_partnership
from tracker import database as kernel
from tracker.database import ExactDecimal, TermType, UtcDateTime, as_read, at, session_of, utc_now
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements

VALUES = Table(
    "values_of_the_tests",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("amount", ExactDecimal(18, 2)),
    Column("quantity", ExactDecimal(18, 3)),
    Column("instant", UtcDateTime),
    Column("sector", TermType(Sector)),
    prefixes=["TEMPORARY"],
)

kopecks = st.decimals(
    min_value=Decimal("-9999999999999999.99"), max_value=Decimal("9999999999999999.99"), places=2
)
instants = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001  # the zone comes from the strategy
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001  # the same
    timezones=st.timezones(),
    allow_imaginary=False,
)
several_runs = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""The examples share one transaction: each cleans up what the one before it wrote."""


@pytest.fixture
def values(database: Session) -> Session:
    """A session with a table of every type of column, gone with the test."""
    VALUES.create(database.connection())
    return database


def kept(session: Session, **row: Any) -> Any:
    """What comes back of a row that is written."""
    session.execute(VALUES.delete())
    session.execute(insert(VALUES).values(**row))
    return session.execute(select(*(VALUES.c[name] for name in row))).one()


# --- exact decimals --------------------------------------------------------------------------------------------------


@several_runs
@given(amount=kopecks)
def test_an_amount_comes_back_to_the_kopeck(values: Session, amount: Decimal) -> None:
    (back,) = kept(values, amount=amount)

    assert isinstance(back, Decimal)
    assert back == amount


@several_runs
@given(amounts=st.lists(kopecks.filter(lambda amount: abs(amount) < 10**12), min_size=1, max_size=6))
def test_the_database_adds_amounts_exactly(values: Session, amounts: list[Decimal]) -> None:
    values.execute(VALUES.delete())
    values.execute(insert(VALUES), [{"amount": amount} for amount in amounts])

    added, smallest = values.execute(select(func.sum(VALUES.c.amount), func.min(VALUES.c.amount))).one()

    assert added == sum(amounts)
    assert smallest == min(amounts)


@several_runs
@given(limit=kopecks, amount=kopecks)
def test_amounts_are_compared_and_ordered_as_numbers(
    values: Session, limit: Decimal, amount: Decimal
) -> None:
    values.execute(VALUES.delete())
    values.execute(insert(VALUES), [{"amount": amount}, {"amount": limit}])

    assert list(values.scalars(select(VALUES.c.amount).order_by(VALUES.c.amount))) == sorted([amount, limit])
    below = values.scalar(select(func.count()).where(VALUES.c.amount < limit).select_from(VALUES))
    assert below == (1 if amount < limit else 0)


def test_what_is_finer_than_the_scale_is_rounded_half_up(values: Session) -> None:
    back = kept(values, amount=Decimal("0.005"), quantity=Decimal("2.0005"))

    assert tuple(back) == (Decimal("0.01"), Decimal("2.001"))
    assert Decimal("0.005").quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) == Decimal("0.01")


def test_no_amount_stays_no_amount(values: Session) -> None:
    assert tuple(kept(values, amount=None, instant=None, sector=None)) == (None, None, None)
    assert values.scalar(select(func.sum(VALUES.c.amount))) is None


def test_sqlite_counts_in_whole_units_and_postgresql_in_its_own_decimals() -> None:
    amount, lite, postgres = ExactDecimal(18, 2), registry.load("sqlite")(), registry.load("postgresql")()

    assert isinstance(amount.load_dialect_impl(lite), BigInteger)
    assert isinstance(amount.load_dialect_impl(postgres), Numeric)
    assert amount.process_bind_param(Decimal("12.34"), lite) == 1234


# --- instants --------------------------------------------------------------------------------------------------------


@several_runs
@given(instant=instants)
def test_an_instant_comes_back_the_same_and_in_utc(values: Session, instant: datetime) -> None:
    (back,) = kept(values, instant=instant)

    assert back == instant.astimezone(UTC)
    assert back.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(values: Session) -> None:
    with pytest.raises(StatementError, match="time zone"):
        kept(values, instant=datetime(2026, 5, 3, 12, 0))  # noqa: DTZ001  # that is what is refused


def test_instants_of_different_zones_are_ordered_by_what_came_first(values: Session) -> None:
    barnaul = datetime(2026, 5, 3, 12, 0, tzinfo=timezone(timedelta(hours=7)))
    moscow = datetime(2026, 5, 3, 11, 0, tzinfo=timezone(timedelta(hours=3)))
    values.execute(insert(VALUES), [{"instant": moscow}, {"instant": barnaul}])

    assert list(values.scalars(select(VALUES.c.instant).order_by(VALUES.c.instant))) == [barnaul, moscow]


def test_the_clock_shows_another_instant_inside_at_only() -> None:
    then = datetime(2019, 4, 1, tzinfo=UTC)

    with at(then):
        assert utc_now() == then
        with at(then + timedelta(days=1)):
            assert utc_now() == then + timedelta(days=1)
        assert utc_now() == then

    assert utc_now() > then + timedelta(days=365)
    assert utc_now().tzinfo is UTC


def test_the_clock_is_right_again_after_an_error() -> None:
    then = datetime(2019, 4, 1, tzinfo=UTC)

    with pytest.raises(LookupError), at(then):
        raise LookupError

    assert utc_now() != then


# --- terms -----------------------------------------------------------------------------------------------------------


def test_a_term_is_stored_as_its_code_and_read_as_itself(values: Session) -> None:
    (back,) = kept(values, sector=Sector.BUSINESS)

    assert back is Sector.BUSINESS
    assert values.connection().exec_driver_sql(f"SELECT sector FROM {VALUES.name}").scalar() == "business"


def test_a_code_may_stand_for_its_term_and_an_unknown_one_is_refused(values: Session) -> None:
    assert kept(values, sector="government").sector is Sector.GOVERNMENT
    with pytest.raises(StatementError, match="banana"):
        kept(values, sector="banana")


# --- sessions --------------------------------------------------------------------------------------------------------


def test_a_record_knows_its_session(database: Session) -> None:
    assert session_of(make_organisation(database)) is database
    with pytest.raises(LookupError, match="belongs to no session"):
        session_of(Organisation(name="Loose", sector=Sector.BUSINESS))


def test_a_stale_write_is_refused_by_the_database(database: Session) -> None:
    partnership = make_partnership(database)
    database.flush()
    overtaken = (
        update(Partnership).where(Partnership.id == partnership.id).values(version=Partnership.version + 1)
    )
    database.execute(overtaken, execution_options={"synchronize_session": False})

    partnership.title = "Written over the change of somebody else"

    with pytest.raises(StaleDataError):
        database.flush()


def test_a_record_notes_when_it_was_written_and_last_changed(database: Session) -> None:
    with at(datetime(2026, 1, 1, tzinfo=UTC)):
        organisation = make_organisation(database)
        database.flush()
    with at(datetime(2026, 2, 2, tzinfo=UTC)):
        organisation.place = "Барнаул"
        database.flush()

    assert organisation.created_at.date() == date(2026, 1, 1)
    assert organisation.updated_at.date() == date(2026, 2, 2)


def test_a_record_made_of_its_values_is_as_if_it_had_been_read(
    database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    number = make_organisation(database, "School 12", place="Барнаул").id
    database.flush()
    database.expunge_all()

    with count_queries() as queries:
        made = as_read(database, Organisation, {"id": number, "name": "School 12", "version": 1}, contacts=[])
        assert (made.name, made.contacts) == ("School 12", [])
    assert len(queries) == 0
    assert not database.dirty
    assert made.place == "Барнаул", "what was left out is read when it is asked for"

    made.place = "Бийск"
    database.flush()
    assert database.scalar(select(Organisation.place).where(Organisation.id == number)) == "Бийск"
    assert as_read(database, Organisation, {"id": number, "name": "Another"}) is made
    assert made.name == "School 12", "what the session holds stays as it is"


def test_foreign_keys_are_watched_on_both_databases(database: Session) -> None:
    organisation = make_organisation(database)
    nowhere = update(Organisation).where(Organisation.id == organisation.id).values(region_code="XX-NO")

    with pytest.raises(IntegrityError), database.begin_nested():
        database.execute(nowhere)


def test_a_day_is_a_day_on_both_databases(database: Session) -> None:
    assert database.scalar(select(literal(date(2026, 5, 3), Date))) == date(2026, 5, 3)


def test_writing_requests_are_marked_for_sqlite_to_take_its_lock_at_once() -> None:
    assert kernel.writing.get() is False
