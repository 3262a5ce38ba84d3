"""What the programme sees of all its partnerships: each figure over one scope, so that every number leads to its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tracker.projects import figures
from tracker.projects.queries import has_broker_of_cohort, has_field, lies_in
from tracker.projects.terms import ContinuationDecision, SectorMix
from tracker.resources.sums import ResourceSums, sums_of

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.outcomes.forms import ScopeForm
    from tracker.projects.figures import SectorMixes
    from tracker.projects.models import Partnership
    from tracker.projects.terms import Field, Stage
    from tracker.regions.models import Region

MOST_REGIONS = 15


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
    decisions: dict[ContinuationDecision, int]
    resources: ResourceSums

    @property
    def cross_sector(self) -> int:
        """How many have partners of two sectors or more."""
        return self.mixes.of(SectorMix.CROSS_SECTOR)

    @property
    def with_partners(self) -> int:
        """How many have any partners."""
        return self.mixes.total - self.mixes.of(SectorMix.NO_PARTNERS)

    @property
    def continued(self) -> int:
        """How many decided to go on or to expand, at least once; one that did both counts twice."""
        return self.decisions.get(ContinuationDecision.CONTINUE, 0) + self.decisions.get(ContinuationDecision.EXPAND, 0)


def programme_figures(
    session: Session, partnerships: Select[Partnership], *, today: date
) -> ProgrammeFigures:
    """All figures over a select of partnerships that the reader may see inside; stages are those of the active ones."""
    scope = figures.ids_of(partnerships)
    active = figures.active(scope)
    states = figures.by_state(session, scope)
    return ProgrammeFigures(
        recorded=states.recorded,
        active=states.active,
        ended=states.ended,
        archived=states.archived,
        stages=figures.by_stage(session, active),
        fields=figures.by_field(session, scope),
        regions=figures.by_region(session, scope, most=MOST_REGIONS),
        cohorts=figures.by_cohort(session, scope),
        mixes=figures.sector_mixes(session, scope, today),
        decisions=figures.decisions(session, scope),
        resources=sums_of(session, scope),
    )


def narrowed(partnerships: Select[Partnership], form: ScopeForm) -> Select[Partnership]:
    """The part of the partnerships that the filter chooses; a value that was refused narrows nothing."""
    if form.region.data and not form.region.errors:
        partnerships = partnerships.where(lies_in([form.region.data]))
    if form.field.data is not None and not form.field.errors:
        partnerships = partnerships.where(has_field(form.field.data))
    if form.cohort.data:
        partnerships = partnerships.where(has_broker_of_cohort(form.cohort.data))
    return partnerships
