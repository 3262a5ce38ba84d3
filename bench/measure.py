"""Measuring a running server from outside: processor time per request, requests per second, waiting times, memory.

Processor time is the steadiest figure: user and system time of all processes of the server, of the database's too, divided by the
number of requests. Pages of Tracker and of the floor take turns in one run, so that noise of the machine hits both alike.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 60
AT_ONCE = 8
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Server:
    """A server that runs: where, and whose processor time counts."""

    port: int
    process: subprocess.Popen[bytes]
    others: Callable[[], list[int]] = list
    """Processes besides the server's own, such as those of PostgreSQL."""

    def processes(self) -> list[int]:
        return [*descendants(self.process.pid), *self.others()]

    def processor_seconds(self) -> float:
        """User and system time so far, in seconds."""
        return sum(_processor_seconds(pid) for pid in self.processes())

    def megabytes(self) -> float:
        """Memory that the server's own processes hold for themselves, their share of what is common included."""
        return sum(_proportional_kilobytes(pid) for pid in descendants(self.process.pid)) / 1024


def descendants(pid: int) -> list[int]:
    """A process and all its children."""
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        for task in Path(f"/proc/{current}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def _processor_seconds(pid: int) -> float:
    """Of all threads of a process, to the nanosecond; where the kernel does not keep that, to its tick of ten milliseconds."""
    threads = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
    try:
        if threads:
            return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICK


def _proportional_kilobytes(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:")))


@contextmanager
def serving(
    command: Sequence[str], environment: dict[str, str], *, others: Callable[[], list[int]] = list
) -> Iterator[Server]:
    """Start a server and wait until it answers."""
    port = free_port()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment, "TRACKER_PORT": str(port), "TRACKER_HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Server(port, process, others)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _try in range(PATIENCE * 10):
        if process.poll() is not None:
            message = f"the server ended with {process.returncode}"
            raise RuntimeError(message)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.1)
    message = "the server does not answer"
    raise RuntimeError(message)


@dataclass
class Visitor:
    """Somebody who visits pages, with the cookies of a browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask("GET", path)

    def post(self, path: str, values: Sequence[tuple[str, str]]) -> tuple[int, bytes]:
        return self._ask("POST", path, urlencode(values))

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a person would; raises ``RuntimeError`` when that fails."""
        _status, page = self.get("/login")
        status, _page = self.post(
            "/login", [("csrf_token", token_in(page)), ("email", email), ("password", password)]
        )
        if status not in {302, 303}:
            message = f"{email} could not sign in ({status})"
            raise RuntimeError(message)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {
            "Accept-Language": "ru",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}{path}",
            }
        self.connection.request(method, quote(path, safe="/?=&%+"), body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        return answer.status, content


def token_in(page: bytes) -> str:
    """The token that guards the forms of a page."""
    found = TOKEN.search(page)
    return found[1].decode() if found else ""


@dataclass(frozen=True)
class Task:
    """One thing to measure: a name, who does it and how."""

    name: str
    act: Callable[[Visitor], tuple[int, bytes]]
    who: str = "staff"
    most: float | None = None
    """How many times the floor it may cost at most; ``None`` where nothing was promised."""
    within: float | None = None
    """How many milliseconds of processor time it may cost at most, at any size."""
    first: Callable[[Visitor], Any] | None = None
    """What is done before each time and not measured."""
    changes: bool = False
    """It writes; its queries are not counted."""


@dataclass
class Measured:
    """What one task cost."""

    name: str
    milliseconds: float
    """Processor time per request."""
    bytes: int
    per_second: float = 0.0
    median: float = 0.0
    slowest: float = 0.0
    """Waiting times in milliseconds, of half and of 95 of 100 requests at once."""
    queries: int | None = None
    """How many the page asks the database when it is opened again."""


def processor_time(server: Server, visitor: Visitor, task: Task, *, times: int) -> tuple[float, int]:
    """Processor milliseconds per request, and the bytes of the last answer; an error of the server is an error here."""
    used, size = 0.0, 0
    turns = [1] * times if task.first else [times]
    for turn in turns:
        if task.first:
            task.first(visitor)
        before = server.processor_seconds()
        for _time in range(turn):
            status, content = task.act(visitor)
            if status >= 400:
                message = f"{task.name}: the server answered {status}"
                raise RuntimeError(message)
            size = len(content)
        used += server.processor_seconds() - before
    return used * 1000 / times, size


def at_once(make_visitor: Callable[[], Visitor], task: Task, *, seconds: float) -> tuple[float, float, float]:
    """Requests per second, median and 95th percentile of the waiting time, with ``AT_ONCE`` visitors."""
    waits: list[float] = []
    until = time.monotonic() + seconds
    began = time.monotonic()

    def work(visitor: Visitor) -> None:
        while time.monotonic() < until:
            start = time.monotonic()
            task.act(visitor)
            waits.append((time.monotonic() - start) * 1000)

    workers = [threading.Thread(target=work, args=(make_visitor(),)) for _number in range(AT_ONCE)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    waits.sort()
    return len(waits) / (time.monotonic() - began), statistics.median(waits), waits[int(len(waits) * 0.95)]


def command_of(module: str) -> list[str]:
    """The command that starts one of our servers."""
    return [sys.executable, "-m", module]


def as_environment(settings: dict[str, Any]) -> dict[str, str]:
    """Settings as variables of the environment."""
    return {f"TRACKER_{name.upper()}": str(value) for name, value in settings.items()}
