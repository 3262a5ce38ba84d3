"""The list of partnerships as a file: exactly what the filter in the address finds, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from tracker import permissions
from tracker.access import ask_to_sign_in, public, user_or_none
from tracker.database import utc_now
from tracker.downloads import csv_file, xlsx_file
from tracker.extensions import db
from tracker.projects import exporting
from tracker.projects.blueprint import bp
from tracker.projects.routes import listing

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.sheets import Sheet


@bp.get("/partnerships/export/csv")
@public("holds what everybody may see: the query knows who asks")
def list_as_csv() -> ResponseReturnValue:
    """For any program; sent while it is read."""
    if user_or_none() is None and not permissions.visitors_welcome.get():
        return ask_to_sign_in()
    return csv_file(_sheet(), _file_name("csv"), delimiter=";")


@bp.get("/partnerships/export/xlsx")
@public("holds what everybody may see: the query knows who asks")
def list_as_xlsx() -> ResponseReturnValue:
    """For a spreadsheet."""
    if user_or_none() is None and not permissions.visitors_welcome.get():
        return ask_to_sign_in()
    return xlsx_file(_file_name("xlsx"), _sheet())


def _sheet() -> Sheet:
    chosen, _remarks = listing.read_filter()
    return exporting.sheet_of(
        db.session,
        listing.found(chosen),
        user_or_none(),
        today=utc_now().date(),
        limits=listing.limits(),
        page=url_for("projects.show", partnership_id=0, _external=True).removesuffix("0"),
    )


def _file_name(ending: str) -> str:
    return f"partnerships-{utc_now().date().isoformat()}.{ending}"
