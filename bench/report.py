"""The report of the benchmark: ratios to the floor, what was promised, and what it takes."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bench import exports
from bench.exports import Bulk
from bench.measure import Measured
from bench.pages import TASKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.measure import Task

GROWTH = 1.3
"""How much more a page may cost at the largest size than at the smallest."""


@dataclass
class Result:
    """What one run on one database of one size found."""

    database: str
    size: int
    measured: dict[str, Measured]
    megabytes_at_rest: float
    megabytes_after: float
    megabytes_after_bulk: float
    at_once: int
    bulk: Sequence[Bulk]

    @property
    def tasks(self) -> list[Task]:
        """What was measured, in the order of the report."""
        return [task for task in TASKS if task.name in self.measured]

    def ratio(self, name: str) -> float:
        """How many times the floor a task costs."""
        return self.measured[name].milliseconds / self.measured["floor"].milliseconds


def keep(result: Result, file: Path) -> None:
    """Keep a result, so that a report can hold what was measured on several days."""
    file.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1), encoding="utf-8")


def kept(file: Path) -> Result:
    """A result that was kept."""
    found = json.loads(file.read_text(encoding="utf-8"))
    found["measured"] = {name: Measured(**one) for name, one in found["measured"].items()}
    found["bulk"] = [Bulk(**one) for one in found["bulk"]]
    return Result(**found)


def as_markdown(results: Sequence[Result], *, whole: bool = False) -> str:
    """The results as tables; ``whole`` with the words around them and the growth from size to size."""
    parts = [_introduction()] if whole else []
    parts += [_table(result) for result in results]
    if whole:
        parts += list(_growth(results))
    return "\n".join(parts)


def _introduction() -> str:
    return (
        "# What pages cost\n\n"
        "Written by `make bench`. Processor time per request (user and system, of the server's and the database's processes) beside the\n"
        "practical floor: a minimal Flask application with session, ORM, a count, three selects and 25 rows on the same database.\n"
        f"Measured on {os.cpu_count()} cores with Python {platform.python_version()}. Ratios travel from machine to machine; milliseconds do not.\n"
    )


def _table(result: Result) -> str:
    floor = result.measured["floor"]
    lines = [
        f"\n## {result.size:,} partnerships, {result.database}\n",
        (
            f"Floor {floor.milliseconds:.2f} ms, hello {result.measured['hello'].milliseconds:.2f} ms; memory {result.megabytes_at_rest:.0f} MB at rest, "
            f"{result.megabytes_after:.0f} MB after all pages, {result.megabytes_after_bulk:.0f} MB after files and imports.\n"
        ),
        f"| page | CPU ms | × floor | asked | queries | KB | a second, {result.at_once} at once | median ms | 95 % ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for task in result.tasks:
        one = result.measured[task.name]
        ratio = result.ratio(task.name)
        queries = "" if one.queries is None else one.queries
        at_once = f"{one.per_second:.0f} | {one.median:.0f} | {one.slowest:.0f}" if one.per_second else "| |"
        lines.append(
            f"| {task.name} | {one.milliseconds:.1f} | {ratio:.2f} | {_asked(task, one, ratio)} | {queries} | "
            f"{one.bytes / 1024:.0f} | {at_once} |"
        )
    return "\n".join([*lines, "", exports.as_markdown(result.bulk) if result.bulk else ""])


def _asked(task: Task, one: Measured, ratio: float) -> str:
    """What was promised, and whether it is kept."""
    if task.most is not None:
        return f"≤ {task.most:g} × {'✓' if ratio <= task.most else '✗'}"
    if task.within is not None:
        return f"≤ {task.within:g} ms {'✓' if one.milliseconds <= task.within else '✗'}"
    return ""


def _growth(results: Sequence[Result]) -> list[str]:
    """How much more each page costs at the largest size than at the smallest, by database.

    Both beside the floor of their own run: the machine may have been busier on one of the days.
    """
    tables = []
    for database in dict.fromkeys(result.database for result in results):
        ordered = sorted(
            (result for result in results if result.database == database), key=lambda result: result.size
        )
        if len(ordered) > 1:
            first, last = ordered[0], ordered[-1]
            rows = [
                f"| {task.name} | {growth:.2f} | {_within(growth) if task.most is not None else ''} |"
                for task in last.tasks
                if task.name in first.measured
                for growth in [last.ratio(task.name) / first.ratio(task.name)]
            ]
            head = f"\n## Growth from {first.size:,} to {last.size:,}, {database}\n\nOf the multiples of the floor.\n\n| page | × | asked |\n| --- | ---: | ---: |"
            tables.append("\n".join([head, *rows]) + "\n")
    return tables


def _within(growth: float) -> str:
    return f"≤ {GROWTH:g} × {'✓' if growth <= GROWTH else '✗'}"
