"""Opinions as plain facts, and how far experts agree: by each criterion, and over all of them.

Compared is only what can be: marks by the same set of criteria about the same round of the cycle. Experts are told apart by a letter
in the order in which they handed in. What was not judged is no mark; it is neither zero nor counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from tracker.evaluation.experts.agreement import Agreement, agreement_of
from tracker.evaluation.experts.terms import Accord, Independence, Mark
from tracker.i18n import _p

if TYPE_CHECKING:
    from tracker.evaluation.experts.models import Criterion, Expert, ExpertScore

ENOUGH_TO_COMPARE = 2


@dataclass(frozen=True, slots=True)
class Score:
    """What one expert says by one criterion."""

    criterion_id: int
    title: str
    mark: Mark | None
    """Nothing where it cannot be judged, or was left out."""
    cannot_judge: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one expert handed in, but for the remark to the team."""

    expert_id: int
    letter: str
    name: str
    organisation: str
    independence: Independence
    ties: str
    scores: tuple[Score, ...]
    strengths: str
    weaknesses: str
    recommendations: str
    handed_in_on: date

    @property
    def is_independent(self) -> bool:
        return self.independence is Independence.INDEPENDENT

    @property
    def who(self) -> str:
        """The name and the organisation."""
        return f"{self.name}, {self.organisation}" if self.organisation else self.name

    def score_of(self, criterion_id: int) -> Score | None:
        return next((score for score in self.scores if score.criterion_id == criterion_id), None)


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion with what all experts say by it."""

    criterion_id: int
    title: str
    explanation: str
    marks: tuple[tuple[Opinion, int], ...]
    """The marks there are, each with whose it is."""

    @property
    def lowest(self) -> int | None:
        return min((mark for _expert, mark in self.marks), default=None)

    @property
    def highest(self) -> int | None:
        return max((mark for _expert, mark in self.marks), default=None)

    @property
    def accord(self) -> Accord | None:
        """How close the marks are; nothing where fewer than two experts gave one."""
        if len(self.marks) < ENOUGH_TO_COMPARE or self.lowest is None or self.highest is None:
            return None
        return Accord.of(self.highest - self.lowest)


@dataclass(frozen=True, slots=True)
class Panel:
    """The experts who judged one round of the cycle by one set of criteria."""

    round: int
    set_number: int
    opinions: tuple[Opinion, ...]
    criteria: tuple[Judged, ...]
    """In the order of the team."""

    @property
    def can_be_compared(self) -> bool:
        return any(judged.accord is not None for judged in self.criteria)

    @property
    def agreement(self) -> Agreement | None:
        """How far they agree over all criteria; nothing where no criterion has two marks."""
        return agreement_of([[mark for _expert, mark in judged.marks] for judged in self.criteria])

    @property
    def apart_first(self) -> list[Judged]:
        """The criteria, those where the experts are furthest apart first."""
        return sorted(self.criteria, key=lambda judged: -_distance(judged))

    def with_accord(self, accord: Accord) -> list[Judged]:
        return [judged for judged in self.criteria if judged.accord is accord]


def _distance(judged: Judged) -> int:
    """How far the marks are apart; a criterion that cannot be compared comes last."""
    if judged.accord is None or judged.lowest is None or judged.highest is None:
        return -1
    return judged.highest - judged.lowest


def panels_of(experts: Iterable[Expert]) -> list[Panel]:
    """Experts who have handed in, put together as far as they can be compared; they come in the order of ``queries.handed_in``."""
    return [
        _panel(list(together))
        for _key, together in groupby(experts, key=lambda expert: (expert.round, expert.criteria_set_id))
    ]


def _panel(experts: list[Expert]) -> Panel:
    criteria_set = experts[0].criteria_set
    opinions = tuple(opinion_of(expert, letter=letter_of(place)) for place, expert in enumerate(experts))
    return Panel(
        round=experts[0].round,
        set_number=criteria_set.number,
        opinions=opinions,
        criteria=tuple(_judged(criterion, opinions) for criterion in criteria_set.criteria),
    )


def _judged(criterion: Criterion, opinions: tuple[Opinion, ...]) -> Judged:
    found = ((opinion, opinion.score_of(criterion.id)) for opinion in opinions)
    marks = tuple(
        (opinion, score.mark.number)
        for opinion, score in found
        if score is not None and score.mark is not None
    )
    return Judged(criterion.id, criterion.title, criterion.explanation, marks)


def opinion_of(expert: Expert, *, letter: str = "") -> Opinion:
    """What an expert has handed in, as plain facts."""
    opinion = expert.opinion
    if opinion is None or opinion.submitted_at is None or opinion.independence is None:
        message = f"expert {expert.id} has not handed in"
        raise LookupError(message)
    given = {score.criterion_id: score for score in opinion.scores}
    return Opinion(
        expert_id=expert.id,
        letter=letter,
        name=expert.name,
        organisation=expert.organisation,
        independence=opinion.independence,
        ties=opinion.ties,
        scores=tuple(_score(each, given.get(each.id)) for each in expert.criteria_set.criteria),
        strengths=opinion.strengths,
        weaknesses=opinion.weaknesses,
        recommendations=opinion.recommendations,
        handed_in_on=opinion.submitted_at.date(),
    )


def _score(criterion: Criterion, given: ExpertScore | None) -> Score:
    if given is None:
        return Score(criterion.id, criterion.title, None)
    return Score(criterion.id, criterion.title, Mark.of(given.mark), given.cannot_judge, given.reason)


def letter_of(place: int) -> str:
    """The letter of an expert in pictures, in the reader's alphabet; after the last letter they are counted."""
    letters = _p("letters of experts", "ABCDEFGHJKLM")
    return letters[place] if place < len(letters) else str(place + 1)
