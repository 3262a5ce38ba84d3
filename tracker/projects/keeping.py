"""Pages of a partnership that are kept once they were written, under all that they follow from.

The key of a page holds the stamp of the partnership (``stamps.py``), the reader with roles and regions, the language, the theme, the
time zone and the day. Nothing is invalidated: whoever would see something else has another key. A page that read what no stamp
shows is not kept; so a forgotten dependency costs time. The tokens that guard forms are put in each time.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import abort, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.exceptions import Forbidden

from tracker.access import ask_to_sign_in, user_or_none
from tracker.database import utc_now
from tracker.extensions import db
from tracker.i18n import current_language
from tracker.memory import Memory
from tracker.permissions import Permission, can
from tracker.projects import parts, presence, stamps
from tracker.showing import TOKEN, without_tokens
from tracker.web import chosen_theme, chosen_time_zone

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership
    from tracker.projects.stamps import Glance

pages: Memory[str] = Memory(400)
pieces: Memory[str] = Memory(2000)
"""What one process keeps: some twenty megabytes."""


def kept_page(permission: Permission) -> Callable[[Callable[[Partnership], str]], Callable[..., Any]]:
    """Whoever holds the permission on the partnership of the address may visit, as with ``requires``, and the page is kept.

    The view is asked only for what is not kept; it gets the partnership with its parts, and what the stamp says that there is none
    of is not asked for. What it shows may follow from nothing but the partnership, the reader and the day. A page with arguments or
    with messages is written anew each time.
    """

    def decorate(view: Callable[[Partnership], str]) -> Callable[..., Any]:
        name = f"{view.__module__}.{view.__name__}"

        @functools.wraps(view)
        def guarded(partnership_id: int) -> Any:
            glance = stamps.glance_at(db.session(), partnership_id)
            if glance is None:
                abort(404)
            user = user_or_none()
            if not can(user, permission, glance):
                if user is None:
                    return ask_to_sign_in()
                raise Forbidden

            def write() -> str:
                with presence.told([glance.id], stamps.nothing_of([glance])):
                    record = parts.read(db.session(), partnership_id)
                    if record is None or not can(user, permission, record):
                        abort(404)  # changed since the glance
                    return view(record)

            if request.query_string or session.get("_flashes") or not glance.stands_alone:
                return write()
            return _kept((name, glance.id, glance.stamp, _said_of(user)), glance, write)

        guarded.access_rule = permission.value  # type: ignore[attr-defined]  # read by refuse_undeclared
        return guarded

    return decorate


def _kept(key: Hashable, glance: Glance, write: Callable[[], str]) -> str:
    found = pages.find(key)
    if found is None:
        with stamps.watching() as read, without_tokens():
            found = write()
        if stamps.know(read, [glance]):
            pages.keep(key, found)
    return _with_tokens(found)


def kept_pieces(
    name: str, ids: Sequence[int], write: Callable[[Sequence[int]], Mapping[int, str]]
) -> dict[int, Markup]:
    """One piece for each of these partnerships, by their ids; ``write`` makes those that are not kept, all at once.

    The reader has to be somebody who may see what is in them: nobody asks here. Pieces of one kind have a name of their own.
    """
    user = user_or_none()
    glances = stamps.glances_at(db.session(), ids)
    reader = _said_of(user)
    keys = {
        number: (name, glance.id, glance.stamp, reader)
        for number, glance in glances.items()
        if glance.stands_alone
    }
    found = {number: pieces.find(key) for number, key in keys.items()}
    missing = [number for number in ids if found.get(number) is None]
    if missing:
        known = [glances[number] for number in missing if number in glances]
        told = presence.told((glance.id for glance in known), stamps.nothing_of(known))
        with stamps.watching() as read, without_tokens(), told:
            written = write(missing)
        found.update(written)
        if stamps.know(read, known):
            for number in written.keys() & keys.keys():
                pieces.keep(keys[number], str(written[number]))
    return {
        number: Markup(_with_tokens(piece))  # noqa: S704  # templates have escaped it
        for number, piece in found.items()
        if piece is not None
    }


def _said_of(user: User | None) -> Hashable:
    """All that a page follows from besides the partnership: its reader, in which words and on which day.

    What changes while a page is written makes it newer than its stamp: nobody asks for that stamp again.
    """
    said: tuple[Any, ...] = ()
    if user is not None:
        said = (user.id, user.display_name, user.email, user.phone)
        said += (*sorted(user.role_codes), *sorted(user.region_codes))
    return (
        said,
        current_language(),
        chosen_theme(),
        chosen_time_zone(),
        utc_now().date(),
        request.root_url,
    )


def _with_tokens(kept: str) -> str:
    """What was kept, with the token of this session."""
    return kept.replace(TOKEN, generate_csrf()) if TOKEN in kept else kept
