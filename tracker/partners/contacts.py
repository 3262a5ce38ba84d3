"""Contact persons of an organisation: whom to talk to there. They are archived, not deleted, because partnerships name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.partners.models import Contact, Organisation

if TYPE_CHECKING:
    from tracker.accounts.models import User

DETAILS = ("name", "position", "capacity", "phone", "email", "note")


def add_contact(organisation: Organisation, *, name: str, by: User | None, **details: Any) -> Contact:
    """Note a person to talk to; ``details`` are ``position``, ``capacity``, ``phone``, ``email``, ``note``."""
    if organisation.is_archived:
        raise WrongState(_l("This organisation is in the archive. Bring it back first."))
    contact = Contact(organisation=organisation, **_checked({"name": name, **details}))
    session_of(organisation).add(contact)
    session_of(organisation).flush()
    _write(contact, EntryKind.CHANGED, by=by, state="added")
    return contact


def edit_contact(contact: Contact, *, by: User | None, **values: Any) -> None:
    """Change what is known of a person; what is not named stays."""
    checked = _checked(values)
    parts = {"person": contact.name, "state": "changed"}
    with log.changes(
        contact, *checked, kind=EntryKind.CHANGED, by=by, keeper=contact.organisation, parts=parts
    ):
        for name, value in checked.items():
            setattr(contact, name, value)


def archive_contact(contact: Contact, *, by: User | None) -> None:
    """The person is no longer to be asked; partnerships that name them keep them."""
    if contact.is_archived:
        raise WrongState(_l("This person is in the archive already."))
    contact.archived_at = utc_now()
    _write(contact, EntryKind.ARCHIVED, by=by, state="archived")


def restore_contact(contact: Contact, *, by: User | None) -> None:
    """The person can be asked again."""
    if not contact.is_archived:
        raise WrongState(_l("This person is not in the archive."))
    contact.archived_at = None
    _write(contact, EntryKind.RESTORED, by=by, state="restored")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(DETAILS)
    if unknown:
        message = f"a contact has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    checked = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if not checked.get("name", "kept"):
        raise DomainError(_l("Please give the name of the person."), field="name")
    return checked


def _write(contact: Contact, kind: EntryKind, *, by: User | None, state: str) -> None:
    parts = {"person": contact.name, "state": state}
    log.write(contact.organisation, kind, by=by, parts=parts, subject=contact)
