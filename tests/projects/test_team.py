"""The team: joining at once or by invitation, roles, leaving; a partnership is never without a broker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_user
from tests.factories.projects import make_member, make_partnership
from tracker.accounts import invitations
from tracker.accounts.models import Invitation
from tracker.errors import Duplicate, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects.services import team
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.projects.models import Partnership


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    """Sentences outside of requests are told in English."""
    with force_locale("en"):
        yield


@pytest.fixture
def broker(database: Session) -> Any:
    return make_alumnus(database, name="Ivan", email="ivan@example.org")


@pytest.fixture
def partnership(database: Session, broker: Any) -> Partnership:
    return make_partnership(database, title="Marathon", by=broker, visibility=Visibility.TEAM)


def entries_of(database: Session, partnership: Partnership) -> list[Entry]:
    return list(
        database.scalars(select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number))
    )


def test_whoever_joins_is_written_down(database: Session, partnership: Partnership, broker: Any) -> None:
    anna = make_user(database, name="Anna")

    team.add_member(partnership, anna, TeamRole.EDITOR, by=broker)

    entry = entries_of(database, partnership)[-1]
    assert partnership.team_role_of(anna) is TeamRole.EDITOR
    assert entry.kind is EntryKind.TEAM_CHANGED
    assert (entry.part("person"), entry.part("role")) == ("Anna", "editor")


def test_nobody_is_in_the_team_twice(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(Duplicate):
        team.add_member(partnership, broker, TeamRole.READER, by=broker)


def test_the_last_broker_stays(database: Session, partnership: Partnership, broker: Any) -> None:
    [ivan] = partnership.team
    make_member(partnership, make_user(database), TeamRole.EDITOR)

    with pytest.raises(WrongState):
        team.remove_member(ivan, by=broker)
    with pytest.raises(WrongState):
        team.change_role(ivan, TeamRole.READER, by=broker)

    make_member(partnership, make_user(database), TeamRole.BROKER)
    team.change_role(ivan, TeamRole.READER, by=broker)
    assert ivan.role is TeamRole.READER


def test_who_left_stays_visible_and_can_come_back(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    anna = make_user(database)
    member = make_member(partnership, anna)

    team.remove_member(member, by=broker)
    again = team.add_member(partnership, anna, TeamRole.EDITOR, by=broker)

    assert [each.is_current for each in partnership.team] == [True, False, True]
    assert again.role is TeamRole.EDITOR
    with pytest.raises(WrongState):
        team.change_role(member, TeamRole.BROKER, by=broker)


def test_somebody_with_an_account_joins_at_once(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: Any
) -> None:
    anna = make_user(database, name="Anna Kim", email="anna@example.org")
    visitor = sign_in(broker)
    page = visitor.visit(f"/partnerships/{partnership.id}/team")

    page = visitor.submit(page, form='form[action$="/team"]', email="Anna@Example.org", role="editor")

    assert "Anna Kim is in the team." in page
    assert partnership.team_role_of(anna) is TeamRole.EDITOR


def test_somebody_without_an_account_is_invited_and_joins_on_accepting(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: Any
) -> None:
    visitor = sign_in(broker)
    page = visitor.visit(f"/partnerships/{partnership.id}/team")

    page = visitor.submit(page, form='form[action$="/team"]', email="boris@example.org", role="reader")

    invitation = database.scalars(select(Invitation)).one()
    assert "boris@example.org" in page
    assert "Invited, not here yet" in page
    boris = invitations.accept_as_new_person(
        invitation, name="Boris", password_hash="*", language="en", time_zone="Europe/Moscow"
    )
    assert partnership.team_role_of(boris) is TeamRole.READER


def test_an_invitation_is_sent_again_or_withdrawn(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: Any
) -> None:
    visitor = sign_in(broker)
    address = f"/partnerships/{partnership.id}/team"
    page = visitor.submit(
        visitor.visit(address), form='form[action$="/team"]', email="boris@example.org", role="reader"
    )

    page = visitor.submit(page, form='form[action$="/resend"]')
    assert "boris@example.org" in page
    page = visitor.submit(page, form='form[action$="/withdraw"]')

    assert "The invitation is withdrawn." in page
    assert "Invited, not here yet" not in page


def test_a_wrong_address_is_told_beside_its_field(
    sign_in: Callable[..., Visitor], partnership: Partnership, broker: Any
) -> None:
    visitor = sign_in(broker)

    page = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/team"),
        form='form[action$="/team"]',
        email="anna",
        role="reader",
    )

    assert "This is not an e-mail address." in page
    assert page.one("#email")["value"] == "anna"


def test_the_broker_changes_roles_and_removes_people(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: Any
) -> None:
    member = make_member(partnership, make_user(database, name="Anna Kim"))
    visitor = sign_in(broker)
    address = f"/partnerships/{partnership.id}/team"

    visitor.submit(
        visitor.visit(address), form=f'form[action="/team-members/{member.id}/role"]', role="editor"
    )
    role = member.role
    page = visitor.submit(visitor.visit(address), form=f'form[action="/team-members/{member.id}/remove"]')

    assert role is TeamRole.EDITOR
    assert "Anna Kim is no longer in the team." in page
    assert not member.is_current


def test_the_only_broker_is_told_why_leaving_does_not_work(
    sign_in: Callable[..., Visitor], partnership: Partnership, broker: Any
) -> None:
    visitor = sign_in(broker)

    page = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/team"), form='form[action$="/leave"]'
    )

    assert "A partnership keeps at least one broker." in page
    assert partnership.team_role_of(broker) is TeamRole.BROKER


def test_a_member_leaves_and_no_longer_sees_the_partnership(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership
) -> None:
    anna = make_member(partnership, make_user(database)).user
    visitor = sign_in(anna)

    visitor.submit(visitor.visit(f"/partnerships/{partnership.id}/team"), form='form[action$="/leave"]')

    assert visitor.is_refused(f"/partnerships/{partnership.id}/team")


@pytest.mark.parametrize("role", [TeamRole.EDITOR, TeamRole.READER])
def test_only_brokers_manage_the_team(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, role: TeamRole
) -> None:
    member = make_member(partnership, make_user(database), role)
    visitor = sign_in(member.user)

    page = visitor.visit(f"/partnerships/{partnership.id}/team")

    assert not page.select(f'form[action="/team-members/{member.id}/role"]')
    assert not page.select('form[action$="/team"]')
