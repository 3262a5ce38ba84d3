"""Pages about regions: the administrator's list and forms, and the search of the pickers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for

from tracker.access import requires, signed_in, signed_in_user
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.regions import finder, queries, services
from tracker.regions.countries import country_name
from tracker.regions.forms import NewRegionForm, RegionEditForm
from tracker.regions.models import Region
from tracker.regions.terms import RegionKind
from tracker.web import back_to, page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("regions", __name__, url_prefix="/regions")

PAGE_SIZE = 100
MOST_FOUND = 20
LONGEST_SEARCH = 200


@bp.get("")
@requires(Permission.REGION_MANAGE)
def index() -> ResponseReturnValue:
    """List all regions, those of one country, or those that a text may mean."""
    text = searched_text()
    country = request.args.get("country") or None
    countries = [(code, country_name(code)) for code in queries.countries(db.session())]
    if text:
        found = [entry.code for entry in finder.find(db.session(), text, limit=PAGE_SIZE, retired=True)]
        page = None
        regions = sorted(
            db.session.scalars(queries.with_codes(found)), key=lambda region: found.index(region.code)
        )
    else:
        page = page_of(queries.all_regions(country), size=PAGE_SIZE)
        regions = list(page.rows)
    return render_template(
        "regions/index.html", regions=regions, page=page, text=text, country=country, countries=countries
    )


@bp.get("/find")
@signed_in
def find() -> ResponseReturnValue:
    """The regions that a text may mean, as options of a list."""
    text = searched_text()
    return render_template(
        "regions/_options.html", regions=finder.find(db.session(), text, limit=MOST_FOUND), text=text
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.REGION_MANAGE)
def add() -> ResponseReturnValue:
    form = NewRegionForm(kind=RegionKind.OTHER)
    if form.validate_on_submit():
        try:
            region = services.add_region(db.session(), by=signed_in_user(), **form.values())
        except DomainError as error:
            form.refuse(error)
        else:
            db.session.commit()
            say(_("%(region)s is in the list now.", region=region.name))
            return redirect(url_for("regions.index", country=region.country), 303)
    return render_template("regions/form.html", form=form, region=None)


@bp.route("/<region_id>/edit", methods=["GET", "POST"])
@requires(Permission.REGION_MANAGE, on=Region)
def edit(region: Region) -> ResponseReturnValue:
    form = RegionEditForm(obj=region)
    if form.validate_on_submit():
        try:
            services.edit(region, by=signed_in_user(), **form.values())
        except DomainError as error:
            form.refuse(error)
        else:
            db.session.commit()
            say(_("The changes are saved."))
            return redirect(url_for("regions.index", country=region.country), 303)
    return render_template("regions/form.html", form=form, region=region)


@bp.post("/<region_id>/retire")
@requires(Permission.REGION_MANAGE, on=Region)
def retire(region: Region) -> ResponseReturnValue:
    services.retire(region, by=signed_in_user())
    db.session.commit()
    say(_("%(region)s is not offered any more. Records that name it keep it.", region=region.name))
    return back_to(url_for("regions.index", country=region.country))


@bp.post("/<region_id>/bring-back")
@requires(Permission.REGION_MANAGE, on=Region)
def bring_back(region: Region) -> ResponseReturnValue:
    services.bring_back(region, by=signed_in_user())
    db.session.commit()
    say(_("%(region)s can be chosen again.", region=region.name))
    return back_to(url_for("regions.index", country=region.country))


def searched_text() -> str:
    """What was typed into the search, of a length that somebody types."""
    return request.args.get("q", "").strip()[:LONGEST_SEARCH]
