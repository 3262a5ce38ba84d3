"""What is still to be done for a report, the most important first; and what proves that the use of the results is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.database import session_of
from tracker.evaluation.reporting import queries
from tracker.evaluation.reporting.models import TEXTS, EvaluationReport, PublicationConsent, PublicityDecision
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import LazyString, _, _l, _n, show_date
from tracker.projects import presence, stamps
from tracker.projects.cycle import Proof, proof_by
from tracker.projects.gaps import Gap, GapKind, check_together
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from tracker.projects.models import Participation, Partnership

MISSING: dict[str, LazyString] = {
    "summary": _l("Say in short what came out of the evaluation"),
    "worked": _l("Say what worked"),
    "did_not_work": _l("Say what did not work"),
    "conclusions": _l("Write the conclusions"),
    "internal_use": _l("Say what changes because of it"),
}


LAST = (
    select(func.max(PublicityDecision.id))
    .where(PublicityDecision.report_id == EvaluationReport.id)
    .correlate(EvaluationReport)
    .scalar_subquery()
)
REPORTS = (
    select(
        EvaluationReport.partnership_id,
        EvaluationReport.round,
        EvaluationReport.summary != "",
        PublicityDecision.id.is_not(None),
    )
    .outerjoin(PublicityDecision, (PublicityDecision.id == LAST) & PublicityDecision.withdrawn_on.is_(None))
    .where(EvaluationReport.partnership_id.in_(presence.IDS))
)
"""Of each report, whether it says what came out, and whether it is decided who may read it."""


def gaps_in(partnership: Partnership, report: EvaluationReport | None) -> list[Gap]:
    """What the report of the present round lacks, each with the place where it is filled in."""
    return list(_gaps_in(partnership, report))


def _gaps_in(partnership: Partnership, report: EvaluationReport | None) -> Iterator[Gap]:
    here = {"partnership_id": partnership.id}
    for name in TEXTS:
        if report is None or not getattr(report, name):
            values = {**here, "_anchor": name}
            yield Gap(MISSING[name], "evaluation.write_report", values, GapKind.RESULTS)
    if report is None or report.decision is None:
        yield Gap(_l("Decide who may read the report"), "evaluation.decide_publicity", here, GapKind.RESULTS)
    elif report.degree is Reader.PUBLIC:
        waiting = without_answer(partnership, report)
        if waiting:
            sentence = _n(
                "Ask %(num)d partner whether it may be named in the report",
                "Ask %(num)d partners whether they may be named in the report",
                len(waiting),
            )
            yield Gap(sentence, "evaluation.publicity", {**here, "_anchor": "consents"}, GapKind.RESULTS)


def without_answer(partnership: Partnership, report: EvaluationReport | None) -> list[Participation]:
    """Partners that have not said yet whether they may be named; those that left are asked too, for they are told of."""
    answered = {consent.participation_id for consent in (report.consents if report else ()) if consent.answer}
    return [each for each in partnership.participations if each.id not in answered]


@check_together
def missing_reports(partnerships: Sequence[Partnership], _today: date) -> dict[int, list[Gap]]:
    """From stage 6 on: no report, or nothing decided about it. One query, however many partnerships there are."""
    late = [each for each in partnerships if each.stage.number >= Stage.EVALUATION.number]
    rows = presence.ask(session_of(partnerships[0]), EvaluationReport, REPORTS, [each.id for each in late])
    known = {(number, round_): (bool(told), bool(decided)) for number, round_, told, decided in rows}
    found: dict[int, list[Gap]] = {each.id: [] for each in partnerships}
    for each in late:
        is_told, is_decided = known.get((each.id, each.round), (False, False))
        here = {"partnership_id": each.id}
        if not is_told:
            sentence = _l("Write the report of the evaluation")
            found[each.id].append(Gap(sentence, "evaluation.write_report", here, GapKind.RESULTS))
        elif not is_decided:
            sentence = _l("Decide who may read the report of the evaluation")
            found[each.id].append(Gap(sentence, "evaluation.decide_publicity", here, GapKind.RESULTS))
    return found


@proof_by(ChecklistItem.USE_DECIDED)
def publicity_is_decided(partnership: Partnership) -> Proof | None:
    report = queries.report_of(partnership)
    if report is None or report.decision is None:
        return None
    sentence = _(
        "Who may read the report: “%(degree)s”, decided on %(day)s.",
        degree=report.decision.degree.degree,
        day=show_date(report.decision.decided_on),
    )
    return Proof(sentence, "evaluation.report", {"partnership_id": partnership.id})


@proof_by(ChecklistItem.USE_DECIDED)
def changes_are_written_down(partnership: Partnership) -> Proof | None:
    report = queries.report_of(partnership)
    if report is None or not report.internal_use:
        return None
    sentence = _("It is written down what changes because of the evaluation.")
    return Proof(sentence, "evaluation.report", {"partnership_id": partnership.id})


presence.keep(EvaluationReport, EvaluationReport.partnership_id)
stamps.cover(EvaluationReport, PublicityDecision, PublicationConsent)
