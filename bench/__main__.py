"""``make bench``: what Tracker's pages cost beside the practical floor, on both databases and at several sizes.

    python -m bench --sizes 10000 100000 --databases sqlite postgresql --report docs/bench.md

Databases that were filled once are kept in ``instance/bench`` and used again, and so are results: a report holds the last one of
every database and size. For the account of PostgreSQL's server, which is never
root, that folder has to be reachable.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import flask_migrate

from bench import exports
from bench.loading import load, regions_of
from bench.measure import (
    AT_ONCE,
    ROOT,
    Measured,
    Server,
    Task,
    Visitor,
    as_environment,
    at_once,
    command_of,
    processor_time,
    serving,
)
from bench.pages import FLOOR, HELLO, TASKS
from bench.population import SIGNED_IN, Population
from bench.queries import queries_of
from bench.report import Result, as_markdown, keep, kept
from tests import postgres
from tracker import create_app, paths
from tracker.accounts.passwords import hashed
from tracker.extensions import db
from tracker.regions.catalogue import load_catalogue

PASSWORD = "bench-password-2026"  # noqa: S105  # of people who do not exist
FOLDER = ROOT / "instance" / "bench"
DURABLE = {"shared_buffers": "1GB", "max_connections": "80", "max_wal_size": "8GB"}
"""PostgreSQL as it is on a server: what was committed stays."""
RESULT = "result.json"
TURNS = 5
TIMES = 12
SECONDS = 2.0
SLOW = 300
"""Milliseconds."""


def main() -> None:
    """Fill, measure, print, and write the report."""
    chosen = _arguments()
    with ExitStack() as stack:
        server = (
            stack.enter_context(postgres.running(FOLDER / "postgresql", DURABLE))
            if "postgresql" in chosen.databases
            else None
        )
        for database in chosen.databases:
            for size in chosen.sizes:
                environment = prepare(database, size, server)
                result = measure(database, size, environment, only=chosen.only, quick=chosen.quick)
                print(as_markdown([result]), flush=True)
                if not chosen.only:
                    keep(result, FOLDER / f"{database}-{size}" / RESULT)
        if chosen.report:
            Path(chosen.report).write_text(as_markdown(all_kept(), whole=True), encoding="utf-8")


def all_kept() -> list[Result]:
    """The last result of every database and size, the smallest first."""
    results = [kept(file) for file in FOLDER.glob(f"*/{RESULT}")]
    return sorted(results, key=lambda result: (result.database != "sqlite", result.size))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite"])
    parser.add_argument("--only", default="", help="tasks whose name holds this")
    parser.add_argument("--quick", action="store_true", help="processor time only")
    parser.add_argument("--report", help="a file for the whole report")
    return parser.parse_args()


def prepare(database: str, size: int, server: postgres.Server | None) -> dict[str, str]:
    """Make and fill the database unless that was done before; returns the settings that lead to it."""
    instance = FOLDER / f"{database}-{size}"
    instance.mkdir(parents=True, exist_ok=True)
    settings = {
        "instance": instance,
        "demo": "0",
        "threads": 8,
        "secret_key": "bench" * 10,
        "password_salt": "bench" * 10,
    }
    filled = instance / "filled"
    if server is not None and database == "postgresql":
        name = f"bench_{size}"
        is_kept = filled.exists() and server.has(name)
        settings["database_url"] = server.url(name) if is_kept else server.clone("template0", name)
        if not is_kept:
            filled.unlink(missing_ok=True)
    environment = as_environment(settings)
    os.environ.pop("TRACKER_DATABASE_URL", None)  # of a database before this one
    os.environ.update(environment)
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade(directory=str(paths.MIGRATIONS))
        if not filled.exists():
            print(f"Filling {database} with {size:,} partnerships …", flush=True)
            load_catalogue(db.session())
            db.session.commit()
            load(db.session(), Population(size, regions_of(db.session()), hashed(PASSWORD)))
            filled.touch()
        db.session.remove()
        db.engine.dispose()
    return environment


def measure(
    database: str, size: int, environment: dict[str, str], *, only: str = "", quick: bool = False
) -> Result:
    """Measure all tasks in turns with the floor."""
    with servers(environment, database) as (tracker, floor):
        rested = tracker.megabytes()
        visitors = {name: signed_in(tracker, name) for name in SIGNED_IN}
        plain = Visitor(floor.port)
        tasks = [task for task in TASKS if only in task.name]
        costs: dict[str, list[float]] = {}
        sizes: dict[str, int] = {}
        slow = {task.name for task in tasks if _is_slow(tracker, visitors[task.who], task)}
        processor_time(floor, plain, FLOOR, times=20)
        for _turn in range(TURNS):
            for special in (FLOOR, HELLO):
                cost, sizes[special.name] = processor_time(floor, plain, special, times=TIMES * 3)
                costs.setdefault(special.name, []).append(cost)
            for task in tasks:
                times = 1 if task.first or task.name in slow else TIMES
                if times > 1:
                    processor_time(
                        tracker, visitors[task.who], task, times=1
                    )  # since the last turn something was recorded
                cost, sizes[task.name] = processor_time(tracker, visitors[task.who], task, times=times)
                costs.setdefault(task.name, []).append(cost)
        measured = {
            name: Measured(name, statistics.median(each), sizes[name]) for name, each in costs.items()
        }
        app = create_app()
        for task in tasks:
            if not task.changes:
                measured[task.name].queries = queries_of(app, visitors[task.who], task)
        if not quick:
            for task in tasks:
                if task.first or task.name in slow:
                    continue
                one = measured[task.name]
                one.per_second, one.median, one.slowest = at_once(
                    lambda task=task: Visitor(tracker.port, dict(visitors[task.who].cookies)),
                    task,
                    seconds=SECONDS,
                )
        afterwards = tracker.megabytes()
        bulk = [] if quick or only else exports.measure(tracker, visitors["staff"])
        return Result(
            database=database,
            size=size,
            measured=measured,
            megabytes_at_rest=rested,
            megabytes_after=afterwards,
            megabytes_after_bulk=tracker.megabytes(),
            at_once=AT_ONCE,
            bulk=bulk,
        )


def _is_slow(server: Server, visitor: Visitor, task: Task) -> bool:
    """Open a page for the first times; whether it takes so long that it is not opened again and again."""
    first, _size = processor_time(server, visitor, task, times=1)
    if first < SLOW:
        processor_time(server, visitor, task, times=2)
        return False
    again, _size = processor_time(server, visitor, task, times=1)
    return again >= SLOW


def signed_in(server: Server, name: str) -> Visitor:
    visitor = Visitor(server.port)
    visitor.sign_in(f"{name}@bench.example", PASSWORD)
    return visitor


@contextmanager
def servers(environment: dict[str, str], database: str) -> Iterator[tuple[Server, Server]]:
    """Tracker and the floor, on the same database; the processes of PostgreSQL count for whoever is asked."""
    others = _postgresql_processes if database == "postgresql" else list
    with (
        serving([*command_of("tracker"), "serve"], environment, others=others) as tracker,
        serving(command_of("bench.floor"), environment, others=others) as floor,
    ):
        yield tracker, floor


def _postgresql_processes() -> list[int]:
    found = subprocess.run(["pgrep", "-x", "postgres"], capture_output=True, text=True, check=False)  # noqa: S607  # of the system
    return [int(pid) for pid in found.stdout.split()]


__all__ = ["Task", "main"]

if __name__ == "__main__":
    main()
