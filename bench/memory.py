"""What two processes of Tracker hold in memory together: at rest, and after work in bulk that two people asked for at once.

    python -m bench.memory --size 100000

Memory is proportional (``Pss`` of ``/proc/<pid>/smaps_rollup``): what processes share counts once. It is the memory of all
processes, the first one included, which answers nobody.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.measure import Server, Visitor, command_of, serving

AT_REST, AFTER_BULK = 150, 200
"""Megabytes that were promised."""
BULK = (
    ("staff", "/partnerships/export/xlsx"),
    ("staff", "/people/export/xlsx"),
    ("official", "/region/export"),
    ("staff", "/programme/quality/xlsx"),
    ("staff", "/programme"),
    ("staff", "/programme/network"),
    ("staff", "/programme/survival"),
)
"""Four exports and three pages of figures, each over everything that the reader may see."""
VISITORS = 2


@dataclass(frozen=True)
class Held:
    """Megabytes of all processes together, what they share counted once."""

    at_rest: float
    after_bulk: float
    processes: int


def two_workers(environment: dict[str, str], sign_in: Callable[[Server, str], Visitor]) -> Held:
    """Start Tracker with two workers, let them rest, then ask for exports and figures over everything."""
    with serving([*command_of("tracker"), "serve"], environment | {"TRACKER_WORKERS": "2"}) as server:
        at_rest = server.megabytes()
        known = {who: sign_in(server, who).cookies for who, _path in BULK}
        with ThreadPoolExecutor(VISITORS) as visitors:
            list(visitors.map(lambda _number: _work(server, known), range(VISITORS)))
        return Held(at_rest, server.megabytes(), len(server.processes()))


def _work(server: Server, known: dict[str, dict[str, str]]) -> None:
    """Open everything once, each on a new connection, so that one process or the other takes it."""
    for who, path in BULK:
        status, _content = Visitor(server.port, dict(known[who])).get(path)
        if status >= 400:
            message = f"{path}: the server answered {status}"
            raise RuntimeError(message)


def main() -> None:
    """Measure on SQLite, and print beside what was promised."""
    from bench.__main__ import prepare, signed_in  # noqa: PLC0415  # two programs, each begins here or there

    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    held = two_workers(prepare("sqlite", parser.parse_args().size, None), signed_in)
    print(
        f"at rest {held.at_rest:.0f} MB (promised {AT_REST}), after bulk {held.after_bulk:.0f} MB ({AFTER_BULK})"
    )


if __name__ == "__main__":
    main()
