"""Views that people keep: saved, changed, opened first, sent as letters, deleted. Nobody but their owner has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate
from tracker.i18n import _l
from tracker.territory.models import SavedView
from tracker.territory.terms import Frequency

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.territory.addresses import Arguments

MOST_VIEWS = 50


def views_of(user: User) -> Select[SavedView]:
    """The views of one person, by name."""
    return select(SavedView).where(SavedView.user_id == user.id).order_by(SavedView.name, SavedView.id)


def save_view(
    session: Session,
    *,
    by: User,
    name: str,
    arguments: Arguments,
    frequency: Frequency = Frequency.NEVER,
    is_default: bool = False,
) -> SavedView:
    """Keep a filter under a name."""
    number = session.scalar(select(func.count()).where(SavedView.user_id == by.id)) or 0
    if number >= MOST_VIEWS:
        raise DomainError(_l("You have very many views already. Delete one that you no longer need."))
    view = SavedView(user_id=by.id, name=_free_name(session, by, name), arguments=arguments)
    session.add(view)
    _settle(session, view, frequency=frequency, is_default=is_default)
    return view


def change_view(
    view: SavedView,
    *,
    name: str,
    frequency: Frequency,
    is_default: bool,
    arguments: Arguments | None = None,
) -> None:
    """Change a view; without ``arguments`` it keeps its filter."""
    session = session_of(view)
    view.name = _free_name(session, view.user, name, but=view)
    if arguments is not None:
        view.arguments = arguments
    _settle(session, view, frequency=frequency, is_default=is_default)


def delete_view(view: SavedView) -> None:
    """Forget a view, and the letters that were sent of it."""
    session_of(view).delete(view)


def stop_letters(view: SavedView) -> None:
    """Send no more letters of a view."""
    view.frequency, view.subscribed_at = Frequency.NEVER, None


def _free_name(session: Session, user: User, name: str, *, but: SavedView | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise DomainError(_l("Give the view a name."), field="name")
    same = select(SavedView.id).where(SavedView.user_id == user.id, SavedView.name == name)
    if but is not None:
        same = same.where(SavedView.id != but.id)
    with session.no_autoflush:
        if session.scalar(same.limit(1)) is not None:
            raise Duplicate(_l("You have a view of this name already."), field="name")
    return name


def _settle(session: Session, view: SavedView, *, frequency: Frequency, is_default: bool) -> None:
    if frequency is Frequency.NEVER:
        stop_letters(view)
    elif view.frequency is not frequency or view.subscribed_at is None:
        view.frequency, view.subscribed_at = frequency, utc_now()
    if is_default:
        session.flush()
        others = SavedView.user_id == view.user_id, SavedView.id != view.id, SavedView.is_default
        session.execute(
            update(SavedView).where(*others).values(is_default=False, version=SavedView.version + 1)
        )
    view.is_default = is_default
    session.flush()
