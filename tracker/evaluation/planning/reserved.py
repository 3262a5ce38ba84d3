"""What is set aside for an evaluation: money and valued non-money apart, by currency, and the count of what has no value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.resources import promises
from tracker.resources.balance import Sums
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from tracker.resources.models import Commitment


@dataclass(frozen=True, slots=True)
class Reserved:
    """The commitments that are set aside, and their sums. Only what is agreed counts; currencies are never added up."""

    commitments: tuple[Commitment, ...] = ()
    sums: Sums = field(default_factory=Sums)

    @property
    def counted(self) -> int:
        """How many can be relied upon."""
        return self.sums.count

    @property
    def offered(self) -> int:
        """How many are not agreed yet."""
        return sum(each.state is CommitmentState.OFFERED for each in self.commitments)

    @property
    def withdrawn(self) -> int:
        """How many were taken back after they had been set aside."""
        return sum(each.state is CommitmentState.WITHDRAWN for each in self.commitments)


def reserved_of(commitments: Iterable[Commitment]) -> Reserved:
    """Add up what is set aside."""
    found = Reserved(tuple(commitments))
    for commitment in found.commitments:
        if promises.counts(commitment):
            found.sums.promised(commitment)
    return found
