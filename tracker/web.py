"""What all pages share: language and theme, security headers, paging, messages, htmx."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, HTTPException
from werkzeug.routing import IntegerConverter, Map

from tracker import connections, database
from tracker.access import public, user_or_none
from tracker.extensions import db
from tracker.i18n import DEFAULT_LANGUAGE, LANGUAGES
from tracker.keyset import COUNT_CAP, PAGE_SIZE, Keyset, Merged, counting
from tracker.templating import init_templating

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Mapped

    from tracker.i18n import LazyString

bp = Blueprint("web", __name__)

MARKS = ("after", "before")
"""What stands beside the number of a page in an address: the mark of a row next to it."""
SHOWN_ADDRESS = 60
YEAR = 365 * 24 * 3600
THEMES = ("auto", "light", "dark")
LARGEST_ID = 2**31 - 1

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)


Row = TypeVar("Row")


class IdConverter(IntegerConverter):
    """The number of a record in an address; one larger than any database gives names nothing."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, and how many there are in all; ``capped`` where there are more than were counted."""

    rows: Sequence[Row]
    number: int
    size: int
    total: int
    capped: bool
    has_next: bool
    after: str | None = None
    """The mark of its last row, which leads to the next page."""
    before: str | None = None
    """The mark of its first row, which leads back."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def first(self) -> int:
        """The place of the first row of this page in the whole list, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def page_number() -> int:
    """The page that the address asks for, from 1."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004  # longer is no page


def page_of(
    query: Select[Any],
    *,
    number: int | None = None,
    size: int = PAGE_SIZE,
    scalars: bool = True,
) -> Page[Any]:
    """One page of ``query``, which orders its rows fully.

    Rows are counted up to ``COUNT_CAP``, so that the cost grows with what is shown; ``capped`` says that there are more.
    """
    number = number or page_number()
    session = db.session
    limited = query.offset((number - 1) * size).limit(size + 1)
    rows = list(session.scalars(limited).unique()) if scalars else list(session.execute(limited).unique())
    has_next = len(rows) > size
    if number == 1 and not has_next:
        return Page(rows, number, size, len(rows), capped=False, has_next=False)
    return _page(rows[:size], number, size, count_of(query), has_next=has_next)


def _page(rows: list[Any], number: int, size: int, count: tuple[int, bool], *, has_next: bool) -> Page[Any]:
    """A page of a list, which holds at least what has been turned over."""
    total, capped = count
    last = (number - 1) * size + len(rows)
    if capped and rows and last >= total:
        total, capped = last, has_next
    return Page(rows, number, size, total, capped, has_next)


def keyset_of(query: Select[Any], *, most: int = COUNT_CAP, counts_in_order: bool = False) -> Keyset:
    """The order of a query whose last column is the number of the record; rows of columns, not records."""
    secret = current_app.config["SECRET_KEY"]
    return Keyset(query, secret, most=most, counts_in_order=counts_in_order)


def merged_of(
    query: Select[Any], parts: Sequence[Select[Any]], number: ColumnElement[int] | Mapped[int]
) -> Keyset:
    """The same of a query that is found in parts, of records with this ``number``."""
    secret = current_app.config["SECRET_KEY"]
    return Merged(query, secret, parts, number=number, dialect=db.engine.dialect.name)


def keyed_page_of(keyset: Keyset, how_many: Callable[[], int | None] = lambda: None) -> Page[Any]:
    """The same for a keyset; where ``how_many`` says how many there are, they are not counted.

    Where the address holds the mark of a row, the page is read from there, so that page 300 costs what page 3 costs. Without a mark,
    or when the marked row has moved, it is the page of this number.
    """
    number = page_number()
    rows, has_next = _rows_by_mark(keyset) if number > 1 else (None, False)
    if rows is None:
        rows, has_next = _rows_by_number(keyset, number)
    if not rows:
        return Page(rows, number, PAGE_SIZE, *_counted(keyset.counted, keyset.most), has_next=False)
    known = len(rows) if number == 1 and not has_next else how_many()
    count = _counted(keyset.counted, keyset.most) if known is None else _capped(known, keyset.most)
    page = _page(rows, number, PAGE_SIZE, count, has_next=has_next)
    return replace(page, after=keyset.mark_of(rows[-1]), before=keyset.mark_of(rows[0]))


def _rows_by_number(keyset: Keyset, number: int) -> tuple[list[Any], bool]:
    """The rows of a page, counted from the first, and whether more come after them."""
    rows = list(db.session.connection().execute(keyset.at(number)))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def _rows_by_mark(keyset: Keyset) -> tuple[list[Any] | None, bool]:
    """The rows after or before the mark of the address, and whether more come after them; ``None`` where it leads nowhere."""
    session = db.session()
    connection = session.connection()
    for name in MARKS:
        mark = request.args.get(name)
        values = keyset.values_at(session, mark) if mark else None
        if values is None:
            continue
        if name == "after":
            rows = list(connection.execute(keyset.after(values, PAGE_SIZE + 1)))
            return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
        rows = list(connection.execute(keyset.before(values, PAGE_SIZE)))[::-1]
        return (rows, True) if len(rows) == PAGE_SIZE else (None, False)
    return None, False


def count_of(query: Select[Any]) -> tuple[int, bool]:
    """How many rows a query has, up to ``COUNT_CAP``, and whether there are more."""
    return _counted(counting(query, COUNT_CAP), COUNT_CAP)


def _counted(query: Select[int], most: int) -> tuple[int, bool]:
    return _capped(db.session.connection().scalar(query) or 0, most)


def _capped(number: int, most: int) -> tuple[int, bool]:
    return min(number, most), number > most


def say(sentence: str | LazyString, category: str = "success") -> None:
    """Show a sentence on the next page, once however often it was said since the last one."""
    said = (category, str(sentence))
    if said not in map(tuple, session.get("_flashes", ())):
        flash(said[1], category)


def is_htmx() -> bool:
    """Whether htmx asks for a part of a page rather than the whole."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def back_to(default: str) -> ResponseReturnValue:
    """Go to the address in the form's or query's ``next`` if it is one of ours, else to ``default``."""
    target = request.form.get("next") or request.args.get("next") or default
    return redirect(target if is_own_address(target) else default, 303)


def is_own_address(target: str) -> bool:
    """A path on this site, never another host. Browsers skip tabs and line ends, and take a backslash for a slash."""
    return target.startswith("/") and target[1:2] not in {"/", "\\"} and target.isprintable()


@bp.post("/language")
@public("everybody chooses the language to read in")
def language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    response = back_to("/")
    if chosen in LANGUAGES:
        user = user_or_none()
        if user is not None and user.language != chosen:
            user.language = chosen
            db.session.commit()
        response = current_app.make_response(response)
        response.set_cookie("language", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


@bp.post("/theme")
@public("everybody chooses light or dark")
def theme() -> ResponseReturnValue:
    chosen = request.form.get("theme", "")
    response = current_app.make_response(back_to("/"))
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


@bp.get("/health")
@public("for the watch over the service; shows nothing but that it runs")
def health() -> ResponseReturnValue:
    db.session.execute(select(1))
    return {"status": "ok"}


def chosen_language() -> str:
    """The reader's language: the account's, else the cookie's, else the browser's, else Russian."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    user = user_or_none()
    if user is not None and user.language in LANGUAGES:
        return str(user.language)
    cookie = request.cookies.get("language", "")
    if cookie in LANGUAGES:
        return cookie
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT_LANGUAGE


def chosen_time_zone() -> str | None:
    """The account's time zone, or the installation's."""
    if not has_request_context():
        return None
    user = user_or_none()
    return user.time_zone if user is not None else None


def chosen_theme() -> str:
    """``auto``, ``light`` or ``dark``."""
    cookie = request.cookies.get("theme", "auto")
    return cookie if cookie in THEMES else "auto"


def here() -> str:
    """This page's address with its query, to come back to."""
    return request.full_path.rstrip("?")


def query_arguments(*without: str) -> dict[str, Any]:
    """The arguments of the address that may go into another one: not those of the path, none that ``url_for`` takes for itself."""
    kept_out = {*without, *(request.view_args or {})}
    if "page" in kept_out:
        kept_out.update(MARKS)
    arguments = request.args.to_dict(flat=False)
    return {
        name: values
        for name, values in arguments.items()
        if name not in kept_out and not name.startswith("_")
    }


def address_with(**changes: Any) -> str:
    """This page's address with some query arguments changed; ``None`` takes one out."""
    arguments = query_arguments(*changes)
    arguments.update({name: value for name, value in changes.items() if value is not None})
    return url_for(request.endpoint or "home.home", **(request.view_args or {}), **arguments)


def init_web(app: Flask) -> None:
    """Headers, errors, and the words that every template knows."""
    app.url_map.converters["int"] = IdConverter
    app.register_blueprint(bp)
    app.before_request(_mark_purpose)
    app.teardown_request(_unmark_purpose)
    app.after_request(_harden)
    app.register_error_handler(HTTPException, _show_error)
    app.register_error_handler(StaleDataError, lambda _error: _show_error(Conflict()))
    init_templating(app)
    app.jinja_env.globals.update(here=here, address_with=address_with, query_arguments=query_arguments)
    app.context_processor(
        lambda: {"theme": chosen_theme(), "languages": LANGUAGES, "themes": THEMES},
    )


def _mark_purpose() -> None:
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        g.writing = database.writing.set(True)
    else:
        g.reading = connections.reading.set(True)


def _unmark_purpose(_error: BaseException | None) -> None:
    if g.pop("writing", None) is not None:
        database.writing.set(False)
    if g.pop("reading", None) is not None:
        connections.reading.set(False)


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        # Asking the account itself would read it once more after each change.
        response.headers.setdefault("Cache-Control", "no-store" if "_user_id" in session else "no-cache")
        response.headers.add("Vary", "Cookie, Accept-Language, HX-Request")
    return response


def _show_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.response is not None:
        return error.get_response()
    db.session.rollback()
    return render_template("errors/error.html", code=error.code), error.code


def is_migrated(_item: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """Whether migrations look after a table: the shadow tables of the search index make themselves."""
    return not (kind == "table" and name is not None and "_search" in name)


def shown_address(link: str) -> str:
    """A web address as people read it: without the scheme, not too long."""
    text = link.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return text if len(text) <= SHOWN_ADDRESS else text[: SHOWN_ADDRESS - 1] + "…"
