"""The chapters of the programme's figures, and the same figures to take away: as tables, as drawings."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import abort, current_app, redirect, render_template, request, send_file, url_for
from markupsafe import Markup
from sqlalchemy import select

from tracker.access import requires, signed_in_user
from tracker.accounts.models import User
from tracker.database import utc_now
from tracker.documents import files
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.fragments import Fragments
from tracker.i18n import _, current_language, show_date
from tracker.outcomes import drawing, remembering, sheets, telling
from tracker.outcomes.asked import Asked
from tracker.outcomes.blueprint import bp
from tracker.outcomes.forms import ScopeForm, period_in_words
from tracker.outcomes.remembering import Shown
from tracker.outcomes.terms import Chapter, Grouping
from tracker.partners.words import region_name
from tracker.permissions import Permission
from tracker.regions import finder
from tracker.web import query_arguments, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from flask.typing import ResponseReturnValue

    from tracker.outcomes.tables import Figure, Kept

COHORTS = select(User.cohort).where(User.cohort != "").distinct().order_by(User.cohort)
pieces = Fragments(most=100)
"""Of what these pages show; they are large, so fewer are kept than of other pieces."""
AROUND = {"tabs": "outcomes/_tabs.html", "scope_filter": "outcomes/_scope_filter.html"}
TABLES = {"csv": "text/csv", "xlsx": sheets.XLSX_TYPE}


@dataclass(frozen=True, slots=True)
class View:
    """One page of figures as it was asked for."""

    chapter: Chapter
    form: ScopeForm
    cohorts: Sequence[str]
    """Those that occur."""
    asked: Asked
    other: Asked | None

    @property
    def grouping(self) -> Grouping:
        return self.form.grouping

    def shown(self) -> Shown:
        """Its figures, remembered where nothing has changed; tests, which change records behind the history, count anew."""
        if current_app.testing and not current_app.config.get("REMEMBER_FIGURES"):
            return Shown(telling.told(self.chapter, self.asked, self.other, self.grouping))
        anew = "anew" in request.args
        return remembering.shown(self.chapter, self.asked, self.other, self.grouping, anew=anew)

    def told(self) -> Kept:
        """The figures themselves."""
        return self.shown().kept

    def filter_in_words(self) -> str:
        """What is counted, in words, for files."""
        if self.other is None:
            return said_of(self.asked.chosen)
        parts = [f"{each.label}: {said_of(each.chosen)}" for each in (self.asked, self.other)]
        return " · ".join(parts)


@bp.get("/programme")
@requires(Permission.PROGRAMME_HOME)
def programme() -> ResponseReturnValue:
    """The overview."""
    return page_of(Chapter.OVERVIEW)


@bp.get("/programme/<chapter>")
@requires(Permission.PROGRAMME_HOME)
def chapter(chapter: str) -> ResponseReturnValue:
    """One chapter; the overview has the address of the programme itself."""
    found = known(chapter)
    if found is Chapter.OVERVIEW:
        return redirect(url_for("outcomes.programme", **query_arguments()), 301)
    return page_of(found)


@bp.get("/programme/<chapter>/<code>/csv")
@requires(Permission.PROGRAMME_HOME)
def figure_as_csv(chapter: str, code: str) -> ResponseReturnValue:
    return table_file(chapter, code, "csv")


@bp.get("/programme/<chapter>/<code>/xlsx")
@requires(Permission.PROGRAMME_HOME)
def figure_as_xlsx(chapter: str, code: str) -> ResponseReturnValue:
    return table_file(chapter, code, "xlsx")


@bp.get("/programme/<chapter>/<code>/svg")
@requires(Permission.PROGRAMME_HOME)
def figure_as_svg(chapter: str, code: str) -> ResponseReturnValue:
    view, figure = drawn(chapter, code)
    content = files.with_font(drawing.picture_of(figure)).encode()
    return sent(content, "image/svg+xml", name_of_file(view, figure.title, "svg"))


@bp.get("/programme/<chapter>/<code>/png")
@requires(Permission.PROGRAMME_HOME)
def figure_as_png(chapter: str, code: str) -> ResponseReturnValue:
    view, figure = drawn(chapter, code)
    try:
        content = files.picture(drawing.picture_of(figure))
    except DomainError as problem:
        say(str(problem), "error")
        return redirect(address_of(view.chapter, view.form), 303)
    return sent(content, "image/png", name_of_file(view, figure.title, "png"))


@bp.get("/programme/<chapter>/xlsx")
@requires(Permission.PROGRAMME_HOME)
def chapter_as_xlsx(chapter: str) -> ResponseReturnValue:
    """All tables of a chapter, each on a sheet."""
    view = view_of(known(chapter))
    content = sheets.as_file(view.told().figures, "xlsx", about(view))
    return sent(content, TABLES["xlsx"], name_of_file(view, str(view.chapter), "xlsx"))


def table_file(chapter: str, code: str, kind: str) -> ResponseReturnValue:
    """The table of one figure to take away."""
    view, figure = figure_of(chapter, code)
    content = sheets.as_file([figure], kind, about(view))
    return sent(content, TABLES[kind], name_of_file(view, figure.title, kind))


def figure_of(chapter: str, code: str) -> tuple[View, Figure]:
    """One figure of a chapter as the address asks for it; 404 where there is none."""
    view = view_of(known(chapter))
    figure = view.told().by_code(code)
    if figure is None:
        abort(404)
    return view, figure


def drawn(chapter: str, code: str) -> tuple[View, Figure]:
    """One that has a picture."""
    view, figure = figure_of(chapter, code)
    if not figure.has_picture:
        abort(404)
    return view, figure


def name_of_file(view: View, title: str, kind: str) -> str:
    return files.file_name([_("Tracker"), title, show_date(view.asked.today)], kind)


def known(code: str) -> Chapter:
    """The chapter of an address; 404 where there is none."""
    try:
        return Chapter.from_code(code)
    except ValueError:
        abort(404)


def view_of(chapter: Chapter) -> View:
    """What the address asks for."""
    form, offered = ScopeForm(request.args), cohorts()
    form.offer(offered)
    form.check()
    compared = form.compared()
    labels = form.labels() if compared is not None else ("", "")
    return View(
        chapter,
        form,
        offered,
        _asked(form.chosen(), labels[0]),
        None if compared is None else _asked(compared, labels[1]),
    )


def _asked(chosen: dict[str, str], label: str) -> Asked:
    return Asked(db.session(), signed_in_user(), utc_now().date(), chosen, label)


def page_of(chapter: Chapter) -> ResponseReturnValue:
    """The page of a chapter."""
    view = view_of(chapter)
    shown = view.shown()
    return render_template(
        "outcomes/chapter.html",
        chapter=chapter,
        address=view.form.address,
        counted_at=shown.counted_at,
        labels=shown.kept.labels,
        around=around(view, chapter),
        figures=_written(view, shown),
    )


def around(view: View, chapter: Chapter | None) -> dict[str, Markup]:
    """The tabs and the filter, kept by all that they show: the address, the cohorts and the regions there are.

    On a page that belongs to no chapter none of the tabs is chosen.
    """
    regions = finder.index(db.session()).stamp
    key = (current_language(), request.root_path, request.full_path, tuple(view.cohorts), regions)
    return {
        name: pieces.get((name, *key), partial(_part_around, template, view, chapter))
        for name, template in AROUND.items()
    }


def _part_around(template: str, view: View, chapter: Chapter | None) -> str:
    return render_template(
        template,
        chapter=chapter,
        chapters=list(Chapter),
        form=view.form,
        chips=chips_of(view),
        page_address=lambda each: address_of(each, view.form),
    )


def _written(view: View, shown: Shown) -> Markup | str:
    """The figures as the page shows them, kept as long as the figures themselves."""
    if shown.key is None:
        return Markup(_figures(view, shown))  # noqa: S704  # a template has escaped it
    key = ("figures", shown.key, request.root_path, tuple(sorted(view.form.address.items())))
    return remembering.kept_by_one(view.asked.session, pieces, key, partial(_figures, view, shown))


def _figures(view: View, shown: Shown) -> str:
    chapter, address = view.chapter, view.form.address
    return render_template(
        "outcomes/_overview.html" if chapter is Chapter.OVERVIEW else "outcomes/_chapter.html",
        told=shown.kept,
        is_narrowed=bool(address),
        file_address=lambda figure, kind: url_for(
            f"outcomes.figure_as_{kind}", chapter=chapter.code, code=figure.code, **address
        ),
    )


def address_of(chapter: Chapter, form: ScopeForm) -> str:
    """A chapter over the same scope."""
    address = dict(form.address)
    if chapter is not Chapter.SURVIVAL:
        address.pop("by", None)
    if chapter is Chapter.OVERVIEW:
        return url_for("outcomes.programme", **address)
    return url_for("outcomes.chapter", chapter=chapter.code, **address)


def about(view: View) -> list[str]:
    """What stands above the tables of a file."""
    return [
        _("Counted: %(filter)s", filter=view.filter_in_words()),
        _("As of %(day)s", day=show_date(view.asked.today)),
    ]


def words_of(name: str, value: str, form: ScopeForm) -> str:
    """A part of the filter in words."""
    if name == "region":
        return region_name(value) or value
    data = form[name].data
    return show_date(data) if name.endswith(("from", "to")) else str(data if hasattr(data, "code") else value)


def said_of(chosen: Any) -> str:
    """A scope in words."""
    form = ScopeForm(formdata=None)
    parts = []
    period = {name: value for name, value in chosen.items() if name.startswith("started")}
    if period:
        parts.append(f"{_('Started')}: {period_in_words(period)}")
    for name, value in chosen.items():
        if name in period:
            continue
        terms = getattr(form[name], "terms", None)
        words = region_name(value) if name == "region" else str(terms.from_code(value)) if terms else value
        parts.append(f"{form[name].label.text}: {words}")
    return "; ".join(parts) or _("all partnerships that are shown to the programme")


def chips_of(view: View) -> list[dict[str, str]]:
    """What the page is narrowed to, each with the address that takes it away."""
    address = view.form.address
    return [
        {
            "label": str(view.form[name].label.text),
            "value": words_of(name, value, view.form),
            "remove_url": url_for(
                request.endpoint or "outcomes.programme",
                **(request.view_args or {}),
                **{key: kept for key, kept in address.items() if key != name},
            ),
        }
        for name, value in address.items()
    ]


@bp.app_template_global()
def inline_drawing(svg: str) -> Markup:
    """A drawing inside a page; the table beside it says the same to those who do not see it."""
    look = "drawing drawing-large" if drawing.is_large(svg) else "drawing"
    shown = svg.replace("<svg ", f'<svg class="{look}" aria-hidden="true" focusable="false" ', 1)
    return Markup(shown)  # noqa: S704  # our own drawing, its words escaped


def cohorts() -> list[str]:
    """The cohorts that occur, in order."""
    return [cohort for (cohort,) in db.session.connection().execute(COHORTS)]


def sent(content: bytes, media_type: str, name: str) -> Response:
    """A file to take away; it is made for this reader, so nobody keeps it on the way."""
    response = send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
