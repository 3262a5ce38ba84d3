"""How far experts agree over all criteria: Gwet's AC2 with ordinal weights.

Source: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed., Gaithersburg 2014, chapters 2, 3 and 5; first in K. L. Gwet,
"Computing inter-rater reliability and its variance in the presence of high agreement", British Journal of Mathematical and
Statistical Psychology 61 (2008), 29-48.

    AC2 = (p_a - p_e) / (1 - p_e)

- A mark is one of ``q`` ordered points. Two marks that are the same agree fully, two at both ends of the scale not at all; between,
  ``w(k, l) = 1 - C(|k - l| + 1, 2) / C(q, 2)``: on our scale of five points 1, 0.9, 0.7, 0.4, 0.
- ``p_a`` is the agreement that was seen: of each criterion with two marks or more, the mean weight of its pairs of marks; of these,
  the mean.
- ``p_e`` is the agreement that chance alone would bring: ``T / (q (q - 1)) * sum of s(k) (1 - s(k))``, where ``T`` is the sum of all
  weights, and ``s(k)`` the mean share of point ``k`` in the marks of a criterion, over all criteria with a mark.
- 1 is full agreement, 0 what chance would bring, below 0 less than that. Missing marks are left out, as the source has it.

Taken instead of kappa or Krippendorff's alpha because experts who all find a partnership good differ little: those measures then
fall towards 0 although everybody agrees (the "paradox" of the second source), and this one does not. It is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import comb

from tracker.evaluation.experts.terms import HIGHEST, Strength

POINTS = HIGHEST + 1
FEW_EXPERTS, FEW_CRITERIA = 3, 6
"""With fewer experts or fewer criteria than these the figure is weak: one mark more could change it a lot."""

STRENGTHS = (
    (Fraction(8, 10), Strength.STRONG),
    (Fraction(6, 10), Strength.GOOD),
    (Fraction(4, 10), Strength.MODERATE),
    (Fraction(2, 10), Strength.SLIGHT),
)
"""From which value on which word: the fifths of D. G. Altman, Practical Statistics for Medical Research, London 1991."""

Weight = Callable[[int, int, int], Fraction]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figure, and on how much it rests."""

    value: Fraction
    experts: int
    """The most who gave a mark by one criterion."""
    criteria: int
    """Those with two marks or more."""
    marks: int
    """All marks that entered."""

    @property
    def shown(self) -> Decimal:
        """The figure with two decimals."""
        exact = Decimal(self.value.numerator) / Decimal(self.value.denominator)
        return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    @property
    def strength(self) -> Strength:
        """The word for the figure as it is shown."""
        return next((word for floor, word in STRENGTHS if self.shown >= floor), Strength.NONE)

    @property
    def is_weak(self) -> bool:
        """Whether it rests on so little that it should not be leaned on."""
        return self.experts < FEW_EXPERTS or self.criteria < FEW_CRITERIA


def ordinal(one: int, other: int, points: int) -> Fraction:
    """How far two marks agree where the points are in an order."""
    if one == other:
        return Fraction(1)
    return 1 - Fraction(comb(abs(one - other) + 1, 2), comb(points, 2))


def agreement_of(marks: Sequence[Sequence[int]]) -> Agreement | None:
    """The agreement of marks from 0 on, given by criterion; nothing where no criterion has two."""
    judged = [each for each in marks if each]
    several = [each for each in judged if len(each) > 1]
    if not several:
        return None
    return Agreement(
        value=ac2(judged),
        experts=max(map(len, several)),
        criteria=len(several),
        marks=sum(map(len, judged)),
    )


def ac2(marks: Sequence[Sequence[int]], *, points: int = POINTS, weight: Weight = ordinal) -> Fraction:
    """The coefficient, as the head of this module tells it; at least one criterion needs two marks, and each one."""
    weights = {(k, m): weight(k, m, points) for k in range(points) for m in range(points)}
    observed = _mean([_agreement_by(each, weights) for each in marks if len(each) > 1])
    shares = [_mean([Fraction(each.count(k), len(each)) for each in marks]) for k in range(points)]
    spread = sum((share * (1 - share) for share in shares), Fraction(0))
    by_chance = sum(weights.values(), Fraction(0)) * spread / (points * (points - 1))
    return (observed - by_chance) / (1 - by_chance)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _agreement_by(marks: Sequence[int], weights: dict[tuple[int, int], Fraction]) -> Fraction:
    """The mean weight of all pairs of marks by one criterion."""
    counts, number = Counter(marks), len(marks)
    pairs = [
        count * (sum((weights[k, m] * other for m, other in counts.items()), Fraction(0)) - 1)
        for k, count in counts.items()
    ]
    return sum(pairs, Fraction(0)) / (number * (number - 1))
