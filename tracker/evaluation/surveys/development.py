"""How the partners' view develops from round to round.

A line joins rounds that asked the same version of the questionnaire. Rounds of other versions stand beside it, and only where they
asked the very same: a statement of the same code, a block of the same statements. The questions of the quick look have no versions.
Every mean obeys the rules of its own round, so a round with fewer than five answers has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.evaluation.surveys import measures, questionnaire
from tracker.evaluation.surveys.scores import Kind, Measure, Score, Voice, mean_of_five
from tracker.i18n import show_tenths

if TYPE_CHECKING:
    from tracker.evaluation.surveys.models import Survey

TO_DEVELOP = 2
"""A development takes so many rounds."""


@dataclass(frozen=True, slots=True)
class Round:
    """A closed round, as a step of the way."""

    survey_id: int
    number: int
    name: str
    closed_on: date
    answers: int
    is_other_version: bool = False
    """Whether it asked another version of the questionnaire than the newest one."""


@dataclass(frozen=True, slots=True)
class Step:
    """A mean in one round."""

    round: Round
    score: Score
    is_joined: bool
    """Whether it asked the same version as the newest one, so that a line may join them."""


@dataclass(frozen=True, slots=True)
class Line:
    """The means of one measure over the rounds that have one, the oldest first."""

    measure: Measure
    steps: tuple[Step, ...]

    @property
    def joined(self) -> list[Step]:
        return [step for step in self.steps if step.is_joined]

    @property
    def change(self) -> Decimal | None:
        """From the round before to the newest one, between rounds of the same version."""
        joined = self.joined
        if len(joined) < TO_DEVELOP or joined[-1] is not self.steps[-1]:
            return None
        return joined[-1].score.mean - joined[-2].score.mean

    @property
    def change_text(self) -> str:
        """The change with its sign; a true minus."""
        change = self.change
        if change is None:
            return ""
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        return f"{sign}{show_tenths(abs(change))}"


@dataclass(frozen=True, slots=True)
class Development:
    """What became of blocks, statements and questions of the quick look."""

    rounds: tuple[Round, ...]
    """All closed rounds up to this one, the oldest first."""
    blocks: tuple[Line, ...]
    health: tuple[Line, ...]
    statements: tuple[Line, ...]

    @property
    def is_there(self) -> bool:
        """Whether anything can be compared."""
        return any(len(line.steps) >= TO_DEVELOP for line in self.lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.blocks, *self.health, *self.statements)

    @property
    def other_versions(self) -> list[Round]:
        return [each for each in self.rounds if each.is_other_version]

    @property
    def without_means(self) -> list[Round]:
        """Rounds that no line reaches: fewer than five answered, or nothing of this was asked."""
        told = {step.round.survey_id for line in self.lines for step in line.steps}
        return [each for each in self.rounds if each.survey_id not in told]


def development_of(surveys: Sequence[Survey], voices: Mapping[int, Sequence[Voice]]) -> Development:
    """Closed rounds, the oldest first; the last one is that of which results are shown."""
    newest = surveys[-1]
    rounds = {each.id: _round(each, newest, voices.get(each.id, ())) for each in surveys}
    asked = measures.blocks_of(newest)

    def line(measure: Measure) -> Line:
        return Line(measure, tuple(_steps(measure, surveys, rounds, voices)))

    return Development(
        tuple(rounds.values()),
        blocks=tuple(line(block) for block, _statements in asked),
        health=tuple(line(each) for each in measures.health_of(newest)),
        statements=tuple(line(each) for _block, statements in asked for each in statements),
    )


def _round(survey: Survey, newest: Survey, voices: Sequence[Voice]) -> Round:
    return Round(
        survey.id,
        survey.number,
        survey.name,
        survey.closed_on or survey.opened_on,
        len(voices),
        is_other_version=survey.questionnaire != newest.questionnaire,
    )


def _steps(
    measure: Measure,
    surveys: Sequence[Survey],
    rounds: Mapping[int, Round],
    voices: Mapping[int, Sequence[Voice]],
) -> Iterable[Step]:
    for survey in surveys:
        if not is_same(measure, survey, surveys[-1]):
            continue
        score = mean_of_five(voices.get(survey.id, ()), measure)
        if score is not None:
            is_joined = measure.kind is Kind.HEALTH or not rounds[survey.id].is_other_version
            yield Step(rounds[survey.id], score, is_joined)


def is_same(measure: Measure, survey: Survey, newest: Survey) -> bool:
    """Whether an earlier round asked the same under this code."""
    if measure.kind is Kind.HEALTH or survey.questionnaire == newest.questionnaire:
        return True
    older, newer = (
        questionnaire.of_version(survey.questionnaire),
        questionnaire.of_version(newest.questionnaire),
    )
    if measure.kind is Kind.STATEMENT:
        return measure.code in older.statements
    return _statements(older, measure.code) == _statements(newer, measure.code)


def _statements(version: questionnaire.Questionnaire, block: str) -> set[str]:
    """The codes of the statements of a block; nothing in common with any block where there is none."""
    return {each.code for every in version.blocks if every.code == block for each in every.statements} or {""}
