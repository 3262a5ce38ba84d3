"""The list of organisations as a file: exactly what its address finds, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from tracker.access import requires
from tracker.database import utc_now
from tracker.downloads import csv_file, xlsx_file
from tracker.extensions import db
from tracker.partners import exporting, queries
from tracker.partners.blueprint import bp
from tracker.partners.forms import BrowseForm
from tracker.partners.routes.lists import sort_order
from tracker.permissions import Permission

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.sheets import Sheet


@bp.get("/organisations/export/csv")
@requires(Permission.ORGANISATION_READ)
def list_as_csv() -> ResponseReturnValue:
    """For any program; sent while it is read."""
    return csv_file(_sheet(), _file_name("csv"), delimiter=";")


@bp.get("/organisations/export/xlsx")
@requires(Permission.ORGANISATION_READ)
def list_as_xlsx() -> ResponseReturnValue:
    """For a spreadsheet."""
    return xlsx_file(_file_name("xlsx"), _sheet())


def _sheet() -> Sheet:
    found = queries.listed(BrowseForm(request.args).chosen(), sort_order())
    page = url_for("partners.show", organisation_id=0, _external=True).removesuffix("0")
    return exporting.sheet_of(db.session, found, page=page)


def _file_name(ending: str) -> str:
    return f"organisations-{utc_now().date().isoformat()}.{ending}"
