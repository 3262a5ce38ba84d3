"""The map: what each region shows, as outlines, as tiles and as a table, all from the same numbers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import paths
from tracker.i18n import _, _n, current_language
from tracker.templating import url_for
from tracker.territory import shading, tiles
from tracker.territory.shading import Scale

if TYPE_CHECKING:
    from tracker.regions.finder import Index
    from tracker.territory.looking import Looking

OUTLINES = "russia.svg"
ANY_REGION = secrets.token_hex(8)
"""Stands for the code of a region in an address that is made once for all; nobody can write it into a filter."""
MOST_NAMED = 6
VIEW_BOX = re.search(r'viewBox="([^"]+)"', (paths.STATIC / OUTLINES).read_text(encoding="utf-8")[:200])


@dataclass(frozen=True, slots=True)
class Area:
    """One region on the map."""

    code: str
    name: str
    short: str
    """A mark for a tile."""
    number: int | None
    """``None`` where the filter asks for something that is not shown of this region."""
    shade: str
    url: str
    is_own: bool
    is_chosen: bool
    column: int = 0
    row: int = 0

    @property
    def words(self) -> str:
        """The number with what it counts."""
        if self.number is None:
            return _("no data for you here")
        return _n("%(num)d partnership", "%(num)d partnerships", self.number)

    @property
    def label(self) -> str:
        """What the link is called: the region and its number."""
        return f"{self.name}: {self.words}"


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole map."""

    areas: Sequence[Area]
    """Those with a place on the map, in the order of the tiles."""
    others: Sequence[Area]
    """Regions of other countries, and those that were added later."""
    scale: Scale
    is_mixed: bool
    """Some regions show everything that officials see, others only what is public."""
    has_unknown: bool

    @property
    def others_shown(self) -> list[Area]:
        """Of the regions that are not on the map, the own and the chosen ones; all of them stand in the table."""
        return [area for area in self.others if (self.is_mixed and area.is_own) or area.is_chosen]

    @property
    def others_left(self) -> int:
        """How many are not on the map and stand in the table only."""
        return len(self.others) - len(self.others_shown)

    @property
    def all_areas(self) -> list[Area]:
        """For the table: the largest numbers first, then by name."""
        return sorted(
            [*self.areas, *self.others], key=lambda area: (not area.is_own, -(area.number or 0), area.name)
        )

    @property
    def foremost(self) -> list[Area]:
        """The few with the most partnerships, the own first: named where a tile has no room for a name."""
        return [area for area in self.all_areas if area.number][:MOST_NAMED]


def picture_of(looking: Looking, numbers: Mapping[str, int], index: Index) -> Picture:
    """The map of one look."""
    own = set(looking.own or ())
    scale = shading.scale_of(numbers.values())
    placed = {place.code: place for place in tiles.PLACES}
    inside_only = looking.chosen.looks_inside
    own_list, other_list = (
        url_for(endpoint, **looking.arguments(region=ANY_REGION))
        for endpoint in ("territory.show", "projects.browse")
    )

    def area(code: str, column: int = 0, row: int = 0, short: str = "") -> Area:
        is_own = looking.is_everywhere or code in own
        number = numbers.get(code) if inside_only and not is_own else numbers.get(code, 0)
        entry = index.by_code[code]
        return Area(
            code=code,
            name=entry.name,
            short=short or code.partition("-")[2],
            number=number,
            shade=scale.shade_of(number),
            url=(own_list if is_own else other_list).replace(ANY_REGION, code),
            is_own=is_own,
            is_chosen=code in looking.asked.regions,
            column=column,
            row=row,
        )

    is_russian = current_language() == "ru"
    areas = [
        area(place.code, place.column, place.row, place.short_ru if is_russian else place.short_en)
        for place in tiles.PLACES
        if place.code in index.by_code
    ]
    further = sorted({*numbers, *own} - placed.keys())
    others = [area(code) for code in further if code in index.by_code]
    return Picture(
        areas=areas,
        others=others,
        scale=scale,
        is_mixed=not looking.is_everywhere,
        has_unknown=any(each.number is None for each in areas),
    )


def view_box() -> str:
    """The frame of the outlines."""
    assert VIEW_BOX is not None
    return VIEW_BOX[1]
