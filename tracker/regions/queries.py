"""Reading regions: those offered, those of a country, one by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from tracker.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

POSITIONS_PER_COUNTRY = 1000


def all_regions(country: str | None = None) -> Select[Region]:
    """Every region, retired ones too, country by country."""
    query = select(Region).order_by(Region.position, Region.code)
    return query if country is None else query.where(Region.country == country)


def with_codes(codes: Iterable[str]) -> Select[Region]:
    """The regions with these codes; unknown codes are passed over."""
    return all_regions().where(Region.code.in_(sorted(codes)))


def countries(session: Session) -> list[str]:
    """The codes of the countries that have regions, in the order of the lists."""
    first = func.min(Region.position)
    return list(
        session.scalars(select(Region.country).group_by(Region.country).order_by(first, Region.country))
    )


def next_position(session: Session, country: str) -> int:
    """The place after the last region of the country; a country that is new comes after all others."""
    last = session.scalar(select(func.max(Region.position)).where(Region.country == country))
    if last is not None:
        return last + 1
    last = session.scalar(select(func.max(Region.position)))
    return 0 if last is None else (last // POSITIONS_PER_COUNTRY + 1) * POSITIONS_PER_COUNTRY
