"""The subdivisions that Tracker ships with, and how they come into an installation.

``data/subdivisions.csv`` holds the first-level subdivisions of Russia, Armenia, Belarus, Kazakhstan, Kyrgyzstan and
Uzbekistan. The codes are those of ISO 3166-2, checked against the list of the pycountry project (Debian's iso-codes),
set against set per country. The Russian and English names, the short names and the aliases (former and everyday names,
administrative centres, large towns) were written for Tracker: the names of the Russian subdivisions follow article 65 of
the Constitution in the everyday form, the English ones are those in common use. Regions of other countries are added by
an administrator.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.regions.models import Region
from tracker.regions.queries import next_position
from tracker.regions.terms import RegionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

SHIPPED = Path(__file__).parent / "data" / "subdivisions.csv"


@dataclass(frozen=True, slots=True)
class Subdivision:
    """One line of the shipped data."""

    code: str
    country: str
    kind: RegionKind
    name_en: str
    name_ru: str
    short_ru: str
    aliases: tuple[str, ...]


def shipped() -> Iterator[Subdivision]:
    """Read the shipped data, in the order in which lists show it in Russian."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Subdivision(
                code=row["code"],
                country=row["country"],
                kind=RegionKind.from_code(row["kind"]),
                name_en=row["name_en"],
                name_ru=row["name_ru"],
                short_ru=row["short_ru"],
                aliases=tuple(filter(None, row["aliases"].split(";"))),
            )


def load_catalogue(session: Session) -> int:
    """Add the shipped regions that are missing and return how many; what an administrator changed stays as it is."""
    known = set(session.scalars(select(Region.code)))
    missing = [subdivision for subdivision in shipped() if subdivision.code not in known]
    free: dict[str, int] = {}
    for subdivision in missing:
        country = subdivision.country
        if country not in free:
            free[country] = next_position(session, country)
        session.add(region_of(subdivision, free[country]))
        free[country] += 1
    session.flush()
    return len(missing)


def region_of(subdivision: Subdivision, position: int) -> Region:
    """The record for a line of the shipped data."""
    return Region(
        code=subdivision.code,
        country=subdivision.country,
        kind=subdivision.kind,
        name_en=subdivision.name_en,
        name_ru=subdivision.name_ru,
        short_ru=subdivision.short_ru,
        aliases=list(subdivision.aliases),
        active=True,
        position=position,
    )
