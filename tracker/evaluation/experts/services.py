"""Inviting external experts: whom, until when, what is released to them; and their personal links.

Making a link anew replaces the old one. It is made anew to be sent, or to be shown to the team, which passes it on. A draft belongs to
the expert: a letter to the same address keeps it, a link that the team gets to see opens an empty sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker.accounts.services import clean_email
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation.experts import queries, releasing
from tracker.evaluation.experts.models import Expert
from tracker.evaluation.experts.terms import ExpertState, ExpertStep, ReleasedPart
from tracker.evaluation.personal_links import end_of, hash_of, new_token
from tracker.evaluation.planning.services import refuse_in_archive
from tracker.history.terms import EntryKind
from tracker.i18n import DEFAULT_LANGUAGE, LANGUAGES, _l
from tracker.merging import wait_and_refresh
from tracker.projects import history

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Document, Partnership

USUAL_TIME = timedelta(weeks=3)
LONGEST_TIME = timedelta(days=366)
PERSON = ("name", "organisation", "email")
TOLD = ("name", "organisation", "language", "message", "due_on", "released", "document_titles")
"""What history tells of an invitation; addresses stay out of it."""


def invite(
    partnership: Partnership,
    *,
    by: User | None,
    name: str,
    organisation: str = "",
    email: str = "",
    language: str = DEFAULT_LANGUAGE,
    message: str = "",
    due_on: date | None = None,
    parts: Iterable[ReleasedPart] = (),
    documents: Iterable[Document] = (),
) -> Expert:
    """Put an expert on the list. Nothing is sent by that; the link becomes known when it is sent or shown."""
    refuse_in_archive(partnership)
    criteria = queries.present_set(partnership)
    if criteria is None:
        raise WrongState(_l("First choose the criteria: an expert should know by what to judge."))
    today = utc_now().date()
    due_on = due_on or today + USUAL_TIME
    _check_day(due_on, today)
    email = _checked(email)
    _refuse_twice(partnership, email)
    documents = _releasable(partnership, documents)
    expert = Expert(
        partnership=partnership,
        criteria_set=criteria,
        round=partnership.round,
        name=_named(name),
        organisation=organisation.strip(),
        email=email,
        language=language if language in LANGUAGES else DEFAULT_LANGUAGE,
        message=message.strip(),
        due_on=due_on,
        released=list(parts),
        documents=documents,
        token_hash=hash_of(new_token()),
        expires_at=end_of(due_on),
        invited_by_id=None if by is None else by.id,
    )
    session_of(partnership).add(expert)
    session_of(partnership).flush()
    history.write(
        partnership,
        EntryKind.EXPERT_INVITED,
        by=by,
        subject=expert,
        expert_step=ExpertStep.INVITED,
        expert=expert.name,
        expert_organisation=expert.organisation,
        due_on=due_on,
        released=expert.released,
        released_documents=expert.document_titles,
    )
    return expert


def edit(
    expert: Expert,
    *,
    by: User | None,
    name: str,
    organisation: str,
    email: str,
    language: str,
    message: str,
    due_on: date,
    parts: Iterable[ReleasedPart],
    documents: Iterable[Document],
) -> None:
    """Change whom one asks, until when, or what is released; a letter that went to another address opens nothing any more."""
    _enter(expert)
    if due_on != expert.due_on:
        _check_day(due_on, utc_now().date())
    email, name, organisation = _checked(email), _named(name), organisation.strip()
    if expert.is_begun and (name, organisation, email) != tuple(getattr(expert, each) for each in PERSON):
        raise WrongState(
            _l(
                "This expert is at work already: the link belongs to that person. Withdraw it, and invite another one."
            ),
            field="name",
        )
    chosen = _releasable(expert.partnership, documents, kept=expert.documents)
    if email != expert.email:
        _refuse_twice(expert.partnership, email)
        _renew(expert)
        expert.sent_at = expert.shown_at = None
    with history.changes(
        expert,
        *TOLD,
        kind=EntryKind.EXPERT_INVITED,
        by=by,
        parts={"expert_step": ExpertStep.CHANGED, "expert": name},
    ):
        expert.name, expert.organisation, expert.email = name, organisation, email
        expert.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        expert.message, expert.due_on = message.strip(), due_on
        expert.released = list(parts)
        if chosen != expert.documents:
            expert.documents = chosen
            # They stand in a table of their own; the invitation gets its next version all the same.
            expert.updated_at = utc_now()
        expert.expires_at = end_of(due_on)


# --- the link -----------------------------------------------------------------------------------------------------------


def show(expert: Expert, *, by: User | None) -> str:  # noqa: ARG001  # every service names its actor
    """Make the link anew for the team to pass on; gives its token. A draft is dropped: only who wrote it may read it."""
    _enter(expert)
    _refuse_over(expert)
    if expert.opinion is not None:
        session_of(expert).delete(expert.opinion)
        session_of(expert).flush()
        session_of(expert).expire(expert, ["opinion"])
    expert.shown_at = utc_now()
    return _renew(expert)


def prepare_letter(expert: Expert) -> str:
    """A token for a letter to the expert. It works from ``sent`` on; until then the old one does."""
    _enter(expert)
    _refuse_over(expert)
    if not expert.email:
        raise DomainError(
            _l("No e-mail address is known. Show the link, and pass it on yourself."), field="email"
        )
    return new_token()


def sent(expert: Expert, token: str, *, by: User | None) -> None:  # noqa: ARG001  # every service names its actor
    """The letter went out: its token replaces the one before."""
    _enter(expert)
    _renew(expert, token)
    expert.sent_at = utc_now()


def revoke(expert: Expert, *, by: User | None) -> None:
    """Withdraw the invitation: its link opens nothing any more. What the expert has saved nobody sees; a new letter brings it back."""
    _enter(expert)
    if expert.revoked_at is not None:
        raise WrongState(_l("This invitation was withdrawn already."))
    expert.revoked_at = utc_now()
    history.write(
        expert.partnership,
        EntryKind.EXPERT_INVITED,
        by=by,
        subject=expert,
        expert_step=ExpertStep.WITHDRAWN,
        expert=expert.name,
    )


def _renew(expert: Expert, token: str = "") -> str:
    token = token or new_token()
    expert.token_hash, expert.revoked_at = hash_of(token), None
    expert.expires_at = end_of(expert.due_on)
    return token


# --- what is refused ----------------------------------------------------------------------------------------------------


def _enter(expert: Expert) -> None:
    """Wait for whoever is changing the invitation or the opinion, read both anew, and refuse what comes too late."""
    wait_and_refresh(expert)
    session_of(expert).expire(expert, ["opinion"])
    refuse_in_archive(expert.partnership)
    if expert.state_at(utc_now()) is ExpertState.HANDED_IN:
        raise WrongState(_l("This opinion was handed in already."))


def _refuse_over(expert: Expert) -> None:
    if end_of(expert.due_on) <= utc_now():
        raise WrongState(_l("The last day is over. Give the expert more time first."))


def _check_day(due_on: date, today: date) -> None:
    if due_on < today:
        raise DomainError(_l("This day is over. Give the expert some time."), field="due_on")
    if due_on > today + LONGEST_TIME:
        raise DomainError(_l("An invitation lasts a year at most."), field="due_on")


def _checked(email: str) -> str:
    return clean_email(email) if email.strip() else ""


def _named(name: str) -> str:
    if not name.strip():
        raise DomainError(_l("Say who is asked."), field="name")
    return name.strip()


def _refuse_twice(partnership: Partnership, email: str) -> None:
    """One person is asked once in a round of the cycle, as long as the invitation is open."""
    now = utc_now()
    others = session_of(partnership).scalars(queries.experts_of(partnership)) if email else ()
    if any(
        other.email == email and other.round == partnership.round and other.state_at(now).is_waiting
        for other in others
    ):
        raise Duplicate(_l("This expert is invited already."), field="email")


def _releasable(
    partnership: Partnership, documents: Iterable[Document], *, kept: Sequence[Document] = ()
) -> list[Document]:
    """The chosen documents in their order; never one that only the team may see. One that was taken off the list since stays chosen."""
    chosen = sorted(set(documents), key=lambda document: document.id)
    if any(
        document.partnership_id != partnership.id
        or not (releasing.may_be_released(document) or document in kept)
        for document in chosen
    ):
        raise DomainError(_l("This document cannot be released."), field="documents")
    return chosen
