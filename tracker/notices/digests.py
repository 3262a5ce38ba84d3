"""Which letters are due, and that none is sent twice.

A view that comes as a letter has one row for each week or month. The row is written before anything is sent, so that two runs at once
cannot both send it. What stands in the letter is looked up at that moment, with the rights that its reader has then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.notices.models import DigestLetter
from tracker.notices.terms import LetterState
from tracker.permissions import Permission, can
from tracker.territory.looking import look
from tracker.territory.models import SavedView
from tracker.territory.news import News, news_of
from tracker.territory.terms import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from tracker.projects.filters import Limits

FIRST = {Frequency.WEEKLY: timedelta(days=7), Frequency.MONTHLY: timedelta(days=30)}
"""How far the first letter of a view looks back."""
MOST_ATTEMPTS = 5
TOLD = (LetterState.SENT, LetterState.EMPTY, LetterState.BEGUN)
"""What a letter in one of these states told is not told again."""


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that is to be sent now."""

    letter: DigestLetter
    news: News


def period_of(frequency: Frequency, now: datetime) -> str:
    """The week or month of an instant."""
    if frequency is Frequency.MONTHLY:
        return f"{now:%Y-%m}"
    year, week, _day = now.isocalendar()
    return f"{year}-W{week:02}"


def subscribed(session: Session) -> list[SavedView]:
    """The views that come as letters, of people who may still see the workspace."""
    found = session.scalars(
        select(SavedView).where(SavedView.frequency != Frequency.NEVER).order_by(SavedView.id)
    ).unique()
    return [view for view in found if _may_receive(view)]


def _may_receive(view: SavedView) -> bool:
    user = view.user
    return user.active and user.erased_at is None and can(user, Permission.TERRITORY_SEE)


def due_letters(session: Session, *, now: datetime, limits: Limits) -> Iterator[Due]:
    """The letters of this week and month that were not sent yet, each claimed for whoever asks; commits each claim.

    A view of which nothing is to be told gets its row as well, so that the next letter goes on from there.
    """
    for view in subscribed(session):
        letter = _claimed(session, view, now)
        if letter is None:
            continue
        looking = look(view.user, view.arguments, today=now.date(), limits=limits)
        news = news_of(session, looking, since=letter.since, until=letter.until)
        letter.state = LetterState.BEGUN if news else LetterState.EMPTY
        session.commit()
        if news:
            yield Due(letter, news)


def _claimed(session: Session, view: SavedView, now: datetime) -> DigestLetter | None:
    """The row of this period, if it is still to be dealt with; nobody else has it until it is committed."""
    period = period_of(view.frequency, now)
    of_view = DigestLetter.saved_view_id == view.id
    known = session.scalar(
        select(DigestLetter)
        .where(of_view, DigestLetter.period == period)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if known is not None:
        is_open = known.state is LetterState.WAITING and known.attempts < MOST_ATTEMPTS
        if not is_open:
            return None
        known.until, known.attempts = now, known.attempts + 1
        return known
    before = session.scalar(
        select(DigestLetter.until)
        .where(of_view, DigestLetter.state.in_(TOLD))
        .order_by(DigestLetter.until.desc())
        .limit(1)
    )
    letter = DigestLetter(
        saved_view_id=view.id,
        user_id=view.user_id,
        period=period,
        since=before or now - FIRST[view.frequency],
        until=now,
        attempts=1,
    )
    try:
        with session.begin_nested():
            session.add(letter)
    except IntegrityError:  # another run was faster
        return None
    return letter


def sent(session: Session, letter: DigestLetter, *, now: datetime) -> None:
    """The letter went out."""
    letter.state, letter.sent_at = LetterState.SENT, now
    session.commit()


def failed(session: Session, letter: DigestLetter) -> None:
    """The mail server took nothing: the next run tries again."""
    letter.state = LetterState.WAITING
    session.commit()
