"""Means of what the partners said, by the documented rules.

* Of a statement, a question or a sign, points are averaged; "cannot say" and what was left empty do not count and are counted apart.
* The block of a person is the mean of its statements, if the person gave points to at least half of them.
* People of one partner are averaged first, then the partners: three answers of one partner do not outvote the one of another.
* Means are exact fractions until they are rounded to one decimal, half up; how many people and partners they rest on stands beside.
* Of fewer than five people there is no mean, and groups are shown as ``protection`` allows.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.evaluation.surveys import protection
from tracker.evaluation.surveys.protection import EVERYBODY, FEWEST, Group, Member
from tracker.evaluation.surveys.sheet import CANNOT_SAY
from tracker.evaluation.surveys.terms import AnswerShowing
from tracker.i18n import show_tenths

if TYPE_CHECKING:
    from tracker.partners.terms import Capacity, Sector

Reply = Fraction | str | None
"""What one person said of one question: points, ``CANNOT_SAY``, or nothing."""


class Kind(enum.Enum):
    """What was asked."""

    STATEMENT = "statement"
    BLOCK = "block"
    HEALTH = "health"
    SIGN = "sign"
    PART = "part"


def key_of(kind: Kind, code: str) -> str:
    """How something that was asked is called in what a person said."""
    return f"{kind.value}:{code}"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something of which a mean can be made: a statement, a block, a question of the quick look, a sign, the part of a partner."""

    kind: Kind
    code: str
    label: str
    """What it is called."""
    text: str = ""
    """What the partners read, where that is more."""
    low: int = 1
    high: int = 5
    block: str = ""
    """The block of a statement."""

    @property
    def key(self) -> str:
        return key_of(self.kind, self.code)

    @property
    def name(self) -> str:
        """The words that say what it is about by themselves."""
        return self.text or self.label

    def share(self, value: Decimal | Fraction) -> Fraction:
        """Where a value lies between the ends of the scale, from 0 to 1."""
        return (Fraction(value) - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Voice:
    """A sheet that was handed in: of whom, how it may be shown, and what it says."""

    partner: int
    """The number of the organisation."""
    name: str
    sector: Sector
    capacity: Capacity | None = None
    showing: AnswerShowing = AnswerShowing.COUNTED
    replies: Mapping[str, Reply] = field(default_factory=dict)
    """By key of the measure."""
    words: Mapping[str, str] = field(default_factory=dict)
    """By key of the measure, and of the lessons."""

    @property
    def member(self) -> Member:
        return Member(self.partner, self.sector, self.capacity, is_open=self.showing is AnswerShowing.NAMED)

    def points(self, measure: Measure) -> Fraction | None:
        """What it gives, if it could say."""
        reply = self.replies.get(measure.key)
        return reply if isinstance(reply, Fraction) else None


# --- the arithmetic -----------------------------------------------------------------------------------------------------


def block_of_person(replies: Iterable[Reply]) -> Reply:
    """The mean of the statements of a block that a person could answer, if that is at least half of them."""
    asked = list(replies)
    said = [reply for reply in asked if isinstance(reply, Fraction)]
    if said and 2 * len(said) >= len(asked):
        return _mean(said)
    return CANNOT_SAY if any(reply is not None for reply in asked) else None


def mean_of_partners(said: Iterable[tuple[int, Fraction]]) -> Fraction:
    """The mean of the partners' means; ``said`` are pairs of a partner and what one of its people said, at least one."""
    by_partner: dict[int, list[Fraction]] = defaultdict(list)
    for partner, points in said:
        by_partner[partner].append(points)
    return _mean([_mean(points) for points in by_partner.values()])


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def rounded(value: Fraction) -> Decimal:
    """To one decimal, half up."""
    tenths = (value * 10 + Fraction(1, 2)).__floor__()
    return Decimal(tenths).scaleb(-1)


# --- scores -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """A mean, and on how many it rests."""

    mean: Decimal
    persons: int
    partners: int

    @property
    def text(self) -> str:
        return show_tenths(self.mean)


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The mean of a group of people."""

    group: Group
    score: Score


@dataclass(frozen=True, slots=True)
class PartnerScore:
    """What one partner said that lets itself be named; of several people the mean of theirs."""

    partner: int
    name: str
    sector: Sector
    score: Score


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of one question where means are shown."""

    measure: Measure
    persons: int
    """How many could say."""
    partners: int
    cannot_say: int
    """How many could not; of a block, how many answered fewer than half of it."""
    empty: int
    """How many left it out."""
    score: Score | None = None
    """Nothing where fewer than five could say."""
    groups: tuple[GroupScore, ...] = ()
    alone: tuple[PartnerScore, ...] = ()
    """Partners one by one, where no groups can be compared and it is agreed."""


def score_of(voices: Iterable[Voice], measure: Measure) -> Score | None:
    """The mean of those who could say; nothing where nobody could. Whether it may be shown is another question."""
    said = [(voice.partner, points) for voice in voices if (points := voice.points(measure)) is not None]
    if not said:
        return None
    return Score(rounded(mean_of_partners(said)), len(said), len({partner for partner, _points in said}))


def mean_of_five(voices: Iterable[Voice], measure: Measure) -> Score | None:
    """The same, if at least five people could say."""
    score = score_of(voices, measure)
    return score if score is not None and score.persons >= FEWEST else None


def figure_of(measure: Measure, voices: Sequence[Voice]) -> Figure:
    """Everything that may be shown of one question of a round to those who may see most."""
    said = [voice for voice in voices if voice.points(measure) is not None]
    members = [voice.member for voice in said]
    groups = protection.groups_to_show((voice.member for voice in voices), members)
    scores = {
        group: score_of((voice for voice in said if group.holds(voice.member)), measure) for group in groups
    }
    unnamed = sum(voice.showing is not AnswerShowing.NAMED for voice in voices)
    alone: frozenset[int] = frozenset()
    if groups and not are_comparable(groups):
        alone = protection.partners_to_show(members, groups, unnamed=unnamed)
    return Figure(
        measure,
        persons=len(said),
        partners=len({voice.partner for voice in said}),
        cannot_say=sum(voice.replies.get(measure.key) == CANNOT_SAY for voice in voices),
        empty=sum(voice.replies.get(measure.key) is None for voice in voices),
        score=scores.get(EVERYBODY),
        groups=tuple(
            GroupScore(group, score)
            for group, score in scores.items()
            if score is not None and group != EVERYBODY
        ),
        alone=_one_by_one(alone, said, measure),
    )


def are_comparable(groups: Sequence[Group]) -> bool:
    """Whether two groups of one sort are shown: sectors, capacities, or both at once."""
    return any(len(family) >= protection.TO_COMPARE for family in families(groups))


def families(groups: Iterable[Group]) -> list[list[Group]]:
    """Groups that can be set against each other because nobody is in two of them."""
    apart: dict[tuple[bool, bool], list[Group]] = defaultdict(list)
    for group in groups:
        if group != EVERYBODY:
            apart[group.sectors == EVERYBODY.sectors, group.capacity is None].append(group)
    return list(apart.values())


def _one_by_one(partners: Iterable[int], said: Sequence[Voice], measure: Measure) -> tuple[PartnerScore, ...]:
    made = []
    for partner in partners:
        own = [voice for voice in said if voice.partner == partner]
        score = score_of(own, measure)
        if score is not None:
            made.append(PartnerScore(partner, own[0].name, own[0].sector, score))
    return tuple(sorted(made, key=lambda each: (-each.score.mean, each.name, each.partner)))
