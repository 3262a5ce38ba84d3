"""How many a list holds of each stage, as far as it is known without counting: a package above keeps sums of all partnerships."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
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
