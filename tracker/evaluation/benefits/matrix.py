"""The matrix of benefits as plain facts: what each partner hoped for and what came, and what that says at a glance.

What was not said stays not said: it is neither zero nor counted as a gain or a loss. Two levels are compared only where both were
said; a gain that was not hoped for at all (expected 0) is unexpected, one of which nobody said what was hoped for is only a gain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tracker.evaluation.benefits.terms import Moment, Relation, SaidBy
from tracker.evaluation.terms import Benefit

if TYPE_CHECKING:
    from tracker.partners.terms import Sector


@dataclass(frozen=True, slots=True)
class Changed:
    """What the team changed of something that the partner had said itself."""

    on: date
    had_said: int | None
    had_commented: str = ""
    remark: str = ""
    """Why; empty where it was erased since."""


@dataclass(frozen=True, slots=True)
class Said:
    """One side of a cell: how much, in which words, and who says so."""

    level: int | None = None
    comment: str = ""
    said_by: SaidBy | None = None
    changed: Changed | None = None

    @property
    def is_said(self) -> bool:
        """Whether a level was said; words alone are no level."""
        return self.level is not None


NOT_SAID = Said()


def relation_of(expected: int | None, achieved: int | None) -> Relation | None:
    """How what came stands to what was hoped for; nothing where one of them was not said."""
    if expected is None or achieved is None:
        return None
    if expected == achieved:
        return Relation.AS_EXPECTED
    if achieved < expected:
        return Relation.LESS
    return Relation.MORE if expected else Relation.UNEXPECTED


@dataclass(frozen=True, slots=True)
class Cell:
    """One benefit for one partner."""

    benefit: Benefit
    expected: Said = NOT_SAID
    achieved: Said = NOT_SAID

    @property
    def relation(self) -> Relation | None:
        return relation_of(self.expected.level, self.achieved.level)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: no level, no words."""
        return not any(
            side.is_said or side.comment or side.changed for side in (self.expected, self.achieved)
        )

    @property
    def has_words(self) -> bool:
        return any(side.comment or side.changed for side in (self.expected, self.achieved))

    def side(self, moment: Moment) -> Said:
        return self.expected if moment is Moment.EXPECTED else self.achieved


@dataclass(frozen=True, slots=True)
class PartnerBenefits:
    """All ten benefits of one partner, in their order."""

    participation_id: int
    name: str
    sector: Sector
    is_current: bool
    left_on: date | None
    cells: tuple[Cell, ...]

    def said(self, moment: Moment) -> list[Cell]:
        """The cells of which a level was said."""
        return [cell for cell in self.cells if cell.side(moment).is_said]

    @property
    def gains(self) -> list[Cell]:
        """What it has gained, however little."""
        return [cell for cell in self.cells if cell.achieved.level]

    @property
    def gains_nothing(self) -> bool:
        """It was said what came, and nothing did. Where nothing was said, nothing is known."""
        return bool(self.said(Moment.ACHIEVED)) and not self.gains

    @property
    def relations(self) -> Mapping[Relation, int]:
        """How many of its cells stand in which relation."""
        return _relations(self.cells)

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.is_empty]

    @property
    def empty(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_empty]

    @property
    def in_words(self) -> list[Cell]:
        """Cells of which something was said in words, or changed by the team."""
        return [cell for cell in self.cells if cell.has_words]

    def of(self, benefit: Benefit) -> Cell:
        return next(cell for cell in self.cells if cell.benefit is benefit)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Benefit × partner: the partners of today in the order in which they joined, then those who have left."""

    partnership_id: int
    partners: tuple[PartnerBenefits, ...]

    @property
    def current(self) -> list[PartnerBenefits]:
        return [partner for partner in self.partners if partner.is_current]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said anything yet."""
        return all(cell.is_empty for partner in self.partners for cell in partner.cells)

    @property
    def speaking(self) -> list[PartnerBenefits]:
        """Partners of which something was said in words."""
        return [partner for partner in self.partners if partner.in_words]

    @property
    def gaining_nothing(self) -> list[PartnerBenefits]:
        return [partner for partner in self.partners if partner.gains_nothing]

    @property
    def relations(self) -> Mapping[Relation, int]:
        """How many cells of the matrix stand in which relation."""
        return _relations(cell for partner in self.partners for cell in partner.cells)

    @property
    def not_compared(self) -> int:
        """Cells of which one side or both were not said."""
        cells = sum(len(partner.cells) for partner in self.partners)
        return cells - sum(self.relations.values())

    @property
    def has_changes(self) -> bool:
        """Whether the team changed something that a partner had said itself."""
        return any(
            cell.side(moment).changed
            for partner in self.partners
            for cell in partner.cells
            for moment in Moment
        )

    def silent(self, moment: Moment) -> list[PartnerBenefits]:
        """Partners of today of whom no level was said at this moment."""
        return [partner for partner in self.current if not partner.said(moment)]

    def partner(self, participation_id: int) -> PartnerBenefits:
        return next(each for each in self.partners if each.participation_id == participation_id)


def _relations(cells: Iterable[Cell]) -> Mapping[Relation, int]:
    found = Counter(cell.relation for cell in cells)
    return {relation: found[relation] for relation in Relation if found[relation]}
