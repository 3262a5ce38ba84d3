"""What a closed round shows to a kind of reader. Whatever is not for the reader is not in it.

``result_of`` is what the page, its files and the writer of the report start from. It is plain: words are in the language of the
moment when it is made, and nothing is read from the database afterwards.

With five answers or more, means are shown, and single answers only where ``protection`` allows. With fewer there are no means: the
answers themselves are shown, each as its partner agreed (``showing``), and nothing is counted by question, because a count beside
answers with names would tell those without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of, utc_now
from tracker.evaluation.surveys import development, gaps, measures, queries, showing
from tracker.evaluation.surveys.gaps import Between, Gap
from tracker.evaluation.surveys.models import Survey
from tracker.evaluation.surveys.protection import FEWEST
from tracker.evaluation.surveys.scores import (
    Figure,
    Measure,
    Score,
    Voice,
    figure_of,
    mean_of_five,
    score_of,
)
from tracker.evaluation.surveys.showing import Quote, Sight, Single
from tracker.evaluation.surveys.terms import AnswerShowing, LessonQuestion, SurveyPart
from tracker.mechanisms import sign_facts, signs
from tracker.mechanisms.signs import LEVELS, Finding
from tracker.projects.models import Participation
from tracker.projects.queries import with_parts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.development import Development
    from tracker.mechanisms.terms import Sign
    from tracker.partners.terms import Sector
    from tracker.projects.models import Partnership
    from tracker.terms import Term


@dataclass(frozen=True, slots=True)
class Question:
    """What is shown of one question: a figure where means are shown, else the answers that may be."""

    measure: Measure
    figure: Figure | None = None
    singles: tuple[Single, ...] = ()

    @property
    def score(self) -> Score | None:
        return self.figure.score if self.figure is not None else None


@dataclass(frozen=True, slots=True)
class Block:
    """A block with its statements."""

    question: Question
    statements: tuple[Question, ...]

    @property
    def range(self) -> tuple[Score, Score] | None:
        """The lowest and the highest mean of its statements."""
        scores = sorted((each.score for each in self.statements if each.score), key=lambda score: score.mean)
        return (scores[0], scores[-1]) if scores else None


@dataclass(frozen=True, slots=True)
class SignSeen:
    """A sign: what the partners see, and what the record shows today, if the reader may know."""

    sign: Sign
    question: Question
    finding: Finding | None

    @property
    def level(self) -> int | None:
        """What the record shows, on the scale of the partners."""
        return LEVELS.get(self.finding.state) if self.finding is not None else None


@dataclass(frozen=True, slots=True)
class PartSeen:
    """The part of one partner: how it sees that itself, and how the others do."""

    participation_id: int
    measure: Measure
    sector: Sector
    own: Score | None = None
    others: Score | None = None
    singles: tuple[Single, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What was written to one question."""

    part: SurveyPart
    heading: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were asked, and how many answered."""

    persons: int
    partners: int
    answers: int
    partners_answered: int


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that a kind of reader gets of a closed round."""

    survey_id: int
    partnership_id: int
    number: int
    name: str
    closed_on: date
    reader: str
    """The code of the kind of reader."""
    asked: Asked
    parts: tuple[SurveyPart, ...]
    blocks: tuple[Block, ...] = ()
    health: tuple[Question, ...] = ()
    signs: tuple[SignSeen, ...] = ()
    contributions: tuple[PartSeen, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """What is worth telling, the largest first."""
    alike: tuple[Gap, ...] = ()
    """Of what people see alike, the smallest difference first; that they see what the record shows is not among it."""
    not_compared: int = 0
    """Questions of which nobody may be set against anybody."""
    development: Development | None = None
    words: tuple[Words, ...] = ()
    not_shown: int = 0
    """Answers that this reader gets neither with a name nor without."""

    @property
    def has_means(self) -> bool:
        return self.asked.answers >= FEWEST

    @property
    def is_empty(self) -> bool:
        return self.asked.answers == 0

    @property
    def questions(self) -> list[Question]:
        """All questions but those about partners, in the order in which they were asked."""
        return [
            *(question for block in self.blocks for question in block.statements),
            *self.health,
            *(seen.question for seen in self.signs),
        ]

    @property
    def tells_anything(self) -> bool:
        """Whether there is anything for this reader besides how many answered."""
        return bool(
            self.words
            or any(question.score or question.singles for question in self.questions)
            or any(seen.own or seen.others or seen.singles for seen in self.contributions)
        )


def result_of(survey: Survey, reader: Term | str) -> Result:
    """What a kind of reader gets of a closed round; an open one is refused. So many queries, however many answered.

    ``reader`` is for whom it is made: "internal", "partners", "programme", "officials" or "public", or a term with such a code.
    """
    code = reader if isinstance(reader, str) else reader.code
    sight = showing.SIGHTS[code]
    session = session_of(survey)
    rounds = _closed_rounds(session, survey)
    by_round = measures.voices_of(session, rounds)
    return _Maker(survey, code, sight, by_round.get(survey.id, [])).make(
        development.development_of(rounds, by_round)
    )


def _closed_rounds(session: Session, survey: Survey) -> list[Survey]:
    """The closed rounds up to this one, and this one itself."""
    earlier = session.scalars(
        select(Survey)
        .where(
            Survey.partnership_id == survey.partnership_id,
            Survey.closed_on.is_not(None),
            Survey.number < survey.number,
        )
        .order_by(Survey.number)
    )
    return [*earlier, survey]


class _Maker:
    """Puts the result together."""

    def __init__(self, survey: Survey, code: str, sight: Sight, voices: Sequence[Voice]) -> None:
        self.survey = survey
        self.code = code
        self.sight = sight
        self.voices = voices
        self.has_means = len(voices) >= FEWEST
        self.named, self.nameless = showing.shown_to(sight, voices)

    def make(self, developed: Development) -> Result:
        blocks, health = self.blocks(), [self.question(each) for each in measures.health_of(self.survey)]
        seen, contributions = self.signs(), self.contributions()
        found, not_compared = self.gaps(blocks, health, seen, contributions)
        worth_telling = [gap for gap in found if gap.is_worth_telling]
        alike = [gap for gap in found if not gap.is_worth_telling and gap.between is not Between.RECORD]
        return Result(
            survey_id=self.survey.id,
            partnership_id=self.survey.partnership_id,
            number=self.survey.number,
            name=self.survey.name,
            closed_on=self.survey.closed_on or self.survey.opened_on,
            reader=self.code,
            asked=self.asked(),
            parts=tuple(self.survey.asked),
            blocks=tuple(blocks),
            health=tuple(health),
            signs=tuple(seen),
            contributions=tuple(contributions),
            gaps=tuple(gaps.in_order(worth_telling)),
            alike=tuple(reversed(gaps.in_order(alike))),
            not_compared=not_compared,
            development=developed if developed.is_there and self.has_means else None,
            words=tuple(self.words(contributions)),
            not_shown=len(self.voices) - len(self.named) - len(self.nameless),
        )

    def asked(self) -> Asked:
        links = queries.with_links(session_of(self.survey), self.survey)
        standing = queries.standing_of(links, utc_now())
        return Asked(
            persons=len(standing.links),
            partners=len(standing.partners),
            answers=len(self.voices),
            partners_answered=len({voice.partner for voice in self.voices}),
        )

    # --- questions ------------------------------------------------------------------------------------------------------

    def question(self, measure: Measure) -> Question:
        if self.has_means:
            figure = figure_of(measure, self.voices)
            return Question(measure, figure if self.sight.named else replace(figure, alone=()))
        return Question(measure, singles=showing.singles_of(measure, self.named, self.nameless))

    def blocks(self) -> list[Block]:
        """Of single answers no block is made: it would be a mean."""
        return [
            Block(
                self.question(block) if self.has_means else Question(block),
                tuple(self.question(each) for each in statements),
            )
            for block, statements in measures.blocks_of(self.survey)
        ]

    def signs(self) -> list[SignSeen]:
        asked = measures.signs_of(self.survey)
        findings = findings_of(self.survey.partnership) if asked and self.sight.record else {}
        return [SignSeen(sign, self.question(measure), findings.get(sign)) for sign, measure in asked]

    def contributions(self) -> list[PartSeen]:
        if not self.sight.parts or SurveyPart.CONTRIBUTIONS not in self.survey.asked:
            return []
        participations = session_of(self.survey).scalars(
            select(Participation)
            .where(Participation.partnership_id == self.survey.partnership_id)
            .order_by(Participation.id)
        )
        asked = measures.parts_of(self.survey, self.voices, participations)
        return [self.part(participation, measure) for participation, measure in asked]

    def part(self, participation: Participation, measure: Measure) -> PartSeen:
        sector = participation.organisation.sector
        if not self.has_means:
            singles = showing.singles_of(measure, self.named, self.nameless)
            return PartSeen(participation.id, measure, sector, singles=singles)
        own = [voice for voice in self.voices if voice.partner == participation.organisation_id]
        others = [voice for voice in self.voices if voice.partner != participation.organisation_id]
        return PartSeen(
            participation.id,
            measure,
            sector,
            own=self.own_view(own, measure),
            others=mean_of_five(others, measure),
        )

    def own_view(self, own: Sequence[Voice], measure: Measure) -> Score | None:
        """What a partner says of itself: of five people, or as far as all of them let it be named."""
        if self.sight.named and all(voice.showing is AnswerShowing.NAMED for voice in own):
            return score_of(own, measure)
        return mean_of_five(own, measure)

    # --- gaps -----------------------------------------------------------------------------------------------------------

    def gaps(
        self,
        blocks: Iterable[Block],
        health: Iterable[Question],
        seen: Sequence[SignSeen],
        contributions: Iterable[PartSeen],
    ) -> tuple[list[Gap], int]:
        """All differences, however small, and of how many questions nobody could be compared."""
        questions = [*(each for block in blocks for each in block.statements), *health]
        questions += [each.question for each in seen]
        found = [self.gap(question) for question in questions]
        found_of_parts = [
            gaps.of_part(each.measure, each.sector, each.own, each.others) for each in contributions
        ]
        of_record = [self.gap_of_record(each) for each in seen]
        told = [gap for gap in (*found, *found_of_parts, *of_record) if gap is not None]
        return told, sum(gap is None for gap in found)

    def gap(self, question: Question) -> Gap | None:
        if question.figure is not None:
            return gaps.of_figure(question.figure)
        return gaps.of_singles(question.measure, question.singles)

    def gap_of_record(self, seen: SignSeen) -> Gap | None:
        if seen.finding is None:
            return None
        if seen.question.figure is not None:
            return gaps.of_record(seen.question.figure, seen.finding, seen.level)
        return gaps.of_record_and_singles(
            seen.question.measure, seen.question.singles, seen.finding, seen.level
        )

    # --- words ----------------------------------------------------------------------------------------------------------

    def words(self, contributions: Iterable[PartSeen]) -> Iterable[Words]:
        """What was written, in the order in which it was asked."""
        asked = [
            *(
                (SurveyPart.QUESTIONNAIRE, block.key, block.label)
                for block, _s in measures.blocks_of(self.survey)
            ),
            *((SurveyPart.HEALTH, each.key, each.label) for each in measures.health_of(self.survey)),
            *((SurveyPart.SIGNS, each.key, each.label) for _sign, each in measures.signs_of(self.survey)),
            *((SurveyPart.CONTRIBUTIONS, each.measure.key, each.measure.label) for each in contributions),
        ]
        if SurveyPart.LESSONS in self.survey.asked:
            asked += [(SurveyPart.LESSONS, measures.lesson_key(each), str(each)) for each in LessonQuestion]
        for part, key, heading in asked:
            quotes = showing.quotes_of(key, self.named, self.nameless)
            if quotes:
                yield Words(part, heading, quotes)


def findings_of(partnership: Partnership) -> dict[Sign, Finding]:
    """What the record of today shows of each sign, without the sentences that prove it: they name partners."""
    with_parts(session_of(partnership), partnership, *sign_facts.SIGN_PARTS)
    facts = sign_facts.facts_of(partnership, utc_now().date())
    return {view.sign: replace(view.finding, proofs=()) for view in signs.views_of(facts)}
