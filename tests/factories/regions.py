"""Regions for tests."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from tracker.regions import catalogue, queries
from tracker.regions.models import Region
from tracker.regions.terms import RegionKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_numbers = count(1)


def load_regions(session: Session) -> None:
    """All regions that Tracker ships with."""
    catalogue.load_catalogue(session)
    session.flush()


def make_region(session: Session, code: str | None = None, **given: Any) -> Region:
    """The shipped region of this code; a made-up one of France where the code is none of those."""
    code = code or f"FR-X{next(_numbers):02}"
    region = session.get(Region, code)
    if region is None:
        region = _shipped(session, code) or _made_up(session, code)
        session.add(region)
    for name, value in given.items():
        setattr(region, name, value)
    session.flush()
    return region


def forget_regions(session: Session) -> None:
    """An installation without any region."""
    session.execute(delete(Region))


def how_many(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Region)) or 0


def _shipped(session: Session, code: str) -> Region | None:
    for subdivision in catalogue.shipped():
        if subdivision.code == code:
            return catalogue.region_of(subdivision, queries.next_position(session, subdivision.country))
    return None


def _made_up(session: Session, code: str) -> Region:
    country = code[:2]
    return Region(
        code=code,
        country=country,
        kind=RegionKind.OTHER,
        name_en=f"Region {code}",
        name_ru=f"Регион {code}",
        aliases=[],
        position=queries.next_position(session, country),
    )
