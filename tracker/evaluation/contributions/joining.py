"""When two records of one organisation become one, what is said of their contribution becomes one note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.evaluation.contributions.queries import note_of
from tracker.evaluation.contributions.services import FIELDS
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.projects.services.partners import JOINING_STEPS

if TYPE_CHECKING:
    from tracker.evaluation.contributions.models import ContributionNote
    from tracker.projects.models import Participation


def move_note(participation: Participation, twin: Participation) -> None:
    """Give the note to the twin; where both have one, the words of both stay."""
    session = session_of(twin)
    note, there = note_of(participation, fresh=True), note_of(twin, fresh=True)
    if note is None:
        return
    if there is None:
        note.participation = twin
    else:
        _join(note, there, twin)
        session.delete(note)
    session.flush()


def _join(note: ContributionNote, into: ContributionNote, twin: Participation) -> None:
    """It is a change of records, not a sign of life; so the partnership is not touched."""
    with log.changes(
        into,
        *FIELDS,
        kind=EntryKind.CONTRIBUTION_CREDITED,
        by=None,
        keeper=twin.partnership,
        parts={"partner": twin.organisation.display_name},
    ):
        words = dict.fromkeys(text for text in (into.notable, note.notable) if text)
        into.notable = "\n\n".join(words)
        into.credited_as = into.credited_as or note.credited_as
        if into.credited_on is None:
            into.credited_on, into.credited_by_id = note.credited_on, note.credited_by_id


JOINING_STEPS.append(move_note)
