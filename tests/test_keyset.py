"""Whoever turns the pages of a list by marks of rows reads the same rows as whoever counts from its beginning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, MetaData, String, Table, select

from tests.factories.accounts import make_programme_staff
from tests.factories.projects import make_partnership
from tracker.database import UtcDateTime
from tracker.keyset import Keyset, Merged
from tracker.projects.models import Partnership
from tracker.projects.terms import Visibility
from tracker.web import PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tests.visitor import Visitor

THINGS = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(20), nullable=False),
    Column("day", Date, nullable=False),
    Column("changed", UtcDateTime, nullable=False),
    Column("over", Date),
    prefixes=["TEMPORARY"],
)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ONE = st.tuples(
    st.sampled_from(["", "a", "A", "ё", "б", "a b"]), st.integers(0, 2), st.integers(0, 2)
)  # few values, so that most rows are tied with others
C = THINGS.c
ORDERS: list[tuple[Any, ...]] = [
    (C.day.desc(), C.changed.desc(), C.id.desc()),
    (C.name, C.id),
    (C.day, C.name.desc(), C.id.desc()),
    (C.id.desc(),),
]


@pytest.fixture
def things(database: Session) -> Session:
    """A session with an empty table."""
    THINGS.create(database.connection())
    return database


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ONE, max_size=14), size=st.integers(1, 4), order=st.sampled_from(ORDERS))
def test_pages_by_marks_are_those_that_counting_gives(
    things: Session, rows: list[tuple[str, int, int]], size: int, order: tuple[Any, ...]
) -> None:
    things.execute(THINGS.delete())
    for number, (name, days, hours) in enumerate(rows, 1):
        day, changed = date(2026, 1, 1) + timedelta(days), NOON + timedelta(hours=hours)
        things.execute(THINGS.insert().values(id=number, name=name, day=day, changed=changed))
    query: Select[Any] = select(C.id, C.name).order_by(*order)
    keyset = Keyset(query, "secret")
    counted = [
        [row.id for row in things.execute(query.limit(size).offset(start))]
        for start in range(0, len(rows), size)
    ]

    read, shown = [], things.execute(keyset.first(size)).all()
    while shown:
        read.append([row.id for row in shown])
        here = keyset.values_at(things, keyset.mark_of(shown[-1]))
        assert here is not None
        back = keyset.values_at(things, keyset.mark_of(shown[0]))
        assert back is not None
        before = things.execute(keyset.before(back, size)).all()[::-1]
        assert [row.id for row in before] == (read[-2] if len(read) > 1 else [])
        shown = things.execute(keyset.after(here, size)).all()

    assert read == counted


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ONE, max_size=14), size=st.integers(1, 4), shared=st.integers(0, 2))
def test_pages_of_parts_are_those_of_the_whole(
    things: Session, rows: list[tuple[str, int, int]], size: int, shared: int
) -> None:
    """Though something is in several parts, and one part has an empty column before what it is ordered by."""
    things.execute(THINGS.delete())
    for number, (name, days, hours) in enumerate(rows, 1):
        day, changed = date(2026, 1, 1) + timedelta(days), NOON + timedelta(hours=hours)
        things.execute(THINGS.insert().values(id=number, name=name, day=day, changed=changed))
    order = (C.day.desc(), C.changed.desc(), C.id.desc())
    whole = select(C.id, C.name).order_by(C.over.desc(), *order)
    shared_day = C.day == date(2026, 1, 1) + timedelta(shared)
    parts = [
        select(C.id).where(C.name < "a", C.over.is_(None)).order_by(C.over.desc(), *order),
        select(C.id).where(C.name >= "a").order_by(*order),
        select(C.id).where(shared_day).order_by(*order),
    ]
    dialect = things.connection().dialect.name
    keyset = Merged(whole, "secret", parts, number=C.id, dialect=dialect)
    counted = [
        [row.id for row in things.execute(whole.limit(size).offset(start))]
        for start in range(0, len(rows), size)
    ]
    by_number = [
        [row.id for row in things.execute(keyset.first(size, skipped=start))]
        for start in range(0, len(rows), size)
    ]
    assert by_number == counted
    assert things.scalar(keyset.counted) == len(rows)

    read, shown = [], things.execute(keyset.first(size)).all()
    while shown:
        read.append([row.id for row in shown])
        here, back = (keyset.values_at(things, keyset.mark_of(shown[place])) for place in (-1, 0))
        assert here is not None
        assert back is not None
        before = things.execute(keyset.before(back, size)).all()[::-1]
        assert [row.id for row in before] == (read[-2] if len(read) > 1 else [])
        shown = things.execute(keyset.after(here, size)).all()
    assert read == counted


def test_a_mark_leads_nowhere_when_it_was_made_up_or_its_row_has_moved(things: Session) -> None:
    things.execute(THINGS.insert().values(id=1, name="a", day=date(2026, 1, 1), changed=NOON))
    keyset = Keyset(select(C.id).order_by(C.day.desc(), C.id.desc()), "secret")
    mark = keyset.mark_of(things.execute(keyset.at(1)).one())

    assert keyset.values_at(things, mark) == [date(2026, 1, 1), 1]
    assert Keyset(keyset.query, "another secret").values_at(things, mark) is None
    for made_up in ("", "1", "1.", "x.y", f"2.{mark[2:]}", mark[:-1], f"{mark}é", "99999999999999999999.a"):
        assert keyset.values_at(things, made_up) is None

    things.execute(THINGS.update().values(day=date(2026, 1, 2)))
    assert keyset.values_at(things, mark) is None


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(database: Session) -> list[Partnership]:
    """Three pages of partnerships, most of them changed on the same days."""
    made = [
        make_partnership(database, title=f"N{number:02}", visibility=Visibility.PUBLIC, regions=("RU-ALT",))
        for number in range(2 * PAGE_SIZE + 7)
    ]
    for place, partnership in enumerate(made):
        partnership.alive_on = date(2026, 10, 1) + timedelta(place % 3)
        partnership.updated_at = NOON
    database.commit()
    return made


def titles(page: Page) -> list[str]:
    return [words for words in page.texts("tbody a") if words.startswith("N")]


@pytest.mark.parametrize("narrowed", ["", "?region=RU-ALT", "?sort=title", "?sort=stage"])
def test_turning_pages_there_and_back_shows_each_partnership_once(
    sign_in: Callable[..., Visitor], database: Session, many: list[Partnership], narrowed: str
) -> None:
    reader = sign_in(make_programme_staff(database))
    address, seen, by_number = f"/partnerships{narrowed}", [], []
    for number in (1, 2, 3):
        page = reader.visit(address)
        seen.append(titles(page))
        joined = "&" if narrowed else "?"
        by_number.append(titles(reader.visit(f"/partnerships{narrowed}{joined}page={number}")))
        following = page.select("a[rel=next]")
        assert bool(following) is (number < 3)
        address = str(following[0]["href"]) if following else address
    assert seen == by_number
    assert sorted(title for each in seen for title in each) == sorted(each.title for each in many)
    assert "after=" in address

    back = str(reader.visit(address).one("a[rel=prev]")["href"])
    assert "before=" in back
    assert "after=" not in back
    assert titles(reader.visit(back)) == seen[1]


def test_an_address_gives_no_day_away_and_a_filter_begins_anew(
    as_guest: Visitor, many: list[Partnership]
) -> None:
    page = as_guest.visit("/partnerships")
    following = str(page.one("a[rel=next]")["href"])

    assert "2026" not in following
    second = as_guest.visit(following)
    assert titles(second)
    assert all("after=" not in each["href"] for each in second.select("thead a"))
    spoiled = following.replace("after=", "after=9")
    assert titles(as_guest.visit(spoiled)) == titles(second)
