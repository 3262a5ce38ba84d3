"""Reading the demonstration set: plain TOML files, described in ``data/README.md``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
FILES = DATA / "files"

Record = dict[str, Any]
"""A table of a TOML file: what it may hold is checked by the tests of the demonstration set."""


@dataclass(frozen=True, slots=True)
class DemoSet:
    """All files of the set, each table under its key."""

    accounts: dict[str, Record]
    organisations: dict[str, Record]
    partnerships: dict[str, Record]
    alumni: Record


def read() -> DemoSet:
    """Read the whole set; partnerships come in the order of their file names."""
    return DemoSet(
        accounts=_table(DATA / "accounts.toml"),
        organisations=_table(DATA / "organisations.toml"),
        partnerships={path.stem: _table(path) for path in sorted((DATA / "partnerships").glob("*.toml"))},
        alumni=_table(DATA / "alumni.toml"),
    )


def _table(path: Path) -> Record:
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)
