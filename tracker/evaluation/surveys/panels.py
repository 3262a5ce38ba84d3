"""Where the rounds of partnerships stand: what the first page of the evaluation, the list of gaps and the cycle say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Date, bindparam, exists, select, update
from sqlalchemy.orm import joinedload

from tracker.database import session_of, utc_now
from tracker.evaluation import overview
from tracker.evaluation.overview import PartName, Progress
from tracker.evaluation.surveys import queries
from tracker.evaluation.surveys.models import Survey, SurveyAnswer, SurveyLink
from tracker.i18n import _, _l, _n, show_date
from tracker.permissions import Permission, can
from tracker.projects import presence, stamps
from tracker.projects.cycle import HABIT_MONTHS, Proof, months_before, proof_by
from tracker.projects.gaps import Gap, GapKind, check_together
from tracker.projects.services.partners import JOINING_STEPS
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.surveys.queries import Standing
    from tracker.projects.models import Participation, Partnership

DUE_SOON = timedelta(days=3)
ENOUGH_TO_ASK = 2

# --- the first page of the evaluation -----------------------------------------------------------------------------------


def part_of(partnership: Partnership, user: User, today: date) -> overview.Part:
    """The newest round and what it waits for."""
    here = {"partnership_id": partnership.id}
    surveys = list(session_of(partnership).scalars(queries.surveys_of(partnership)))
    may_lead = can(user, Permission.PARTNERSHIP_LEAD, partnership) and not partnership.is_archived
    open_ones = [survey for survey in surveys if not survey.is_closed]
    if open_ones:
        return _of_open(open_ones[0], today, may_lead=may_lead)
    if surveys:
        sentence = _n(
            "The partners were asked %(num)d time, most lately on %(day)s.",
            "The partners were asked %(num)d times, most lately on %(day)s.",
            len(surveys),
            day=show_date(surveys[0].opened_on),
        )
        return overview.Part(
            PartName.SURVEYS, str(TITLE), ICON, sentence, "evaluation.surveys", here, progress=Progress.DONE
        )
    enough = len(partnership.partners_on(today)) >= ENOUGH_TO_ASK
    return overview.Part(
        PartName.SURVEYS,
        str(TITLE),
        ICON,
        _(
            "Each partner answers by a link of its own, without an account: how working together goes, and what it brings."
        ),
        "evaluation.surveys",
        here,
        next_step=_("Ask the partners") if may_lead and enough else "",
        next_endpoint="evaluation.new_survey",
        next_values=here,
    )


TITLE = _l("What the partners say")
ICON = "message-2"


def _of_open(survey: Survey, today: date, *, may_lead: bool) -> overview.Part:
    standing = queries.standing_of(survey.links, utc_now())
    step, is_urgent = _step(survey, standing, today)
    values = {"survey_id": survey.id}
    return overview.Part(
        PartName.SURVEYS,
        str(TITLE),
        ICON,
        in_a_sentence(survey, standing),
        "evaluation.surveys",
        {"partnership_id": survey.partnership_id},
        progress=Progress.UNDER_WAY,
        next_step=step if may_lead else "",
        next_endpoint="evaluation.survey",
        next_values=values,
        is_urgent=is_urgent,
    )


def in_a_sentence(survey: Survey, standing: Standing) -> str:
    """How many partners have answered, and how long they can."""
    asked = len(standing.partners)
    if survey.is_closed:
        return _n(
            "%(answered)s of %(num)d partner answered.",
            "%(answered)s of %(num)d partners answered.",
            asked,
            answered=len(standing.partners_answered),
        )
    return _n(
        "%(answered)s of %(num)d partner has answered; the last day is %(day)s.",
        "%(answered)s of %(num)d partners have answered; the last day is %(day)s.",
        asked,
        answered=len(standing.partners_answered),
        day=show_date(survey.due_on),
    )


def _step(survey: Survey, standing: Standing, today: date) -> tuple[str, bool]:
    """What to do next, and whether it should come first."""
    if standing.is_complete or survey.due_on < today:
        return _("Close the round"), True
    if standing.unsent:
        return _("Send the links"), True
    if survey.due_on <= today + DUE_SOON:
        return _("Remind the partners"), True
    return "", False


overview.PARTS.append(part_of)


# --- gaps ---------------------------------------------------------------------------------------------------------------


DUE = (
    select(Survey)
    .where(
        Survey.partnership_id.in_(presence.IDS),
        Survey.closed_on.is_(None),
        Survey.due_on <= bindparam("soon", type_=Date),
    )
    .options(*queries.WITH_LINKS)
    .order_by(Survey.id)
)
ROUNDS = (
    select(Survey.partnership_id, Survey.cycle_round)
    .where(Survey.partnership_id.in_(presence.IDS))
    .distinct()
)


@check_together
def missing_answers(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """Rounds that end soon or have ended, and partnerships at the evaluation in which nobody was asked."""
    session = session_of(partnerships[0])
    ids = [partnership.id for partnership in partnerships]
    open_ones: dict[int, list[Survey]] = {}
    for (survey,) in presence.ask(session, Survey, DUE, ids, soon=today + DUE_SOON):
        open_ones.setdefault(survey.partnership_id, []).append(survey)
    asked = {(number, round_) for number, round_ in presence.ask(session, Survey, ROUNDS, ids)}
    return {
        each.id: [
            *(gap for survey in open_ones.get(each.id, ()) for gap in _of_due(survey, today)),
            *_nobody_asked(each, today, is_asked=(each.id, each.round) in asked),
        ]
        for each in partnerships
    }


def _of_due(survey: Survey, today: date) -> Iterator[Gap]:
    values = {"survey_id": survey.id}
    standing = queries.standing_of(survey.links, utc_now())
    if survey.due_on < today or standing.is_complete:
        yield Gap(
            _l("Close the round of questions: then all see what was said"),
            "evaluation.survey",
            values,
            GapKind.RESULTS,
        )
    elif standing.waiting:
        sentence = _n(
            "%(num)d answer is still to come until %(day)s: remind the partners",
            "%(num)d answers are still to come until %(day)s: remind the partners",
            len(standing.waiting),
            day=show_date(survey.due_on),
        )
        yield Gap(sentence, "evaluation.survey", values, GapKind.RESULTS)


def _nobody_asked(partnership: Partnership, today: date, *, is_asked: bool) -> Iterator[Gap]:
    if is_asked or partnership.stage not in {Stage.EVALUATION, Stage.CONTINUATION}:
        return
    if len(partnership.partners_on(today)) >= ENOUGH_TO_ASK:
        yield Gap(
            _l("Ask the partners what working together gave them"),
            "evaluation.new_survey",
            {"partnership_id": partnership.id},
            GapKind.RESULTS,
        )


# --- the cycle, and merged organisations --------------------------------------------------------------------------------


@proof_by(ChecklistItem.TIME_TO_REFLECT)
def partners_were_asked(partnership: Partnership) -> Proof | None:
    """A round that was closed since a habit of today would have had to be confirmed, with at least one answer."""
    since = months_before(utc_now().date(), HABIT_MONTHS)
    answered = (
        exists()
        .where(SurveyLink.survey_id == Survey.id, SurveyAnswer.link_id == SurveyLink.id)
        .where(SurveyAnswer.submitted_at.is_not(None))
    )
    survey = session_of(partnership).scalar(
        select(Survey)
        .where(Survey.partnership_id == partnership.id, Survey.closed_on >= since, answered)
        .order_by(Survey.number.desc())
        .limit(1)
    )
    if survey is None:
        return None
    sentence = _(
        "The partners were asked how it goes; the round was closed on %(day)s.",
        day=show_date(survey.closed_on),
    )
    return Proof(sentence, "evaluation.survey", {"survey_id": survey.id})


def move_links(participation: Participation, twin: Participation) -> None:
    """When two records of one organisation become one, its links are those of the twin, and so is what was said of it."""
    session = session_of(twin)
    answers = session.scalars(
        select(SurveyAnswer)
        .join(SurveyLink)
        .join(Survey)
        .where(Survey.partnership_id == twin.partnership_id)
        .options(joinedload(SurveyAnswer.link))
    ).all()
    old, new = str(participation.id), str(twin.id)
    for answer in answers:
        if old in answer.contributions:
            kept = dict(answer.contributions)
            moved = kept.pop(old)
            answer.contributions = {**kept, new: kept.get(new, moved)}
    session.execute(
        update(SurveyLink)
        .where(SurveyLink.participation_id == participation.id)
        .values(participation_id=twin.id)
    )


JOINING_STEPS.append(move_links)


presence.keep(Survey, Survey.partnership_id)
stamps.cover(Survey, SurveyLink, SurveyAnswer)
