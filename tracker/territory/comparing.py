"""The regions beside each other: what is lacking here, and how that lies elsewhere.

For an official, other regions are counted by the active partnerships that are shown to officials there, without any filter: two filters
that differ a little would tell about a single partnership. What they may read of it, ``small_cells`` decides. Staff of the programme
see all these partnerships anyway, so for them nothing is hidden, and the filter holds for the comparison too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.projects import figures
from tracker.projects.models import Partnership
from tracker.projects.queries import SHOWN_TO_OFFICIALS
from tracker.summaries.sums import Seen
from tracker.territory import small_cells, summing
from tracker.territory.counting import Counts, counts_by_region
from tracker.territory.terms import Lack

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.figures import Scope
    from tracker.territory.looking import Looking
    from tracker.territory.small_cells import Spread


@dataclass(frozen=True, slots=True)
class Row:
    """One region of the table; ``None`` is a number that is not shown."""

    code: str
    active: int | None
    lacks: Mapping[Lack, int | None]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The own regions and the others."""

    own: tuple[Row, ...]
    others: tuple[Row, ...]
    left_out: int
    """Other regions of which nothing is said, because they have too few partnerships."""
    active: Spread | None
    spreads: Mapping[Lack, Spread | None]
    is_protected: bool

    @property
    def says_something(self) -> bool:
        return any(spread is not None for spread in self.spreads.values())


def compare(session: Session, looking: Looking) -> Comparison | None:
    """The comparison for one look; ``None`` where a filter makes it impossible."""
    if looking.own is not None and looking.is_narrowed:
        return None
    counts = _everywhere(session, looking)
    chosen = set(looking.codes)
    own = {code: each for code, each in counts.items() if code in chosen}
    others = {code: each for code, each in counts.items() if code not in chosen}
    if looking.own is None:
        return _whole(own, others)
    # Own regions that were not chosen are no secret, but they are not "other regions" either.
    mine = set(looking.own)
    shown = (
        summing.counts_of_own(session, looking)
        if summing.knows(looking)
        else _read(session, looking, looking.scope())
    )
    return _protected(
        {code: each for code, each in shown.items() if code in chosen},
        {code: each for code, each in others.items() if code not in mine},
    )


def _everywhere(session: Session, looking: Looking) -> Mapping[str, Counts]:
    if summing.knows(looking):
        shown_there = None if looking.own is None else Seen(frozenset(SHOWN_TO_OFFICIALS))
        return summing.counts_by_region(session, looking, shown_there)
    if looking.own is None:
        return _read(
            session, looking, figures.ids_of(looking.partnerships(replace(looking.chosen, regions=())))
        )
    shown = select(Partnership).where(Partnership.visibility.in_(SHOWN_TO_OFFICIALS))
    return _read(session, looking, figures.active(figures.ids_of(shown)))


def _read(session: Session, looking: Looking, scope: Scope) -> Mapping[str, Counts]:
    return counts_by_region(session, scope, today=looking.today, limits=looking.limits)


def _whole(own: Mapping[str, Counts], others: Mapping[str, Counts]) -> Comparison:
    compared = others or own
    return Comparison(
        own=tuple(_row(code, each, is_own=True) for code, each in sorted(own.items())),
        others=tuple(_row(code, each, is_own=False) for code, each in sorted(others.items())),
        left_out=0,
        active=small_cells.whole_spread({code: each.active for code, each in compared.items()}),
        spreads={
            lack: small_cells.whole_spread({code: each.lacks[lack] for code, each in compared.items()})
            for lack in Lack
        },
        is_protected=False,
    )


def _row(code: str, counts: Counts, *, is_own: bool) -> Row:
    return Row(code, counts.active, counts.lacks, is_own)


def _protected(own: Mapping[str, Counts], others: Mapping[str, Counts]) -> Comparison:
    active = {code: each.active for code, each in others.items()}
    shown_active = small_cells.protected(active)
    kept = {code: each for code, each in others.items() if shown_active[code] is not None}
    wholes = {code: each.active for code, each in kept.items()}
    columns = {lack: {code: each.lacks[lack] for code, each in kept.items()} for lack in Lack}
    shown = {
        lack: small_cells.protected(column, wholes if lack.is_part else None)
        for lack, column in columns.items()
    }
    return Comparison(
        own=tuple(_row(code, each, is_own=True) for code, each in sorted(own.items())),
        others=tuple(
            Row(code, wholes[code], {lack: shown[lack][code] for lack in Lack}, is_own=False)
            for code in sorted(kept)
        ),
        left_out=len(others) - len(kept),
        active=small_cells.spread_of(active, shown_active),
        spreads={lack: small_cells.spread_of(columns[lack], shown[lack]) for lack in Lack},
        is_protected=True,
    )
