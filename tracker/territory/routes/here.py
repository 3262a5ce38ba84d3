"""What all pages of the workspace share: the look that the address asks for, the filter around it, the tabs."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for
from sqlalchemy import bindparam, select

from tracker.access import signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.extensions import db
from tracker.fragments import Fragments
from tracker.i18n import _, _n, current_language
from tracker.memory import Memory
from tracker.permissions import Permission, can
from tracker.projects import queries
from tracker.projects.forms.listing import SearchForm
from tracker.projects.routes import listing
from tracker.regions import finder
from tracker.territory import keeping, words
from tracker.territory.addresses import Arguments, arguments_of
from tracker.territory.looking import Looking, look, regions_of
from tracker.territory.models import SavedView
from tracker.web import query_arguments

if TYPE_CHECKING:
    from markupsafe import Markup
    from sqlalchemy import Row, Select

    from tracker.accounts.models import User
    from tracker.projects.filters import Filter
    from tracker.regions.finder import Index

OWN_ARGUMENTS = ("page", "kind", "all", "language")
"""Arguments of these pages that are no part of the filter."""
VIEWS = (
    select(SavedView.id, SavedView.name, SavedView.arguments, SavedView.is_default)
    .where(SavedView.user_id == bindparam("user"))
    .order_by(SavedView.name, SavedView.id)
)
"""The views of one person, by name, as plain values."""
tag_queries: Memory[Select[Any]] = Memory(most=100)
"""Statements of the tags to choose from; making one takes longer than asking it."""
panels = Fragments(most=60)
"""The filter with its fields; a large piece, so fewer of them are kept than of others."""


def looking_here() -> Looking:
    """The look that this address asks for."""
    return look(
        signed_in_user(),
        query_arguments(*OWN_ARGUMENTS),
        today=utc_now().date(),
        limits=listing.limits(),
        region_meant=region_meant,
    )


def region_meant(text: str) -> str | None:
    """The code of the one region that a code or a name means."""
    index = finder.index(db.session())
    if text in index.by_code:
        return text
    meant = index.resolve(text)
    return meant[0].code if len(meant) == 1 else None


def saved_views() -> Sequence[Row[Any]]:
    """The views that the reader has saved."""
    return db.session.connection().execute(VIEWS, {"user": signed_in_user().id}).all()


def around(
    looking: Looking,
    *,
    total: int | None = None,
    views: Sequence[Row[Any]] | None = None,
    stamp: Hashable = None,
    index: Index | None = None,
) -> dict[str, Any]:
    """The filter, the tabs and the saved views around every page of the workspace; what the caller has read already it hands over."""
    stamp = keeping.stamp(db.session()) if stamp is None else stamp
    index = finder.index(db.session()) if index is None else index
    asked = arguments_of(looking.asked)
    views = saved_views() if views is None else views
    return {
        "looking": looking,
        "arguments": asked,
        "regions": words.heading(looking.codes, index),
        "filter_words": words.in_a_line(looking.chosen, index),
        "panel": _panel(looking, total, index, stamp),
        "clear_url": _plain(request.endpoint or "territory.show"),
        "tabs": _tabs(looking, asked),
        "saved_views": views,
        "open_view": next((view for view in views if view.arguments == asked), None),
        "list_url": url_for("projects.browse", **looking.arguments()),
        "board_url": url_for("projects.board", **looking.arguments()),
    }


def _panel(looking: Looking, total: int | None, index: Index, stamp: Hashable) -> Markup:
    """The filter, kept by all that it shows: what is chosen, the tags and the regions there are, the address its chips lead back to."""
    offered = keeping.kept(("tags", stamp, queries.sight_of(looking.user)), lambda: _tags_for(looking.user))
    remarks = tuple(looking.remarks)
    place = (current_language(), request.root_path, request.full_path)
    key = (*place, looking.asked.key, looking.own, offered, index.stamp, total, remarks)
    return panels.get(key, lambda: _written(looking, total, offered))


def _tags_for(user: User) -> tuple[str, ...]:
    query = tag_queries.get(
        (db.engine.dialect.name, queries.sight_of(user)),
        lambda: queries.tags_in_use(queries.is_visible_to(user), listing.MOST_TAGS),
    )
    return tuple(tag for (tag,) in db.session.connection().execute(query))


def _tabs(looking: Looking, asked: Arguments) -> Markup:
    """The tabs, kept by the address that they lead to."""
    key = ("tabs", current_language(), request.root_path, request.endpoint, looking.asked.key)
    return panels.get(key, lambda: render_template("territory/_tabs.html", tabs=tabs(asked)))


def _written(looking: Looking, total: int | None, tags: tuple[str, ...]) -> str:
    return render_template(
        "territory/_panel.html",
        search=SearchForm(formdata=None, data={"q": looking.asked.text}).q,
        filter_fields=listing.filter_fields(looking.asked, tags, for_visitor=False, only_regions=looking.own),
        chips=listing.chips_of(looking.asked),
        keep=listing.by_link_only(looking.asked),
        clear_url=_plain(request.endpoint or "territory.show"),
        total=None if total is None else _n("%(num)d partnership", "%(num)d partnerships", total),
        remarks=looking.remarks,
    )


def _plain(endpoint: str) -> str:
    """A page of the workspace without a filter; the first one says so, as else it opens with the view that comes first."""
    return url_for(endpoint, all="1") if endpoint == "territory.show" else url_for(endpoint)


def tabs(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages of the workspace, each through the same filter."""
    pages = (
        ("territory.show", _("Overview"), "map-2"),
        ("territory.missing", _("What is missing"), "list-check"),
        ("territory.needs", _("Needs and help"), "lifebuoy"),
        ("territory.views", _("Saved views"), "bookmark"),
    )
    return [
        {
            "label": label,
            "icon": icon,
            "url": url_for(endpoint, **asked)
            if asked or endpoint != "territory.show"
            else url_for(endpoint, all="1"),
            "active": request.endpoint == endpoint,
        }
        for endpoint, label, icon in pages
    ]


def workspace_view(chosen: Filter) -> dict[str, Any] | None:
    """The way from a list back to the workspace, through the same filter, for who has one and sees these regions in it."""
    user = user_or_none()
    if user is None or not can(user, Permission.TERRITORY_SEE):
        return None
    own = regions_of(user)
    if own is not None and not set(chosen.regions) & set(own):
        return None
    return {
        "label": _("Workspace"),
        "icon": "map-2",
        "url": url_for("territory.show", **arguments_of(chosen)),
        "active": False,
    }


listing.MORE_VIEWS.append(workspace_view)
