"""How long partnerships live: the estimator of Kaplan and Meier, its confidence band, and the log-rank test.

Averages of lengths mislead, because those that still run have not shown their length yet. Here each one counts up to the day of
which something is known: it has ended, or it was last known to be alive and is *censored* there. Sources: E. L. Kaplan and
P. Meier, Nonparametric estimation from incomplete observations, JASA 53 (1958); M. Greenwood, The natural duration of cancer (1926),
for the variance; J. D. Kalbfleisch and R. L. Prentice, The statistical analysis of failure time data (1980), for the band on the
scale log(−log S), which stays between 0 and 1; N. Mantel (1966) and R. Peto and J. Peto (1972) for the log-rank test.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import NormalDist

CONFIDENCE = 0.95
CHANCE = 0.05
"""Below this a difference counts as one that chance does not explain."""
FEWEST_EVENTS = 5
"""With fewer ends than this a comparison says nothing."""
HALF = 0.5
NOTHING = 1e-12
"""What is smaller comes from rounding."""


@dataclass(frozen=True, slots=True)
class Life:
    """How long one partnership has been watched, in days from its start, and whether it has ended then."""

    days: int
    ended: bool
    seen_from: int = 0
    """Days after the start on which it was written down: before, its end would not have been noticed."""


@dataclass(slots=True)
class Group:
    """The lives of a group, as far as the estimators look at them: how many entered, ended, and were last watched on which day."""

    entered: Counter[int] = field(default_factory=Counter)
    left: Counter[int] = field(default_factory=Counter)
    ended: Counter[int] = field(default_factory=Counter)

    def add(self, days: int, *, ended: bool, seen_from: int = 0, number: int = 1) -> None:
        """Count in so many lives that are all alike."""
        self.entered[seen_from] += number
        self.left[days] += number
        if ended:
            self.ended[days] += number

    @classmethod
    def of(cls, lives: Lives) -> Group:
        """The group of single lives; a group stays as it is."""
        if isinstance(lives, Group):
            return lives
        group = cls()
        for life in lives:
            group.add(life.days, ended=life.ended, seen_from=life.seen_from)
        return group

    def __len__(self) -> int:
        return sum(self.left.values())


Lives = Group | Sequence[Life]


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which the curve goes down."""

    days: int
    at_risk: int
    """How many were watched on that day and had not ended before."""
    ended: int
    survival: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The estimate for a group."""

    number: int
    ended: int
    longest: int
    """The longest time that one of them was watched; the curve says nothing beyond."""
    steps: tuple[Step, ...]

    def at(self, days: int) -> Step | None:
        """The last step up to a day; ``None`` before the first, where all are alive."""
        found = None
        for step in self.steps:
            if step.days > days:
                break
            found = step
        return found

    def survival_at(self, days: int) -> float | None:
        """The share that is alive after so many days; ``None`` where nobody was watched for so long."""
        if days > self.longest:
            return None
        step = self.at(days)
        return 1.0 if step is None else step.survival

    @property
    def median(self) -> int | None:
        """The day by which half have ended; ``None`` where more than half live on as far as one can see."""
        return next((step.days for step in self.steps if step.survival <= HALF), None)


def curve_of(lives: Lives, confidence: float = CONFIDENCE) -> Curve:
    """The curve of a group of lives, with its band.

    Who was written down only some time after the start is at risk from that day on (left truncation): else the past would look
    safer than it was, because nobody writes down a partnership that has ended already.
    """
    group = Group.of(lives)
    ends = group.ended
    steps: list[Step] = []
    survival, variance = 1.0, 0.0
    width = NormalDist().inv_cdf(0.5 + confidence / 2)
    watched = _Watched(group)
    for days in sorted(ends):
        at_risk, ended = watched.on(days), ends[days]
        survival *= 1 - ended / at_risk
        variance = math.inf if at_risk == ended else variance + ended / (at_risk * (at_risk - ended))
        low, high = _band(survival, variance, width)
        steps.append(Step(days, at_risk, ended, survival, low, high))
    return Curve(len(group), sum(ends.values()), max(group.left, default=0), tuple(steps))


class _Watched:
    """How many are watched on a day: those written down before it, less those whose time was over before it."""

    def __init__(self, group: Group) -> None:
        self.entered = _Below(group.entered)
        self.left = _Below(group.left)

    def on(self, days: int) -> int:
        return self.entered.number(days) - self.left.number(days)


class _Below:
    """How many of counted days are smaller than a day."""

    def __init__(self, counts: Counter[int]) -> None:
        self.days = sorted(counts)
        self.sums = [0, *accumulate(counts[day] for day in self.days)]

    def number(self, days: int) -> int:
        return self.sums[bisect_left(self.days, days)]


def _band(survival: float, variance: float, width: float) -> tuple[float, float]:
    """The limits of the band on the scale log(−log S)."""
    if survival <= 0 or math.isinf(variance):
        return 0.0, survival
    if survival >= 1:
        return survival, 1.0
    spread = width * math.sqrt(variance) / abs(math.log(survival))
    return survival ** math.exp(spread), survival ** math.exp(-spread)


def numbers_at_risk(lives: Lives, days: Sequence[int]) -> list[int]:
    """How many are still watched and alive at the beginning of each of these days."""
    group = Group.of(lives)
    watched = _Watched(group)
    return [watched.on(day) if day else len(group) for day in days]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the log-rank test says of several groups."""

    statistic: float
    freedom: int
    p: float
    observed: dict[str, int]
    expected: dict[str, float]

    @property
    def says_something(self) -> bool:
        """Whether there were enough ends to compare at all."""
        return sum(self.observed.values()) >= FEWEST_EVENTS

    @property
    def is_more_than_chance(self) -> bool:
        return self.says_something and self.p < CHANCE

    def ends_sooner(self) -> str:
        """The group that ended most often beyond what would be expected if all lived alike."""
        return max(self.observed, key=lambda name: self.observed[name] / max(self.expected[name], NOTHING))


def compare(groups: Mapping[str, Lives]) -> Comparison | None:
    """The log-rank test: whether the groups end at the same pace; ``None`` with fewer than two groups that have anybody in them."""
    named = {name: Group.of(lives) for name, lives in groups.items() if len(lives)}
    if len(named) < 2:  # noqa: PLR2004  # it takes two to compare
        return None
    names = list(named)
    watched = {name: _Watched(group) for name, group in named.items()}
    ends = {name: group.ended for name, group in named.items()}
    observed = {name: sum(counted.values()) for name, counted in ends.items()}
    expected = dict.fromkeys(names, 0.0)
    covariance = [[0.0] * len(names) for _name in names]
    for days in sorted(set().union(*ends.values())):
        at_risk = {name: watched[name].on(days) for name in names}
        total, ended = sum(at_risk.values()), sum(ends[name][days] for name in names)
        share = {name: at_risk[name] / total for name in names}
        for name in names:
            expected[name] += ended * share[name]
        if total > 1:
            factor = ended * (total - ended) / (total - 1)
            for row, one in enumerate(names):
                for place, other in enumerate(names):
                    covariance[row][place] += factor * share[one] * ((one == other) - share[other])
    differences = [observed[name] - expected[name] for name in names[:-1]]
    statistic = _quadratic(differences, [line[:-1] for line in covariance[:-1]])
    freedom = len(names) - 1
    return Comparison(statistic, freedom, _chi_squared_above(statistic, freedom), observed, expected)


def _quadratic(vector: Sequence[float], matrix: Sequence[Sequence[float]]) -> float:
    """vᵀ M⁻¹ v, by elimination; directions in which nothing varies count for nothing."""
    rows = [[*line, value] for line, value in zip(matrix, vector, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = max(range(place, size), key=lambda line: abs(rows[line][place]))
        if abs(rows[pivot][place]) < NOTHING:
            continue
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for line in range(size):
            if line != place:
                factor = rows[line][place] / rows[place][place]
                rows[line] = [
                    own - factor * other for own, other in zip(rows[line], rows[place], strict=True)
                ]
    solution = [
        rows[place][size] / rows[place][place] if abs(rows[place][place]) >= NOTHING else 0.0
        for place in range(size)
    ]
    return sum(value * own for value, own in zip(vector, solution, strict=True))


def _chi_squared_above(statistic: float, freedom: int) -> float:
    """The probability of a larger value of chi-squared, by the series for whole degrees of freedom."""
    if statistic <= 0:
        return 1.0
    half = statistic / 2
    if freedom % 2 == 0:
        term = total = 1.0
        for number in range(1, freedom // 2):
            term *= half / number
            total += term
        return min(1.0, math.exp(-half) * total)
    tail = math.erfc(math.sqrt(half))
    term = math.exp(-half) * math.sqrt(half) * 2 / math.sqrt(math.pi)
    for number in range(1, freedom, 2):
        tail += term
        term *= statistic / (number + 2)
    return min(1.0, tail)
