"""The list of partnerships, narrowed by the filter in the address, and what board and export share with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request, url_for

from tracker import permissions, search
from tracker.access import ask_to_sign_in, public, user_or_none
from tracker.database import utc_now
from tracker.extensions import db
from tracker.fragments import fragments
from tracker.i18n import _, _n, current_language, show_date, show_number
from tracker.keyset import COUNT_CAP
from tracker.memory import Memory
from tracker.partners.words import region_name
from tracker.projects import counts, filters, own, queries, rows
from tracker.projects.blueprint import bp
from tracker.projects.forms.listing import FilterForm, SearchForm
from tracker.projects.models import Partnership
from tracker.projects.terms import Stage
from tracker.regions import finder
from tracker.showing import kept_page
from tracker.web import address_with, keyed_page_of, keyset_of, merged_of, query_arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup
    from sqlalchemy import Row, Select

    from tracker.accounts.models import User
    from tracker.keyset import Keyset
    from tracker.projects.filters import Filter, Limits
    from tracker.projects.ordered import Part
    from tracker.web import Page

MORE_VIEWS: list[Callable[[Filter], dict[str, Any] | None]] = []
"""Further views of the same filter for a reader, filled by packages above: label, icon, url, active."""
MOST_TAGS = 100
MOST_OF_COMMON_WORDS = 200
"""Finds of words that are in very many partnerships are counted so far only: whoever sees so many looks for something else."""
lists: Memory[Keyset] = Memory(most=300)
own_lists: Memory[Select[Any]] = Memory(most=100)
tag_queries: Memory[Select[str]] = Memory(most=100)
"""Statements of lists, boards and tags; each is asked again and again, and making one takes longer than asking it."""


@bp.get("/partnerships")
@public("shows what everybody may see: the query knows who asks")
def browse() -> ResponseReturnValue:
    """The list."""
    user = user_or_none()
    if user is None and not permissions.visitors_welcome.get():
        return ask_to_sign_in()
    chosen, remarks = read_filter()
    page = keyed_page_of(kept_list(chosen), lambda: how_many(chosen))
    regions = finder.index(db.session())
    page = replace(page, rows=tuple(rows_of(page.rows, regions)))
    beside = Beside.of(chosen, remarks, regions)
    return kept_page(
        "projects/list.html",
        (page, beside),
        lambda: {"page": page, "rows": page.rows, "total": total_of(page), **around(chosen, beside)},
    )


def found(chosen: Filter) -> Select[Partnership]:
    """What the filter finds for this reader.

    A word that is in very many records is found in the order of recording, so that the first page needs no list of them all.
    """
    return found_by(chosen, Searched.of(chosen))


def kept_list(chosen: Filter) -> Keyset:
    """The same as rows in order, its statements kept for whoever sees and asks the same on this day."""
    searched = Searched.of(chosen)
    key = (*statement_key(chosen), searched)
    most, is_common = (MOST_OF_COMMON_WORDS, True) if searched.is_common else (COUNT_CAP, False)

    def make() -> Keyset:
        query, parts = rows.select_rows(found_by(chosen, searched)), parts_of(chosen)
        if parts:
            return merged_of(query, [part.found for part in parts], Partnership.id)
        return keyset_of(query, most=most, counts_in_order=is_common)

    return lists.get(key, make)


def how_many(chosen: Filter) -> int | None:
    """How many the list holds, or more than ``COUNT_CAP``, from the kept counts; ``None`` where these do not know it."""
    known = known_by_stage(chosen, are_enough=lambda numbers: sum(numbers) > COUNT_CAP)
    return None if known is None else sum(known.values())


def known_by_stage(
    chosen: Filter, *, are_enough: Callable[[Iterable[int]], bool]
) -> Mapping[Stage, int] | None:
    """How many of each stage the list holds, from the kept counts: at least so many if those ``are_enough``, else exactly."""
    user, session = user_or_none(), db.session()
    known = counts.known(session, user, chosen)
    if known is None:
        return None
    found, also = Counter(known.numbers), None
    if user is None or are_enough(found.values()):
        return found
    if not known.besides_only_own:
        of_region = counts.shown_to_officials(session, user, chosen)
        if of_region is None:
            return None
        found.update(of_region)
        if are_enough(found.values()):
            return found
        also = queries.is_shown_to_officials(user)
    besides = own_lists.get(
        statement_key(chosen),
        lambda: own.by_stage(found_by(chosen, Searched()), user, besides=known.visibilities, also=also),
    )
    found.update({row.stage: row.number for row in session.connection().execute(besides)})
    return found


@dataclass(frozen=True, slots=True)
class Searched:
    """The words of a filter as the index of the search finds them, and whether they are common."""

    asked: search.Typed | None = None
    is_common: bool = False

    @classmethod
    def of(cls, chosen: Filter) -> Searched:
        asked = search.PARTNERSHIPS.asked(db.session(), chosen.text) if chosen.text else None
        return cls(asked, asked is not None and search.PARTNERSHIPS.is_common(db.session(), asked))


def statement_key(chosen: Filter) -> tuple[Hashable, ...]:
    """All that the statement of a list follows from."""
    sight = queries.sight_of(user_or_none())
    return (db.engine.dialect.name, chosen.key, sight, utc_now().date(), limits())


def found_by(chosen: Filter, searched: Searched) -> Select[Partnership]:
    """What the filter finds for this reader, its words having been looked up."""
    index, finds = search.PARTNERSHIPS, None
    if searched.asked:
        finding = index.finds if searched.is_common else index.few_finds
        finds = finding(db.session(), searched.asked)
    today, is_common = utc_now().date(), searched.is_common
    return chosen.select(user_or_none(), today, limits(), finds=finds, are_common=is_common)


def parts_of(chosen: Filter) -> tuple[Part, ...]:
    """The same in parts that are read in the order of an index each; none where there is no such order."""
    return chosen.parts(user_or_none(), utc_now().date(), limits())


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


def rows_of(found: Sequence[Row[Any]], regions: finder.Index | None = None) -> list[rows.ListRow]:
    """What this reader sees of each; ``regions`` as they are now, where they have been looked at."""
    months = limits()
    return rows.rows_of(
        db.session(),
        found,
        user_or_none(),
        today=utc_now().date(),
        stale_months=months.stale_months,
        silent_months=months.silent_months,
        regions=regions,
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What list and board have read besides their rows: the fields of the filter, the chips, what was not understood."""

    fields: Markup
    chips: tuple[tuple[tuple[str, str], ...], ...]
    remarks: tuple[str, ...]

    @classmethod
    def of(cls, chosen: Filter, remarks: Sequence[str], regions: finder.Index) -> Beside:
        user = user_or_none()
        fields = filter_fields(chosen, _tags_for(user), for_visitor=user is None, regions=regions)
        return cls(fields, tuple(tuple(chip.items()) for chip in chips_of(chosen)), tuple(remarks))


def around(chosen: Filter, beside: Beside) -> dict[str, Any]:
    """What list and board have around their rows; it follows from the filter, the reader and what was read."""
    more = (made(chosen) for made in MORE_VIEWS)
    return {
        "search": SearchForm(formdata=None, data={"q": chosen.text}).q,
        "filter_fields": beside.fields,
        "sees_inside": user_or_none() is not None,
        "chosen": chosen,
        "remarks": beside.remarks,
        "chips": [dict(chip) for chip in beside.chips],
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
            *(view for view in more if view is not None),
        ],
    }


def _tags_for(user: User | None) -> tuple[str, ...]:
    """The tags to choose from."""
    key = ("tags", queries.sight_of(user))
    query = tag_queries.get(key, lambda: queries.tags_in_use(queries.is_visible_to(user), MOST_TAGS))
    return tuple(tag for (tag,) in db.session.connection().execute(query))


def filter_fields(
    chosen: Filter,
    tags: tuple[str, ...],
    *,
    for_visitor: bool,
    regions: finder.Index | None = None,
    only_regions: tuple[str, ...] | None = None,
) -> Markup:
    """The fields of the filter, kept by all that they show: what is chosen, the tags and the regions there are or are on offer."""
    known = regions or finder.index(db.session())
    key = ("filter_fields", current_language(), chosen.key, tags, for_visitor, only_regions, known.stamp)
    return fragments.get(
        key,
        lambda: render_template(
            "projects/_filter_fields.html",
            form=FilterForm.of(chosen, tags=tags, for_visitor=for_visitor, only_regions=only_regions),
        ),
    )


def by_link_only(chosen: Filter) -> dict[str, Any]:
    """Parts of the filter that links set and no field shows; the form sends them on."""
    return {
        "municipality": chosen.municipality,
        "decision": chosen.decision.code if chosen.decision else None,
        "organisation": chosen.organisation,
        "alive_before": chosen.alive_before,
        "started_from": chosen.started_from,
        "started_to": chosen.started_to,
        "broker": chosen.broker,
        "cohort": chosen.cohort,
        **{name: term.code for name, term in chosen.facets.items() if not filters.FACETS[name].is_offered},
    }


def address_of() -> dict[str, Any]:
    """The filter as it stands in the address, without the page."""
    return query_arguments("page")


def total_of(page: Page[Any]) -> str:
    """How many were found, in words."""
    return total_in_words(page.total, capped=page.capped)


def total_in_words(number: int, *, capped: bool) -> str:
    """So many partnerships, or more than are counted."""
    if capped:
        return _("More than %(count)s partnerships", count=show_number(number))
    return _n("%(num)d partnership", "%(num)d partnerships", number)


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
        "municipality": chosen.municipality,
        "mix": chosen.mix,
        "state": chosen.shown if chosen.shown is not filters.Shown.KEPT else None,
        "round": chosen.round,
        "decision": chosen.decision,
        "life": chosen.life,
        "visibility": chosen.visibility,
        "mine": _("yes") if chosen.mine else None,
        "alive_before": show_date(chosen.alive_before),
        "started_from": show_date(chosen.started_from),
        "started_to": show_date(chosen.started_to),
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
