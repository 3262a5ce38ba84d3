"""The main menu: what is in it, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from tracker.access import user_or_none
from tracker.fragments import fragments
from tracker.i18n import LazyString, _l, _lp, current_language
from tracker.permissions import Permission, can
from tracker.web import chosen_theme, here


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a word, an icon, where it leads, and the endpoints that light it up."""

    label: LazyString
    icon: str
    endpoint: str
    section: str | tuple[str, ...]
    permission: Permission | None = None
    for_visitors: bool = False


ACCOUNT_PAGES = (
    "accounts.people",
    "accounts.person",
    "accounts.edit_person",
    "accounts.erase",
    "accounts.invit",
)
DIRECTORY_PAGES = ("people.directory", "people.own_")
PROGRAMME_PAGES = ("outcomes.", "mechanisms.disagreements", "mechanisms.recompute")
PARTNERSHIP_PAGES = (
    "projects.",
    "evaluation.",
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
LESSON_PAGES = ("evaluation.lesson_library", "evaluation.show_lesson")
ENTRIES = (
    Entry(_l("Home"), "home", "home.home", "home.home", for_visitors=False),
    Entry(_l("My region"), "map-pin", "territory.show", "territory.", Permission.OFFICIAL_HOME),
    Entry(_l("Programme"), "chart-bar", "outcomes.programme", PROGRAMME_PAGES, Permission.PROGRAMME_HOME),
    Entry(_lp("menu", "Map"), "map-2", "territory.show", "territory.", Permission.PROGRAMME_HOME),
    Entry(_l("Partnerships"), "affiliate", "projects.browse", PARTNERSHIP_PAGES, for_visitors=True),
    Entry(_l("Organisations"), "building", "partners.browse", "partners.", Permission.ORGANISATION_READ),
    Entry(_l("Lessons"), "bulb", "evaluation.lesson_library", LESSON_PAGES),
    Entry(_l("Guide"), "book", "guide.index", ("guide.", "mechanisms.try_"), for_visitors=True),
    Entry(_l("Directory"), "id", "people.directory", DIRECTORY_PAGES, Permission.DIRECTORY_READ),
    Entry(_l("Alumni"), "school", "people.browse", "people.", Permission.PEOPLE_READ),
    Entry(_l("Accounts"), "users", "accounts.people", ACCOUNT_PAGES, Permission.USER_MANAGE),
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
    """The menu of this reader, with the entry of this page marked; it follows from the reader's roles and the endpoint."""
    user = user_or_none()
    shown = [entry for entry in ENTRIES if _is_for(user, entry)]
    near = [_nearness(entry, request.endpoint or "") for entry in shown]
    nearest = max(near, default=0)
    return [
        Link(str(entry.label), entry.icon, url_for(entry.endpoint), 0 < nearness == nearest)
        for entry, nearness in zip(shown, near, strict=True)
    ]


def _nearness(entry: Entry, endpoint: str) -> int:
    """How much of an endpoint an entry names; the one that names most is lit up."""
    sections = (entry.section,) if isinstance(entry.section, str) else entry.section
    return max((len(section) for section in sections if endpoint.startswith(section)), default=0)


def _is_for(user: Any, entry: Entry) -> bool:
    if user is None:
        return entry.for_visitors
    if entry.endpoint == "home.home" and not (user.is_alumnus or user.is_admin):
        return not (user.is_official or user.is_programme_staff)  # their own page is their first page
    return entry.permission is None or can(user, entry.permission)


TOKEN_PLACE = "{csrf-token}"  # noqa: S105  # where the token goes
HERE_PLACE = "{here}"


def page_header() -> Markup:
    """The head of every page: brand, menu, account. It is kept by what it shows; only the token and the address are put in anew."""
    user = user_or_none()
    theme = chosen_theme()
    person = None if user is None else (user.display_name, user.email, frozenset(user.role_codes))
    head = fragments.get(
        ("page_header", current_language(), theme, request.root_path, request.endpoint, person),
        lambda: render_template(
            "layouts/_header.html",
            navigation=links(),
            theme=theme,
            csrf_token=lambda: TOKEN_PLACE,
            here=lambda: HERE_PLACE,
        ),
    )
    filled = str(head).replace(TOKEN_PLACE, generate_csrf()).replace(HERE_PLACE, str(escape(here())))
    return Markup(filled)  # noqa: S704  # the template and escape() have made it safe


def init_navigation(app: Flask) -> None:
    """Give every page its head."""
    app.jinja_env.globals["page_header"] = page_header
