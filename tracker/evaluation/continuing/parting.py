"""Parting well: what each partner keeps, and the thanks to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from tracker.database import session_of, utc_now
from tracker.errors import WrongState
from tracker.evaluation.continuing.models import Farewell
from tracker.history.models import Book
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.projects import history
from tracker.projects.models import Participation, Partnership
from tracker.projects.services.partners import JOINING_STEPS

if TYPE_CHECKING:
    from tracker.accounts.models import User


def farewells_of(partnership: Partnership) -> dict[int, Farewell]:
    """What was written down about parting, by the number of the participation."""
    query = (
        select(Farewell)
        .join(Participation, Participation.id == Farewell.participation_id)
        .where(Participation.partnership_id == partnership.id)
        .order_by(Farewell.id)
    )
    return {each.participation_id: each for each in session_of(partnership).scalars(query)}


def farewell_of(participation: Participation, *, to_change: bool = False) -> Farewell | None:
    """What was written down of one partner; ``to_change`` waits for whoever is just writing something else."""
    session = session_of(participation)
    if to_change:
        book = participation.partnership.book_id
        session.execute(select(Book.id).where(Book.id == book).with_for_update())
    query = select(Farewell).where(Farewell.participation_id == participation.id)
    return session.scalars(query.execution_options(populate_existing=to_change)).one_or_none()


def say_what_stays(participation: Participation, *, keeps: str, by: User | None) -> Farewell | None:
    """Write down what a partner keeps of the partnership; saying nothing makes no record."""
    _refuse_in_archive(participation.partnership)
    keeps = keeps.replace("\r\n", "\n").strip()
    farewell = farewell_of(participation, to_change=True)
    if farewell is None:
        if not keeps:
            return None
        farewell = _new(participation)
    with history.changes(
        farewell,
        "keeps",
        kind=EntryKind.FAREWELL_SAID,
        by=by,
        parts={"partner_keeps": participation.organisation.display_name},
    ):
        farewell.keeps = keeps
    return farewell


def note_thanks(participation: Participation, *, letters: int = 0, by: User) -> Farewell:
    """Note that a partner was thanked, by so many letters of ours or in the broker's own way. Once more is no mistake."""
    _refuse_in_archive(participation.partnership)
    farewell = farewell_of(participation, to_change=True) or _new(participation)
    farewell.thanked_at, farewell.thanked_by = utc_now(), by
    session_of(farewell).flush()
    history.write(
        participation.partnership,
        EntryKind.FAREWELL_SAID,
        by=by,
        subject=farewell,
        partner_thanked=participation.organisation.display_name,
        letters=letters or None,
    )
    return farewell


def _new(participation: Participation) -> Farewell:
    farewell = Farewell(participation=participation)
    session_of(participation).add(farewell)
    session_of(participation).flush()
    return farewell


def _refuse_in_archive(partnership: Partnership) -> None:
    """The archive is for reading."""
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))


def move_farewell(participation: Participation, twin: Participation) -> None:
    """When two records of one organisation become one, what it keeps stands together."""
    session = session_of(twin)
    moved, there = farewell_of(participation), farewell_of(twin)
    if moved is None:
        return
    if there is None:
        moved.participation = twin
    else:
        there.keeps = "\n\n".join(text for text in (there.keeps, moved.keeps) if text)
        there.thanked_at, there.thanked_by = (
            there.thanked_at or moved.thanked_at,
            there.thanked_by or moved.thanked_by,
        )
        session.execute(delete(Farewell).where(Farewell.id == moved.id))
    session.flush()


JOINING_STEPS.append(move_farewell)
