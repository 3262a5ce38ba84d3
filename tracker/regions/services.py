"""What an administrator does with regions: adding, changing, retiring, bringing back."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.errors import Conflict, DomainError, Duplicate
from tracker.i18n import _
from tracker.regions import finder, queries
from tracker.regions.countries import is_country
from tracker.regions.models import Region
from tracker.regions.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from tracker.permissions import Person
    from tracker.regions.terms import RegionKind

logger = logging.getLogger(__name__)

ISO_3166_2 = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")


def add_region(
    session: Session,
    *,
    by: Person,
    code: str,
    kind: RegionKind,
    name_ru: str,
    name_en: str,
    short_ru: str = "",
    aliases: Sequence[str] = (),
) -> Region:
    """Add a region of any country; its code says the country."""
    code = code.strip().upper()
    country = _country_of(code)
    if session.get(Region, code) is not None:
        raise Duplicate(_("There is a region with the code %(code)s already.", code=code), field="code")
    _refuse_taken_names(session, country, name_ru=name_ru, name_en=name_en)
    region = Region(
        code=code,
        country=country,
        kind=kind,
        name_ru=name_ru,
        name_en=name_en,
        short_ru=short_ru,
        aliases=_without_repeats(aliases),
        position=queries.next_position(session, country),
    )
    session.add(region)
    session.flush()
    logger.info("region %s was added by person %s", code, by.id)
    return region


def edit(
    region: Region,
    *,
    by: Person,
    kind: RegionKind,
    name_ru: str,
    name_en: str,
    short_ru: str = "",
    aliases: Sequence[str] = (),
    version: int | None = None,
) -> None:
    """Change the words of a region; its code stays. ``version`` is the one that the person had before their eyes."""
    if version is not None and version != region.version:
        raise Conflict(
            _("Somebody else changed this region meanwhile. Open it again and repeat your change.")
        )
    _refuse_taken_names(
        session_of(region), region.country, name_ru=name_ru, name_en=name_en, own_code=region.code
    )
    region.kind = kind
    region.name_ru, region.name_en, region.short_ru = name_ru, name_en, short_ru
    region.aliases = _without_repeats(aliases)
    logger.info("region %s was changed by person %s", region.code, by.id)


def retire(region: Region, *, by: Person) -> None:
    """Offer the region no more; records that name it keep it."""
    region.active = False
    logger.info("region %s was retired by person %s", region.code, by.id)


def bring_back(region: Region, *, by: Person) -> None:
    """Offer a retired region again."""
    region.active = True
    logger.info("region %s was brought back by person %s", region.code, by.id)


def _country_of(code: str) -> str:
    parts = ISO_3166_2.fullmatch(code)
    if parts is None:
        raise DomainError(_("Write the code as in ISO 3166-2: RU-ALT, KZ-75, FR-IDF."), field="code")
    if not is_country(parts[1]):
        raise DomainError(_("There is no country with the code %(code)s.", code=parts[1]), field="code")
    return parts[1]


def _refuse_taken_names(
    session: Session, country: str, *, name_ru: str, name_en: str, own_code: str = ""
) -> None:
    """Two regions of one country that are called the same cannot be told apart in a list."""
    for other in finder.index(session).by_code.values():
        if other.country != country or other.code == own_code:
            continue
        for field, name, taken in (("name_ru", name_ru, other.name_ru), ("name_en", name_en, other.name_en)):
            if fold(name) == fold(taken):
                raise Duplicate(
                    _(
                        "%(name)s is in the list already, with the code %(code)s.",
                        name=taken,
                        code=other.code,
                    ),
                    field=field,
                )


def _without_repeats(aliases: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(alias.strip() for alias in aliases if alias.strip()))
