"""What people say of the signs of their partnership and of the parts of their mechanism's passport.

Each statement is a record of its own: two people can say different things of different signs at the same time, and of the same
one they are shown to each other (``tracker/merging.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.errors import WrongState
from tracker.history.models import Book
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.mechanisms.models import PassportEntry, SignAssessment
from tracker.mechanisms.terms import PassportAnswer, PassportPart, Sign, SignState
from tracker.projects import history

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.mechanisms.models import Mechanism
    from tracker.projects.models import Partnership


def signs_of(partnership: Partnership, *, to_change: bool = False) -> dict[Sign, SignAssessment]:
    """What was said of the signs; ``to_change`` waits for whoever is just saying something else."""
    if to_change:
        _wait(partnership)
    query = select(SignAssessment).where(SignAssessment.partnership_id == partnership.id)
    found = session_of(partnership).scalars(
        query.order_by(SignAssessment.id).execution_options(populate_existing=to_change)
    )
    return {each.sign: each for each in found}


def state_sign(
    partnership: Partnership, sign: Sign, *, state: SignState, evidence: str = "", by: User | None
) -> SignAssessment | None:
    """Say of one sign whether it is there and how one can see it; saying nothing makes no record."""
    refuse_in_archive(partnership)
    evidence = evidence.strip()
    assessment = signs_of(partnership, to_change=True).get(sign)
    if assessment is None:
        if state is SignState.UNKNOWN and not evidence:
            return None
        assessment = SignAssessment(partnership=partnership, sign=sign, state=SignState.UNKNOWN)
        session_of(partnership).add(assessment)
        session_of(partnership).flush()
    with history.changes(
        assessment, "state", "evidence", kind=EntryKind.SIGN_STATED, by=by, parts={"sign": sign}
    ):
        assessment.state, assessment.evidence = state, evidence
    return assessment


def passport_of(mechanism: Mechanism, *, to_change: bool = False) -> dict[PassportPart, PassportEntry]:
    """What was answered in the passport; ``to_change`` waits for whoever is just answering something else."""
    if to_change:
        _wait(mechanism.partnership)
    query = select(PassportEntry).where(PassportEntry.mechanism_id == mechanism.id)
    found = session_of(mechanism).scalars(
        query.order_by(PassportEntry.id).execution_options(populate_existing=to_change)
    )
    return {each.part: each for each in found}


def answer_part(
    mechanism: Mechanism,
    part: PassportPart,
    *,
    answer: PassportAnswer | None,
    evidence: str = "",
    by: User | None,
) -> PassportEntry | None:
    """Answer how far one part of the definition is fulfilled, and what shows it; no answer at all makes no record."""
    refuse_in_archive(mechanism.partnership)
    evidence = evidence.strip()
    entry = passport_of(mechanism, to_change=True).get(part)
    if entry is None:
        if answer is None and not evidence:
            return None
        entry = PassportEntry(mechanism=mechanism, part=part)
        session_of(mechanism).add(entry)
        session_of(mechanism).flush()
    with history.changes(
        entry, "answer", "evidence", kind=EntryKind.PASSPORT_FILLED, by=by, parts={"passport_part": part}
    ):
        entry.answer, entry.evidence = answer, evidence
    return entry


def refuse_in_archive(partnership: Partnership) -> None:
    """The archive is for reading."""
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))


def _wait(partnership: Partnership) -> None:
    """Lock the book until the transaction ends, so that two people who say something first make one record, not two."""
    session_of(partnership).execute(select(Book.id).where(Book.id == partnership.book_id).with_for_update())
