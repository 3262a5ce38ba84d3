"""Rounds of questions: opening, giving more time, closing. Links and answers have modules of their own.

What the partners say is visible to nobody before the broker closes the round, and history never tells what was said.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.benefits.terms import Moment
from tracker.evaluation.personal_links import end_of
from tracker.evaluation.surveys import closing, links, queries, questionnaire
from tracker.evaluation.surveys.models import Survey
from tracker.evaluation.surveys.terms import SurveyPart, WhomToAsk
from tracker.history.models import Book
from tracker.history.terms import EntryKind
from tracker.i18n import DEFAULT_LANGUAGE, _l
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

USUAL_TIME = timedelta(weeks=3)
LONGEST_TIME = timedelta(days=366)
EDITABLE = ("title", "message", "due_on")


def usual_parts(partnership: Partnership) -> list[SurveyPart]:
    """What to ask at the stage of today: a quick look on the way, everything else at the evaluation."""
    if partnership.stage in {Stage.EVALUATION, Stage.CONTINUATION}:
        return [part for part in SurveyPart if part is not SurveyPart.HEALTH]
    if partnership.stage in {Stage.START, Stage.PARTNERS, Stage.COMMITMENTS}:
        return [SurveyPart.HEALTH, SurveyPart.BENEFITS]
    return [SurveyPart.HEALTH, SurveyPart.SIGNS, SurveyPart.LESSONS]


def usual_moment(partnership: Partnership) -> Moment:
    """Benefits are hoped for until the work begins, and noticed from then on."""
    early = {Stage.START, Stage.PARTNERS, Stage.COMMITMENTS}
    return Moment.EXPECTED if partnership.stage in early and partnership.round == 1 else Moment.ACHIEVED


def open_round(
    partnership: Partnership,
    *,
    by: User | None,
    parts: Iterable[SurveyPart],
    moment: Moment = Moment.ACHIEVED,
    due_on: date | None = None,
    title: str = "",
    message: str = "",
    whom: WhomToAsk = WhomToAsk.ONE_EACH,
    language: str = DEFAULT_LANGUAGE,
) -> Survey:
    """Begin to ask the partners of today. Links are made for them, and nothing is sent yet."""
    _refuse_in_archive(partnership)
    today = utc_now().date()
    due_on = due_on or today + USUAL_TIME
    asked = [part for part in SurveyPart if part in set(parts)]
    if not asked:
        raise DomainError(_l("Choose at least one part to ask."), field="parts")
    _check_day(due_on, today)
    partners = partnership.partners_on(today)
    if not partners:
        raise WrongState(_l("Nobody takes part yet: first add the partners whom you want to ask."))
    session = session_of(partnership)
    session.execute(select(Book.id).where(Book.id == partnership.book_id).with_for_update())
    survey = Survey(
        partnership=partnership,
        number=queries.last_number(session, partnership) + 1,
        cycle_round=partnership.round,
        stage=partnership.stage,
        title=title.strip(),
        message=message.strip(),
        questionnaire=questionnaire.CURRENT,
        parts=[part.code for part in asked],
        moment=moment,
        opened_on=today,
        due_on=due_on,
        opened_by_id=None if by is None else by.id,
    )
    session.add(survey)
    session.flush()
    links.make_all(survey, partners, whom=whom, language=language, by=by)
    history.write(
        partnership,
        EntryKind.SURVEY_OPENED,
        by=by,
        subject=survey,
        survey_number=survey.number,
        survey_title=survey.title,
        survey_parts=asked,
        due_on=due_on,
    )
    return survey


def edit_round(survey: Survey, *, by: User | None, title: str, message: str, due_on: date) -> None:
    """Change what the partners read first, and the last day; the links follow it."""
    wait_and_refresh(survey)
    _refuse_in_archive(survey.partnership)
    _refuse_closed(survey)
    if due_on != survey.due_on:
        _check_day(due_on, utc_now().date())
    with history.changes(
        survey,
        *EDITABLE,
        kind=EntryKind.SURVEY_OPENED,
        by=by,
        parts={"changed_survey": str(survey.number)},
    ):
        survey.title, survey.message, survey.due_on = title.strip(), message.strip(), due_on
    for link in survey.links:
        link.expires_at = end_of(due_on)


def close(survey: Survey, *, by: User | None) -> None:
    """End a round, with however many answers: results become visible, drafts that were not handed in are deleted."""
    wait_and_refresh(survey)
    _refuse_in_archive(survey.partnership)
    _refuse_closed(survey)
    now = utc_now()
    asked = queries.standing_of(queries.with_links(session_of(survey), survey), now)
    answered, partners = len(asked.partners_answered), len(asked.partners)
    survey.closed_on, survey.closed_by_id = now.date(), None if by is None else by.id
    session = session_of(survey)
    for link in survey.links:
        if link.answer is not None and link.answer.submitted_at is None:
            session.delete(link.answer)
            session.flush()
            session.expire(link, ["answer"])
    session.flush()
    history.write(
        survey.partnership,
        EntryKind.SURVEY_CLOSED,
        by=by,
        subject=survey,
        survey_number=survey.number,
        survey_title=survey.title,
        partners_asked=partners,
        partners_answered=answered,
    )
    closing.take_over(survey, by=by)


def _check_day(due_on: date, today: date) -> None:
    if due_on < today:
        raise DomainError(_l("This day is over. Give the partners some time to answer."), field="due_on")
    if due_on > today + LONGEST_TIME:
        raise DomainError(_l("A round lasts a year at most."), field="due_on")


def _refuse_closed(survey: Survey) -> None:
    if survey.is_closed:
        raise WrongState(_l("This round is closed: open a new one."))


def _refuse_in_archive(partnership: Partnership) -> None:
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))
