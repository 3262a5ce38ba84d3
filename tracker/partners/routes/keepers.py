"""Who keeps the record of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort
from sqlalchemy import select

from tracker.access import requires, signed_in_user
from tracker.accounts.models import User
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.partners import services
from tracker.partners.blueprint import bp
from tracker.partners.forms import KeeperForm
from tracker.partners.models import Organisation
from tracker.partners.routes.answers import accepted, done, to_record
from tracker.partners.routes.records import show_with
from tracker.permissions import Permission
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.post("/organisations/<int:organisation_id>/keepers")
@requires(Permission.ORGANISATION_EDIT, on=Organisation)
def add_keeper(organisation: Organisation) -> ResponseReturnValue:
    """Let one more person keep the record."""
    form = KeeperForm()
    if not form.validate_on_submit():
        return show_with(organisation, form)
    user = db.session.scalar(select(User).where(User.email == (form.email.data or "").lower(), User.active))
    if user is None:
        form.refuse(DomainError(_("Nobody with this address has an account here."), field="email"))
        return show_with(organisation, form)
    if not accepted(form, lambda: services.add_keeper(organisation, user, by=signed_in_user())):
        return show_with(organisation, form)
    say(_("%(name)s can now keep this record.", name=user.display_name))
    return to_record(organisation)


@bp.post("/organisations/<int:organisation_id>/keepers/<int:user_id>/remove")
@requires(Permission.ORGANISATION_EDIT, on=Organisation)
def remove_keeper(organisation: Organisation, user_id: int) -> ResponseReturnValue:
    user = db.session.get(User, user_id)
    if user is None:
        abort(404)
    done(
        lambda: services.remove_keeper(organisation, user, by=signed_in_user()),
        _("%(name)s no longer keeps this record.", name=user.display_name),
    )
    return to_record(organisation)
