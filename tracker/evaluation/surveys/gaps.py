"""Where the partners see the same thing differently: sectors, those who lead and those who do the work, partner and partner.

A gap is the difference of the highest and the lowest mean that are shown, so it tells no more than these. Groups are set against
each other where at least two may be shown; where none may, the partners that let themselves be named; and where no means are
shown at all, the single answers. Of what may be compared in several ways, the way with the largest gap is told. Gaps on different
scales are put in order by their share of the scale.

An eighth of the scale between means (half a point of five) is worth telling, a quarter is large; between single answers, which
move by whole points, twice as much. What is less counts as agreement, which is told as well: agreeing that something is bad is a
result, too.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.evaluation.surveys import gap_words
from tracker.evaluation.surveys.protection import TO_COMPARE, Group
from tracker.evaluation.surveys.scores import (
    Figure,
    GroupScore,
    Measure,
    PartnerScore,
    Score,
    families,
    rounded,
)
from tracker.partners.terms import Capacity, Sector

if TYPE_CHECKING:
    from tracker.evaluation.surveys.showing import Single
    from tracker.mechanisms.signs import Finding

WORTH_TELLING = Fraction(1, 8)
LARGE = Fraction(1, 4)
STEP = 2
"""Single answers move by whole points: there, a gap has to be so many times as large."""


class Between(enum.Enum):
    """Who differs."""

    SECTORS = "sectors"
    CAPACITIES = "capacities"
    BOTH = "both"
    PARTNERS = "partners"
    ANSWERS = "answers"
    OWN = "own"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Mark:
    """How somebody is drawn: never by colour alone."""

    tone: str
    shape: str
    is_hollow: bool = False


SECTOR_MARKS = {
    Sector.GOVERNMENT: Mark("government", "square"),
    Sector.BUSINESS: Mark("business", "diamond"),
    Sector.NONPROFIT: Mark("nonprofit", "circle"),
}
CAPACITY_MARKS = {
    Capacity.LEADER: Mark("primary", "up"),
    Capacity.EXECUTOR: Mark("accent", "down"),
}
OTHERS_MARK = Mark("neutral", "circle", is_hollow=True)
RECORD_MARK = Mark("primary", "bar")
ALL_MARK = Mark("primary", "circle")


@dataclass(frozen=True, slots=True)
class Side:
    """One of those who are set against each other."""

    name: str
    """As it stands inside a sentence."""
    value: Decimal
    text: str
    mark: Mark
    persons: int = 0
    """On how many people a mean rests; 0 where it is no mean."""
    partners: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference: between whom, how large, in a sentence, and what can be talked about."""

    measure: Measure
    between: Between
    sides: tuple[Side, ...]
    """From the highest to the lowest."""
    sentence: str
    talk: str
    step: int = 1

    @property
    def high(self) -> Side:
        return self.sides[0]

    @property
    def low(self) -> Side:
        return self.sides[-1]

    @property
    def size(self) -> Decimal:
        return self.high.value - self.low.value

    @property
    def text(self) -> str:
        return gap_words.size(self.measure, self.size, is_mean=self.step == 1)

    @property
    def share(self) -> Fraction:
        """The part of the scale."""
        return Fraction(self.size) / (self.measure.high - self.measure.low)

    @property
    def is_worth_telling(self) -> bool:
        return self.share >= WORTH_TELLING * self.step

    @property
    def is_large(self) -> bool:
        return self.share >= LARGE * self.step


def in_order(gaps: Iterable[Gap]) -> list[Gap]:
    """The largest first; of equal ones, in the order in which they were asked."""
    return sorted(gaps, key=lambda gap: -gap.share)


# --- from means ---------------------------------------------------------------------------------------------------------


def of_figure(figure: Figure) -> Gap | None:
    """The largest gap between groups, or between partners that may be named; nothing where none can be compared."""
    found = [
        _of_groups(figure.measure, [each for each in figure.groups if each.group in family])
        for family in families(each.group for each in figure.groups)
        if len(family) >= TO_COMPARE
    ]
    if len(figure.alone) >= TO_COMPARE:
        found.append(_of_partners(figure.measure, figure.alone))
    return max(found, key=lambda gap: gap.size, default=None)


def _of_groups(measure: Measure, scores: Sequence[GroupScore]) -> Gap:
    sides = _sorted(
        Side(
            gap_words.group(each.group),
            each.score.mean,
            gap_words.mean(measure, each.score.mean),
            mark_of(each.group),
            each.score.persons,
            each.score.partners,
        )
        for each in scores
    )
    high, low = sides[0], sides[-1]
    sentence = gap_words.of_groups(measure, (high.name, high.value), (low.name, low.value))
    return Gap(measure, _between(scores[0].group), sides, sentence, gap_words.talk(measure))


def _between(group: Group) -> Between:
    if group.capacity is None:
        return Between.SECTORS
    return Between.CAPACITIES if group.sectors == Group().sectors else Between.BOTH


def mark_of(group: Group) -> Mark:
    """A sector by its colour and shape, hollow for those who do the work; other groups by shapes of their own."""
    if len(group.sectors) == 1:
        mark = SECTOR_MARKS[next(iter(group.sectors))]
        return Mark(mark.tone, mark.shape, is_hollow=group.capacity is Capacity.EXECUTOR)
    return OTHERS_MARK if group.capacity is None else CAPACITY_MARKS[group.capacity]


def _of_partners(measure: Measure, alone: Sequence[PartnerScore]) -> Gap:
    sides = _sorted(
        Side(
            each.name,
            each.score.mean,
            gap_words.mean(measure, each.score.mean),
            SECTOR_MARKS[each.sector],
            each.score.persons,
            1,
        )
        for each in alone
    )
    return Gap(measure, Between.PARTNERS, sides, _range(measure, sides), gap_words.talk(measure))


def _sorted(sides: Iterable[Side]) -> tuple[Side, ...]:
    return tuple(sorted(sides, key=lambda side: -side.value))


def _range(measure: Measure, sides: Sequence[Side]) -> str:
    """Who stands at both ends; several at one end are named together."""
    ends = [
        (gap_words.names(side.name for side in sides if side.value == end.value), end.text)
        for end in (sides[0], sides[-1])
    ]
    if sides[0].value == sides[-1].value:
        return gap_words.all_alike(measure, sides[0].text)
    return gap_words.from_to(measure, *ends)


# --- from single answers ------------------------------------------------------------------------------------------------


def of_singles(measure: Measure, singles: Sequence[Single]) -> Gap | None:
    """From the lowest to the highest of the answers that are shown; nothing where fewer than two give points."""
    if sum(one.points is not None for one in singles) < TO_COMPARE:
        return None
    sides = _sides_of(measure, singles)
    return Gap(measure, Between.ANSWERS, sides, _range(measure, sides), gap_words.talk(measure), step=STEP)


def _sides_of(measure: Measure, singles: Sequence[Single]) -> tuple[Side, ...]:
    """From the highest to the lowest: each partner that is named, and how many remain without a name."""
    by_points: dict[Fraction, list[Single]] = defaultdict(list)
    for one in singles:
        if one.points is not None:
            by_points[one.points].append(one)
    sides: list[Side] = []
    for points in sorted(by_points, reverse=True):
        value, text = rounded(points), gap_words.points(measure, points)
        named = {one.name: one.sector for one in by_points[points] if one.sector is not None}
        sides += [Side(name, value, text, SECTOR_MARKS[sector]) for name, sector in sorted(named.items())]
        nameless = sum(one.sector is None for one in by_points[points])
        if nameless:
            sides.append(Side(gap_words.nameless(nameless), value, text, OTHERS_MARK))
    return tuple(sides)


# --- a partner's part, and the record -----------------------------------------------------------------------------------


def of_part(measure: Measure, sector: Sector, own: Score | None, others: Score | None) -> Gap | None:
    """How a partner sees its own part, and how the others do."""
    if own is None or others is None:
        return None
    sides = _sorted(
        (
            Side(gap_words.own(measure), own.mean, own.text, SECTOR_MARKS[sector], own.persons, own.partners),
            Side(gap_words.others(), others.mean, others.text, OTHERS_MARK, others.persons, others.partners),
        )
    )
    sentence = gap_words.own_and_others(measure.label, own.text, others.text)
    return Gap(measure, Between.OWN, sides, sentence, gap_words.talk_of_part(measure.label))


def of_record(figure: Figure, finding: Finding, level: int | None) -> Gap | None:
    """What the partners see of a sign, and what the record shows.

    Nothing where the record shows nothing, and where they see more than it could ever show.
    """
    if figure.score is None or level is None:
        return None
    if finding.is_most and figure.score.mean > level:
        return None
    said = figure.score
    text = gap_words.mean(figure.measure, said.mean)
    people = Side(gap_words.everybody(), said.mean, text, ALL_MARK, said.persons, said.partners)
    sides = _sorted((people, record_side(finding, level)))
    sentence = gap_words.record_and_people(finding.state, text, is_more_said=said.mean > level)
    return Gap(figure.measure, Between.RECORD, sides, sentence, gap_words.talk_of_record())


def of_record_and_singles(
    measure: Measure, singles: Sequence[Single], finding: Finding, level: int | None
) -> Gap | None:
    """What the record shows of a sign, and who sees it differently; nothing where nobody does."""
    if level is None:
        return None
    others = [
        side
        for side in _sides_of(measure, singles)
        if side.value < level or (side.value > level and not finding.is_most)
    ]
    if not others:
        return None
    farthest = max(abs(side.value - level) for side in others)
    told = [side for side in others if abs(side.value - level) == farthest]
    sides = _sorted((*others, record_side(finding, level)))
    sentence = gap_words.record_and_answers(finding.state, [(side.name, side.text) for side in told])
    return Gap(measure, Between.RECORD, sides, sentence, gap_words.talk_of_record(), step=STEP)


def record_side(finding: Finding, level: int) -> Side:
    """The record, as one of those who are set against each other."""
    return Side(gap_words.record(), Decimal(level), gap_words.inside(finding.state), RECORD_MARK)
