"""The workspace of the regions: map, numbers and list; what is missing; the needs that could be answered; its files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from flask import get_template_attribute, redirect, render_template, request, send_file, url_for
from markupsafe import Markup

from tracker.access import requires, signed_in_user
from tracker.database import fixed_limit
from tracker.documents import files
from tracker.downloads import xlsx_file
from tracker.extensions import db
from tracker.fragments import Fragments
from tracker.i18n import LANGUAGES, _, current_language
from tracker.keyset import COUNT_CAP, PAGE_SIZE
from tracker.memory import Memory
from tracker.permissions import Permission
from tracker.projects import ordered, rows
from tracker.projects.routes import listing
from tracker.projects.terms import SectorMix
from tracker.regions import finder
from tracker.resources.helping.queries import waiting_from
from tracker.resources.words import amount_in_words
from tracker.territory import bars, brief, comparing, figures, keeping
from tracker.territory import map as land
from tracker.territory import missing as lacking
from tracker.territory import needs as needed
from tracker.territory import sheets as tables
from tracker.territory.addresses import arguments_of
from tracker.territory.blueprint import bp
from tracker.territory.routes.here import around, looking_here, saved_views
from tracker.territory.terms import Lack
from tracker.web import Page, page_number, page_of, say

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from flask import Response
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Select

    from tracker.documents.blocks import Document
    from tracker.regions.finder import Index
    from tracker.resources.terms import ResourceKind
    from tracker.territory.comparing import Comparison
    from tracker.territory.figures import Figures
    from tracker.territory.looking import Looking

LISTED = 10
NOTHING: Page[Any] = Page((), 1, PAGE_SIZE, 0, capped=False, has_next=False)
overviews = Fragments(most=60)
"""They are large, so fewer of them are kept than of other pieces."""
pictures = Fragments(most=400)
"""The map and each picture by itself: a change changes few of them."""
areas = Fragments(most=2000)
"""What the map says of one region: a change changes few of them."""
lists: Memory[Select[Any]] = Memory(most=100)
"""Statements of the list; making one takes longer than asking it."""


@bp.get("/region")
@requires(Permission.TERRITORY_SEE)
def show() -> ResponseReturnValue:
    """The partnerships of the own regions as a map, in numbers and pictures, and as a list."""
    views = saved_views()
    opened = None if request.args else next((view for view in views if view.is_default), None)
    if opened is not None and opened.arguments:
        return redirect(url_for("territory.show", **opened.arguments), 303)
    looking = looking_here()
    stamp = keeping.stamp(db.session())
    shown = figures.figures_of(db.session(), looking, stamp)
    page = _listed(looking, shown.active)
    index = finder.index(db.session())
    return render_template(
        "territory/show.html",
        figures=shown,
        overview=_overview(looking, shown, stamp, index),
        page=page,
        rows=tuple(listing.rows_of(page.rows, index)),
        **around(looking, total=shown.active, views=views, stamp=stamp, index=index),
    )


def _listed(looking: Looking, total: int) -> Page[Any]:
    """The page of the list that the address asks for; how many there are in all is known already."""
    number = page_number()
    before = (number - 1) * LISTED
    query = lists.get(
        (db.engine.dialect.name, looking.key, before), lambda: _rows(looking, LISTED + 1, skipped=before)
    )
    found = db.session.connection().execute(query).all()
    return Page(
        found[:LISTED],
        number,
        LISTED,
        min(total, COUNT_CAP),
        capped=total > COUNT_CAP,
        has_next=len(found) > LISTED,
    )


def _rows(looking: Looking, most: int, *, skipped: int = 0) -> Select[Any]:
    """The first rows of the list, those ``skipped`` left out."""
    parts = looking.parts()
    if parts:
        return ordered.first(parts, most, skipped=skipped, dialect=db.engine.dialect.name)
    return rows.select_rows(looking.partnerships()).limit(fixed_limit(most)).offset(skipped)


def _overview(looking: Looking, shown: Figures, stamp: Hashable, index: Index) -> Markup:
    """Numbers, map and pictures, kept as they are written by all that they show: together, and each picture by itself."""
    numbers = figures.numbers_by_region(db.session(), looking, stamp)
    asked = arguments_of(looking.asked)
    place = (current_language(), request.root_path, looking.key, looking.asked.key)
    of_map = ("map", *place, index.stamp, tuple(sorted(numbers.items())))

    def write() -> str:
        return render_template(
            "territory/_overview.html",
            looking=looking,
            arguments=asked,
            figures=shown,
            list_url=url_for("projects.browse", **looking.arguments()),
            mix=SectorMix,
            kept_map=lambda: pictures.get(of_map, draw),
            kept_picture=lambda name: pictures.get((name, *place, shown.keys[name]), lambda: _drawn(name)),
            lacks=[item for item in lacking.items_of(looking, shown.counts, None) if item.number],
        )

    def draw() -> str:
        return render_template(
            "territory/_map_card.html",
            land=land.picture_of(looking, numbers, index),
            kept_area=_kept_areas(),
            view_box=land.view_box(),
            table_url=url_for("territory.by_region", **asked),
        )

    def _drawn(name: str) -> str:
        macro = get_template_attribute("territory/_pictures.html", name)
        return str(macro(shown, looking, bars))

    return overviews.get((of_map, shown.key), write)


@bp.get("/region/by-region")
@requires(Permission.TERRITORY_SEE)
def by_region() -> str:
    """The map as a table: the number of every region, also of those that no map shows."""
    looking, stamp = looking_here(), keeping.stamp(db.session())
    index = finder.index(db.session())
    numbers = figures.numbers_by_region(db.session(), looking, stamp)
    return render_template(
        "territory/by_region.html",
        land=land.picture_of(looking, numbers, index),
        kept_area=_kept_areas(),
        **around(looking, stamp=stamp, index=index),
    )


def _kept_areas() -> Callable[[Any, land.Area, bool], Markup]:
    """What writes a region by a macro and keeps it, in the language of this page."""
    language = current_language()

    def kept_area(macro: Any, area: land.Area, is_mixed: bool) -> Markup:  # noqa: FBT001  # called by a template
        return areas.get((macro.name, language, area, is_mixed), lambda: macro(area, is_mixed))

    return kept_area


def _figures(looking: Looking) -> Figures:
    return figures.figures_of(db.session(), looking, keeping.stamp(db.session()))


def _needs(looking: Looking) -> dict[ResourceKind, int]:
    return figures.needs_by_kind(db.session(), looking, keeping.stamp(db.session()))


def _comparison(looking: Looking, stamp: Hashable) -> Comparison | None:
    key = ("comparison", stamp, looking.key)
    return keeping.kept(key, lambda: comparing.compare(db.session(), looking))


@bp.get("/region/missing")
@requires(Permission.TERRITORY_SEE)
def missing() -> str:
    """What is lacking, each with its number, the comparison with other regions, and the list behind it."""
    looking, stamp = looking_here(), keeping.stamp(db.session())
    shown = figures.figures_of(db.session(), looking, stamp)
    comparison = _comparison(looking, stamp) if looking.has_regions else None
    return render_template(
        "territory/missing.html",
        figures=shown,
        items=lacking.items_of(looking, shown.counts, comparison),
        empty_fields=lacking.empty_fields(shown.empty_fields) if shown.active else [],
        comparison=comparison,
        **around(looking, total=shown.active, stamp=stamp),
    )


@bp.get("/region/compared")
@requires(Permission.TERRITORY_SEE)
def compared() -> str:
    """The regions beside each other, as far as their numbers may be read."""
    looking, stamp = looking_here(), keeping.stamp(db.session())
    comparison = _comparison(looking, stamp) if looking.has_regions else None
    return render_template(
        "territory/compared.html",
        comparison=comparison,
        table=None if comparison is None else _table(looking, comparison, stamp),
        **around(looking, stamp=stamp),
    )


def _table(looking: Looking, comparison: Comparison, stamp: Hashable) -> Markup:
    """The comparison as it is written, kept with its numbers."""
    index = finder.index(db.session())

    def write() -> Markup:
        shown = {"comparison": comparison, "lack": Lack, "index": index.by_code}
        return Markup(render_template("territory/_compared.html", **shown))  # noqa: S704  # a template has escaped it

    return keeping.kept(("table", current_language(), index.stamp, stamp, looking.key), write)


@bp.get("/region/needs")
@requires(Permission.TERRITORY_SEE)
def needs() -> str:
    """The needs that nobody has answered, by kind of resource, with who could; and the way to offer help."""
    looking, stamp = looking_here(), keeping.stamp(db.session())
    counts = needed.in_order(figures.needs_by_kind(db.session(), looking, stamp))
    kind = next((each for each, _number in counts if each.code == request.args.get("kind")), None)
    page, givers = _open_needs(looking, kind, stamp) if counts else (NOTHING, {})
    shown = [need.id for need in page.rows]
    return render_template(
        "territory/needs.html",
        kinds=counts,
        kind=kind,
        often=needed.OFTEN_GIVEN,
        page=page,
        givers=givers,
        waiting=set(db.session.scalars(waiting_from(signed_in_user(), shown))) if shown else set(),
        amount=amount_in_words,
        **around(looking, stamp=stamp),
    )


def _open_needs(
    looking: Looking, kind: ResourceKind | None, stamp: Hashable
) -> tuple[Page[Any], Mapping[int, Sequence[needed.Giver]]]:
    """The page of the needs that the address asks for, and who could answer them; kept until something changes."""

    def read() -> tuple[Page[Any], Mapping[int, Sequence[needed.Giver]]]:
        scope = looking.scope()
        page = page_of(needed.open_needs(scope, kind), scalars=False)
        return page, needed.givers_for(db.session(), page.rows, scope, looking.today)

    return keeping.kept(("open needs", stamp, looking.key, kind, page_number()), read)


# --- files ------------------------------------------------------------------------------------------------------------


@bp.get("/region/export")
@requires(Permission.TERRITORY_SEE)
def export() -> ResponseReturnValue:
    """Exactly what is filtered, as a spreadsheet."""
    looking = looking_here()
    index = finder.index(db.session())
    name = files.file_name([_("Region"), brief.title_of(looking, index), looking.today.isoformat()], "xlsx")
    return xlsx_file(name, *tables.sheets_of(db.session(), looking, _figures(looking), index))


@bp.get("/region/brief")
@requires(Permission.TERRITORY_SEE)
def show_brief() -> str:
    """The brief as a page, before it is taken away."""
    looking = looking_here()
    return render_template("territory/brief.html", document=_brief(looking), **around(looking))


@bp.get("/region/brief/<any(pdf, docx):kind>")
@requires(Permission.TERRITORY_SEE)
def brief_file(kind: str) -> ResponseReturnValue:
    """The brief as a file; where it cannot be made, the page again with a sentence."""
    looking = looking_here()
    document = _brief(looking)
    try:
        made = files.WRITERS[kind](document)
    except files.NoFile as problem:
        say(str(problem), "error")
        return redirect(url_for("territory.show_brief", **looking.arguments()), 303)
    return _as_file(made, files.MEDIA_TYPES[kind], brief.name_of_file(document, kind))


def _brief(looking: Looking) -> Document:
    language = request.args.get("language", "")
    session = db.session()
    named = session.execute(_rows(looking, brief.MOST_NAMED)).all()
    return brief.brief_of(
        looking,
        _figures(looking),
        _needs(looking),
        listing.rows_of(named),
        finder.index(session),
        language=language if language in LANGUAGES else current_language(),
    )


def _as_file(made: bytes, media_type: str, name: str) -> Response:
    response = send_file(io.BytesIO(made), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
