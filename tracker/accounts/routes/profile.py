"""The own profile: name, language, time zone, sign-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_security.utils import logout_user

from tracker.access import signed_in, signed_in_user
from tracker.accounts import queries, services
from tracker.accounts.blueprint import bp
from tracker.accounts.forms import ProfileForm
from tracker.extensions import db
from tracker.i18n import _
from tracker.web import page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

RECENT = 5


@bp.route("/profile", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    user = signed_in_user()
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        services.change_profile(user, **form.values())
        db.session.commit()
        say(_("Your profile is saved."))
        return redirect(url_for("accounts.profile"), 303)
    recent = db.session.scalars(queries.sign_ins_of(user).limit(RECENT)).all()
    return render_template("accounts/profile.html", form=form, sign_ins=recent)


@bp.get("/profile/sign-ins")
@signed_in
def sign_ins() -> ResponseReturnValue:
    return render_template("accounts/sign_ins.html", page=page_of(queries.sign_ins_of(signed_in_user())))


@bp.post("/profile/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    services.sign_out_everywhere(signed_in_user())
    db.session.commit()
    logout_user()
    say(_("You are signed out on all devices."))
    return redirect(url_for("security.login"), 303)


@bp.get("/profile/two-step/done")
@signed_in
def two_factor() -> ResponseReturnValue:
    """Where setting up the second step ends: with recovery codes, for whoever has none yet."""
    user = signed_in_user()
    if user.has_two_factor and not user.mf_recovery_codes:
        return redirect(url_for("security.mf_recovery_codes"), 303)
    return redirect(url_for("accounts.profile", _anchor="two-step"), 303)
