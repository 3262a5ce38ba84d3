"""What the programme sees of all its partnerships: each figure over one scope, so that every number leads to its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.projects.terms import ContinuationDecision, SectorMix
from tracker.resources.sums import ResourceSums

if TYPE_CHECKING:
    from tracker.mechanisms.terms import MechanismType
    from tracker.projects.figures import SectorMixes
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
