"""What a reader may not see costs no reading: lists, boards and the region read as much with a hundred hidden records before them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member, make_partnership
from tracker.database import refresh_statistics, utc_now
from tracker.projects import rows
from tracker.projects.filters import Filter
from tracker.projects.terms import Stage, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

HERE, ELSEWHERE = "RU-ALT", "RU-TOM"
SHOWN_TO_ALL = 30
"""So many of each visibility are seen by everybody who is asked for: more than a page."""
HIDDEN = 120
PAGES = {
    "list": "/partnerships",
    "list, page 2": "/partnerships?page=2",
    "list of active": "/partnerships?state=active",
    "list of ended": "/partnerships?state=ended",
    "list of one stage": "/partnerships?stage=building",
    "list of one region": f"/partnerships?region={HERE}",
    "list of one region and stage": f"/partnerships?region={HERE}&stage=building",
    "list of one field": "/partnerships?field=health",
    "board": "/partnerships/board",
    "board of one region": f"/partnerships/board?region={HERE}",
    "region": "/region",
}
READERS: dict[str, tuple[Callable[[Session], User], Visibility]] = {
    "official": (lambda session: make_official(session, HERE), Visibility.PROGRAMME),
    "official of two regions": (
        lambda session: make_official(session, HERE, ELSEWHERE),
        Visibility.PROGRAMME,
    ),
    "manager": (make_alumnus, Visibility.REGION),
    "staff": (make_programme_staff, Visibility.TEAM),
}
"""Who reads, and what is hidden from them."""


@pytest.fixture
def shown(database: Session) -> list[Partnership]:
    """What readers see, written down long ago."""
    made = []
    for place in range(SHOWN_TO_ALL):
        partnership = make_partnership(
            database,
            regions=[HERE] if place % 2 else [HERE, ELSEWHERE],
            visibility=Visibility.PUBLIC,
            stage=Stage.BUILDING if place % 3 else Stage.START,
        )
        partnership.alive_on = date(2026, 1, 1) + timedelta(place)
        made.append(partnership)
    made[0].ended_on = made[1].ended_on = date(2026, 2, 1)
    database.flush()
    return made


def hide(database: Session, visibility: Visibility) -> None:
    """Write down many fresh records of somebody else, in the region and all stages."""
    somebody = make_alumnus(database)
    for place in range(HIDDEN):
        stage = Stage.BUILDING if place % 3 else Stage.START
        hidden = make_partnership(
            database, by=somebody, regions=[HERE, ELSEWHERE], visibility=visibility, stage=stage
        )
        hidden.alive_on = utc_now().date()
    database.flush()


def lists_of(database: Session, reader: Visitor, path: str) -> list[tuple[str, Any]]:
    """What a page asks for its rows."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "alive_on DESC" in statement or "order_2 DESC" in statement:
            sent.append((statement, values))

    engine = database.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        reader.visit(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent


def read_by(connection: Connection, statement: str, values: Any) -> int:
    """How much a database does for an answer: SQLite by steps of its machine, PostgreSQL by rows that it looks at."""
    if connection.dialect.name == "sqlite":
        steps = [0]

        def count() -> int:
            steps[0] += 1
            return 0

        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(count, 1)
        try:
            connection.exec_driver_sql(statement, values).all()
        finally:
            driver.set_progress_handler(None, 1)
        return steps[0]
    for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):  # what suits so few rows better
        connection.execute(text(f"SET LOCAL enable_{way} = off"))
    explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).scalar_one()
    return sum(_rows_of(explained[0]["Plan"]))


def _rows_of(plan: dict[str, Any]) -> list[int]:
    found = [row for part in plan.get("Plans", ()) for row in _rows_of(part)]
    if "Relation Name" in plan:
        seen = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        found.append(int(seen * plan["Actual Loops"]))
    return found


@pytest.mark.parametrize("name", READERS)
def test_hidden_records_are_not_walked_over(
    database: Session, sign_in: Callable[..., Visitor], shown: list[Partnership], name: str
) -> None:
    make_reader, visibility = READERS[name]
    person = make_reader(database)
    make_member(make_partnership(database, visibility=Visibility.TEAM, stage=Stage.BUILDING), person)
    reader = sign_in(person)
    pages = {page: path for page, path in PAGES.items() if page != "region" or person.is_official}
    questions = {page: lists_of(database, reader, path) for page, path in pages.items()}
    before = {page: read_by_all(database, asked) for page, asked in questions.items()}

    hide(database, visibility)

    after = {page: read_by_all(database, asked) for page, asked in questions.items()}
    assert {page: (before[page], now) for page, now in after.items() if now > 1.2 * before[page] + 10} == {}


def read_by_all(database: Session, questions: list[tuple[str, Any]]) -> int:
    """How much a database does for the rows of a page."""
    assert questions
    refresh_statistics(database.connection())
    return sum(read_by(database.connection(), *question) for question in questions)


def test_reading_the_whole_would_walk_over_them(database: Session, shown: list[Partnership]) -> None:
    """What is measured above would tell."""
    official = make_official(database, HERE)
    whole = rows.select_rows(Filter().select(official, utc_now().date())).limit(5)
    asked: list[tuple[str, Any]] = []
    engine = database.connection().engine

    def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    database.execute(whole).all()
    event.remove(engine, "before_cursor_execute", note)
    before = read_by(database.connection(), *asked[-1])
    hide(database, Visibility.PROGRAMME)
    assert read_by(database.connection(), *asked[-1]) > 2 * before
