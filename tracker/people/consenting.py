"""Consent: what of a person is shown to whom, when and how the person said so. It can be withdrawn at any time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, NotAllowed, WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.people.models import Alumnus, Consent
from tracker.people.terms import ConsentPart, ConsentWay, Reach

if TYPE_CHECKING:
    from tracker.accounts.models import User

FIELDS = {ConsentPart.ENTRY: "entry_reach", ConsentPart.CONTACTS: "contact_reach"}


def decide(
    alumnus: Alumnus,
    *,
    by: User | None,
    way: ConsentWay,
    entry: Reach,
    contacts: Reach,
    given_at: datetime | None = None,
    note: str = "",
) -> bool:
    """Record what the person decided; says whether anything is different from before.

    Only the person decides in Tracker; whoever writes down what they said elsewhere says how and where that can be looked up.
    """
    if alumnus.is_erased:
        raise WrongState(_l("What was recorded of this person was erased."))
    own = by is not None and by.id == alumnus.user_id
    if (way is ConsentWay.OWN) is not own:
        raise NotAllowed(_l("Say how the person told you so."), field="way")
    now = utc_now()
    given_at = given_at or now
    if given_at > now:
        raise DomainError(_l("This day has not come yet."), field="given_on")
    note = " ".join(note.split())[:250]
    if way in ConsentWay.of_others() and not note and widens(alumnus, entry, contacts):
        raise DomainError(
            _l("Say where this can be looked up: where the paper lies, or who heard it and when."),
            field="note",
        )
    wanted = {ConsentPart.ENTRY: entry, ConsentPart.CONTACTS: contacts}
    changed = {part: reach for part, reach in wanted.items() if getattr(alumnus, FIELDS[part]) is not reach}
    if not changed:
        return False
    with log.changes(
        alumnus,
        *(FIELDS[part] for part in changed),
        kind=EntryKind.CONSENT_GIVEN,
        by=by,
        parts={"way": way, "note": note},
    ):
        for part, reach in changed.items():
            setattr(alumnus, FIELDS[part], reach)
    session = session_of(alumnus)
    for part, reach in changed.items():
        session.add(
            Consent(
                alumnus_id=alumnus.id,
                part=part,
                reach=reach,
                given_at=given_at,
                way=way,
                note=note,
                recorded_at=now,
                recorded_by_id=by.id if by is not None else None,
            )
        )
    session.flush()
    session.expire(alumnus, ["consents"])
    return True


def widens(alumnus: Alumnus, entry: Reach, contacts: Reach) -> bool:
    """Whether more is shown than before, or to more people: only that needs a proof."""
    order = list(Reach)
    return order.index(entry) > order.index(alumnus.entry_reach) or order.index(contacts) > order.index(
        alumnus.contact_reach
    )
