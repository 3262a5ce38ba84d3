"""What the decision of stage 7 can rest on: one small function for each kind of finding, in the order in which they are shown.

Each says in a whole sentence what the record holds today, of what day it is and which page shows it, or ``None`` where it holds
nothing. No sentence quotes what only some of those who see the inside may read. A package that has something to add needs a
function here and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.evaluation.benefits.queries import matrix_of
from tracker.evaluation.benefits.terms import Moment
from tracker.evaluation.experts import queries as experts
from tracker.evaluation.indicators import queries as indicators
from tracker.evaluation.indicators.progress import progress_of
from tracker.evaluation.indicators.terms import ProgressState
from tracker.evaluation.lessons import queries as lessons
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.services import beginning_of
from tracker.evaluation.planning import queries as plans
from tracker.evaluation.reporting import queries as reports
from tracker.evaluation.surveys import queries as surveys
from tracker.i18n import _, _n
from tracker.mechanisms import sign_facts, signs
from tracker.mechanisms.terms import SignState
from tracker.projects.deciding import GROUNDS, Ground
from tracker.resources import promises
from tracker.resources import queries as resources
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from tracker.projects.models import Partnership

Find = Callable[["Partnership", date], "Ground | None"]


def finding(find: Find) -> Find:
    """Let decisions rest on what a function finds."""
    GROUNDS.append(find)
    return find


def here(partnership: Partnership) -> dict[str, Any]:
    """The address of a page of the partnership."""
    return {"partnership_id": partnership.id}


@finding
def plan(partnership: Partnership, _today: date) -> Ground | None:
    """Whether the partners had agreed what to find out."""
    found = plans.plan_of(partnership)
    if found is None:
        return None
    sentence = (
        _("The partners had agreed on a plan of the evaluation.")
        if found.agreed_on is not None
        else _("There was a plan of the evaluation, not agreed on by the partners.")
    )
    return Ground(
        "plan",
        sentence,
        "evaluation.plan",
        here(partnership),
        on=found.agreed_on or found.updated_at.date(),
    )


@finding
def progress_of_indicators(partnership: Partnership, _today: date) -> Ground | None:
    """How the indicators stand, of those that were measured."""
    found = session_of(partnership).scalars(indicators.indicators_of(partnership)).unique()
    measured = [each for each in found if not each.is_dropped and each.latest() is not None]
    if not measured:
        return None
    counts = Counter(progress_of(each).state for each in measured)
    states = ", ".join(
        _("%(state)s: %(count)s", state=str(state).lower(), count=counts[state])
        for state in ProgressState
        if counts[state]
    )
    days = [latest.measured_on for each in measured if (latest := each.latest()) is not None]
    return Ground(
        "indicators",
        _("Indicators that were measured: %(count)s (%(states)s).", count=len(measured), states=states),
        "evaluation.indicators",
        here(partnership),
        on=max(days),
    )


@finding
def what_the_partners_said(partnership: Partnership, _today: date) -> Ground | None:
    """The newest round of questions that was closed, and how many answered."""
    found = session_of(partnership).scalars(surveys.surveys_of(partnership))
    survey = next((each for each in found if each.is_closed), None)
    if survey is None:
        return None
    standing = surveys.standing_of(survey.links, utc_now())
    sentence = _(
        "The partners said how they see it (round %(number)s of questions): %(answered)s of %(asked)s partners answered.",
        number=survey.number,
        answered=len(standing.partners_answered),
        asked=len(standing.partners),
    )
    return Ground("survey", sentence, "evaluation.survey", {"survey_id": survey.id}, on=survey.closed_on)


@finding
def benefits_of_partners(partnership: Partnership, today: date) -> Ground | None:
    """Who has gained something, who nothing, and of whom nobody knows."""
    matrix = matrix_of(partnership, today)
    said = [partner for partner in matrix.current if partner.said(Moment.ACHIEVED)]
    if not said:
        return None
    sentence = _(
        "Partners that have gained something: %(gaining)s of %(all)s.",
        gaining=sum(bool(partner.gains) for partner in said),
        all=len(matrix.current),
    )
    nothing = [partner.name for partner in said if partner.gains_nothing]
    silent = [partner.name for partner in matrix.silent(Moment.ACHIEVED)]
    if nothing:
        sentence = _("%(sentence)s Nothing: %(names)s.", sentence=sentence, names=", ".join(nothing))
    if silent:
        sentence = _("%(sentence)s Not known: %(names)s.", sentence=sentence, names=", ".join(silent))
    return Ground("benefits", sentence, "evaluation.benefits", here(partnership), on=today)


@finding
def signs_of_partnership(partnership: Partnership, today: date) -> Ground | None:
    """How many of the nine signs are present, and which are plainly absent."""
    if not partnership.partners_on(today):
        return None
    said = sign_facts.said_of(partnership)
    views = signs.views_of(sign_facts.facts_of(partnership, today), said)
    sentence = _n(
        "%(num)d of nine signs of partnership is present.",
        "%(num)d of nine signs of partnership are present.",
        signs.count_present(views),
    )
    absent = [str(view.sign) for view in views if view.state is SignState.ABSENT]
    if absent:
        sentence = _("%(sentence)s Absent: %(signs)s.", sentence=sentence, signs=", ".join(absent))
    days = [each.on for each in said.values() if each.on is not None]
    return Ground(
        "signs",
        sentence,
        "mechanisms.show_signs",
        here(partnership),
        on=max(days, default=today),
    )


@finding
def resources_promised_and_delivered(partnership: Partnership, today: date) -> Ground | None:
    """How much of what was agreed has arrived."""
    commitments = session_of(partnership).scalars(resources.commitments_of(partnership)).unique()
    agreed = [each for each in commitments if promises.counts(each)]
    if not agreed:
        return None
    delivered = [each for each in agreed if each.state is CommitmentState.DELIVERED]
    partners = {each.participation_id for each in agreed}
    sentence = _(
        "Commitments agreed: %(agreed)s, delivered in full: %(delivered)s; partners who gave or promised: %(partners)s.",
        agreed=len(agreed),
        delivered=len(delivered),
        partners=len(partners),
    )
    return Ground("resources", sentence, "resources.overview", here(partnership), on=today)


@finding
def opinions_from_outside(partnership: Partnership, _today: date) -> Ground | None:
    """How many external experts have handed in their opinion in this round."""
    found = [
        each
        for each in session_of(partnership).scalars(experts.handed_in(partnership)).unique()
        if each.round == partnership.round
    ]
    days = [
        each.opinion.submitted_at.date()
        for each in found
        if each.opinion is not None and each.opinion.submitted_at is not None
    ]
    if not days:
        return None
    sentence = _n(
        "%(num)d external expert has given an opinion.",
        "%(num)d external experts have given their opinions.",
        len(days),
    )
    return Ground("experts", sentence, "evaluation.experts", here(partnership), on=max(days))


@finding
def report(partnership: Partnership, _today: date) -> Ground | None:
    """Whether the report of this round is written; what it says goes no further than was decided."""
    found = reports.report_of(partnership)
    if found is None or not found.is_begun:
        return None
    sentence = _(
        "The report of the evaluation of round %(number)s; it goes to: %(degree)s.",
        number=found.round,
        degree=str(found.degree).lower(),
    )
    return Ground("report", sentence, "evaluation.report", here(partnership), on=found.updated_at.date())


@finding
def lessons_learnt(partnership: Partnership, _today: date) -> Ground | None:
    """How many lessons stand, and the newest of them."""
    found = [
        lesson
        for lesson in session_of(partnership).scalars(lessons.of_partnership(partnership))
        if not lesson.is_withdrawn
    ]
    if not found:
        return None
    newest: Lesson = found[0]
    sentence = _n(
        "%(num)s lesson is written down: “%(lesson)s”",
        "%(num)s lessons are written down, the newest: “%(lesson)s”",
        len(found),
        lesson=beginning_of(newest),
    )
    return Ground("lessons", sentence, "evaluation.lessons", here(partnership), on=newest.said_on)
