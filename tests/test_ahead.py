"""Long answers of a server are read ahead: the next rows are asked for while one works on those that came, and none is lost."""

from __future__ import annotations

import threading
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DataError

from tracker.ahead import reading_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Select

PATIENCE = 30


class Cursor:
    """Stands for the cursor of a server: gives numbers, and tells which thread asked for them."""

    arraysize = 10

    def __init__(self, count: int) -> None:
        self.numbers = iter(range(count))
        self.asked: list[tuple[int, str]] = []
        self.has_asked = threading.Semaphore(0)
        self.is_closed = False

    def fetchmany(self, size: int = 0) -> list[int]:
        self.asked.append((size, threading.current_thread().name))
        self.has_asked.release()
        return list(islice(self.numbers, size))

    def fetchone(self) -> int | None:
        return next(self.numbers, None)

    def fetchall(self) -> list[int]:
        return list(self.numbers)

    def close(self) -> None:
        self.is_closed = True


def test_the_next_rows_are_asked_for_before_they_are_wanted() -> None:
    cursor = reading_ahead(Cursor)(25)

    assert cursor.fetchmany(10) == list(range(10))
    for _portion in ("wanted", "ahead"):
        assert cursor.has_asked.acquire(timeout=PATIENCE)
    assert cursor.fetchmany(10) == list(range(10, 20))
    assert cursor.fetchmany(10) == list(range(20, 25))
    cursor.close()

    assert cursor.is_closed
    assert [size for size, _thread in cursor.asked[:2]] == [10, 10]
    names = [thread for _size, thread in cursor.asked]
    assert names[0] == threading.current_thread().name
    assert names[1].startswith("reading-ahead")


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 40])
def test_no_row_is_lost_or_comes_twice_however_they_are_asked_for(count: int) -> None:
    for sizes in ([10, 10, 10], [10, 3, 20], [1, 1, 10], [0, 4]):
        cursor = reading_ahead(Cursor)(count)
        rows = [row for size in sizes for row in cursor.fetchmany(size)]
        one = cursor.fetchone()
        rows += [] if one is None else [one]
        rows += cursor.fetchall()
        cursor.close()

        assert rows == list(range(count))


@pytest.fixture
def server(database_url: str) -> Iterator[Connection]:
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no server")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def portions(connection: Connection, asked: Select[Any]) -> Iterator[list[Any]]:
    answer = connection.execute(asked, execution_options={"yield_per": 100})
    with answer:
        for some in answer.partitions():
            yield [row[0] for row in some]


def test_a_server_answers_in_portions_and_other_questions_between_them(server: Connection) -> None:
    rows = []
    for some in portions(server, select(func.generate_series(1, 1050))):
        assert server.scalar(text("SELECT 7")) == 7
        rows += some

    assert rows == list(range(1, 1051))
    with server.connection.driver_connection.cursor("named") as cursor:  # type: ignore[union-attr]  # it is open
        assert type(cursor).__name__ == "ReadingAhead"


def test_who_stops_reading_leaves_the_connection_as_it_was(server: Connection) -> None:
    answer = portions(server, select(func.generate_series(1, 100_000)))
    assert next(answer) == list(range(1, 101))
    answer.close()

    assert server.scalar(text("SELECT 7")) == 7
    server.rollback()
    assert server.scalar(text("SELECT count(*) FROM pg_cursors")) == 0


def test_what_goes_wrong_in_a_later_portion_is_told(server: Connection) -> None:
    number = func.generate_series(1, 1000).column_valued("number")
    answer = portions(server, select(1 / (250 - number)))
    with pytest.raises(DataError):
        list(answer)
    server.rollback()

    assert server.scalar(text("SELECT 7")) == 7
