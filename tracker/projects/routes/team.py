"""The team: who works on the record, inviting, roles, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.accounts import invitations, letters
from tracker.accounts import queries as people
from tracker.accounts.models import Invitation
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.projects.blueprint import bp
from tracker.projects.forms.team import MemberForm, RoleForm
from tracker.projects.models import Partnership, TeamMember
from tracker.projects.services import team as services
from tracker.projects.terms import TeamRole
from tracker.web import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue


@bp.get("/partnerships/<int:partnership_id>/team")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def team(partnership: Partnership) -> ResponseReturnValue:
    """Who is in the team, who was, who is invited; whoever leads it changes it here."""
    return _team_page(partnership, MemberForm(role=TeamRole.EDITOR))


def _team_page(partnership: Partnership, form: MemberForm) -> str:
    waiting = people.open_invitations_to(services.KIND, partnership.id, utc_now())
    return render_template(
        "projects/team.html",
        partnership=partnership,
        tab="team",
        form=form,
        roles=list(TeamRole),
        members=sorted(partnership.current_team, key=_place),
        former=[member for member in partnership.team if not member.is_current],
        invitations=db.session.scalars(waiting).all(),
    )


def _place(member: TeamMember) -> tuple[int, int]:
    return list(TeamRole).index(member.role), member.id


@bp.post("/partnerships/<int:partnership_id>/team")
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def add_member(partnership: Partnership) -> ResponseReturnValue:
    """Take somebody with an account into the team at once; invite anybody else by e-mail."""
    form = MemberForm()
    if not form.validate_on_submit():
        return _team_page(partnership, form)
    person = people.person_by_email(db.session(), form.email.data or "")
    user = signed_in_user()
    try:
        if person is None or not person.active:
            return _invite(partnership, form)
        services.add_member(partnership, person, form.role.data, by=user)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return _team_page(partnership, form)
    db.session.commit()
    say(_("%(name)s is in the team.", name=person.display_name))
    return _back(partnership.id)


def _invite(partnership: Partnership, form: MemberForm) -> ResponseReturnValue:
    user = signed_in_user()
    invitation, token = invitations.invite(
        db.session(),
        email=form.email.data or "",
        role=None,
        by=user,
        language=user.language,
        joins=services.joins(partnership, form.role.data),
    )
    db.session.commit()
    _send(invitation, token)
    return _back(partnership.id)


def _send(invitation: Invitation, token: str) -> None:
    """Send the letter; where no mail goes out, the link is shown, to be passed on by hand."""
    if letters.send_invitation(invitation, token):
        say(_("The invitation is on its way to %(email)s.", email=invitation.email))
    else:
        say(
            _(
                "The invitation for %(email)s is ready. No mail went out; pass this link on: %(link)s",
                email=invitation.email,
                link=letters.invitation_link(token),
            ),
            "warning",
        )


@bp.post("/team-members/<int:team_member_id>/role")
@requires(Permission.PARTNERSHIP_LEAD, on=TeamMember)
def change_role(team_member: TeamMember) -> ResponseReturnValue:
    form = RoleForm()
    if form.validate_on_submit():
        name = team_member.user.display_name
        sentence = _("%(name)s is now: %(role)s.", name=name, role=form.role.data)
        _do(lambda: services.change_role(team_member, form.role.data, by=signed_in_user()), sentence)
    return _back(team_member.partnership_id)


@bp.post("/team-members/<int:team_member_id>/remove")
@requires(Permission.PARTNERSHIP_LEAD, on=TeamMember)
def remove_member(team_member: TeamMember) -> ResponseReturnValue:
    sentence = _("%(name)s is no longer in the team.", name=team_member.user.display_name)
    _do(lambda: services.remove_member(team_member, by=signed_in_user()), sentence)
    return _back(team_member.partnership_id)


@bp.post("/partnerships/<int:partnership_id>/team/leave")
@requires(Permission.PARTNERSHIP_LEAVE, on=Partnership)
def leave_team(partnership: Partnership) -> ResponseReturnValue:
    user = signed_in_user()
    own = next(member for member in partnership.current_team if member.user_id == user.id)
    left = _do(
        lambda: services.remove_member(own, by=user), _("You have left the team. Thank you for your work!")
    )
    if left:
        return redirect(url_for("home.home"), 303)
    return _back(partnership.id)


@bp.post("/partnerships/<int:partnership_id>/invitations/<int:invitation_id>/resend")
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def resend_invitation(partnership: Partnership, invitation_id: int) -> ResponseReturnValue:
    invitation = _invitation_or_404(partnership, invitation_id)
    try:
        token = invitations.resend(invitation, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        _send(invitation, token)
    return _back(partnership.id)


@bp.post("/partnerships/<int:partnership_id>/invitations/<int:invitation_id>/withdraw")
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def withdraw_invitation(partnership: Partnership, invitation_id: int) -> ResponseReturnValue:
    invitation = _invitation_or_404(partnership, invitation_id)
    _do(lambda: invitations.revoke(invitation, by=signed_in_user()), _("The invitation is withdrawn."))
    return _back(partnership.id)


def _invitation_or_404(partnership: Partnership, invitation_id: int) -> Invitation:
    """An open invitation into this very team."""
    waiting = people.open_invitations_to(services.KIND, partnership.id, utc_now())
    invitation = db.session.scalar(waiting.where(Invitation.id == invitation_id))
    if invitation is None:
        abort(404)
    return invitation


def _do(change: Callable[[], object], sentence: str) -> bool:
    """Make a change that has no page of its own, and say on the next page what became of it."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return False
    db.session.commit()
    say(sentence)
    return True


def _back(partnership_id: int) -> ResponseReturnValue:
    return redirect(url_for("projects.team", partnership_id=partnership_id), 303)
