"""The list of organisations, and the search as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from tracker.access import requires, signed_in
from tracker.extensions import db
from tracker.i18n import _, _n
from tracker.partners import queries, words
from tracker.partners.blueprint import bp
from tracker.partners.forms import BrowseForm
from tracker.partners.models import Organisation
from tracker.permissions import Permission
from tracker.web import address_with, is_own_address, page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.web import Page

LONGEST_SEARCH = 200


@bp.get("/organisations")
@requires(Permission.ORGANISATION_READ)
def browse() -> ResponseReturnValue:
    """The list of organisations, narrowed and ordered as its address says."""
    form = BrowseForm(request.args)
    chosen = form.chosen()
    page = page_of(queries.listed(chosen, sort_order()))
    return render_template(
        "partners/browse.html",
        form=form,
        page=page,
        chosen=chosen,
        chips=chips_of(chosen),
        total=total_of(page),
        sort=sort_order(),
        sort_headings=sort_headings(),
    )


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


def total_of(page: Page[Organisation]) -> str:
    """How many were found, in words."""
    if page.capped:
        return _("More than %(count)s organisations", count=page.total)
    return _n("%(num)d organisation", "%(num)d organisations", page.total)


def chips_of(chosen: queries.Filter) -> list[dict[str, str]]:
    """What the list is narrowed to, each with the address that takes it away."""
    narrowed = {
        "q": (_("Search"), chosen.text),
        "sector": (_("Sector"), str(chosen.sector or "")),
        "kind": (_("Kind"), str(chosen.kind or "")),
        "region": (_("Region"), words.region_name(chosen.region_code) if chosen.region_code else ""),
        "tag": (_("Tag"), chosen.tag),
        "archived": (_("Shown"), _("the archive") if chosen.archived else ""),
    }
    return [
        {"label": label, "value": value, "remove_url": address_with(**{name: None, "page": None})}
        for name, (label, value) in narrowed.items()
        if value
    ]


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
