"""Saved views: the list of them, keeping one, changing and deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.projects.routes import listing
from tracker.regions import finder
from tracker.territory import services, words
from tracker.territory.addresses import arguments_of
from tracker.territory.blueprint import bp
from tracker.territory.forms import ViewForm
from tracker.territory.looking import Looking, look
from tracker.territory.models import SavedView
from tracker.territory.routes.here import OWN_ARGUMENTS, looking_here, region_meant, tabs
from tracker.territory.terms import Frequency
from tracker.web import query_arguments, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/region/views")
@requires(Permission.TERRITORY_SEE)
def views() -> str:
    """All views of this person, each with what it shows."""
    user = signed_in_user()
    index = finder.index(db.session())
    found = db.session.scalars(services.views_of(user)).all()
    return render_template(
        "territory/views.html",
        views=[(view, words.in_a_line(look_of(view).asked, index)) for view in found],
        tabs=tabs(query_arguments(*OWN_ARGUMENTS)),
        never=Frequency.NEVER,
    )


def look_of(view: SavedView) -> Looking:
    """What a view shows its owner today."""
    return look(
        view.user,
        view.arguments,
        today=utc_now().date(),
        limits=listing.limits(),
        region_meant=region_meant,
    )


@bp.route("/region/views/new", methods=["GET", "POST"])
@requires(Permission.TERRITORY_SEE)
def new_view() -> ResponseReturnValue:
    """Keep the filter of the address."""
    looking = looking_here()
    form = ViewForm(frequency=Frequency.NEVER)
    if form.validate_on_submit():
        try:
            services.save_view(
                db.session(), by=signed_in_user(), arguments=arguments_of(looking.asked), **form.values()
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("The view is saved."))
            return redirect(url_for("territory.show", **arguments_of(looking.asked) or {"all": "1"}), 303)
    return _form_page(form, looking, None)


@bp.route("/region/views/<int:saved_view_id>/edit", methods=["GET", "POST"])
@requires(Permission.VIEW_KEEP, on=SavedView)
def edit_view(saved_view: SavedView) -> ResponseReturnValue:
    """Change a view; a filter in the address takes the place of its own."""
    form = ViewForm(obj=saved_view)
    takes_new = bool(query_arguments(*OWN_ARGUMENTS))
    looking = looking_here() if takes_new else look_of(saved_view)
    if form.validate_on_submit():
        try:
            services.change_view(
                saved_view, arguments=arguments_of(looking.asked) if takes_new else None, **form.values()
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Saved."))
            return redirect(url_for("territory.views"), 303)
    return _form_page(form, looking, saved_view, takes_new=takes_new)


def _form_page(form: ViewForm, looking: Looking, view: SavedView | None, *, takes_new: bool = True) -> str:
    return render_template(
        "territory/view_form.html",
        form=form,
        view=view,
        takes_new=takes_new,
        told=words.told(looking.chosen, finder.index(db.session())),
        back=url_for("territory.views"),
    )


@bp.post("/region/views/<int:saved_view_id>/delete")
@requires(Permission.VIEW_KEEP, on=SavedView)
def delete_view(saved_view: SavedView) -> ResponseReturnValue:
    services.delete_view(saved_view)
    db.session.commit()
    say(_("The view is deleted."))
    return redirect(url_for("territory.views"), 303)
