"""The figures of the workspace: everything that one look shows in numbers, pictures and on the map."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.mechanisms.queries import by_decided_type
from tracker.projects import figures
from tracker.projects.models import Partnership, partnership_regions
from tracker.projects.queries import sight_of
from tracker.projects.terms import Stage
from tracker.resources.sums import ResourceSums, sums_of
from tracker.summaries import figures as told
from tracker.summaries.sums import seen_by
from tracker.territory import summing
from tracker.territory.counting import FIELDS, Counts, counts_of
from tracker.territory.keeping import kept
from tracker.territory.needs import counts_by_kind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.mechanisms.terms import MechanismType
    from tracker.projects.figures import Scope, SectorMixes
    from tracker.projects.terms import Field
    from tracker.resources.terms import ResourceKind
    from tracker.summaries.sums import Seen
    from tracker.territory.looking import Looking

MOST_MUNICIPALITIES = 40


@dataclass(frozen=True)
class Figures:
    """The figures of one look."""

    counts: Counts
    stages: Mapping[Stage, int]
    fields: Mapping[Field | None, int]
    mixes: SectorMixes
    mechanisms: Mapping[MechanismType, int]
    resources: ResourceSums
    municipalities: tuple[tuple[str, int], ...]
    """Where a municipality is recorded: the most active first."""
    with_municipality: int

    @cached_property
    def keys(self) -> Mapping[str, Hashable]:
        """The numbers of each picture, as values that can be looked up."""
        sides = (self.resources.promised, self.resources.delivered)
        return {
            "stages": tuple(self.stages.items()),
            "fields": tuple(self.fields.items()),
            "mixes": tuple(self.mixes.counts.items()),
            "resources": tuple(
                (tuple(side.cash), tuple(side.in_kind), side.unvalued, side.count) for side in sides
            ),
            "mechanisms": (tuple(self.mechanisms.items()), self.active),
            "municipalities": (self.municipalities, self.with_municipality, self.active),
        }

    @cached_property
    def key(self) -> tuple[Hashable, ...]:
        """All the numbers, as one value that can be looked up."""
        counts = self.counts
        return (
            (counts.active, counts.overdue_commitments, *counts.lacks.items()),
            *self.keys.values(),
        )

    @property
    def active(self) -> int:
        return self.counts.active

    @property
    def empty_fields(self) -> list[Field]:
        """Fields in which nobody works."""
        return [each for each in FIELDS if each not in self.fields]

    @property
    def undecided(self) -> int:
        """Partnerships on whose mechanism nobody has decided."""
        return self.active - sum(self.mechanisms.values())


def figures_of(session: Session, looking: Looking, stamp: Hashable) -> Figures:
    """The figures of one look, kept until something changes."""
    return kept(("figures", stamp, looking.key), lambda: _figures(session, looking, stamp))


def _seen(session: Session, looking: Looking, stamp: Hashable) -> Seen:
    """What the reader sees, kept until something changes."""
    return kept(("seen", stamp, sight_of(looking.user)), lambda: seen_by(session, looking.user))


def _summed(session: Session, looking: Looking, seen: Seen) -> Figures:
    found = summing.over(session, looking, seen)
    stages, places = told.stages(found), told.towns(found)
    return Figures(
        counts=summing.counts_of(found),
        stages={stage: stages[stage] for stage in Stage if stage in stages},
        fields=told.fields(found),
        mixes=told.mixes(found),
        mechanisms=told.mechanisms(found),
        resources=told.resources(found),
        municipalities=tuple(places[:MOST_MUNICIPALITIES]),
        with_municipality=sum(number for _name, number in places),
    )


def _figures(session: Session, looking: Looking, stamp: Hashable) -> Figures:
    if summing.knows(looking):
        return _summed(session, looking, _seen(session, looking, stamp))
    scope = looking.scope()
    places = municipalities(session, scope)
    return Figures(
        counts=counts_of(session, scope, today=looking.today, limits=looking.limits),
        stages=figures.by_stage(session, scope),
        fields=figures.by_field(session, scope),
        mixes=figures.sector_mixes(session, scope, looking.today),
        mechanisms=by_decided_type(session, scope),
        resources=sums_of(session, scope),
        municipalities=tuple(places[:MOST_MUNICIPALITIES]),
        with_municipality=sum(number for _name, number in places),
    )


def municipalities(session: Session, scope: Scope) -> list[tuple[str, int]]:
    """How many partnerships name each municipality, as it was typed; those that name none are left out."""
    number = func.count(Partnership.id)
    rows = session.execute(
        select(Partnership.municipality, number)
        .where(Partnership.id.in_(scope), Partnership.municipality != "")
        .group_by(Partnership.municipality)
        .order_by(number.desc(), Partnership.municipality)
    )
    return [(name, count) for name, count in rows]


def numbers_by_region(session: Session, looking: Looking, stamp: Hashable) -> dict[str, int]:
    """How many partnerships the list of each region shows this reader, under the same filter.

    In the own regions that is everything shown to officials there, in others what is public; so each number of the map is the length
    of the list behind it.
    """
    return kept(("by region", stamp, looking.key), lambda: _by_region(session, looking, stamp))


def needs_by_kind(session: Session, looking: Looking, stamp: Hashable) -> dict[ResourceKind, int]:
    """How many needs of each kind nobody has answered."""
    return kept(("needs", stamp, looking.key), lambda: _needs_by_kind(session, looking, stamp))


def _needs_by_kind(session: Session, looking: Looking, stamp: Hashable) -> dict[ResourceKind, int]:
    if summing.knows(looking):
        seen = _seen(session, looking, stamp)
        return told.open_needs(summing.over(session, looking, seen, ("need",)))
    return counts_by_kind(session, looking.scope())


def _by_region(session: Session, looking: Looking, stamp: Hashable) -> dict[str, int]:
    if summing.knows(looking):
        return summing.numbers_by_region(session, looking, _seen(session, looking, stamp))
    everywhere = replace(looking.chosen, regions=())
    found = figures.ids_of(everywhere.select(looking.user, looking.today, looking.limits))
    code = partnership_regions.c.region_code
    rows = session.execute(
        select(code, func.count()).where(partnership_regions.c.partnership_id.in_(found)).group_by(code)
    )
    return {region: number for region, number in rows}  # noqa: C416  # rows are not pairs for dict()
