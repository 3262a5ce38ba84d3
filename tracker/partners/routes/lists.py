"""The list of organisations, and the search as one types."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from tracker.access import requires, signed_in, user_or_none
from tracker.extensions import db
from tracker.i18n import _, _n
from tracker.memory import Memory
from tracker.partners import queries, rows
from tracker.partners.blueprint import bp
from tracker.partners.forms import BrowseForm
from tracker.permissions import Permission, can
from tracker.regions import finder
from tracker.showing import kept_page
from tracker.web import address_with, is_own_address, keyed_page_of, keyset_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.keyset import Keyset
    from tracker.regions.finder import Index
    from tracker.web import Page

LONGEST_SEARCH = 200
REGIONS_IN_USE, TAGS_IN_USE = queries.regions_in_use(), queries.tags_in_use()
understood: Memory[queries.Filter] = Memory(most=200)
"""What addresses ask for."""
lists: Memory[Keyset] = Memory(most=100)
"""Statements of the list."""


@bp.get("/organisations")
@requires(Permission.ORGANISATION_READ)
def browse() -> ResponseReturnValue:
    """The list of organisations, narrowed and ordered as its address says."""
    session = db.session()
    chosen = understood.get(request.query_string, lambda: BrowseForm(request.args).chosen())
    index = finder.index(session)
    page = keyed_page_of(kept_list(chosen))
    page = replace(page, rows=rows.rows_of(session, page.rows, index))
    regions, tags = options(index)
    chips = chips_of(chosen, index)
    may_create = can(user_or_none(), Permission.ORGANISATION_CREATE)
    return kept_page(
        "partners/browse.html",
        (page, regions, tags, tuple(chips), may_create),
        lambda: {
            "form": BrowseForm(request.args, regions=regions, tags=tags),
            "page": page,
            "chips": [
                {"label": label, "value": value, "remove_url": address_with(**{name: None, "page": None})}
                for name, label, value in chips
            ],
            "may_create": may_create,
            "total": total_of(page),
            "sort_headings": sort_headings(),
        },
    )


def kept_list(chosen: queries.Filter) -> Keyset:
    """The rows of the list in order, its statements kept for whoever asks the same."""
    sort = sort_order()
    key = (db.engine.dialect.name, chosen, sort)
    return lists.get(key, lambda: keyset_of(rows.select_rows(queries.in_order(chosen, sort))))


def options(index: Index) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The regions to choose from, as codes with names, and the tags."""
    connection = db.session.connection()
    codes = [code for (code,) in connection.execute(REGIONS_IN_USE)]
    tags = tuple(tag for (tag,) in connection.execute(TAGS_IN_USE))
    return tuple((code, index.by_code[code].name) for code in codes if code in index.by_code), tags


def sort_order() -> queries.Sort:
    """The order that the address asks for."""
    try:
        return queries.Sort(request.args.get("sort", queries.Sort.NAME.value))
    except ValueError:
        return queries.Sort.NAME


def sort_headings() -> dict[str, dict[str, str | None]]:
    """For each column that orders the list: the address that orders by it, and how it does now."""
    now = sort_order().value
    headings = {}
    for column in ("name", "sector", "changed"):
        back = f"-{column}"
        direction = {column: "ascending", back: "descending"}.get(now)
        headings[column] = {
            "url": address_with(sort=back if now == column else column, page=None),
            "sorted": direction,
        }
    return headings


def total_of(page: Page[Any]) -> str:
    """How many were found, in words."""
    if page.capped:
        return _("More than %(count)s organisations", count=page.total)
    return _n("%(num)d organisation", "%(num)d organisations", page.total)


def chips_of(chosen: queries.Filter, index: Index) -> list[tuple[str, str, str]]:
    """What the list is narrowed to: the name of the argument, its label, the value."""
    region = index.by_code.get(chosen.region_code or "")
    narrowed = {
        "q": (_("Search"), chosen.text),
        "sector": (_("Sector"), str(chosen.sector or "")),
        "kind": (_("Kind"), str(chosen.kind or "")),
        "region": (_("Region"), region.name if region else chosen.region_code or ""),
        "tag": (_("Tag"), chosen.tag),
        "archived": (_("Shown"), _("the archive") if chosen.archived else ""),
    }
    return [(name, label, value) for name, (label, value) in narrowed.items() if value]


@bp.get("/organisations/find")
@signed_in
def find() -> ResponseReturnValue:
    """The organisations that a text may mean, as a part of a page that lets one be chosen.

    ``choose`` is the address that gets ``organisation=<id>`` of the chosen one, or ``name=<text>`` for a new one; ``new=no`` offers none.
    """
    return render_template(
        "partners/_found.html",
        found=queries.found(db.session(), searched_text()),
        text=searched_text(),
        choose=choosing_address(),
        new=request.args.get("new") != "no",
    )


def searched_text() -> str:
    """What was typed, of a length that somebody types."""
    return request.args.get("q", "").strip()[:LONGEST_SEARCH]


def choosing_address() -> str | None:
    """Where to go with the chosen organisation: a path on this site, nothing else."""
    address = request.args.get("choose", "")
    return address if is_own_address(address) and "?" not in address else None
