"""Saying what grew out of a partnership: another partnership, an organisation, a settled mechanism.

The history tells that something grew, not the name of the other partnership: whoever reads one of the two may not see the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation.continuing import family
from tracker.evaluation.continuing.models import FamilyLink
from tracker.evaluation.continuing.terms import OffspringKind, Parenthood
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.partners import merge
from tracker.projects import history
from tracker.projects.models import Participation, Partnership
from tracker.projects.services import partners, record
from tracker.projects.services.chronicle import EARLIEST_MORNING
from tracker.projects.terms import ContinuationDecision

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.mechanisms.models import Mechanism
    from tracker.partners.models import Organisation


def start_partnership(
    parent: Partnership,
    *,
    by: User,
    carried: Iterable[Participation] = (),
    note: str = "",
    **details: Any,
) -> Partnership:
    """Record a new partnership that grows out of another one, with some of its partners; ``details`` are those of the record."""
    _refuse_in_archive(parent)
    child = record.record(session_of(parent), by=by, **details)
    for each in carried:
        partners.add_partner(child, each.organisation, role=each.role, by=by)
    link_partnership(parent, child, note=note, by=by)
    return child


def link_partnership(
    parent: Partnership,
    child: Partnership,
    *,
    by: User | None,
    linked_on: date | None = None,
    note: str = "",
) -> FamilyLink:
    """Say that a partnership grew out of another one. Refused where it has a parent already, or where a circle would arise."""
    _refuse_in_archive(parent)
    _refuse_in_archive(child)
    if parent.id == child.id:
        raise DomainError(_l("A partnership cannot grow out of itself."), field="partnership")
    family.hold(parent, child)
    if family.parent_link_of(child) is not None:
        raise Duplicate(_l("This partnership grew out of another one already."), field="partnership")
    if child.id in family.ancestors_of(parent):
        raise DomainError(
            _l(
                "It is the other way round: your partnership itself grew out of this one. A family has no circles."
            ),
            field="partnership",
        )
    link = _link(parent, OffspringKind.PARTNERSHIP, by=by, linked_on=linked_on, note=note, child_id=child.id)
    history.write(
        child,
        EntryKind.FAMILY_LINKED,
        by=by,
        subject=link,
        happened_on=link.linked_on,
        grew_out_of=Parenthood.PARTNERSHIP.code,
    )
    return link


def link_organisation(
    parent: Partnership,
    organisation: Organisation,
    *,
    by: User | None,
    linked_on: date | None = None,
    note: str = "",
) -> FamilyLink:
    """Say that an organisation grew out of a partnership."""
    _refuse_in_archive(parent)
    known = FamilyLink.organisation_id == organisation.id
    _refuse_twice(parent, known, _("%(name)s is in the family already.", name=organisation.display_name))
    return _link(
        parent,
        OffspringKind.ORGANISATION,
        by=by,
        linked_on=linked_on,
        note=note,
        told=organisation.display_name,
        organisation_id=organisation.id,
    )


def link_mechanism(
    parent: Partnership,
    mechanism: Mechanism,
    *,
    by: User | None,
    linked_on: date | None = None,
    note: str = "",
) -> FamilyLink:
    """Say that the mechanism of a partnership has settled: it works without the partnership by now."""
    _refuse_in_archive(parent)
    if mechanism.partnership_id != parent.id:
        raise DomainError(_l("This is the mechanism of another partnership."))
    if not mechanism.name.strip():
        raise WrongState(_l("The mechanism has no name yet. Describe it first."))
    known = FamilyLink.mechanism_id == mechanism.id
    _refuse_twice(parent, known, _("The mechanism “%(name)s” is in the family already.", name=mechanism.name))
    return _link(
        parent,
        OffspringKind.MECHANISM,
        by=by,
        linked_on=linked_on,
        note=note,
        told=mechanism.name,
        mechanism_id=mechanism.id,
    )


def unlink(link: FamilyLink, *, by: User | None, reason: str) -> None:
    """Take back that something grew out of a partnership; what grew stays what it is."""
    _refuse_in_archive(link.parent)
    reason = reason.strip()
    if not reason:
        raise DomainError(_l("Say in a few words why it does not belong there."), field="reason")
    parent, child = link.parent, link.child
    history.write(
        parent, EntryKind.FAMILY_LINKED, by=by, subject=link, grew_not=link.kind.code, reason=reason
    )
    if child is not None:
        history.write(
            child,
            EntryKind.FAMILY_LINKED,
            by=by,
            subject=link,
            grew_not_out_of=Parenthood.PARTNERSHIP.code,
            reason=reason,
        )
    session_of(link).delete(link)
    session_of(parent).flush()


def _link(
    parent: Partnership,
    kind: OffspringKind,
    *,
    by: User | None,
    linked_on: date | None,
    note: str,
    told: str = "",
    **offspring: int,
) -> FamilyLink:
    day = linked_on or utc_now().date()
    if day > (utc_now() + EARLIEST_MORNING).date():
        raise DomainError(_l("This day is still to come."), field="linked_on")
    decisions = [each for each in parent.continuations if each.decision is ContinuationDecision.EXPAND]
    link = FamilyLink(
        parent=parent,
        kind=kind,
        linked_on=day,
        note=note.strip(),
        continuation_id=decisions[-1].id if decisions else None,
        linked_by_id=by.id if by is not None else None,
        **offspring,
    )
    session_of(parent).add(link)
    session_of(parent).flush()
    history.write(
        parent,
        EntryKind.FAMILY_LINKED,
        by=by,
        subject=link,
        happened_on=day,
        grew=kind.code,
        offspring=told,
        note=link.note,
    )
    return link


def _refuse_twice(parent: Partnership, known: Any, sentence: str) -> None:
    family.hold(parent)
    query = select(FamilyLink.id).where(FamilyLink.parent_id == parent.id, known)
    if session_of(parent).scalar(query) is not None:
        raise Duplicate(sentence, field="organisation")


def _refuse_in_archive(partnership: Partnership) -> None:
    """The archive is for reading."""
    if partnership.is_archived:
        raise WrongState(
            _l("The partnership is in the archive. Bring it back before changing it."), field="partnership"
        )


def move_organisation(duplicate: Organisation, into: Organisation, _by: User | None) -> None:
    """When two records of one organisation become one, it has one place in each family."""
    session = session_of(into)
    families = select(FamilyLink.parent_id).where(FamilyLink.organisation_id == into.id)
    session.execute(
        delete(FamilyLink).where(
            FamilyLink.organisation_id == duplicate.id, FamilyLink.parent_id.in_(families)
        )
    )
    session.execute(
        update(FamilyLink).where(FamilyLink.organisation_id == duplicate.id).values(organisation_id=into.id)
    )


merge.merging_steps.append(move_organisation)
