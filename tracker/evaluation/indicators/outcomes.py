"""Saying in words what came of the work: dated statements with their source, taken back but never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.indicators.models import OutcomeStatement
from tracker.evaluation.indicators.terms import OutcomeKind, OutcomeStep
from tracker.evaluation.planning.services import refuse_in_archive
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.resources.settling import given_reason, refuse_future

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

FIELDS = ("kind", "text", "stated_on", "source", "evidence_link")


def state_outcome(
    partnership: Partnership,
    *,
    by: User | None,
    kind: OutcomeKind,
    text: str,
    stated_on: date | None = None,
    source: str = "",
    evidence_link: str = "",
) -> OutcomeStatement:
    """Say what changed, what did not, or what nobody meant."""
    refuse_in_archive(partnership)
    given = _settled({"text": text, "stated_on": stated_on or utc_now().date()})
    statement = OutcomeStatement(
        partnership=partnership,
        round=partnership.round,
        kind=kind,
        source=source.strip(),
        evidence_link=evidence_link.strip(),
        **given,
    )
    session_of(partnership).add(statement)
    session_of(partnership).flush()
    history.write(
        partnership,
        EntryKind.OUTCOME_STATED,
        by=by,
        subject=statement,
        happened_on=statement.stated_on,
        outcome_step=OutcomeStep.STATED,
        outcome=kind,
        text=statement.text,
        source=statement.source,
        links=[statement.evidence_link] if statement.evidence_link else [],
    )
    return statement


def edit_outcome(statement: OutcomeStatement, *, by: User | None, **values: Any) -> None:
    """Say it differently; what was said before stays in the history."""
    refuse_in_archive(statement.partnership)
    wait_and_refresh(statement)
    _refuse_withdrawn(statement)
    settled = _settled(values)
    with _recorded(statement, OutcomeStep.CHANGED, *FIELDS, by=by):
        for name, value in settled.items():
            setattr(statement, name, value)


def withdraw_outcome(statement: OutcomeStatement, *, by: User | None, reason: str) -> None:
    """Take a statement back, for a reason; it stays readable."""
    refuse_in_archive(statement.partnership)
    wait_and_refresh(statement)
    _refuse_withdrawn(statement)
    reason = given_reason(reason)
    with _recorded(statement, OutcomeStep.WITHDRAWN, "withdrawn_on", by=by, reason=reason):
        statement.withdrawn_on, statement.withdrawn_reason = utc_now().date(), reason


def _recorded(
    statement: OutcomeStatement, step: OutcomeStep, *fields: str, by: User | None, reason: str = ""
) -> AbstractContextManager[None]:
    return history.changes(
        statement,
        *fields,
        kind=EntryKind.OUTCOME_STATED,
        by=by,
        reason=reason,
        parts={"outcome_step": step, "outcome": statement.kind},
    )


def _refuse_withdrawn(statement: OutcomeStatement) -> None:
    if statement.withdrawn_on is not None:
        raise WrongState(_l("This statement was taken back already."))


def _settled(values: Mapping[str, Any]) -> dict[str, Any]:
    settled: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    if "text" in settled and not settled["text"]:
        raise DomainError(_l("Say it in a sentence or two."), field="text")
    if settled.get("stated_on", True) is None:
        raise DomainError(_l("Say when this was seen."), field="stated_on")
    refuse_future(settled.get("stated_on"), "stated_on")
    return settled
