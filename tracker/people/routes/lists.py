"""The programme's list of alumni, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.downloads import csv_file, xlsx_file
from tracker.extensions import db
from tracker.i18n import _, _n
from tracker.people import export, queries
from tracker.people.blueprint import bp
from tracker.people.forms import FilterForm
from tracker.people.routes.answers import chips_of
from tracker.permissions import Permission
from tracker.web import page_of, query_arguments

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.people.models import Alumnus
    from tracker.sheets import Sheet
    from tracker.web import Page


@bp.get("/people")
@requires(Permission.PEOPLE_READ)
def browse() -> ResponseReturnValue:
    """The list, narrowed as its address says."""
    user, now = signed_in_user(), utc_now()
    form = FilterForm(request.args, seen=queries.in_register())
    page = page_of(queries.register(form.chosen(), user, now))
    return render_template(
        "people/browse.html",
        form=form,
        page=page,
        chips=chips_of(form),
        total=total_of(page),
        chosen=query_arguments("page"),
        invited=queries.invited_among(db.session(), page.rows, now),
        recorded=queries.recorded_by(db.session(), page.rows, user),
    )


def total_of(page: Page[Alumnus]) -> str:
    """How many were found, in words."""
    if page.capped:
        return _("More than %(count)s people", count=page.total)
    return _n("%(num)s person", "%(num)s people", page.total)


@bp.get("/people/export/csv")
@requires(Permission.PEOPLE_EDIT)
def as_csv() -> ResponseReturnValue:
    """Exactly what the list shows, for any program."""
    return csv_file(_sheet(), _file_name("csv"), delimiter=";")


@bp.get("/people/export/xlsx")
@requires(Permission.PEOPLE_EDIT)
def as_xlsx() -> ResponseReturnValue:
    """Exactly what the list shows, for a spreadsheet."""
    return xlsx_file(_file_name("xlsx"), _sheet())


def _sheet() -> Sheet:
    user = signed_in_user()
    chosen = FilterForm(request.args, seen=queries.in_register()).chosen()
    return export.sheet_of(db.session, queries.register(chosen, user, utc_now()), by=user)


def _file_name(ending: str) -> str:
    return f"alumni-{utc_now().date().isoformat()}.{ending}"
