"""How the life of a commitment is written into the history of its partnership."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.history.terms import EntryKind
from tracker.projects import history

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.resources.models import Commitment


def named(commitment: Commitment) -> dict[str, Any]:
    """The names by which history tells of a commitment."""
    return {"partner": commitment.giver, "commitment": commitment.description, "resource": commitment.kind}


def counted(commitment: Commitment) -> dict[str, Any]:
    """What its amounts are counted in, so that history can say them in words."""
    return {"unit": commitment.unit, "unit_other": commitment.unit_other, "currency": commitment.currency}


def offered(commitment: Commitment, *, by: User | None) -> None:
    """Write down that something was offered, with all that was said of it."""
    history.write(
        commitment.partnership,
        EntryKind.COMMITMENT_OFFERED,
        by=by,
        subject=commitment,
        happened_on=commitment.offered_on,
        amount=commitment.amount,
        value=commitment.value_amount,
        method=None if commitment.is_money else commitment.method,
        rate=commitment.rate,
        due_on=commitment.due_on,
        need=commitment.answers,
        **counted(commitment),
        **named(commitment),
    )


def step(
    commitment: Commitment,
    kind: EntryKind,
    *fields: str,
    by: User | None,
    on: date | None = None,
    reason: str = "",
    **parts: Any,
) -> AbstractContextManager[None]:
    """One step in the life of a commitment: its state, the named fields, and an entry even if none of them changes."""
    return history.changes(
        commitment,
        "state",
        *fields,
        kind=kind,
        by=by,
        happened_on=on,
        reason=reason,
        parts={**named(commitment), **parts},
        always=True,
    )
