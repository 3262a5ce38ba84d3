"""Evaluating and crediting the contribution of a partner."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.errors import DomainError
from tracker.evaluation.benefits.services import refuse_in_archive, wait
from tracker.evaluation.contributions.models import ContributionNote
from tracker.evaluation.contributions.queries import note_of
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.projects import history

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Participation

FIELDS = ("notable", "credited_as", "credited_on")


def credit(
    participation: Participation,
    *,
    by: User | None,
    notable: str = "",
    credited_as: str = "",
    credited_on: date | None = None,
) -> ContributionNote | None:
    """Say what was notable in the contribution of a partner, and that it was credited on a day; no day takes it back.

    Saying nothing at all makes no record.
    """
    refuse_in_archive(participation)
    if credited_on is not None and credited_on > utc_now().date():
        raise DomainError(_l("This day is still to come."), field="credited_on")
    wait(participation)
    notable, credited_as = notable.strip(), credited_as.strip()
    note = note_of(participation, fresh=True)
    if note is None:
        if not notable and not credited_as and credited_on is None:
            return None
        note = _new(participation)
    is_new_credit = credited_on is not None and note.credited_on is None
    name = participation.organisation.display_name
    with history.changes(
        note,
        *FIELDS,
        kind=EntryKind.CONTRIBUTION_CREDITED,
        by=by,
        happened_on=credited_on if is_new_credit else None,
        parts={"partner": name, "credited_as": (credited_as or name) if is_new_credit else ""},
    ):
        note.notable, note.credited_as = notable, credited_as
        if credited_on is None:
            note.credited_by_id = None
        elif credited_on != note.credited_on:
            note.credited_by_id = by.id if by is not None else None
        note.credited_on = credited_on
    return note


def _new(participation: Participation) -> ContributionNote:
    note = ContributionNote(participation=participation, notable="", credited_as="")
    session_of(participation).add(note)
    session_of(participation).flush()
    return note
