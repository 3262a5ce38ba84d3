"""Several processes answer from one address, replace each other when one is lost or has grown, and stop in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

from tests import databases, live
from tests.postgres import free_port
from tracker import serving, workers
from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes need a system that forks")
PATIENCE = 60


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """``tracker serve`` on an empty installation, or on a database that is named: the first process and its address."""
    if "database_url" not in settings:
        databases.migrated_sqlite(folder)
    port = free_port()
    given = {"instance": str(folder), "port": str(port), "demo": "0"} | settings
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment |= {f"TRACKER_{name.upper()}": value for name, value in given.items()}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "serve"],
            cwd=live.ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        live.wait_for(process, f"http://127.0.0.1:{port}/health", log)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def children(process: subprocess.Popen[bytes]) -> set[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)],  # noqa: S607  # of the system
        capture_output=True,
        text=True,
        check=False,
    )
    return {int(pid) for pid in listed.stdout.split()}


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


@needs_fork
def test_several_processes_answer_and_a_lost_one_is_replaced(tmp_path: Path) -> None:
    with served(tmp_path, workers="2", threads="2") as (process, address):
        wait_until(lambda: len(children(process)) == 2)
        first = children(process)

        os.kill(min(first), signal.SIGKILL)
        wait_until(lambda: len(children(process)) == 2 and children(process) != first)

        for _time in range(10):
            with urlopen(f"{address}/login", timeout=20) as page:  # noqa: S310  # our own server
                assert b"csrf_token" in page.read()
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")


@needs_fork
def test_nobody_outside_is_believed_about_the_address_unless_a_proxy_is_named(tmp_path: Path) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    with (
        served(tmp_path, workers="2") as (_process, address),
        urlopen(Request(f"{address}/login", headers=forged), timeout=20) as page,  # noqa: S310
    ):
        assert "Strict-Transport-Security" not in page.headers
    other = tmp_path / "behind"
    other.mkdir()
    with (
        served(other, workers="2", proxies="1") as (_process, address),
        urlopen(Request(f"{address}/login", headers=forged), timeout=20) as page,  # noqa: S310
    ):
        assert page.headers["Strict-Transport-Security"]


class Worker:
    alive = True


def nothing() -> None:
    """What is done where nothing is to be done."""


def answer(renewal: workers.Renewal, worker: Any, *, meanwhile: Callable[[], None]) -> None:
    renewal.begin_answer()
    meanwhile()
    renewal.end_answer(worker)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The bytes that a process seems to hold."""
    held = {"bytes": 100_000_000}
    monkeypatch.setattr(workers, "own_memory", lambda: held["bytes"])
    return held


def grow(held: dict[str, int], *, by: int = workers.GROWN + 1) -> None:
    held["bytes"] += by


class Clock:
    """Processor time that is used only where a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def thread_time(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(workers, "time", clock)
    return clock


def use(clock: Clock, seconds: float, held: dict[str, int]) -> None:
    """Work for a while, and grow by it as by work in bulk."""
    clock.seconds += seconds
    grow(held)


def test_a_process_gives_way_after_work_in_bulk_that_made_it_grow(
    memory: dict[str, int], clock: Clock
) -> None:
    renewal, worker = workers.Renewal(nothing), Worker()

    answer(renewal, worker, meanwhile=nothing)
    assert worker.alive

    answer(renewal, worker, meanwhile=lambda: use(clock, workers.LONG_WORK, memory))
    assert not worker.alive


def test_a_process_gives_way_after_several_pieces_of_such_work(memory: dict[str, int], clock: Clock) -> None:
    renewal, worker = workers.Renewal(nothing), Worker()
    half = workers.LONG_WORK / 2
    assert half >= workers.LONG

    answer(renewal, worker, meanwhile=lambda: use(clock, half, memory))
    assert worker.alive

    answer(renewal, worker, meanwhile=lambda: use(clock, half, memory))
    assert not worker.alive


def test_a_process_that_grew_by_many_short_answers_stays(memory: dict[str, int], clock: Clock) -> None:
    renewal, worker = workers.Renewal(nothing), Worker()

    for _time in range(round(2 * workers.LONG_WORK / workers.LONG) + 1):
        answer(renewal, worker, meanwhile=lambda: use(clock, workers.LONG * 0.9, memory))

    assert worker.alive


def test_what_work_in_bulk_leaves_is_given_back_before_a_process_is_weighed(
    memory: dict[str, int], clock: Clock
) -> None:
    before = dict(memory)
    given_back = []

    def give_back() -> None:
        given_back.append(dict(memory))
        memory.update(before)

    renewal, worker = workers.Renewal(give_back), Worker()

    answer(renewal, worker, meanwhile=lambda: use(clock, workers.LONG * 0.9, memory))
    assert given_back == []

    answer(renewal, worker, meanwhile=lambda: use(clock, 2 * workers.LONG_WORK, memory))
    assert len(given_back) == 1
    assert worker.alive


def test_a_process_waits_for_its_other_answers_before_it_gives_way(
    memory: dict[str, int], clock: Clock
) -> None:
    renewal, worker = workers.Renewal(nothing), Worker()
    begun, may_end = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        may_end.wait(PATIENCE)

    other = threading.Thread(target=answer, args=(renewal, worker), kwargs={"meanwhile": wait})
    other.start()
    begun.wait(PATIENCE)
    answer(renewal, worker, meanwhile=lambda: use(clock, workers.LONG_WORK, memory))
    assert worker.alive

    may_end.set()
    other.join()
    assert not worker.alive


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells")
def test_the_memory_that_a_process_has_for_itself_is_known() -> None:
    before = workers.own_memory()
    held = bytearray(b"x" * 20_000_000)
    grown = workers.own_memory() - before

    assert 10_000_000 < before < 10_000_000_000
    assert grown >= len(held)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere there is nothing to give back with"
)
def test_memory_that_was_freed_is_given_back_and_idle_connections_to_sqlite_with_it(tmp_path: Path) -> None:
    app = databases.make_app(databases.migrated_sqlite(tmp_path), tmp_path)
    with app.app_context():
        with db.engine.connect(), db.engine.connect():
            pass
        assert db.engine.pool.checkedin() == 2
        pieces = [bytes(2000) for _piece in range(20_000)]
        last = bytes(2000)  # above all others, so that they do not go by themselves
        held = workers.own_memory()
        del pieces

        serving.give_back_memory(app)

        assert workers.own_memory() < held - 20_000_000
        assert db.engine.pool.checkedin() == 0
        assert last


def test_where_processes_cannot_fork_one_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = databases.make_app("sqlite://", tmp_path)
    settings = Settings(
        instance=tmp_path, secret_key="x", password_salt="x", database_url="sqlite://", workers=2
    )
    monkeypatch.delattr("os.fork", raising=False)
    monkeypatch.setattr(serving, "load_ahead", lambda _app: None)

    with pytest.raises(ConfigurationError, match="TRACKER_WORKERS takes 1 on this system"):
        serving.serve(app, settings)


def test_what_serves_carries_neither_migrations_nor_demonstration_data_in_memory(tmp_path: Path) -> None:
    left_out = {"alembic", "docx", "gunicorn", "tracker.demo.loader", "typst", "waitress"}
    code = f"import sys, tracker; tracker.create_app(); print(sorted({left_out} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=live.ROOT,
        env=os.environ | {"TRACKER_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.strip() == "[]", done.stderr
