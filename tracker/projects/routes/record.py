"""The record: a new partnership, its overview, its form, who sees it, the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.projects import chronicle, gaps, keeping, queries
from tracker.projects.blueprint import bp
from tracker.projects.forms.record import NewPartnershipForm, ReasonForm, RecordForm, VisibilityForm
from tracker.projects.header import gap_items, life_sign_of, panels_of
from tracker.projects.models import Partnership
from tracker.projects.services import partners, record
from tracker.projects.terms import PartnerRole, Visibility
from tracker.web import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

LATEST = 5


@bp.route("/partnerships/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_CREATE)
def new() -> ResponseReturnValue:
    """The first save; everything else comes on the record's own page."""
    form = NewPartnershipForm(data=first_guess(), organisations=own_organisations)
    if form.validate_on_submit():
        try:
            partnership = record_from(form)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            address = url_for("projects.show", partnership_id=partnership.id)
            db.session.commit()
            say(_("Recorded. Below is what is still missing; fill it in whenever you like."))
            return redirect(address, 303)
    return render_template("projects/new.html", form=form)


def own_organisations() -> Sequence[Organisation]:
    """The organisations that the reader can start a partnership with."""
    return queries.own_organisations(db.session(), signed_in_user())


def first_guess() -> dict[str, Any]:
    """What a new form is filled with: the writer's own organisation and its region, where there is one; nobody guesses what was sent."""
    guess: dict[str, Any] = {"visibility": Visibility.PROGRAMME}
    if request.method == "POST":
        return guess
    own = own_organisations()
    if len(own) == 1:
        guess |= {"organisation": own[0].id, "regions": [own[0].region_code] if own[0].region_code else []}
    return guess


def record_from(form: NewPartnershipForm) -> Partnership:
    """What the first form says, with the organisation that starts it."""
    user = signed_in_user()
    partnership = record.record(db.session(), by=user, **form.values())
    if form.organisation_id is not None:
        organisation = db.session.get_one(Organisation, form.organisation_id)
        partners.add_partner(partnership, organisation, role=PartnerRole.INITIATOR, by=user)
    return partnership


@bp.get("/partnerships/<int:partnership_id>")
@keeping.kept_page(Permission.PARTNERSHIP_READ)
def show(partnership: Partnership) -> str:
    """The overview; who may not see the inside gets the public part."""
    user = user_or_none()
    today = utc_now().date()
    if user is None or not can(user, Permission.PARTNERSHIP_INSIDE, partnership):
        return render_template(
            "projects/public.html", partnership=partnership, tab="overview", **_taking_part(partnership)
        )
    may_edit = can(user, Permission.PARTNERSHIP_EDIT, partnership)
    missing = gaps.gaps_of(partnership, today) if may_edit else []
    return render_template(
        "projects/show.html",
        partnership=partnership,
        tab="overview",
        may_edit=may_edit,
        gaps=gap_items(missing),
        next_step=gaps.next_step(partnership, user, today, gaps=missing),
        life_sign=life_sign_of(partnership, today),
        panels=panels_of(partnership, user, today),
        entries=chronicle.latest(db.session(), partnership, user, most=LATEST),
        **_taking_part(partnership),
    )


def _taking_part(partnership: Partnership) -> dict[str, Any]:
    """The partners of today, those before, and how the sectors are balanced."""
    today = utc_now().date()
    now = partnership.partners_on(today)
    return {
        "partners_now": now,
        "partners_before": [each for each in partnership.participations if each not in now],
        "sectors": [sector for sector in Sector if sector in partnership.sectors_on(today)],
    }


@bp.route("/partnerships/<int:partnership_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def edit(partnership: Partnership) -> ResponseReturnValue:
    """All fields of the record. What somebody else changed meanwhile is merged, field by field."""
    form = RecordForm.of(partnership)
    if form.validate_on_submit():
        outcome = merging.merge(
            partnership,
            version=merging.version_in(request.form),
            mine=form.values(),
            read=record.values_of,
            choices=request.form,
        )
        if not outcome.is_settled:
            db.session.rollback()
            return render_template(
                "projects/merge.html", partnership=partnership, tab="overview", form=form, merge=outcome
            )
        try:
            record.edit(partnership, by=signed_in_user(), **outcome.values)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Saved."))
            say_taken(outcome)
            return redirect(url_for("projects.show", partnership_id=partnership.id), 303)
    return render_template("projects/form.html", partnership=partnership, tab="overview", form=form)


def say_taken(outcome: merging.Merge) -> None:
    """Tell what somebody else changed meanwhile and was kept."""
    sentence = merging.say_what_was_taken(outcome)
    if sentence:
        say(sentence, "info")


@bp.route("/partnerships/<int:partnership_id>/visibility", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def visibility(partnership: Partnership) -> ResponseReturnValue:
    """Who sees the partnership."""
    form = VisibilityForm(obj=partnership)
    if form.validate_on_submit():
        record.set_visibility(partnership, form.visibility.data, by=signed_in_user())
        db.session.commit()
        say(form.visibility.data.explanation)
        return redirect(url_for("projects.show", partnership_id=partnership.id), 303)
    return render_template(
        "projects/visibility.html",
        partnership=partnership,
        tab="team",
        form=form,
        public_pages=current_app.config["TRACKER_SETTINGS"].public_pages,
    )


@bp.route("/partnerships/<int:partnership_id>/archive", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def archive(partnership: Partnership) -> ResponseReturnValue:
    """Close the record for changes and take it out of the lists."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            record.archive(partnership, by=signed_in_user(), reason=form.reason.data)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("The partnership is in the archive now. You can bring it back at any time."))
            return redirect(url_for("projects.show", partnership_id=partnership.id), 303)
    return render_template("projects/archive.html", partnership=partnership, tab="team", form=form)


@bp.post("/partnerships/<int:partnership_id>/restore")
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def restore(partnership: Partnership) -> ResponseReturnValue:
    """Bring the record back from the archive."""
    try:
        record.restore(partnership, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("The partnership is back from the archive."))
    return redirect(url_for("projects.show", partnership_id=partnership.id), 303)
