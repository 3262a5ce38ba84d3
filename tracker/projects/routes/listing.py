"""The list of partnerships and the board by stage, both narrowed by the filter in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request, url_for

from tracker import permissions
from tracker.access import ask_to_sign_in, public, user_or_none
from tracker.database import utc_now
from tracker.extensions import db
from tracker.i18n import _, _n, show_date
from tracker.partners.terms import Sector
from tracker.partners.words import region_name
from tracker.permissions import Permission, can
from tracker.projects import filters, queries
from tracker.projects.blueprint import bp
from tracker.projects.forms.listing import FilterForm
from tracker.projects.header import life_sign_of
from tracker.projects.terms import Stage
from tracker.regions import finder
from tracker.web import COUNT_CAP, address_with, page_of, query_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Select

    from tracker.accounts.models import User
    from tracker.projects.filters import Filter, Limits
    from tracker.projects.models import Partnership
    from tracker.web import Page

IN_A_COLUMN = 12
MOST_TAGS = 100


@bp.get("/partnerships")
@public("shows what everybody may see: the query knows who asks")
def browse() -> ResponseReturnValue:
    """The list."""
    user = user_or_none()
    if user is None and not permissions.visitors_welcome.get():
        return ask_to_sign_in()
    chosen, remarks = read_filter()
    page = page_of(chosen.select(user, utc_now().date(), limits()).options(*queries.LIST_PARTS))
    return render_template(
        "projects/list.html",
        page=page,
        rows=rows_of(page.rows),
        total=total_of(page),
        **around(chosen, remarks),
    )


@bp.get("/partnerships/board")
@public("shows what everybody may see: the query knows who asks")
def board() -> ResponseReturnValue:
    """The same partnerships in seven columns, one for each stage; active ones unless the address asks for others."""
    user = user_or_none()
    if user is None and not permissions.visitors_welcome.get():
        return ask_to_sign_in()
    asked, remarks = read_filter()
    chosen = asked.only_active()
    found = chosen.select(user, utc_now().date(), limits())
    counts = {row[0]: row[1] for row in db.session.execute(queries.count_by_stage(found))}
    shown = db.session.scalars(
        queries.first_of_each_stage(found, IN_A_COLUMN).options(*queries.LIST_PARTS)
    ).all()
    rows = rows_of(shown)
    return render_template(
        "projects/board.html",
        columns=[
            {
                "stage": stage,
                "count": counts.get(stage, 0),
                "rows": [row for row in rows if row["partnership"].stage is stage],
                "url": all_of(stage, chosen),
            }
            for stage in Stage
        ],
        total=_n("%(num)d partnership", "%(num)d partnerships", sum(counts.values())),
        **around(asked, remarks),
    )


def read_filter() -> tuple[Filter, list[str]]:
    """The filter of this address."""
    return filters.parse(request.args, _region_meant)


def _region_meant(text: str) -> str | None:
    """The code of the one region that a code or a name means."""
    index = finder.index(db.session())
    if text in index.by_code:
        return text
    meant = index.resolve(text)
    return meant[0].code if len(meant) == 1 else None


def limits() -> Limits:
    """When a partnership counts as stale and silent in this installation."""
    settings = current_app.config["TRACKER_SETTINGS"]
    return filters.Limits(settings.stale_months, settings.silent_months)


def rows_of(found: Iterable[Partnership]) -> list[dict[str, Any]]:
    """What the list shows of each: the inner part only where the reader sees it."""
    user, today = user_or_none(), utc_now().date()
    return [
        {
            "partnership": partnership,
            "sectors": [sector for sector in Sector if sector in partnership.sectors_on(today)],
            "is_inside": (inside := can(user, Permission.PARTNERSHIP_INSIDE, partnership)),
            "life_sign": life_sign_of(partnership, today) if inside and partnership.is_active else None,
            "brokers": partnership.brokers if inside else [],
        }
        for partnership in found
    ]


def around(chosen: Filter, remarks: Sequence[str]) -> dict[str, Any]:
    """What list and board have around their rows: the fields, the chips, what was not understood."""
    user = user_or_none()
    tags = db.session.scalars(queries.tags_in_use(queries.is_visible_to(user), MOST_TAGS)).all()
    return {
        "form": FilterForm.of(chosen, tags=tags, for_visitor=user is None),
        "chosen": chosen,
        "remarks": remarks,
        "chips": chips_of(chosen),
        "keep": by_link_only(chosen),
        "clear_url": url_for(request.endpoint or "projects.browse"),
        "views": [
            {
                "label": _("List"),
                "icon": "layout-list",
                "url": url_for("projects.browse", **address_of()),
                "active": request.endpoint == "projects.browse",
            },
            {
                "label": _("Board"),
                "icon": "layout-kanban",
                "url": url_for("projects.board", **address_of()),
                "active": request.endpoint == "projects.board",
            },
        ],
    }


def by_link_only(chosen: Filter) -> dict[str, Any]:
    """Parts of the filter that links set and no field shows; the form sends them on."""
    return {
        "decision": chosen.decision.code if chosen.decision else None,
        "organisation": chosen.organisation,
        "alive_before": chosen.alive_before,
        "broker": chosen.broker,
        "cohort": chosen.cohort,
    }


def address_of() -> dict[str, Any]:
    """The filter as it stands in the address, without the page."""
    return query_arguments("page")


def all_of(stage: Stage, chosen: Filter) -> str:
    """The list behind one column of the board."""
    address = {**address_of(), "stage": [stage.code]}
    if chosen.shown.code:
        address["state"] = [chosen.shown.code]
    return url_for("projects.browse", **address)


def total_of(page: Page[Partnership]) -> str:
    """How many were found, in words."""
    if page.capped:
        return _("More than %(count)s partnerships", count=COUNT_CAP)
    return _n("%(num)d partnership", "%(num)d partnerships", page.total)


def chips_of(chosen: Filter) -> list[dict[str, str]]:
    """What the list is narrowed to, value by value, each with the address that takes it away."""
    chips = [
        *_chips("q", {chosen.text: chosen.text} if chosen.text else {}),
        *_chips("region", {code: region_name(code) for code in chosen.regions}),
        *_chips("field", {term.code: str(term) for term in chosen.fields}),
        *_chips("stage", {term.code: str(term) for term in chosen.stages}),
        *_chips("tag", {tag: tag for tag in chosen.tags}),
    ]
    one_value = {
        "mix": chosen.mix,
        "state": chosen.shown if chosen.shown is not filters.Shown.KEPT else None,
        "round": chosen.round,
        "decision": chosen.decision,
        "life": chosen.life,
        "visibility": chosen.visibility,
        "mine": _("yes") if chosen.mine else None,
        "alive_before": show_date(chosen.alive_before),
        "organisation": _name_of(queries.partner_seen_by, chosen.organisation),
        "broker": _name_of(queries.broker_seen_by, chosen.broker),
        "cohort": chosen.cohort,
        **chosen.facets,
    }
    for name, value in one_value.items():
        if value:
            chips += _chips(name, {request.args.get(name, ""): str(value)})
    return chips


def _chips(name: str, values: dict[str, str]) -> list[dict[str, str]]:
    """Chips for the values of one argument; each takes away its own value only."""
    return [
        {
            "label": str(filters.LABELS[name]),
            "value": label,
            "remove_url": address_with(
                **{name: [other for other in values if other != value] or None, "page": None}
            ),
        }
        for value, label in values.items()
    ]


def _name_of(seen_by: Callable[[User | None, int], Select[Any]], number: int | None) -> str | None:
    """The name of a partner or broker that a link named, if this reader may know it."""
    if number is None:
        return None
    found = db.session.scalar(seen_by(user_or_none(), number))
    return found.display_name if found is not None else str(number)
