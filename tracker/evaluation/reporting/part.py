"""The report on the first page of the evaluation; and merged partners."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, select, update

from tracker.database import session_of
from tracker.evaluation import overview
from tracker.evaluation.reporting import queries, steps
from tracker.evaluation.reporting.models import ConsentLink, PublicationConsent
from tracker.evaluation.reporting.showing import readers_for
from tracker.evaluation.reporting.terms import ConsentAnswer
from tracker.i18n import _, _n
from tracker.permissions import Permission, can
from tracker.projects.services.partners import JOINING_STEPS
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.reporting.models import EvaluationReport
    from tracker.projects.gaps import Gap
    from tracker.projects.models import Participation, Partnership


def report_part(partnership: Partnership, user: User, _today: date) -> overview.Part:
    """How far the report is, who may read it, and what to do next."""
    report = queries.report_of(partnership)
    is_inside = can(user, Permission.TEAM_NOTES, partnership)
    lacking = steps.gaps_in(partnership, report) if is_inside else []
    first = next((gap for gap in lacking if may_close(gap, user, partnership)), None)
    is_time = partnership.stage.number >= Stage.EVALUATION.number
    waits = first is not None and is_time and partnership.is_active
    return overview.Part(
        overview.PartName.REPORT,
        _("Report"),
        "report",
        _sentence(partnership, user, report, lacking),
        "evaluation.report",
        {"partnership_id": partnership.id},
        progress=_progress(report, lacking) if is_inside else overview.Progress.OPTIONAL,
        next_step=_("Go on with the report") if waits else "",
        next_endpoint=first.endpoint if first is not None else "",
        next_values=first.values if first is not None else {},
    )


def may_close(gap: Gap, user: User | None, partnership: Partnership) -> bool:
    """Whether this person may do what a gap asks for: deciding is the broker's."""
    leads = gap.endpoint in {"evaluation.decide_publicity", "evaluation.publicity"}
    return can(user, Permission.PARTNERSHIP_LEAD if leads else Permission.PARTNERSHIP_EDIT, partnership)


def _progress(report: EvaluationReport | None, lacking: list[Gap]) -> overview.Progress:
    if not lacking:
        return overview.Progress.DONE
    is_begun = report is not None and (report.is_begun or report.decision is not None)
    return overview.Progress.UNDER_WAY if is_begun else overview.Progress.NOT_BEGUN


def _sentence(
    partnership: Partnership, user: User, report: EvaluationReport | None, lacking: list[Gap]
) -> str:
    if not can(user, Permission.TEAM_NOTES, partnership):
        if readers_for(user, partnership, report):
            return _("The whole evaluation as one text, to read and to take away.")
        return _("It has not been released to you yet.")
    if report is None or not (report.is_begun or report.decision):
        return _("Everything above in one text, as a page, PDF or Word, for the reader you choose.")
    words = _n("%(num)d thing is still missing.", "%(num)d things are still missing.", len(lacking))
    missing = words if lacking else _("Nothing is missing in it.")
    if report.decision is None:
        return missing
    return _("Who may read it: %(degree)s.", degree=report.decision.degree.degree) + " " + missing


def move_consents(participation: Participation, twin: Participation) -> None:
    """When two records of one organisation become one, so does what it said; of two answers the more careful one stays."""
    session = session_of(twin)
    own = {each.report_id: each for each in session.scalars(_consents_of(twin))}
    for consent in session.scalars(_consents_of(participation)):
        kept = own.get(consent.report_id)
        if kept is None:
            consent.participation_id = twin.id
            continue
        if _care(consent.answer) > _care(kept.answer):
            kept.answer, kept.person, kept.way = consent.answer, consent.person, consent.way
            kept.given_on, kept.recorded_by_id = consent.given_on, consent.recorded_by_id
        session.delete(consent)
    session.flush()
    session.execute(
        update(ConsentLink)
        .where(ConsentLink.participation_id == participation.id)
        .values(participation_id=twin.id)
    )


def _consents_of(participation: Participation) -> Select[PublicationConsent]:
    return select(PublicationConsent).where(PublicationConsent.participation_id == participation.id)


def _care(answer: ConsentAnswer | None) -> int:
    return -1 if answer is None else list(ConsentAnswer).index(answer)


overview.PARTS.append(report_part)
JOINING_STEPS.append(move_consents)
