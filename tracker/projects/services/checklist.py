"""Marking the steps of the checklist, and confirming the habits of the fifth stage again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import tracker.projects.proofs  # noqa: F401  # registers the proofs that the record holds itself
from tracker.database import session_of, utc_now
from tracker.errors import Conflict, DomainError, WrongState
from tracker.history import words
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.projects import cycle, history
from tracker.projects.models import ChecklistMark, HabitConfirmation
from tracker.projects.services.life import hold_running, past_day
from tracker.projects.terms import ChecklistItem, EvidenceKind, ItemState

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Document, Partnership

words.describe(
    "checklist_marks",
    state=words.Words(_l("Step"), ItemState),
    note=words.Words(_l("Note")),
    link=words.Words(_l("Link")),
    document=words.Words(_l("Document")),
    proof=words.Words(_l("Record in Tracker")),
)
PROOF_LENGTH = 300


def mark(
    partnership: Partnership,
    item: ChecklistItem,
    state: ItemState,
    *,
    by: User | None,
    note: str = "",
    on: date | None = None,
    link: str = "",
    document: Document | None = None,
    with_proof: bool = False,
    seen: int | None = None,
) -> ChecklistMark:
    """Say of a step that it is done, does not apply, or is open after all, with what proves it.

    A step that does not apply wants its reason as ``note``. With ``with_proof`` Tracker adds the proof that it holds.
    ``seen`` is the version of the mark that the person had before them, 0 when there was none; raises ``Conflict``
    when somebody else has marked the step meanwhile, and leaves that mark as it is.
    """
    hold_running(partnership)
    if item.is_habit:
        raise WrongState(_l("This is a habit: it is confirmed again and again."))
    found = mark_of(partnership, item)
    _refuse_unseen(found, seen)
    day, note = past_day(on), note.strip()
    if state is ItemState.NOT_APPLICABLE and not note:
        raise DomainError(_l("Say in a few words why this step does not apply."), field="note")
    if state is ItemState.OPEN and not note and (found is None or found.state is ItemState.OPEN):
        raise WrongState(
            _l("This step is open as it is. Write a note if you want to keep one."), field="note"
        )
    _refuse_foreign(partnership, document)
    proof = _proof(partnership, item) if with_proof else ""
    if state is ItemState.OPEN:  # what is not done has nothing that proves it
        link, document, proof = "", None, ""
    before = _told(found)
    if found is None:
        found = ChecklistMark(round=partnership.round, item=item)
        partnership.marks.append(found)
    found.state, found.note, found.marked_on, found.marked_by = state, note, day, by
    found.evidence_link, found.document, found.evidence_proof = link.strip(), document, proof
    found.evidence_kind = _evidence_kind(found)
    session_of(partnership).flush()
    _write(found, before, by=by)
    return found


def mark_of(partnership: Partnership, item: ChecklistItem) -> ChecklistMark | None:
    """The mark of a step in the present round."""
    return next(
        (one for one in partnership.marks if one.item is item and one.round == partnership.round), None
    )


def _refuse_unseen(found: ChecklistMark | None, seen: int | None) -> None:
    if seen is None or seen == (found.version if found else 0):
        return
    if found is None or found.marked_by is None:
        raise Conflict(
            _l("Somebody else marked this step meanwhile. Look at it, and save again if you still want to.")
        )
    sentence = _(
        "Meanwhile %(name)s marked this step: “%(state)s”. Look at it, and save again if you still want to.",
        name=found.marked_by.display_name,
        state=found.state,
    )
    raise Conflict(sentence)


def _refuse_foreign(partnership: Partnership, document: Document | None) -> None:
    if document is not None and document.partnership_id != partnership.id:
        raise DomainError(_l("Choose a document of this partnership."), field="document")


def _proof(partnership: Partnership, item: ChecklistItem) -> str:
    proofs = cycle.proofs_of(partnership, item)
    if not proofs:
        raise WrongState(_l("Tracker no longer finds the proof of this step. Mark it with a note or a link."))
    return " ".join(proof.sentence for proof in proofs)[:PROOF_LENGTH]


def _evidence_kind(found: ChecklistMark) -> EvidenceKind | None:
    """The strongest evidence of a mark."""
    if found.evidence_proof:
        return EvidenceKind.RECORD
    if found.document is not None:
        return EvidenceKind.DOCUMENT
    return EvidenceKind.LINK if found.evidence_link else None


def _told(found: ChecklistMark | None) -> dict[str, Any] | None:
    """What a mark says, for the history; a document that only the team sees is not named."""
    if found is None:
        return None
    document = found.document
    return {
        "state": found.state.code,
        "note": found.note,
        "link": found.evidence_link,
        "document": document.title if document is not None and not document.is_team_only else "",
        "proof": found.evidence_proof,
    }


def _write(found: ChecklistMark, before: dict[str, Any] | None, *, by: User | None) -> None:
    after = _told(found) or {}
    left_out = found.state is ItemState.NOT_APPLICABLE
    changes = {
        name: {"old": old, "new": after[name]} for name, old in (before or {}).items() if old != after[name]
    }
    history.write(
        found.partnership,
        EntryKind.ITEM_MARKED,
        by=by,
        subject=found,
        happened_on=found.marked_on,
        item=found.item.code,
        state=found.state.code,
        reason=found.note if left_out else "",
        note="" if left_out else found.note,
        text=after["proof"] or after["document"],
        links=[found.evidence_link] if found.evidence_link else [],
        changes=changes,
        round=found.round,
    )


# --- habits -----------------------------------------------------------------------------------------------------------


def confirm_habit(
    partnership: Partnership, item: ChecklistItem, *, by: User | None, on: date | None = None, note: str = ""
) -> HabitConfirmation:
    """Say that a habit of the fifth stage was kept, as of a day."""
    return confirm_habits(partnership, [item], by=by, on=on, note=note)[0]


def confirm_habits(
    partnership: Partnership,
    items: Sequence[ChecklistItem],
    *,
    by: User | None,
    on: date | None = None,
    note: str = "",
) -> list[HabitConfirmation]:
    """Confirm several habits at once, as at a review, with one note and one entry in the history.

    The same words of the same person on the same day count once, however often the button was pressed.
    """
    hold_running(partnership)
    chosen = [item for item in ChecklistItem if item in set(items)]
    if not chosen:
        raise DomainError(_l("Choose at least one habit."), field="items")
    if not all(item.is_habit for item in chosen):
        raise WrongState(_l("Only the habits of the fifth stage are confirmed again and again."))
    day, note = past_day(on), note.strip()
    wanted = {item: _same_confirmation(partnership, item, by, day, note) for item in chosen}
    new = [item for item, there in wanted.items() if there is None]
    for item in new:
        confirmation = wanted[item] = HabitConfirmation(
            round=partnership.round,
            item=item,
            confirmed_on=day,
            confirmed_by=by,
            note=note,
            recorded_at=utc_now(),
        )
        session_of(partnership).add(confirmation)
        confirmation.partnership = partnership
    session_of(partnership).flush()
    if new:
        _write_confirmed(partnership, new, by=by, day=day, note=note)
    session_of(partnership).expire(partnership, ["habits"])
    return [habit for habit in wanted.values() if habit is not None]


def _same_confirmation(
    partnership: Partnership, item: ChecklistItem, by: User | None, day: date, note: str
) -> HabitConfirmation | None:
    facts = (partnership.round, item, day, by.id if by is not None else None, note)
    return next(
        (
            habit
            for habit in partnership.habits
            if (habit.round, habit.item, habit.confirmed_on, habit.confirmed_by_id, habit.note) == facts
        ),
        None,
    )


def _write_confirmed(
    partnership: Partnership, items: Sequence[ChecklistItem], *, by: User | None, day: date, note: str
) -> None:
    codes = [item.code for item in items]
    told: dict[str, Any] = {"item": codes[0]} if len(codes) == 1 else {"items": codes}
    history.write(
        partnership,
        EntryKind.HABIT_CONFIRMED,
        by=by,
        happened_on=day,
        note=note,
        round=partnership.round,
        **told,
    )
