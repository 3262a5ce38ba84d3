"""The person of a session is read at one go, with everything that every page asks of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from tests.databases import Statements
from tests.factories.accounts import make_official, make_user
from tests.factories.regions import make_region
from tracker.accounts.datastore import Accounts
from tracker.accounts.models import Role, User
from tracker.accounts.terms import UserRole
from tracker.extensions import db


@pytest.fixture
def accounts(database: Session) -> Accounts:
    for code in ("RU-ALT", "RU-NVS"):
        make_region(database, code)
    return Accounts(db, User, Role)


def test_roles_and_regions_come_with_the_account(
    accounts: Accounts, database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    person = make_official(database, "RU-NVS", "RU-ALT")
    database.flush()
    mark = person.fs_uniquifier
    database.expunge_all()

    with count_queries() as queries:
        found = accounts.find_user(fs_uniquifier=mark)
        assert found is not None
        assert found.is_official
        assert found.role_codes == {UserRole.OFFICIAL.code}
        assert [region.code for region in found.regions] == ["RU-ALT", "RU-NVS"]
        assert (found.display_name, found.phone, found.is_active, found.has_two_factor) == (
            person.name,
            "",
            True,
            False,
        )

    assert len(queries) == 1


def test_somebody_without_roles_and_regions_is_found(accounts: Accounts, database: Session) -> None:
    guest = make_user(database)
    database.flush()
    mark = guest.fs_uniquifier
    database.expunge_all()

    found = accounts.find_user(fs_uniquifier=mark)

    assert found is not None
    assert (found.id, found.roles, found.regions) == (guest.id, [], [])


def test_nobody_is_found_by_a_mark_that_was_never_given(accounts: Accounts) -> None:
    assert accounts.find_user(fs_uniquifier="made-up") is None
