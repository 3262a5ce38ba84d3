"""Serving: one process of waitress, or several of gunicorn that share what the first of them has loaded.

Waitress waits for slow visitors without a thread each, so it may stand alone. Gunicorn forks, which Windows cannot;
its processes want a web server in front.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextvars import Context
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import configure_mappers

from tracker import i18n
from tracker.database import utc_now
from tracker.errors import ConfigurationError
from tracker.extensions import db
from tracker.money import Money

if TYPE_CHECKING:
    from flask import Flask

    from tracker.config import Settings

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Names of mallopt(3)."""
ARENAS = 2
LARGE = 128 * 1024
"""From so many bytes on a piece of memory goes back to the system as soon as it is free."""


def serve(app: Flask, settings: Settings) -> None:
    """Serve until somebody stops it; raises ``ConfigurationError`` where several processes cannot be."""
    spare_memory()
    Context().run(load_ahead, app)  # a command may write; who opens a page only reads
    if settings.workers == 1:
        import waitress  # noqa: PLC0415  # either of the two servers is loaded

        waitress.serve(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident="Tracker",
            clear_untrusted_proxy_headers=False,
        )
        return
    if not hasattr(os, "fork"):
        raise ConfigurationError(
            "TRACKER_WORKERS takes 1 on this system. Start Tracker several times instead, each with its TRACKER_PORT."
        )
    from tracker.workers import Workers  # noqa: PLC0415

    Workers(app, settings, lambda: give_back_memory(app)).run()


def start_afresh() -> None:
    """Go on as ``tracker serve`` in a clean process, without what migrating and filling have left in memory.

    Where a process cannot become another one, nothing happens.
    """
    if hasattr(os, "fork"):
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "tracker", "serve"])  # noqa: S606  # ourselves


def spare_memory() -> None:
    """Let the C library keep less of what was freed: fewer arenas for the threads, large pieces back at once."""
    mallopt = _of_the_library("mallopt")
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_TRIM_THRESHOLD, LARGE)


def give_back_memory(app: Flask) -> None:
    """Give back what nobody needs between two answers: what SQLite keeps of its file for idle connections, and freed memory."""
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                engine.dispose()  # the connection of an answer under way stays, and goes with it
    gc.collect()
    trim = _of_the_library("malloc_trim")
    if trim is not None:
        trim(0)


def _of_the_library(name: str) -> Any:
    """A function of the GNU C library; ``None`` where there is another one."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None


def load_ahead(app: Flask) -> None:
    """Load what every page needs, so that the first visitor need not wait, and processes share it."""
    configure_mappers()
    for language in i18n.LANGUAGES:
        app.test_client().get("/login", headers={"Accept-Language": language})
        with app.test_request_context(headers={"Accept-Language": language}):
            i18n.show_datetime(utc_now())
            i18n.show_money(Money(Decimal(1), "RUB"))
    with app.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()
