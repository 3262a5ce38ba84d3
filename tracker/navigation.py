"""The main menu: what is in it, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, request, url_for

from tracker.access import user_or_none
from tracker.i18n import LazyString, _l
from tracker.permissions import Permission, can

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a word, an icon, where it leads, and the endpoints that light it up."""

    label: LazyString
    icon: str
    endpoint: str
    section: str | tuple[str, ...]
    permission: Permission | None = None
    for_visitors: bool = False


PEOPLE_PAGES = (
    "accounts.people",
    "accounts.person",
    "accounts.edit_person",
    "accounts.erase",
    "accounts.invit",
)
PROGRAMME_PAGES = ("outcomes.", "mechanisms.disagreements", "mechanisms.recompute")
PARTNERSHIP_PAGES = (
    "projects.",
    "resources.",
    "mechanisms.show",
    "mechanisms.describe",
    "mechanisms.decide",
    "mechanisms.edit_signs",
    "mechanisms.passport",
    "mechanisms.edit_passport",
    "mechanisms.publish_template",
    "mechanisms.templates",
    "mechanisms.start",
)
ENTRIES = (
    Entry(_l("Home"), "home", "home.home", "home.home", for_visitors=False),
    Entry(_l("My region"), "map-pin", "home.official", "home.official", Permission.OFFICIAL_HOME),
    Entry(_l("Programme"), "chart-bar", "outcomes.programme", PROGRAMME_PAGES, Permission.PROGRAMME_HOME),
    Entry(_l("Partnerships"), "affiliate", "projects.browse", PARTNERSHIP_PAGES, for_visitors=True),
    Entry(_l("Organisations"), "building", "partners.browse", "partners.", Permission.ORGANISATION_READ),
    Entry(_l("Guide"), "book", "guide.index", ("guide.", "mechanisms.try_"), for_visitors=True),
    Entry(_l("People"), "users", "accounts.people", PEOPLE_PAGES, Permission.USER_MANAGE),
    Entry(_l("Regions"), "map-2", "regions.index", "regions.", Permission.REGION_MANAGE),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A menu entry as a page shows it."""

    label: str
    icon: str
    url: str
    active: bool


def links() -> list[Link]:
    """The menu of this reader, with the entry of this page marked."""
    user = user_or_none()
    shown = [entry for entry in ENTRIES if _is_for(user, entry)]
    endpoint = request.endpoint or ""
    return [Link(str(e.label), e.icon, url_for(e.endpoint), endpoint.startswith(e.section)) for e in shown]


def _is_for(user: Any, entry: Entry) -> bool:
    if user is None:
        return entry.for_visitors
    if entry.endpoint == "home.home" and not (user.is_alumnus or user.is_admin):
        return not (user.is_official or user.is_programme_staff)  # their own page is their first page
    return entry.permission is None or can(user, entry.permission)


def init_navigation(app: Flask) -> None:
    """Give every page its menu."""
    menu: Callable[[], dict[str, Any]] = lambda: {"navigation": links()}  # noqa: E731  # a context processor is a function
    app.context_processor(menu)
