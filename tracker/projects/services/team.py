"""Who works on the record: adding people, changing their roles, saying goodbye. A partnership keeps at least one broker."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.accounts import invitations
from tracker.database import session_of, utc_now
from tracker.errors import Duplicate, WrongState
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.projects import history
from tracker.projects.models import Partnership, TeamMember
from tracker.projects.terms import TeamRole

if TYPE_CHECKING:
    from tracker.accounts.models import Invitation, User


def add_member(
    partnership: Partnership, user: User, role: TeamRole, *, by: User | None, on: date | None = None
) -> TeamMember:
    """Take somebody into the team from the day ``on`` (today)."""
    if partnership.team_role_of(user) is not None:
        raise Duplicate(_("%(name)s is in the team already.", name=user.display_name), field="email")
    member = TeamMember(user=user, role=role, since=on or utc_now().date())
    partnership.team.append(member)
    session_of(partnership).flush()
    _write_down(member, {"role": {"old": None, "new": role.code}}, by=by, on=on)
    return member


def change_role(member: TeamMember, role: TeamRole, *, by: User | None) -> None:
    """Give a member another role; refused when no broker would be left."""
    _require_current(member)
    if role is member.role:
        return
    if role is not TeamRole.BROKER:
        _keep_a_broker(member)
    old = member.role
    member.role = role
    session_of(member).flush()
    _write_down(member, {"role": {"old": old.code, "new": role.code}}, by=by)


def remove_member(member: TeamMember, *, by: User | None, on: date | None = None) -> None:
    """Let somebody go; the person stays visible among the former members. Refused when no broker would be left."""
    _require_current(member)
    _keep_a_broker(member)
    member.until = on or utc_now().date()
    session_of(member).flush()
    _write_down(member, {"until": {"old": None, "new": member.until.isoformat()}}, by=by, on=on)


def _require_current(member: TeamMember) -> None:
    if not member.is_current:
        raise WrongState(_("%(name)s has left the team already.", name=member.user.display_name))


def _keep_a_broker(member: TeamMember) -> None:
    others = [other for other in member.partnership.current_team if other is not member]
    if member.role is TeamRole.BROKER and not any(other.role is TeamRole.BROKER for other in others):
        raise WrongState(_l("A partnership keeps at least one broker. Make somebody else a broker first."))


def _write_down(
    member: TeamMember, changed: dict[str, dict[str, str | None]], *, by: User | None, on: date | None = None
) -> None:
    """One entry about one member; the name is a part of its own, so that it can be erased where the law asks for it."""
    history.write(
        member.partnership,
        EntryKind.TEAM_CHANGED,
        by=by,
        subject=member,
        happened_on=on,
        person=member.user.display_name,
        role=member.role.code if member.is_current else None,
        changes=changed,
    )


# --- invitations ------------------------------------------------------------------------------------------------------

KIND = "partnership"
"""What an invitation into a team is called among the invitations."""


def joins(partnership: Partnership, role: TeamRole) -> dict[str, Any]:
    """What an invitation says of the team that somebody is to join."""
    return {"kind": KIND, "id": partnership.id, "title": partnership.title, "role": role.code}


def join_invited(invitation: Invitation, user: User) -> None:
    """Somebody has accepted an invitation into a team; who is in it already stays as they are."""
    partnership = session_of(user).get(Partnership, invitation.joins["id"])
    if partnership is None or partnership.is_archived or partnership.team_role_of(user) is not None:
        return
    add_member(partnership, user, TeamRole.from_code(invitation.joins["role"]), by=invitation.invited_by)


invitations.JOINING[KIND] = join_invited
