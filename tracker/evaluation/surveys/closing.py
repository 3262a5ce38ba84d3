"""What a closed round adds to the record: benefits go into the matrix, lessons to the lessons.

Only answers that may be shown with the name of the organisation go into the matrix, which names every partner. Where several people
of one partner have answered, its level is the median of theirs; of an even number the two in the middle are averaged, and a half is
rounded up (1 and 2 give 2). Who cannot say how much it is does not count. Comments stand below one another, each once.

Lessons are taken over with the partner's name or without, as the answer may be shown; those of answers that are only counted are not,
nor those without a name where so few partners remain unnamed that it could be found out whose they are (``showing``). They come in the
order of their words, not of their arrival, so that nobody can tell from the history whose a nameless one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.evaluation.benefits import services as benefits
from tracker.evaluation.benefits.terms import SaidBy
from tracker.evaluation.lessons import services as lessons
from tracker.evaluation.surveys.showing import FEWEST_UNNAMED
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.evaluation.terms import Benefit

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.surveys.models import Survey, SurveyAnswer
    from tracker.projects.models import Participation


@dataclass(frozen=True, slots=True)
class Said:
    """What one partner says of one benefit: its level, if anybody could say, and the comments."""

    participation: Participation
    benefit: Benefit
    level: int | None
    comment: str


def take_over(survey: Survey, *, by: User | None) -> None:
    """Put what the partners said of benefits and lessons where it belongs."""
    answers = answers_of(survey)
    if SurveyPart.BENEFITS in survey.asked:
        for said in benefits_said(answers):
            benefits.state(
                said.participation,
                said.benefit,
                moment=survey.moment,
                level=said.level,
                comment=said.comment,
                said_by=SaidBy.PARTNER,
                by=by,
            )
    if SurveyPart.LESSONS in survey.asked and survey.closed_on is not None:
        for answer in sorted(to_learn_from(answers), key=lambda answer: sorted(answer.lessons.items())):
            lessons.take_over_from_answer(
                answer.link.participation,
                answer.lessons,
                answer_id=answer.id,
                showing=answer.showing.code,
                stage=survey.stage,
                said_on=survey.closed_on,
                by=by,
            )


def to_learn_from(answers: Sequence[SurveyAnswer]) -> list[SurveyAnswer]:
    """Answers whose lessons can be shown without giving anybody away against their will."""
    unnamed = {each.link.participation_id for each in answers if each.showing is not AnswerShowing.NAMED}
    allowed = {AnswerShowing.NAMED}
    if len(unnamed) >= FEWEST_UNNAMED:
        allowed.add(AnswerShowing.NAMELESS)
    return [answer for answer in answers if answer.showing in allowed]


def answers_of(survey: Survey) -> list[SurveyAnswer]:
    """The answers that were handed in, in the order in which they came. Only a closed round shows them."""
    if not survey.is_closed:
        return []
    given = (link.answer for link in survey.links if link.answer is not None)
    return sorted(
        (each for each in given if each.submitted_at), key=lambda each: (each.submitted_at, each.id)
    )


def benefits_said(answers: Sequence[SurveyAnswer]) -> list[Said]:
    """What each partner says of each benefit, of answers that may be shown with a name."""
    by_partner: dict[int, list[SurveyAnswer]] = {}
    for answer in answers:
        if answer.showing is AnswerShowing.NAMED:
            by_partner.setdefault(answer.link.participation_id, []).append(answer)
    found = (_said(of_one, benefit) for of_one in by_partner.values() for benefit in Benefit)
    return [said for said in found if said.level is not None or said.comment]


def _said(answers: Sequence[SurveyAnswer], benefit: Benefit) -> Said:
    entries = [answer.benefits.get(benefit.code, {}) for answer in answers]
    levels = [entry["level"] for entry in entries if entry.get("level") is not None]
    return Said(
        answers[0].link.participation,
        benefit,
        median(levels) if levels else None,
        joined(entry.get("comment", "") for entry in entries),
    )


def median(levels: Sequence[int]) -> int:
    """The one in the middle; of two in the middle the average, a half rounded up. At least one level is needed."""
    ordered, half = sorted(levels), len(levels) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half] + 1) // 2


def joined(comments: Iterable[str]) -> str:
    """Comments below one another, each once, in the order in which they came."""
    return "\n\n".join(dict.fromkeys(comment for comment in comments if comment))
