"""Consent decides who finds whom in the directory, the same in Python, in SQL and on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories.accounts import (
    make_admin,
    make_alumnus,
    make_official,
    make_programme_staff,
    make_user,
)
from tests.factories.people import entry_of, make_entry
from tests.visitor import Visitor
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.errors import DomainError, NotAllowed
from tracker.people import consenting, queries
from tracker.people.models import Alumnus, Consent
from tracker.people.terms import ConsentPart, ConsentWay, Reach
from tracker.permissions import Permission, can

ALL = [Reach.NOBODY, Reach.STAFF, Reach.ALUMNI]
EXPECTED = {
    "visitor": set(),
    "guest": set(),
    "official": set(),
    "alumnus": {Reach.ALUMNI},
    "staff": {Reach.STAFF, Reach.ALUMNI},
    "admin": {Reach.STAFF, Reach.ALUMNI},
    "alumnus on the staff": {Reach.STAFF, Reach.ALUMNI},
}
"""What consents let each of them find somebody else, written down by hand."""


def make_readers(session: Session) -> dict[str, object]:
    return {
        "visitor": None,
        "guest": make_user(session),
        "official": make_official(session),
        "alumnus": make_alumnus(session),
        "staff": make_programme_staff(session),
        "admin": make_admin(session),
        "alumnus on the staff": make_user(session, UserRole.ALUMNUS, UserRole.PROGRAMME),
    }


def test_every_consent_and_every_role_agree_in_python_in_sql_and_with_what_was_decided(
    database: Session,
) -> None:
    entries = {
        (entry, contacts): make_entry(
            database, entry=entry, contacts=contacts, email=f"{entry.code}{contacts.code}@example.org"
        )
        for entry, contacts in product(ALL, ALL)
    }
    for name, reader in make_readers(database).items():
        found = {one.id for one in database.scalars(queries.visible_to(reader))}  # type: ignore[arg-type]  # a user or nobody
        reached = set(
            database.scalars(select(Alumnus.id).where(queries.has_contacts_visible_to(reader)))  # type: ignore[arg-type]  # the same
        )
        for (entry, contacts), one in entries.items():
            sees = entry in EXPECTED[name]
            reaches = sees and contacts in EXPECTED[name]
            assert (one.id in found) is sees, (name, entry)
            assert can(reader, Permission.DIRECTORY_ENTRY, one) is sees, (name, entry)
            assert (one.id in reached) is reaches, (name, entry, contacts)
            assert can(reader, Permission.DIRECTORY_CONTACTS, one) is reaches, (name, entry, contacts)


def test_contacts_never_reach_further_than_the_entry(database: Session) -> None:
    hidden = make_entry(database, entry=Reach.NOBODY, contacts=Reach.ALUMNI, email="hidden@example.org")

    assert not can(make_alumnus(database), Permission.DIRECTORY_CONTACTS, hidden)
    assert not can(make_programme_staff(database), Permission.DIRECTORY_CONTACTS, hidden)


def test_people_always_find_themselves_and_the_erased_are_found_by_nobody(database: Session) -> None:
    user = make_alumnus(database)
    own = entry_of(user, database)

    assert own in database.scalars(queries.visible_to(user)).all()
    assert can(user, Permission.DIRECTORY_ENTRY, own)

    own.entry_reach, own.erased_at = Reach.ALUMNI, utc_now()
    database.flush()

    assert own not in database.scalars(queries.visible_to(user)).all()
    assert not can(user, Permission.DIRECTORY_ENTRY, own)
    assert not can(make_admin(database), Permission.DIRECTORY_ENTRY, own)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_shows_alumni_only_what_was_agreed(
    database: Session, sign_in: Callable[..., Visitor], language: str
) -> None:
    make_entry(
        database,
        "Openova Olga",
        entry=Reach.ALUMNI,
        contacts=Reach.ALUMNI,
        email="openova@example.org",
        phone="+7 900 111-11-11",
    )
    make_entry(
        database,
        "Shyova Sofia",
        entry=Reach.ALUMNI,
        contacts=Reach.STAFF,
        email="shyova@example.org",
        phone="+7 900 222-22-22",
    )
    make_entry(
        database,
        "Stafova Svetlana",
        entry=Reach.STAFF,
        contacts=Reach.STAFF,
        email="stafova@example.org",
        skills=["stafskill"],
    )
    make_entry(
        database,
        "Nobodova Nina",
        email="nobodova@example.org",
        skills=["secretskill"],
        organisation_name="Secret works",
    )

    page = sign_in(make_alumnus(database), language=language).visit("/directory")

    html = str(page.html) if hasattr(page, "html") else page.text
    assert "Openova Olga" in page.text
    assert "openova@example.org" in page.text
    assert "Shyova Sofia" in page.text
    for hidden in ("shyova@", "222-22-22", "Stafova", "stafskill", "Nobodova", "secretskill", "Secret works"):
        assert hidden not in page.text, hidden
        assert hidden not in html, hidden


@pytest.mark.parametrize(
    "asked",
    ["q=nobodova@example.org", "q=shyova%40example.org", "q=222-22-22", "skill=secretskill", "q=Secret"],
)
def test_a_search_in_the_directory_betrays_nothing_hidden(
    database: Session, sign_in: Callable[..., Visitor], asked: str
) -> None:
    make_entry(
        database,
        "Shyova Sofia",
        entry=Reach.ALUMNI,
        contacts=Reach.STAFF,
        email="shyova@example.org",
        phone="+7 900 222-22-22",
    )
    make_entry(
        database,
        "Nobodova Nina",
        email="nobodova@example.org",
        skills=["secretskill"],
        organisation_name="Secret works",
    )

    page = sign_in(make_alumnus(database)).visit(f"/directory?{asked}")

    assert "Shyova" not in page.text
    assert "Nobodova" not in page.text


def test_a_decision_is_kept_with_its_day_its_way_and_who_wrote_it_down(database: Session) -> None:
    staff, one = make_programme_staff(database), make_entry(database)
    day = utc_now() - timedelta(days=3)

    consenting.decide(
        one,
        by=staff,
        way=ConsentWay.PAPER,
        note="Folder 7",
        entry=Reach.ALUMNI,
        contacts=Reach.NOBODY,
        given_at=day,
    )
    consenting.decide(one, by=staff, way=ConsentWay.SPOKEN, entry=Reach.NOBODY, contacts=Reach.NOBODY)

    kept = database.scalars(select(Consent).where(Consent.alumnus_id == one.id).order_by(Consent.id)).all()
    assert [(each.part, each.reach, each.way) for each in kept] == [
        (ConsentPart.ENTRY, Reach.ALUMNI, ConsentWay.PAPER),
        (ConsentPart.ENTRY, Reach.NOBODY, ConsentWay.SPOKEN),
    ]
    assert kept[0].given_at == day
    assert kept[0].recorded_by_id == staff.id
    assert one.entry_reach is Reach.NOBODY


def test_to_show_more_takes_a_proof_and_to_take_it_back_takes_nothing(database: Session) -> None:
    staff, one = make_programme_staff(database), make_entry(database)

    with pytest.raises(DomainError):
        consenting.decide(one, by=staff, way=ConsentWay.PAPER, entry=Reach.STAFF, contacts=Reach.NOBODY)
    consenting.decide(
        one, by=staff, way=ConsentWay.PAPER, note="Folder 7", entry=Reach.STAFF, contacts=Reach.NOBODY
    )
    consenting.decide(one, by=staff, way=ConsentWay.PAPER, entry=Reach.NOBODY, contacts=Reach.NOBODY)

    assert one.entry_reach is Reach.NOBODY


def test_nobody_decides_in_the_name_of_another(database: Session) -> None:
    one = entry_of(make_alumnus(database), database)

    with pytest.raises(NotAllowed):
        consenting.decide(
            one, by=make_admin(database), way=ConsentWay.OWN, entry=Reach.ALUMNI, contacts=Reach.ALUMNI
        )
    with pytest.raises(DomainError):
        consenting.decide(
            one,
            by=make_admin(database),
            way=ConsentWay.PAPER,
            note="Folder 7",
            entry=Reach.ALUMNI,
            contacts=Reach.ALUMNI,
            given_at=utc_now() + timedelta(days=1),
        )

    assert one.entry_reach is Reach.NOBODY


def test_alumni_decide_in_their_profile_and_take_it_back(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    user = make_alumnus(database, name="Vera Own")
    visitor, other = sign_in(user), sign_in(make_alumnus(database))

    page = visitor.submit(
        visitor.visit("/profile/directory"),
        form="form[action$='/consent']",
        entry="alumni",
        contacts="alumni",
    )
    assert "It holds from this moment" in page.text
    assert "Vera Own" in other.visit("/directory").text
    assert user.email in other.visit("/directory").text

    visitor.submit(
        visitor.visit("/profile/directory"),
        form="form[action$='/consent']",
        entry="nobody",
        contacts="nobody",
    )
    assert "Vera Own" not in other.visit("/directory").text
