"""What somebody sees, taken apart: partnerships of one visibility, everywhere or in one region, and those of the own teams.

Together these are exactly what ``queries.is_visible_to`` and ``is_inside_visible_to`` let somebody see; a test proves it. A list is read
from each of them in its order and merged, so it never walks over what its reader may not see, however much of that was recorded last.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import permissions
from tracker.projects import queries
from tracker.projects.queries import SHOWN_TO_OFFICIALS, SHOWN_TO_PROGRAMME, SHOWN_TO_PUBLIC
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from tracker.accounts.models import User

MOST = 12
"""Of so many a list is made; who sees it from more regions has it read as a whole."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Some of what somebody sees; something may be in several sights of one person."""

    visibilities: tuple[Visibility, ...]
    """One, or those of which only the own teams' are seen."""
    region: str = ""
    """Only in this region; empty for everywhere."""
    is_of_team: bool = False
    """Only those of teams that the reader is in today."""
    besides: ColumnElement[bool] | None = None
    """What else a partnership has to be."""


def all_seen_by(user: User | None, region: str, *, inside: bool = False) -> frozenset[Visibility]:
    """The visibilities of which somebody sees, or sees inside, all there are in a region, or everywhere where none is named."""
    seen: set[Visibility] = set()
    if not inside and (user is not None or permissions.visitors_welcome.get()):
        seen.update(SHOWN_TO_PUBLIC)
    if user is None:
        return frozenset(seen)
    if user.is_admin:
        return frozenset(Visibility)
    if user.is_programme_staff:
        seen.update(SHOWN_TO_PROGRAMME)
    if user.is_official and region in user.region_codes:
        seen.update(SHOWN_TO_OFFICIALS)
    return frozenset(seen)


def of(user: User | None, regions: Sequence[str] = (), *, inside: bool = False) -> list[Sight]:
    """What somebody sees, or sees inside, in any of these regions, or everywhere; none where that would be too many."""
    places = regions or ("",)
    whole = {place: all_seen_by(user, place, inside=inside) for place in places}
    found = [
        Sight((visibility,), place)
        for place, seen in whole.items()
        for visibility in Visibility
        if visibility in seen
    ]
    if user is not None:
        if user.is_official:
            for place, seen in whole.items():
                found += _seen_by_officials(place, seen, sorted(user.region_codes))
        rest = frozenset(Visibility).difference(frozenset.intersection(*whole.values()))
        if rest:
            found.append(Sight(tuple(each for each in Visibility if each in rest), is_of_team=True))
    return found if len(found) <= MOST else []


def _seen_by_officials(place: str, seen: Collection[Visibility], codes: list[str]) -> list[Sight]:
    """What officials see of the own regions where they do not see all there is."""
    some = [visibility for visibility in SHOWN_TO_OFFICIALS if visibility not in seen]
    if not place:
        return [Sight((visibility,), code) for visibility in some for code in codes]
    if not codes:
        return []
    return [Sight((visibility,), place, besides=queries.lies_in(codes)) for visibility in some]
