"""Proofs of steps that the record of a partnership holds itself: its texts, team, partners, history and documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.database import session_of, utc_now
from tracker.history.models import Entry
from tracker.history.terms import WRITTEN_BY_PEOPLE, EntryKind
from tracker.i18n import _, _n, show_date
from tracker.projects.cycle import HABIT_MONTHS, Proof, months_before, proof_by
from tracker.projects.terms import ChecklistItem, DocumentKind, Stage

if TYPE_CHECKING:
    from tracker.projects.models import Participation, Partnership

ENOUGH_PARTNERS = 2


def proof(partnership: Partnership, sentence: str, endpoint: str = "projects.show", **values: Any) -> Proof:
    """A proof shown on a page of the partnership."""
    return Proof(sentence, endpoint, {"partnership_id": partnership.id, **values})


# --- texts and team ---------------------------------------------------------------------------------------------------


@proof_by(ChecklistItem.PROBLEM_STATED)
def problem_is_written(partnership: Partnership) -> Proof | None:
    return (
        proof(partnership, _("The problem is written down in the record."))
        if partnership.problem.strip()
        else None
    )


@proof_by(ChecklistItem.APPROACH_JUSTIFIED)
def approach_is_written(partnership: Partnership) -> Proof | None:
    return (
        proof(partnership, _("The approach is written down in the record."))
        if partnership.approach.strip()
        else None
    )


@proof_by(ChecklistItem.USE_DECIDED)
def results_are_written(partnership: Partnership) -> Proof | None:
    return (
        proof(partnership, _("The results are written down in the record."))
        if partnership.results.strip()
        else None
    )


@proof_by(ChecklistItem.BROKER_NAMED)
def broker_is_in_the_team(partnership: Partnership) -> Proof | None:
    names = ", ".join(user.display_name for user in partnership.brokers)
    return (
        proof(partnership, _("Broker in the team: %(names)s.", names=names), "projects.team")
        if names
        else None
    )


@proof_by(ChecklistItem.STAFFING_AGREED)
def project_manager_is_named(partnership: Partnership) -> Proof | None:
    name = partnership.project_manager.strip()
    return proof(partnership, _("Project manager: %(name)s.", name=name)) if name else None


# --- partners ---------------------------------------------------------------------------------------------------------


@proof_by(ChecklistItem.PARTNERS_CHOSEN)
def partners_take_part(partnership: Partnership) -> Proof | None:
    count = len(_partners(partnership))
    if count < ENOUGH_PARTNERS:
        return None
    sentence = _n("%(num)s partner takes part.", "%(num)s partners take part.", count)
    return proof(partnership, sentence, "projects.partners")


@proof_by(ChecklistItem.CONTRIBUTIONS_DEFINED)
def contributions_are_written(partnership: Partnership) -> Proof | None:
    partners = _partners(partnership)
    if not partners or not all(each.contribution.strip() and each.expectation.strip() for each in partners):
        return None
    sentence = _("Contribution and expectation are filled in for every partner.")
    return proof(partnership, sentence, "projects.partners")


@proof_by(ChecklistItem.RELATIONS_BUILT)
def key_people_are_named(partnership: Partnership) -> Proof | None:
    partners = _partners(partnership)
    if len(partners) < ENOUGH_PARTNERS or not all(each.key_people for each in partners):
        return None
    return proof(partnership, _("Key people are named for every partner."), "projects.partners")


def _partners(partnership: Partnership) -> list[Participation]:
    return partnership.partners_on(utc_now().date())


# --- documents --------------------------------------------------------------------------------------------------------


@proof_by(ChecklistItem.TERMS_DRAFTED)
def terms_are_kept(partnership: Partnership) -> Proof | None:
    return _document(partnership, DocumentKind.AGREEMENT)


@proof_by(ChecklistItem.RULES_AGREED)
def rules_are_kept(partnership: Partnership) -> Proof | None:
    return _document(partnership, DocumentKind.STANDARD, DocumentKind.AGREEMENT)


@proof_by(ChecklistItem.STANDARDS_KEPT)
def standards_are_kept(partnership: Partnership) -> Proof | None:
    return _document(partnership, DocumentKind.STANDARD)


@proof_by(ChecklistItem.DESIGN_SHARED)
def plan_is_kept(partnership: Partnership) -> Proof | None:
    return _document(partnership, DocumentKind.PLAN)


@proof_by(ChecklistItem.INFORMATION_GATHERED)
def reports_are_kept(partnership: Partnership) -> Proof | None:
    return _document(partnership, DocumentKind.REPORT)


def _document(partnership: Partnership, *kinds: DocumentKind) -> Proof | None:
    """The newest open document of these kinds; what only the team sees is not named."""
    kept = [
        document
        for document in partnership.documents
        if document.kind in kinds and document.archived_at is None and not document.is_team_only
    ]
    if not kept:
        return None
    sentence = _("Among the documents: “%(title)s”.", title=kept[-1].title)
    return proof(partnership, sentence, "projects.documents", _anchor=f"document-{kept[-1].id}")


# --- history ----------------------------------------------------------------------------------------------------------


@proof_by(ChecklistItem.MEETINGS_HELD)
def meetings_of_the_second_stage(partnership: Partnership) -> Proof | None:
    return _meetings(partnership, Stage.PARTNERS, EntryKind.MEETING)


@proof_by(ChecklistItem.ACQUAINTANCE)
def meetings_of_the_fourth_stage(partnership: Partnership) -> Proof | None:
    return _meetings(partnership, Stage.BUILDING, EntryKind.MEETING, EntryKind.EVENT)


def _meetings(partnership: Partnership, stage: Stage, *kinds: EntryKind) -> Proof | None:
    """Entries of these kinds that fall into the visits of a stage in the present round."""
    visits = [
        visit for visit in partnership.visits if visit.stage is stage and visit.round == partnership.round
    ]
    days = [
        day for day in _days(partnership, kinds)
        if any(visit.entered_on <= day <= (visit.left_on or day) for visit in visits)
    ]  # fmt: skip
    if not days:
        return None
    sentence = _n(
        "The history has %(num)s entry about it, the latest of %(day)s.",
        "The history has %(num)s entries about it, the latest of %(day)s.",
        len(days),
        day=show_date(max(days)),
    )
    return proof(partnership, sentence, "projects.history", kind=kinds[0].code)


@proof_by(ChecklistItem.HISTORY_KEPT)
def history_goes_on(partnership: Partnership) -> Proof | None:
    return _lately(partnership, WRITTEN_BY_PEOPLE, written_by="people")


@proof_by(ChecklistItem.KEPT_WARM)
def partners_met_lately(partnership: Partnership) -> Proof | None:
    return _lately(
        partnership, (EntryKind.MEETING, EntryKind.EVENT, EntryKind.PUBLICATION), written_by="people"
    )


@proof_by(ChecklistItem.RESULT_ORIENTED)
def problems_were_dealt_with(partnership: Partnership) -> Proof | None:
    return _lately(partnership, (EntryKind.PROBLEM, EntryKind.DECISION), written_by="people")


@proof_by(ChecklistItem.TIME_TO_REFLECT)
def lessons_were_drawn(partnership: Partnership) -> Proof | None:
    return _lately(partnership, (EntryKind.LESSON,), kind=EntryKind.LESSON.code)


def _lately(partnership: Partnership, kinds: Iterable[EntryKind], **values: str) -> Proof | None:
    """Entries of these kinds since a habit of today would have had to be confirmed."""
    since = months_before(utc_now().date(), HABIT_MONTHS)
    days = _days(partnership, kinds, since=since)
    if not days:
        return None
    sentence = _n(
        "In three months the history got %(num)s entry about it, the latest of %(day)s.",
        "In three months the history got %(num)s entries about it, the latest of %(day)s.",
        len(days),
        day=show_date(max(days)),
    )
    return proof(partnership, sentence, "projects.history", since=since.isoformat(), **values)


def _days(partnership: Partnership, kinds: Iterable[EntryKind], since: date | None = None) -> list[date]:
    """The days of entries that people wrote; a correction does not count again."""
    query = select(Entry.happened_on).where(
        Entry.book_id == partnership.book_id,
        Entry.kind.in_(sorted(kinds, key=lambda kind: kind.code)),
        Entry.corrects_id.is_(None),
        Entry.happened_on <= utc_now().date(),
    )
    if since is not None:
        query = query.where(Entry.happened_on >= since)
    return list(session_of(partnership).scalars(query.order_by(Entry.happened_on, Entry.id)))
