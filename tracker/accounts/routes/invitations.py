"""Inviting people, and accepting an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, session, url_for
from flask_security.utils import login_user

from tracker.access import public, requires, signed_in_user, user_or_none
from tracker.accounts import invitations, letters, queries
from tracker.accounts.blueprint import bp
from tracker.accounts.forms import AcceptForm, InvitationForm
from tracker.accounts.models import Invitation
from tracker.accounts.passwords import hashed
from tracker.accounts.terms import InvitationState
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _, current_language
from tracker.permissions import Permission
from tracker.web import page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SHOWN_ONCE = "invitation_link"


@bp.route("/accounts/invite", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
def invite() -> ResponseReturnValue:
    form = InvitationForm(language=current_language())
    if form.validate_on_submit():
        try:
            invitation, token = invitations.invite(db.session(), by=signed_in_user(), **form.values())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            return _sent(invitation, token)
    return render_template("accounts/invite.html", form=form)


def _sent(invitation: Invitation, token: str) -> ResponseReturnValue:
    """Send the letter and show the link once, for whoever would rather pass it on in person."""
    if letters.send_invitation(invitation, token):
        say(_("The letter to %(email)s is on its way.", email=invitation.email))
    else:
        say(
            _("The invitation is saved, but no letter could be sent. Pass the link below on yourself."),
            "warning",
        )
    session[SHOWN_ONCE] = {"email": invitation.email, "link": letters.invitation_link(token)}
    return redirect(url_for("accounts.invitations_list"), 303)


@bp.get("/accounts/invitations")
@requires(Permission.USER_MANAGE)
def invitations_list() -> ResponseReturnValue:
    now, every = utc_now(), "all" in request.args
    page = page_of(queries.invitations(None if every else InvitationState.OPEN, now))
    return render_template(
        "accounts/invitations.html",
        page=page,
        now=now,
        all=every,
        fresh=session.pop(SHOWN_ONCE, None),
    )


@bp.post("/accounts/invitations/<int:invitation_id>/resend")
@requires(Permission.USER_MANAGE, on=Invitation)
def resend(invitation: Invitation) -> ResponseReturnValue:
    try:
        token = invitations.resend(invitation, by=signed_in_user())
    except DomainError as error:
        say(str(error), "error")
        return redirect(url_for("accounts.invitations_list"), 303)
    db.session.commit()
    return _sent(invitation, token)


@bp.post("/accounts/invitations/<int:invitation_id>/revoke")
@requires(Permission.USER_MANAGE, on=Invitation)
def revoke(invitation: Invitation) -> ResponseReturnValue:
    try:
        invitations.revoke(invitation, by=signed_in_user())
    except DomainError as error:
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("The invitation is withdrawn: its link works no more."))
    return redirect(url_for("accounts.invitations_list"), 303)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public("the link in the letter is the key")
def accept(token: str) -> ResponseReturnValue:
    """Make an account, or add the role to the one there is; a link that works no more says why."""
    secret = letters.token_of_link(token)
    try:
        invitation = invitations.find(db.session(), secret or "")
    except DomainError as error:
        return render_template("accounts/invitation_closed.html", sentence=str(error)), 410
    user = user_or_none()
    owner = queries.person_by_email(db.session(), invitation.email)
    if user is not None and user is not owner:
        return render_template("accounts/accept_as_other.html", invitation=invitation)
    if owner is None:
        return _accept_as_new_person(invitation)
    if user is None:
        return render_template("accounts/accept_sign_in.html", invitation=invitation)
    return _accept_as_owner(invitation)


def _accept_as_new_person(invitation: Invitation) -> ResponseReturnValue:
    form = AcceptForm(email=invitation.email, name=invitation.name)
    if form.validate_on_submit():
        try:
            person = invitations.accept_as_new_person(
                invitation,
                name=form.name.data,
                password_hash=hashed(form.password.data),
                language=current_language(),
                time_zone=form.time_zone.data,
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            login_user(person, authn_via=["invitation"])
            db.session.commit()
            say(_("Welcome to Tracker! Your account is ready."))
            return redirect(url_for("home.home"), 303)
    return render_template("accounts/accept.html", form=form, invitation=invitation)


def _accept_as_owner(invitation: Invitation) -> ResponseReturnValue:
    if request.method == "POST":
        try:
            invitations.accept_as(invitation, signed_in_user())
        except DomainError as error:
            db.session.rollback()
            say(str(error), "error")
        else:
            db.session.commit()
            say(_("The invitation is accepted."))
            return redirect(url_for("home.home"), 303)
    return render_template("accounts/accept_as_owner.html", invitation=invitation)
