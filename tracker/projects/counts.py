"""How many a list holds of each stage, as far as it is known without counting: a package above keeps sums of all partnerships."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.projects.terms import Stage, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.filters import Filter


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a list for its reader."""

    numbers: Mapping[Stage, int]
    """Of each stage that is asked for, how many there are of the visibilities below."""
    visibilities: Collection[Visibility]
    """Of these the list holds all there are."""
    besides_only_own: bool
    """Whether what else it holds is seen by its reader as a member of the team."""


KNOWN: list[Callable[[Session, User | None, Filter], Known | None]] = []
"""Who knows it, filled by packages above."""


def known(session: Session, user: User | None, chosen: Filter) -> Known | None:
    """What is known of a list; ``None`` where nothing is."""
    found = (ask(session, user, chosen) for ask in KNOWN)
    return next((each for each in found if each is not None), None)


def shown_to_officials(session: Session, user: User, chosen: Filter) -> Mapping[Stage, int] | None:
    """How many of a list an official sees in the own region besides what everybody sees; ``None`` where they answer for several."""
    if chosen.regions or len(user.region_codes) != 1:
        return None
    in_region = replace(chosen, regions=tuple(user.region_codes))
    seen, by_everybody = known(session, user, in_region), known(session, None, in_region)
    if seen is None or by_everybody is None:
        return None
    return {stage: number - by_everybody.numbers.get(stage, 0) for stage, number in seen.numbers.items()}
