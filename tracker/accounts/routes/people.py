"""People with an account, for administrators."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.accounts import queries, services
from tracker.accounts.blueprint import bp
from tracker.accounts.forms import EraseForm, PeopleFilterForm, PersonForm
from tracker.accounts.models import User
from tracker.accounts.queries import PeopleFilter
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.web import address_with, page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

RECENT = 10
log = logging.getLogger(__name__)


@bp.get("/accounts")
@requires(Permission.USER_MANAGE)
def people() -> ResponseReturnValue:
    form = PeopleFilterForm(request.args)
    wanted = _wanted(form)
    waiting = queries.how_many(db.session(), queries.open_invitations(utc_now()))
    page = page_of(queries.people(wanted))
    return render_template("accounts/people.html", form=form, page=page, chips=_chips(form), waiting=waiting)


def _wanted(form: PeopleFilterForm) -> PeopleFilter:
    """What can be understood of the address; a wrong part narrows nothing and is marked in the form."""
    form.validate()
    given = {name: form.understood(name) for name in ("role", "region", "state")}
    return PeopleFilter(text=form.q.data or "", **given)


def _chips(form: PeopleFilterForm) -> list[dict[str, str]]:
    regions = {code: name for code, name, _chosen, _more in form.region.iter_choices()}
    chosen = regions[form.region.data] if form.region.data else None
    values = {"role": form.role.data, "region": chosen, "state": form.state.data}
    return [
        {
            "label": str(form[name].label.text),
            "value": str(value),
            "remove_url": address_with(**{name: None, "page": None}),
        }
        for name, value in values.items()
        if value
    ]


@bp.get("/accounts/<int:user_id>")
@requires(Permission.USER_MANAGE, on=User)
def person(user: User) -> ResponseReturnValue:
    recent = db.session.scalars(queries.sign_ins_of(user).limit(RECENT)).all()
    return render_template("accounts/person.html", person=user, sign_ins=recent)


@bp.route("/accounts/<int:user_id>/edit", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE, on=User)
def edit_person(user: User) -> ResponseReturnValue:
    form = PersonForm(
        data={"name": user.name, "cohort": user.cohort, "roles": user.role_terms, "regions": user.regions}
    )
    if form.validate_on_submit():
        try:
            services.change_person(user, by=signed_in_user(), **form.values())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            log.info(
                "account %s was changed by account %s: roles %s",
                user.id,
                signed_in_user().id,
                sorted(user.role_codes),
            )
            say(_("Saved. It holds from the next page that the person opens."))
            return redirect(url_for("accounts.person", user_id=user.id), 303)
    return render_template("accounts/edit_person.html", person=user, form=form)


@bp.post("/accounts/<int:user_id>/deactivate")
@requires(Permission.USER_MANAGE, on=User)
def deactivate(user: User) -> ResponseReturnValue:
    return _do(
        user, services.deactivate, _("The account is deactivated, and the person is signed out everywhere.")
    )


@bp.post("/accounts/<int:user_id>/activate")
@requires(Permission.USER_MANAGE, on=User)
def activate(user: User) -> ResponseReturnValue:
    return _do(user, services.activate, _("The account is active again."))


@bp.post("/accounts/<int:user_id>/reset-two-step")
@requires(Permission.USER_MANAGE, on=User)
def reset_two_factor(user: User) -> ResponseReturnValue:
    return _do(
        user,
        services.reset_two_factor,
        _("Two-step sign-in is reset: the person signs in with the password and can set it up again."),
    )


def _do(user: User, service: Callable[..., None], sentence: str) -> ResponseReturnValue:
    """One change of one account by the administrator of this request, and back to the person's page."""
    user_id = user.id
    try:
        service(user, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        log.info("account %s: %s by account %s", user_id, service.__name__, signed_in_user().id)
        say(sentence)
    return redirect(url_for("accounts.person", user_id=user_id), 303)


@bp.route("/accounts/<int:user_id>/erase", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE, on=User)
def erase(user: User) -> ResponseReturnValue:
    form = EraseForm(email=user.email)
    if form.validate_on_submit():
        return _do(user, services.erase_person, _("The personal data of this account is erased."))
    return render_template("accounts/erase.html", person=user, form=form)
