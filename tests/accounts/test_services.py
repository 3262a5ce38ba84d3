"""What may happen to an account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_admin, make_alumnus, make_invitation, make_official, make_user
from tests.factories.regions import make_region
from tracker.accounts import queries, services
from tracker.accounts.models import SignIn
from tracker.accounts.queries import PeopleFilter
from tracker.accounts.terms import PersonState, UserRole
from tracker.database import utc_now
from tracker.errors import DomainError, Duplicate, NotAllowed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_an_address_is_kept_in_lower_case_and_belongs_to_one_account(database: Session) -> None:
    make_user(database, email="Olga.Kim@Example.ORG")

    with pytest.raises(Duplicate) as refusal:
        make_user(database, email=" olga.kim@example.org ")

    assert refusal.value.field == "email"
    assert queries.person_by_email(database, "OLGA.KIM@example.org") is not None


@pytest.mark.parametrize("email", ["", "olga", "olga@", "olga@example", "olga kim@example.org"])
def test_what_is_no_address_is_refused(database: Session, email: str) -> None:
    with pytest.raises(DomainError) as refusal:
        services.add_person(database, email=email, name="Ольга")

    assert refusal.value.field == "email"


def test_one_person_can_have_several_roles(database: Session) -> None:
    person = make_user(database, UserRole.OFFICIAL, UserRole.ALUMNUS)

    assert person.is_official
    assert person.is_alumnus
    assert not person.is_admin
    assert person.role_terms == [UserRole.ALUMNUS, UserRole.OFFICIAL]


def test_an_official_answers_for_at_least_one_region(database: Session) -> None:
    with pytest.raises(DomainError) as refusal:
        services.add_person(database, email="o@example.org", name="Ольга", roles=[UserRole.OFFICIAL])

    assert refusal.value.field == "regions"


def test_only_officials_have_regions(database: Session) -> None:
    admin = make_admin(database)
    person = make_official(database, "RU-ALT")

    services.change_person(
        person, by=admin, name="Ольга", cohort="", roles=[UserRole.ALUMNUS], regions=["RU-ALT"]
    )

    assert person.region_codes == set()


def test_a_role_given_later_keeps_the_earlier_ones(database: Session) -> None:
    make_region(database, "RU-TOM")
    person = make_official(database, "RU-ALT")

    services.give_role(person, UserRole.OFFICIAL, regions=["RU-TOM"])
    services.give_role(person, UserRole.ALUMNUS, cohort="2025")

    assert person.region_codes == {"RU-ALT", "RU-TOM"}
    assert person.role_terms == [UserRole.ALUMNUS, UserRole.OFFICIAL]
    assert person.cohort == "2025"


def test_the_last_administrator_stays_one(database: Session) -> None:
    only, other = make_admin(database), make_alumnus(database)

    with pytest.raises(NotAllowed):
        services.take_role(only, UserRole.ADMIN)
    with pytest.raises(NotAllowed):
        services.deactivate(only, by=other)

    services.give_role(other, UserRole.ADMIN)
    services.take_role(only, UserRole.ADMIN)
    assert not only.is_admin


def test_a_deactivated_administrator_does_not_count_as_one(database: Session) -> None:
    first, second = make_admin(database), make_admin(database)
    services.deactivate(second, by=first)

    with pytest.raises(NotAllowed):
        services.take_role(first, UserRole.ADMIN)


def test_nobody_closes_or_lowers_the_own_account(database: Session) -> None:
    admin = make_admin(database)
    make_admin(database)

    with pytest.raises(NotAllowed):
        services.deactivate(admin, by=admin)
    with pytest.raises(NotAllowed):
        services.erase_person(admin, by=admin)
    with pytest.raises(NotAllowed) as refusal:
        services.change_person(admin, by=admin, name="Анна", cohort="", roles=[], regions=[])
    assert refusal.value.field == "roles"


def test_deactivating_ends_all_sessions(database: Session) -> None:
    admin, person = make_admin(database), make_alumnus(database)
    session_key = person.fs_uniquifier

    services.deactivate(person, by=admin)

    assert not person.is_active
    assert person.fs_uniquifier != session_key
    assert person.state is PersonState.DEACTIVATED


def test_a_deactivated_account_can_be_opened_again(database: Session) -> None:
    admin, person = make_admin(database), make_alumnus(database)
    services.deactivate(person, by=admin)

    services.activate(person, by=admin)

    assert person.state is PersonState.ACTIVE


def test_an_erased_person_leaves_only_a_number(database: Session) -> None:
    admin = make_admin(database)
    person = make_official(
        database,
        email="olga@example.org",
        name="Ольга Ким",
        phone="+7 900 000-00-00",
        password="a long password",
    )
    services.record_sign_in(database, person, address="192.0.2.1", device="Firefox", succeeded=True)
    invitation, _token = make_invitation(
        database, by=admin, email="olga@example.org", role=UserRole.ADMIN, name="Ольга Ким"
    )
    number = person.id

    services.erase_person(person, by=admin)
    database.expire_all()

    assert person.id == number
    assert person.state is PersonState.ERASED
    assert person.display_name in {"Erased person", "Удалённый пользователь"}
    left = " ".join(str(value) for value in vars(person).values())
    for trace in ("olga", "Ольга", "Ким", "+7 900", "ольга", "argon2"):
        assert trace not in left
    assert person.password is None
    assert person.role_terms == []
    assert database.scalars(select(SignIn)).all() == []
    assert "olga" not in invitation.email
    assert invitation.name == ""
    assert invitation.revoked_at


def test_only_an_administrator_erases_and_an_erased_account_stays_so(database: Session) -> None:
    admin, person = make_admin(database), make_alumnus(database)

    with pytest.raises(NotAllowed):
        services.erase_person(person, by=make_alumnus(database))

    services.erase_person(person, by=admin)
    with pytest.raises(NotAllowed):
        services.activate(person, by=admin)
    with pytest.raises(NotAllowed):
        services.change_person(person, by=admin, name="Ольга", cohort="", roles=[], regions=[])


def test_sign_ins_older_than_a_year_are_let_go(database: Session) -> None:
    person = make_alumnus(database)
    old = services.record_sign_in(database, person, address="", device="", succeeded=True)
    old.at = utc_now() - timedelta(days=366)
    database.flush()

    services.record_sign_in(database, person, address="", device="", succeeded=False)
    database.flush()

    assert [each.succeeded for each in database.scalars(queries.sign_ins_of(person))] == [False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("кольцов", True),
        ("КОЛЬЦОВ сергей", True),
        ("Сергеи", False),
        ("артем", True),
        ("АРТЁМ", True),
        ("kolts@", True),
        ("2025", True),
        ("100%", False),
        ("Лебедева", False),
    ],
)
def test_people_are_found_by_any_part_of_name_address_or_cohort(
    database: Session, text: str, *, found: bool
) -> None:
    person = make_alumnus(database, name="Артём Сергей Кольцов", email="kolts@example.org", cohort="2025")

    assert (person in database.scalars(queries.people(PeopleFilter(text=text))).all()) is found


def test_people_are_narrowed_by_role_region_and_state(database: Session) -> None:
    admin = make_admin(database)
    official = make_official(database, "RU-ALT")
    elsewhere = make_official(database, "RU-TOM")
    gone = make_official(database, "RU-ALT")
    services.deactivate(gone, by=admin)
    erased = make_alumnus(database)
    services.erase_person(erased, by=admin)

    def found(**wanted: object) -> set[int]:
        return {each.id for each in database.scalars(queries.people(PeopleFilter(**wanted)))}  # type: ignore[arg-type]  # by name

    assert found() == {admin.id, official.id, elsewhere.id, gone.id}
    assert found(role=UserRole.OFFICIAL, region="RU-ALT") == {official.id, gone.id}
    assert found(role=UserRole.OFFICIAL, region="RU-ALT", state=PersonState.ACTIVE) == {official.id}
    assert found(state=PersonState.DEACTIVATED) == {gone.id}
    assert found(state=PersonState.ERASED) == {erased.id}
