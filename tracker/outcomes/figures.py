"""What the programme sees of all its partnerships: each figure over one scope, so that every number leads to its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracker.mechanisms.queries import by_decided_type
from tracker.projects import figures
from tracker.projects.queries import has_broker_of_cohort, has_decided, has_field, lies_in
from tracker.projects.terms import ContinuationDecision, SectorMix
from tracker.resources.sums import ResourceSums, sums_of

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.mechanisms.terms import MechanismType
    from tracker.outcomes.forms import ScopeForm
    from tracker.projects.figures import SectorMixes
    from tracker.projects.models import Partnership
    from tracker.projects.terms import Field, Stage
    from tracker.regions.models import Region

MOST_REGIONS = 15
COMPARED = ("region", "field", "cohort")
"""What a choice of the filter is compared with: the other regions, fields and cohorts stay in their pictures."""
GOING_ON = (ContinuationDecision.CONTINUE, ContinuationDecision.EXPAND)


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """The figures of one scope on one day."""

    recorded: int
    active: int
    ended: int
    archived: int
    stages: dict[Stage, int]
    fields: dict[Field | None, int]
    regions: list[tuple[Region, int]]
    cohorts: list[tuple[str, int]]
    mixes: SectorMixes
    mechanisms: dict[MechanismType, int]
    """How many have a mechanism of each type, as people decided."""
    decisions: dict[ContinuationDecision, int]
    continued: int
    """How many decided to go on or to expand, once or more often."""
    resources: ResourceSums

    @property
    def cross_sector(self) -> int:
        """How many have partners of two sectors or more."""
        return self.mixes.of(SectorMix.CROSS_SECTOR)

    @property
    def with_partners(self) -> int:
        """How many have any partners."""
        return self.mixes.total - self.mixes.of(SectorMix.NO_PARTNERS)


def programme_figures(
    session: Session,
    partnerships: Select[Partnership],
    *,
    today: date,
    others: Mapping[str, Select[Partnership]] = MappingProxyType({}),
) -> ProgrammeFigures:
    """All figures over a select of partnerships that the reader may see inside; stages are those of the active ones.

    ``others`` are the selects with which regions, fields and cohorts are compared when one of them is chosen already.
    """
    scope = figures.ids_of(partnerships)
    compared = {name: figures.ids_of(others.get(name, partnerships)) for name in COMPARED}
    states = figures.by_state(session, scope)
    return ProgrammeFigures(
        recorded=states.recorded,
        active=states.active,
        ended=states.ended,
        archived=states.archived,
        stages=figures.by_stage(session, figures.active(scope)),
        fields=figures.by_field(session, compared["field"]),
        regions=figures.by_region(session, compared["region"], most=MOST_REGIONS),
        cohorts=figures.by_cohort(session, compared["cohort"]),
        mixes=figures.sector_mixes(session, scope, today),
        mechanisms=by_decided_type(session, scope),
        decisions=figures.decisions(session, scope),
        continued=figures.how_many(session, scope.where(has_decided(GOING_ON))),
        resources=sums_of(session, scope),
    )


def narrowed(partnerships: Select[Partnership], form: ScopeForm, *, but: str = "") -> Select[Partnership]:
    """The part of the partnerships that the filter chooses; a value that was refused narrows nothing, nor does the field ``but``."""
    if form.region.data and not form.region.errors and but != "region":
        partnerships = partnerships.where(lies_in([form.region.data]))
    if form.field.data is not None and not form.field.errors and but != "field":
        partnerships = partnerships.where(has_field(form.field.data))
    if form.cohort.data and but != "cohort":
        partnerships = partnerships.where(has_broker_of_cohort(form.cohort.data))
    return partnerships
