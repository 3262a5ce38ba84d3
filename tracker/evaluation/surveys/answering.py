"""Answering by a personal link: finding it, keeping the draft, handing it in.

Two tabs or two devices may fill in one sheet. A page says for each of its fields what it held when it was opened. A field that
only one side has changed since then keeps that change; of a field that both changed, the page comes back with what was typed and
with what the other one saved, and nothing is replaced before the person has seen it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.personal_links import LONGEST_TOKEN, hash_of, merged
from tracker.evaluation.surveys import queries, sheet
from tracker.evaluation.surveys.models import SurveyAnswer, SurveyLink
from tracker.evaluation.surveys.terms import AnswerShowing, LinkState
from tracker.history.terms import EntryKind
from tracker.i18n import LANGUAGES, _l
from tracker.merging import wait_and_refresh
from tracker.partners.terms import Capacity
from tracker.projects import history

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey
    from tracker.evaluation.surveys.terms import SurveyPart


def find(session: Session, token: str) -> SurveyLink | None:
    """The link with this token, whatever its state; nothing for a token that was altered or replaced by a newer one."""
    if len(token) > LONGEST_TOKEN:
        return None
    return queries.link_of_hash(session, hash_of(token))


def whom_to_ask(survey: Survey) -> str:
    """The name of the person to turn to about a round: who opened it, while that is a broker."""
    brokers = survey.partnership.brokers
    if survey.opened_by is not None and survey.opened_by in brokers:
        return survey.opened_by.display_name
    return brokers[0].display_name if brokers else ""


# --- the draft ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving a page: fields that somebody changed at the same time, with the words that are saved there now."""

    clashes: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    """What the page holds now."""


def save(
    link: SurveyLink,
    part: SurveyPart,
    *,
    fields: Sequence[str],
    typed: Mapping[str, str],
    seen: Mapping[str, str],
) -> Saved:
    """Keep what was typed into a page; ``seen`` is what its fields held when it was opened.

    An untouched page of a sheet that was not begun leaves no draft behind.
    """
    enter(link)
    saved = sheet.read(link.answer, part)
    changed, clashes = merged(fields, typed=typed, seen=seen, saved=saved)
    if changed:
        sheet.write(_draft(link), part, changed)
        session_of(link).flush()
    return Saved(clashes, {name: value for name, value in {**saved, **changed}.items() if value})


def speak(link: SurveyLink, language: str) -> None:
    """Go on in another language; letters to this person come in it, too."""
    if language not in LANGUAGES:
        return
    enter(link)
    link.language = language
    if link.answer is not None:
        link.answer.language = language


# --- handing in ---------------------------------------------------------------------------------------------------------


def sign(link: SurveyLink, *, showing: AnswerShowing, capacity: Capacity | None) -> None:
    """Keep on the draft how it may be shown and who answers; a page that was left as it was begins no draft."""
    enter(link)
    if link.answer is not None or (showing, capacity) != (AnswerShowing.COUNTED, link.capacity):
        draft = _draft(link)
        draft.showing, draft.capacity = showing, capacity


def hand_in(link: SurveyLink, *, showing: AnswerShowing, capacity: Capacity | None) -> SurveyAnswer:
    """The answer is given: the link opens nothing more, and the history tells that this partner answered."""
    enter(link)
    if sheet.is_empty(link.answer, link.survey):
        raise DomainError(
            _l(
                "The sheet is still empty. Go back and answer what you can; one answer is enough to hand it in."
            )
        )
    answer = _draft(link)
    answer.showing, answer.capacity = showing, capacity
    answer.language, answer.submitted_at = link.language, utc_now()
    history.write(
        link.partnership,
        EntryKind.SURVEY_ANSWERED,
        by=None,
        subject=link.survey,
        partner=link.participation.organisation.display_name,
        survey_number=link.survey.number,
        survey_title=link.survey.title,
    )
    return answer


def enter(link: SurveyLink) -> None:
    """Wait for whoever is changing the round or this sheet, read both anew, and refuse unless the link is open."""
    wait_and_refresh(link.survey)
    wait_and_refresh(link)
    session_of(link).expire(link, ["answer"])
    if link.answer is not None:
        session_of(link).refresh(link.answer)
    state = link.state_at(utc_now())
    if not state.is_waiting:
        raise WrongState(WHY_CLOSED[state])


WHY_CLOSED = {
    LinkState.ANSWERED: _l("This sheet was handed in already."),
    LinkState.EXPIRED: _l("The time to answer is over."),
    LinkState.REVOKED: _l("This link was withdrawn."),
}


def _draft(link: SurveyLink) -> SurveyAnswer:
    """The sheet of a link, made when something is put into it first."""
    if link.answer is None:
        link.answer = SurveyAnswer(
            link=link,
            questionnaire=link.survey.questionnaire,
            language=link.language,
            capacity=link.capacity,
            showing=AnswerShowing.COUNTED,
            replies={},
            remarks={},
            health={},
            benefits={},
            signs={},
            contributions={},
            lessons={},
        )
        session_of(link).add(link.answer)
    return link.answer
