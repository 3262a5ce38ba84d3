"""Forms for the team."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Email

from tracker.forms import Form, TermField, strip
from tracker.i18n import _l
from tracker.projects.terms import TeamRole


class MemberForm(Form):
    """Somebody to take into the team, with or without an account."""

    email = StringField(
        _l("E-mail"),
        filters=[strip],
        validators=[Email(_l("This is not an e-mail address. Write it like name@example.org."))],
        description=_l("Who has no account yet gets an invitation by e-mail."),
    )
    role = TermField(_l("Role"), TeamRole)


class RoleForm(Form):
    """Another role for a member."""

    role = TermField(_l("Role"), TeamRole)
