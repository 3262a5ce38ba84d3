"""Several processes that answer: gunicorn, with the application loaded once and shared.

Work in bulk, such as a large export, leaves a process with more memory than it needs. What can be given back is given back after it;
the rest lies in pieces too small for that. So a process that has grown by such work gives way to a fresh copy as soon as it is idle;
a copy is made in some milliseconds.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tracker.config import Settings

PATIENCE = 120
"""Seconds without a sign of life until a process is replaced; one that works on a long answer gives signs."""
LAST_ANSWERS = 60
"""Seconds for answers under way when the server is to stop."""
KEPT_OPEN = 75
"""Seconds that a connection waits for the next request: longer than web servers in front keep theirs, so that they hang up first."""
LONGEST_ADDRESS = 8190
LONG = 0.2
"""Seconds of processor time from which on an answer is work in bulk."""
LONG_WORK = 1.0
"""So many seconds of work in bulk a process does, however much it grows by it, until it may give way."""
GROWN = 32 * 1024 * 1024
"""Bytes that a process may have for itself then, besides those it had at first: new ones, and copies of what it shared."""
MEMORY = Path("/proc/self/smaps_rollup")
IN_MEMORY = Path("/dev/shm")  # noqa: S108  # of the system; signs of life must not wait for a disk


class Workers(BaseApplication):
    """The server; its processes begin as copies of this one."""

    def __init__(self, app: Flask, settings: Settings, give_back: Callable[[], None]) -> None:
        self._app = app
        self._settings = settings
        self._give_back = give_back
        self._renewal = Renewal(give_back)
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        chosen = {
            "bind": f"{host}:{self._settings.port}",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": PATIENCE,
            "graceful_timeout": LAST_ANSWERS,
            "keepalive": KEPT_OPEN,
            "limit_request_line": LONGEST_ADDRESS,
            "forwarded_allow_ips": "",  # TRACKER_PROXIES says who is believed
            "control_socket_disable": True,
            "loglevel": "warning",
            "post_fork": self._begin,
            "pre_request": lambda _worker, _request: self._renewal.begin_answer(),
            "post_request": lambda worker, _request: self._renewal.end_answer(worker),
        }
        if IN_MEMORY.is_dir():
            chosen["worker_tmp_dir"] = str(IN_MEMORY)
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def _begin(self, _server: Any, _worker: Any) -> None:
        """Let a new process make connections of its own; those of the first one stay as they are."""
        with self._app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)
        self._renewal = Renewal(self._give_back)


class Renewal:
    """When one process has to give way to a fresh one: after work in bulk that has made it grow, once nothing else is under way.

    ``give_back`` gives back the memory that can be given back after such work.
    """

    def __init__(self, give_back: Callable[[], None]) -> None:
        self._give_back = give_back
        self._lock = threading.Lock()
        self._answer = threading.local()
        self._under_way = 0
        self._worked = 0.0
        self._is_due = False
        self._at_first = own_memory()

    def begin_answer(self) -> None:
        self._answer.began = time.thread_time()
        with self._lock:
            self._under_way += 1

    def end_answer(self, worker: Any) -> None:
        took = time.thread_time() - self._answer.began
        is_long = took >= LONG
        if is_long:
            self._give_back()
        has_grown = is_long and own_memory() - self._at_first > GROWN
        with self._lock:
            self._under_way -= 1
            self._worked += took if is_long else 0
            self._is_due = self._is_due or (has_grown and self._worked >= LONG_WORK)
            if self._is_due and not self._under_way:
                worker.alive = False  # it takes no more visitors, and gunicorn starts another one


def own_memory() -> int:
    """Bytes of memory that this process shares with no other one; 0 where the system does not tell."""
    try:
        lines = MEMORY.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024
