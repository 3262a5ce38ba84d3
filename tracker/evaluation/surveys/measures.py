"""What a round asked, as measures, and the sheets that were handed in, as voices. Only closed rounds are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.errors import WrongState
from tracker.evaluation.surveys import questionnaire
from tracker.evaluation.surveys.health import HealthQuestion
from tracker.evaluation.surveys.models import Survey, SurveyAnswer, SurveyLink
from tracker.evaluation.surveys.scores import Kind, Measure, Reply, Voice, block_of_person, key_of
from tracker.evaluation.surveys.sheet import CANNOT_SAY
from tracker.evaluation.surveys.terms import LessonQuestion, SurveyPart
from tracker.i18n import _l
from tracker.mechanisms.signs import LEVELS
from tracker.mechanisms.terms import Sign, SignState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation

LESSON = "lesson"
"""The kind of key under which the words of a lesson are kept."""
MOST_OF_A_SIGN = max(LEVELS.values())


# --- what was asked -----------------------------------------------------------------------------------------------------


def blocks_of(survey: Survey) -> list[tuple[Measure, list[Measure]]]:
    """The blocks with their statements, if the round asked them."""
    if SurveyPart.QUESTIONNAIRE not in survey.asked:
        return []
    return [
        (
            Measure(Kind.BLOCK, block.code, str(block)),
            [
                Measure(Kind.STATEMENT, each.code, str(block), str(each), block=block.code)
                for each in block.statements
            ],
        )
        for block in questionnaire.of_version(survey.questionnaire).blocks
    ]


def health_of(survey: Survey) -> list[Measure]:
    """The questions of the quick look, if the round asked them."""
    if SurveyPart.HEALTH not in survey.asked:
        return []
    return [Measure(Kind.HEALTH, each.code, str(each), str(each.question)) for each in HealthQuestion]


def signs_of(survey: Survey) -> list[tuple[Sign, Measure]]:
    """The signs, if the round asked them; from absent to present."""
    if SurveyPart.SIGNS not in survey.asked:
        return []
    return [(sign, Measure(Kind.SIGN, sign.code, str(sign), low=0, high=MOST_OF_A_SIGN)) for sign in Sign]


def parts_of(
    survey: Survey, voices: Iterable[Voice], participations: Iterable[Participation]
) -> list[tuple[Participation, Measure]]:
    """The partners of whose part anybody said something."""
    if SurveyPart.CONTRIBUTIONS not in survey.asked:
        return []
    spoken_of = {key for voice in voices for key in (*voice.replies, *voice.words)}
    measures = [(each, part_measure(each)) for each in participations]
    return [(each, measure) for each, measure in measures if measure.key in spoken_of]


def part_measure(participation: Participation) -> Measure:
    return Measure(Kind.PART, str(participation.id), participation.organisation.display_name)


# --- who said what ------------------------------------------------------------------------------------------------------


def voices_of(session: Session, surveys: Sequence[Survey]) -> dict[int, list[Voice]]:
    """The sheets of closed rounds by number of the round, in one query; an open round is refused."""
    if any(not survey.is_closed for survey in surveys):
        raise WrongState(_l("The results are to be seen when the round is closed."))
    rounds = {survey.id: Reading(survey) for survey in surveys}
    answers = session.scalars(
        select(SurveyAnswer)
        .join(SurveyAnswer.link)
        .where(SurveyLink.survey_id.in_(rounds), SurveyAnswer.submitted_at.is_not(None))
        .options(joinedload(SurveyAnswer.link).joinedload(SurveyLink.participation))
        .order_by(SurveyAnswer.id)
    )
    found: dict[int, list[Voice]] = defaultdict(list)
    for answer in answers:
        found[answer.link.survey_id].append(rounds[answer.link.survey_id].voice(answer))
    return found


class Reading:
    """How the sheets of a round are read; of what was not asked, nothing is taken."""

    def __init__(self, survey: Survey) -> None:
        self.asked = survey.asked
        self.blocks = blocks_of(survey)
        self.health = health_of(survey)
        self.signs = signs_of(survey)

    def voice(self, answer: SurveyAnswer) -> Voice:
        """One sheet that was handed in."""
        organisation = answer.link.participation.organisation
        return Voice(
            partner=organisation.id,
            name=organisation.display_name,
            sector=organisation.sector,
            capacity=answer.capacity,  # what the link says was offered; somebody may not want to say
            showing=answer.showing,
            replies=dict(self._replies(answer)),
            words={key: text.strip() for key, text in self._words(answer) if text.strip()},
        )

    def _replies(self, answer: SurveyAnswer) -> Iterator[tuple[str, Reply]]:
        for block, statements in self.blocks:
            said = {each.key: points_of(answer.replies.get(each.code), each) for each in statements}
            yield from said.items()
            yield block.key, block_of_person(said.values())
        for question in self.health:
            yield question.key, points_of(answer.health.get(question.code, {}).get("score"), question)
        for _sign, measure in self.signs:
            yield measure.key, _level(answer.signs.get(measure.code, {}).get("state"))
        if SurveyPart.CONTRIBUTIONS in self.asked:
            for code, entry in answer.contributions.items():
                measure = Measure(Kind.PART, code, "")
                yield measure.key, points_of(entry.get("score"), measure)

    def _words(self, answer: SurveyAnswer) -> Iterator[tuple[str, str]]:
        if SurveyPart.QUESTIONNAIRE in self.asked:
            yield from ((key_of(Kind.BLOCK, code), text) for code, text in answer.remarks.items())
        for part, kind, entries, name in (
            (SurveyPart.HEALTH, Kind.HEALTH, answer.health, "comment"),
            (SurveyPart.SIGNS, Kind.SIGN, answer.signs, "evidence"),
            (SurveyPart.CONTRIBUTIONS, Kind.PART, answer.contributions, "comment"),
        ):
            if part in self.asked:
                yield from ((key_of(kind, code), entry.get(name) or "") for code, entry in entries.items())
        if SurveyPart.LESSONS in self.asked:
            yield from ((lesson_key(each), answer.lessons.get(each.code) or "") for each in LessonQuestion)


def points_of(stored: Any, measure: Measure) -> Reply:
    """A stored answer; what is not on the scale is none."""
    if stored == CANNOT_SAY:
        return CANNOT_SAY
    if isinstance(stored, int) and measure.low <= stored <= measure.high:
        return Fraction(stored)
    return None


def _level(code: str | None) -> Reply:
    if code is None:
        return None
    state = SignState.from_code(code)
    return Fraction(LEVELS[state]) if state in LEVELS else CANNOT_SAY


def lesson_key(question: LessonQuestion) -> str:
    return f"{LESSON}:{question.code}"
