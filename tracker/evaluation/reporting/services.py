"""Writing a report, deciding how far it goes, and what the partners say to that."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker.accounts.services import clean_email
from tracker.database import session_of, utc_now
from tracker.errors import Conflict, DomainError, WrongState
from tracker.evaluation.reporting import queries
from tracker.evaluation.reporting.models import (
    TEXTS,
    ConsentLink,
    EvaluationReport,
    PublicationConsent,
    PublicityDecision,
)
from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentWay, Reader
from tracker.history.terms import EntryKind
from tracker.i18n import DEFAULT_LANGUAGE, LANGUAGES, _l
from tracker.mechanisms.stating import refuse_in_archive
from tracker.projects import history

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.models import Participation, Partnership

LINK_LASTS = timedelta(days=60)


def write(
    partnership: Partnership, *, by: User | None, round_number: int | None = None, **texts: str
) -> EvaluationReport:
    """Save what people write themselves; texts that are not given stay as they are.

    What was written is told to the team only: the report goes as far as it is decided, and its history no further.
    """
    refuse_in_archive(partnership)
    report = begun(partnership, round_number=round_number)
    with history.changes(
        report, *TEXTS, kind=EntryKind.REPORT_WRITTEN, by=by, parts={"round": report.round}, is_team_only=True
    ):
        for name in TEXTS:
            if name in texts:
                setattr(report, name, texts[name].strip())
    return report


def begun(partnership: Partnership, *, round_number: int | None = None) -> EvaluationReport:
    """The report of a round, made where there is none yet; others who change it are waited for."""
    report = queries.report_of(partnership, round_number, to_change=True)
    if report is None:
        report = EvaluationReport(partnership=partnership, round=round_number or partnership.round)
        session_of(partnership).add(report)
        session_of(partnership).flush()
    return report


# --- how far it goes ------------------------------------------------------------------------------------------------------


def decide(
    partnership: Partnership,
    *,
    degree: Reader,
    by: User | None,
    reason: str = "",
    decided_on: date | None = None,
    round_number: int | None = None,
    seen: int | None = None,
) -> PublicityDecision:
    """Decide who may read the report. ``seen`` is the number of the last decision that was before whoever decides, 0 for none."""
    refuse_in_archive(partnership)
    report = begun(partnership, round_number=round_number)
    last = report.decisions[-1] if report.decisions else None
    if seen is not None and seen != (last.id if last is not None else 0):
        raise Conflict(_l("Somebody has decided on this meanwhile. Look at the decision, then decide."))
    today = utc_now().date()
    if decided_on is not None and decided_on > today + timedelta(days=1):
        raise DomainError(_l("This day is still to come."), field="decided_on")
    decision = PublicityDecision(
        report=report,
        degree=degree,
        reason=reason.strip(),
        decided_on=decided_on or today,
        decided_by=by,
    )
    session_of(partnership).add(decision)
    session_of(partnership).flush()
    history.write(
        partnership,
        EntryKind.PUBLICITY_DECIDED,
        by=by,
        subject=decision,
        happened_on=decision.decided_on,
        degree=degree.code,
        reason=decision.reason,
    )
    return decision


def withdraw(decision: PublicityDecision, *, by: User | None, reason: str = "") -> None:
    """Take the decision back: from this moment on only the team reads the report. Works in the archive too."""
    queries.wait(decision.partnership)
    session_of(decision).refresh(decision)
    if not decision.is_in_force or decision is not decision.report.decision:
        raise WrongState(_l("This decision does not hold any more."))
    decision.withdrawn_on, decision.withdrawn_by = utc_now().date(), by
    decision.withdrawal_reason = reason.strip()
    history.write(
        decision.partnership,
        EntryKind.PUBLICITY_DECIDED,
        by=by,
        subject=decision,
        withdrawn_degree=decision.degree.code,
        reason=decision.withdrawal_reason,
    )


# --- consent --------------------------------------------------------------------------------------------------------------


def record_consent(
    participation: Participation,
    *,
    by: User | None,
    answer: ConsentAnswer | None,
    person: str = "",
    way: ConsentWay | None = None,
    given_on: date | None = None,
    round_number: int | None = None,
) -> PublicationConsent:
    """Write down what a partner says to publishing. It can say something else at any time, in the archive too."""
    partnership = participation.partnership
    consent = _consent_of(begun(partnership, round_number=round_number), participation)
    if given_on is not None and given_on > utc_now().date() + timedelta(days=1):
        raise DomainError(_l("This day is still to come."), field="given_on")
    with history.changes(
        consent,
        "answer",
        "person",
        "way",
        "given_on",
        kind=EntryKind.CONSENT_GIVEN,
        by=by,
        parts={
            "partner": participation.organisation.display_name,
            "consent": answer.code if answer is not None else None,
        },
        is_team_only=True,
    ):
        consent.answer, consent.person, consent.way = answer, person.strip(), way
        consent.given_on = (given_on or utc_now().date()) if answer is not None else None
        consent.recorded_by = by
    return consent


def _consent_of(report: EvaluationReport, participation: Participation) -> PublicationConsent:
    found = next((each for each in report.consents if each.participation_id == participation.id), None)
    if found is None:
        found = PublicationConsent(report=report, participation=participation)
        session_of(report).add(found)
        session_of(report).flush()
    return found


def make_link(
    participation: Participation,
    *,
    by: User | None,
    person: str = "",
    email: str = "",
    language: str = DEFAULT_LANGUAGE,
    round_number: int | None = None,
) -> tuple[ConsentLink, str]:
    """Make a personal link for a partner; returns it with its token, which is kept nowhere. Earlier links of it stop working."""
    report = begun(participation.partnership, round_number=round_number)
    session = session_of(participation)
    now = utc_now()
    for earlier in session.scalars(queries.links_of(report)):
        if earlier.participation_id == participation.id and earlier.works_at(now):
            earlier.revoked_at = now
    token = secrets.token_urlsafe(32)
    link = ConsentLink(
        report=report,
        participation=participation,
        token_hash=hash_of(token),
        person=person.strip(),
        email=clean_email(email) if email.strip() else "",
        language=language if language in LANGUAGES else DEFAULT_LANGUAGE,
        expires_at=now + LINK_LASTS,
        made_by_id=by.id if by is not None else None,
    )
    session.add(link)
    session.flush()
    return link, token


def revoke_link(link: ConsentLink, *, by: User) -> None:  # noqa: ARG001  # every service names its actor
    """Let a link open nothing any more; what was answered by it stays."""
    link.revoked_at = link.revoked_at or utc_now()


def find_link(session: Session, token: str) -> ConsentLink:
    """The working link of a token; otherwise a sentence that says why it opens nothing."""
    link = queries.link_of_token(session, hash_of(token))
    if link is None:
        raise WrongState(
            _l("This link does not work. Perhaps a newer one was sent: look for the latest letter.")
        )
    if link.revoked_at is not None:
        raise WrongState(_l("This link was withdrawn. Ask whoever sent it for a new one."))
    if not link.works_at(utc_now()):
        raise WrongState(_l("This link has expired. Ask whoever sent it for a new one."))
    return link


def answer_by_link(link: ConsentLink, *, answer: ConsentAnswer, person: str = "") -> PublicationConsent:
    """What the partner says itself."""
    consent = record_consent(
        link.participation,
        by=None,
        answer=answer,
        person=person or link.person,
        way=ConsentWay.LINK,
        round_number=link.report.round,
    )
    link.answered_at = utc_now()
    return consent


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
