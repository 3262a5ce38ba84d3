"""The record of one alumnus: its page, its forms, consent that was given elsewhere, history, erasure."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.extensions import db
from tracker.history.words import told
from tracker.i18n import _
from tracker.people import consenting, queries, services, words
from tracker.people.blueprint import bp
from tracker.people.forms import AlumnusForm, ConsentForm, EraseForm
from tracker.people.models import Alumnus
from tracker.people.routes.answers import attempt, merge_page, merged, say_saved
from tracker.people.terms import ConsentWay
from tracker.permissions import Permission
from tracker.projects import rows
from tracker.web import page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

MOST_PARTNERSHIPS = 50
log = logging.getLogger(__name__)


def to_record(alumnus: Alumnus) -> ResponseReturnValue:
    return redirect(url_for("people.show", alumnus_id=alumnus.id), 303)


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def new() -> ResponseReturnValue:
    form = AlumnusForm(cohort_id=request.args.get("cohort", type=int))
    if form.validate_on_submit():
        made: list[Alumnus] = []
        if attempt(
            form, lambda: made.append(services.create(db.session(), by=signed_in_user(), **form.values()))
        ):
            say(
                _(
                    "%(name)s is recorded. Nobody sees it in the directory until the person agrees.",
                    name=made[0].name,
                )
            )
            return to_record(made[0])
    return render_template("people/form.html", form=form, alumnus=None)


@bp.get("/people/<int:alumnus_id>")
@requires(Permission.PEOPLE_READ, on=Alumnus)
def show(alumnus: Alumnus) -> ResponseReturnValue:
    user, now = signed_in_user(), utc_now()
    found = queries.partnerships_of(alumnus, user).with_only_columns(*rows.COLUMNS).limit(MOST_PARTNERSHIPS)
    selected: list[Any] = list(db.session.execute(found))
    listed = rows.rows_of(db.session(), selected, user, today=now.date())
    return render_template(
        "people/show.html",
        alumnus=alumnus,
        consents=db.session.scalars(queries.consents_of(alumnus)).all(),
        partnerships=listed,
        recorded=queries.recorded_by(db.session(), [alumnus], user).get(alumnus.id, 0),
        is_invited=bool(queries.invited_among(db.session(), [alumnus], now)),
    )


@bp.route("/people/<int:alumnus_id>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT, on=Alumnus)
def edit(alumnus: Alumnus) -> ResponseReturnValue:
    """Change the record; what somebody else changed meanwhile is merged field by field."""
    if alumnus.is_erased:
        return to_record(alumnus)
    form = AlumnusForm(obj=alumnus)
    if form.validate_on_submit():
        outcome = merged(alumnus, form)
        if not outcome.is_settled:
            back = url_for("people.show", alumnus_id=alumnus.id)
            return merge_page(form, outcome, title=alumnus.display_name, back=back)
        if attempt(form, lambda: services.edit(alumnus, by=signed_in_user(), **outcome.values)):
            say_saved(outcome, _("The changes are saved."))
            return to_record(alumnus)
    return render_template("people/form.html", form=form, alumnus=alumnus)


@bp.route("/people/<int:alumnus_id>/consent", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT, on=Alumnus)
def consent(alumnus: Alumnus) -> ResponseReturnValue:
    """Write down what the person said elsewhere about being shown."""
    if alumnus.is_erased:
        return to_record(alumnus)
    form = ConsentForm(entry=alumnus.entry_reach, contacts=alumnus.contact_reach)
    if form.validate_on_submit() and attempt(
        form,
        lambda: consenting.decide(
            alumnus,
            by=signed_in_user(),
            way=ConsentWay.from_code(form.way.data),
            entry=form.entry.data,
            contacts=form.contacts.data,
            given_at=form.given_at(),
            note=form.note.data or "",
        ),
    ):
        say(_("What %(name)s decided is written down.", name=alumnus.display_name))
        return to_record(alumnus)
    return render_template("people/consent.html", form=form, alumnus=alumnus)


@bp.get("/people/<int:alumnus_id>/history")
@requires(Permission.PEOPLE_READ, on=Alumnus)
def history(alumnus: Alumnus) -> ResponseReturnValue:
    """Who changed what, newest first."""
    return render_template(
        "people/history.html",
        alumnus=alumnus,
        page=page_of(queries.history_of(alumnus)),
        words=words,
        told=told,
    )


@bp.route("/people/<int:alumnus_id>/erase", methods=["GET", "POST"])
@requires(Permission.PEOPLE_ERASE, on=Alumnus)
def erase(alumnus: Alumnus) -> ResponseReturnValue:
    """Erase what is recorded of the person, the account too."""
    if alumnus.is_erased:
        return to_record(alumnus)
    form = EraseForm(name=alumnus.name)
    user = signed_in_user()
    if form.validate_on_submit() and attempt(form, lambda: services.erase(alumnus, by=user)):
        log.info("the record of alumnus %s was erased by account %s", alumnus.id, user.id)
        say(_("What was recorded of this person is erased."))
        return to_record(alumnus)
    return render_template("people/erase.html", form=form, alumnus=alumnus)
