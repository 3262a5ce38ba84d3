"""Reading reports, decisions, consents and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from tracker.database import session_of
from tracker.evaluation.reporting.models import (
    ConsentLink,
    EvaluationReport,
    PublicationConsent,
    PublicityDecision,
)
from tracker.evaluation.reporting.terms import Reader
from tracker.history.models import Book
from tracker.projects.models import Participation, Partnership
from tracker.projects.queries import NAME_ONLY, WITH_PARTNERS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WITH_DECISIONS = selectinload(EvaluationReport.decisions).options(
    joinedload(PublicityDecision.decided_by).options(*NAME_ONLY),
    joinedload(PublicityDecision.withdrawn_by).options(*NAME_ONLY),
)
WITH_CONSENTS = selectinload(EvaluationReport.consents).options(
    lazyload(PublicationConsent.participation),
    joinedload(PublicationConsent.recorded_by).options(*NAME_ONLY),
)


def report_of(
    partnership: Partnership, round_number: int | None = None, *, to_change: bool = False
) -> EvaluationReport | None:
    """The report of a round, the present one unless another is asked for.

    ``to_change`` waits for whoever is just writing it, so that two people who begin it make one report.
    """
    if to_change:
        wait(partnership)
    return (
        session_of(partnership)
        .scalars(
            select(EvaluationReport)
            .where(
                EvaluationReport.partnership_id == partnership.id,
                EvaluationReport.round == (round_number or partnership.round),
            )
            .options(lazyload(EvaluationReport.partnership), WITH_DECISIONS, WITH_CONSENTS)
            .execution_options(populate_existing=to_change)
        )
        .one_or_none()
    )


def wait(partnership: Partnership) -> None:
    """Lock the book until the transaction ends, so that what follows is done by one person at a time."""
    session_of(partnership).execute(select(Book.id).where(Book.id == partnership.book_id).with_for_update())


def public_report_of(partnership: Partnership) -> EvaluationReport | None:
    """The newest report that was decided to be public and was not withdrawn."""
    last = (
        select(PublicityDecision.id)
        .where(PublicityDecision.report_id == EvaluationReport.id)
        .order_by(PublicityDecision.id.desc())
        .limit(1)
        .correlate(EvaluationReport)
        .scalar_subquery()
    )
    return (
        session_of(partnership)
        .scalars(
            select(EvaluationReport)
            .join(PublicityDecision, PublicityDecision.id == last)
            .where(
                EvaluationReport.partnership_id == partnership.id,
                PublicityDecision.degree == Reader.PUBLIC,
                PublicityDecision.withdrawn_on.is_(None),
            )
            .options(lazyload(EvaluationReport.partnership), WITH_DECISIONS, WITH_CONSENTS)
            .order_by(EvaluationReport.round.desc())
            .limit(1)
        )
        .one_or_none()
    )


def with_partners(session: Session, partnership: Partnership) -> Partnership:
    """The partnership with its partners by name and sector."""
    return session.scalars(
        select(Partnership).where(Partnership.id == partnership.id).options(WITH_PARTNERS)
    ).one()


def links_of(report: EvaluationReport) -> Select[ConsentLink]:
    """The personal links that were made for a report, the newest first."""
    return (
        select(ConsentLink)
        .where(ConsentLink.report_id == report.id)
        .options(joinedload(ConsentLink.participation).options(joinedload(Participation.organisation)))
        .order_by(ConsentLink.id.desc())
    )


def link_of_token(session: Session, token_hash: str) -> ConsentLink | None:
    """The link of a token, whatever its state."""
    return session.scalars(select(ConsentLink).where(ConsentLink.token_hash == token_hash)).one_or_none()
