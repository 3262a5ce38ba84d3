"""The record of an alumnus: made, changed, tied to an account, erased; cohorts; the accounts that follow and are followed."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.databases import Statements
from tests.factories.accounts import make_admin, make_alumnus, make_programme_staff, make_user
from tests.factories.partners import make_organisation
from tests.factories.people import entry_of, make_cohort, make_entry
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker import portions
from tracker.accounts import invitations
from tracker.accounts import services as accounts
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.errors import DomainError, Duplicate
from tracker.history import chain
from tracker.history.models import Entry
from tracker.partners.terms import Sector
from tracker.people import cohorts, queries, services
from tracker.people.models import Alumnus, Cohort, Consent, Upload
from tracker.people.queries import Filter
from tracker.people.terms import AccountState, Reach, Recorded
from tracker.projects.terms import Visibility


def test_a_new_account_of_an_alumnus_gets_a_record_that_nobody_sees(database: Session) -> None:
    person = accounts.add_person(
        database, email="vera@example.org", name="Vera", roles=[UserRole.ALUMNUS], cohort="Intake 2024"
    )

    one = entry_of(person, database)

    assert (one.name, one.email, one.entry_reach) == ("Vera", "vera@example.org", Reach.NOBODY)
    assert one.cohort is not None
    assert one.cohort.name == "Intake 2024"


def test_an_account_of_another_role_gets_none(database: Session) -> None:
    assert queries.entry_of(database, make_programme_staff(database)) is None


def test_a_record_of_the_same_address_is_tied_and_gives_its_cohort(database: Session) -> None:
    cohort = make_cohort(database, "Intake 2023")
    known = make_entry(database, "Vera Pavlova", email="vera@example.org", cohort_id=cohort.id)

    person = accounts.add_person(database, email="Vera@Example.org", name="Vera P.", roles=[UserRole.ALUMNUS])

    assert entry_of(person, database) is known
    assert person.cohort == "Intake 2023"
    assert database.scalars(select(Alumnus)).all() == [known]


def test_cohort_and_name_stay_in_step_both_ways(database: Session) -> None:
    admin, person = make_admin(database), make_alumnus(database, name="Vera")
    one = entry_of(person, database)

    accounts.change_person(
        person, by=admin, name="Vera Pavlova", cohort="Intake 7", roles=[UserRole.ALUMNUS], regions=[]
    )
    database.refresh(one)
    assert one.name == "Vera Pavlova"
    assert one.cohort is not None
    assert one.cohort.name == "Intake 7"

    cohorts.edit(one.cohort, by=admin, name="Intake Seven")
    assert person.cohort == "Intake Seven"

    services.edit(one, by=admin, name="Vera Ivanova", cohort_id=None)
    assert (person.name, person.cohort) == ("Vera Ivanova", "")


def test_one_cohort_is_not_recorded_twice(database: Session) -> None:
    make_cohort(database, "Набор 2024")

    with pytest.raises(Duplicate):
        make_cohort(database, "НАБОР  2024")
    assert cohorts.named(database, "набор 2024", by=None) in database.scalars(select(Cohort)).all()
    assert len(database.scalars(select(Cohort)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("email", "no address"),
        ("region_code", "RU-XX"),
        ("cohort_id", 999),
        ("skill_names", ["x" * 61]),
        ("skill_names", [f"s{n}" for n in range(31)]),
        ("phone", "1" * 61),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    database: Session, field: str, value: object
) -> None:
    one = make_entry(database)

    with pytest.raises(DomainError) as refusal:
        services.edit(one, by=None, **{field: value})

    assert refusal.value.field == field


def test_an_address_belongs_to_one_record(database: Session) -> None:
    make_entry(database, email="vera@example.org")

    with pytest.raises(Duplicate):
        make_entry(database, email="VERA@example.org")


def test_skills_are_spelt_as_the_first_one_did(database: Session) -> None:
    make_entry(database, skills=["Фандрайзинг"])

    assert make_entry(database, skills=["фандрайзинг", " ФАНДРАЙЗИНГ ", "медиация"]).skill_names == [
        "Фандрайзинг",
        "медиация",
    ]


def test_the_record_of_the_organisation_is_found_where_there_is_no_doubt(database: Session) -> None:
    known = make_organisation(database, "ООО «Ромашка»")

    assert make_entry(database, organisation_name='"Ромашка", ООО').organisation_id == known.id
    make_organisation(database, "АНО «Ромашка»")
    assert make_entry(database, organisation_name="Ромашка").organisation_id is None


def test_the_list_is_narrowed_by_everything_and_by_nothing_hidden(database: Session) -> None:
    staff = make_programme_staff(database)
    cohort = make_cohort(database)
    busy = make_alumnus(database, name="Busy Broker")
    make_partnership(database, by=busy, visibility=Visibility.PROGRAMME)
    secret = make_alumnus(database, name="Secret Broker")
    make_partnership(database, by=secret, visibility=Visibility.TEAM)
    listed = make_entry(
        database,
        "Ёлкина Анна",
        cohort_id=cohort.id,
        region_code="RU-ALT",
        skills=["Медиация"],
        email="anna@example.org",
        organisation_name="Дом дружбы",
    )

    def names(**wanted: object) -> set[str]:
        query = queries.register(Filter(**wanted), staff, utc_now())  # type: ignore[arg-type]  # by name
        return {each.name for each in database.scalars(query)}

    assert names(text="елкина") == names(text="АННА ёлк") == names(text="дружбы") == {listed.name}
    assert names(text="anna@example.org") == {listed.name}
    assert names(text="anna@example") == set()
    assert names(cohort=cohort.id) == names(region_code="RU-ALT") == names(skill="медиация") == {listed.name}
    assert names(account=AccountState.NONE) == {listed.name}
    assert names(recorded=Recorded.YES) == {"Busy Broker"}
    assert "Secret Broker" in names(recorded=Recorded.NO)


def test_a_record_shows_only_the_partnerships_that_the_reader_may_see(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    broker = make_alumnus(database, name="Busy Broker")
    make_partnership(database, by=broker, title="Open garden", visibility=Visibility.PROGRAMME)
    make_partnership(database, by=broker, title="Hidden garden", visibility=Visibility.TEAM)

    page = sign_in(make_programme_staff(database)).visit(f"/people/{entry_of(broker, database).id}")

    assert "Open garden" in page.text
    assert "Recorded 1 partnership." in page.text
    assert "Hidden garden" not in page.text


def test_contacts_without_consent_stand_in_no_list_and_no_export(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    make_entry(database, "Nobodova Nina", email="nobodova@example.org", phone="+7 900 333-33-33")
    make_entry(
        database,
        "=cmd|' /C calc'!A0",
        entry=Reach.STAFF,
        contacts=Reach.STAFF,
        email="open@example.org",
        phone="+7 900 444-44-44",
    )
    visitor = sign_in(make_programme_staff(database))

    assert "nobodova@" not in visitor.visit("/people").text
    exported = visitor.open("/people/export/csv").get_data(as_text=True)

    assert "Nobodova Nina" in exported
    assert "nobodova@" not in exported
    assert "333-33-33" not in exported
    assert "open@example.org" in exported
    assert "'+7 900 444-44-44" in exported
    assert "'=cmd" in exported


def test_a_file_holds_the_list_in_its_order_read_in_portions(
    database: Session,
    sign_in: Callable[..., Visitor],
    count_queries: Callable[[], AbstractContextManager[Statements]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    intake = make_cohort(database, "Intake 2024")
    for place, name in enumerate(("Yurieva Yana", "Borisova Bella", "Gromova Galina", "Adamova Anna")):
        make_entry(
            database,
            name,
            cohort_id=intake.id if place else None,
            region_code="RU-ALT",
            sector=Sector.NONPROFIT,
            skills=["mediation", "art", f"law {place}"],
            contacts=Reach.STAFF,
            entry=Reach.STAFF,
            email=f"p{place}@example.org",
        )
    services.erase(make_entry(database, "Gone Galina", email="gone@example.org"), by=None)
    staff = make_programme_staff(database)
    visitor = sign_in(staff)
    taken = {}
    for at_once in (500, 2):
        monkeypatch.setattr(portions, "AT_ONCE", at_once)
        with count_queries() as asked, caplog.at_level(logging.INFO):
            content = visitor.open("/people/export/xlsx").get_data()
        taken[at_once] = sum("alumni_skills" in each for each in asked)
        headings, *rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        )
        shown = [dict(zip(headings, row, strict=True)) for row in rows]
        assert [each["Name"] for each in shown] == [
            "Adamova Anna",
            "Borisova Bella",
            "Gromova Galina",
            "Yurieva Yana",
        ]
        assert [each["Skills"] for each in shown] == [
            f"mediation, art, law {place}" for place in (3, 1, 2, 0)
        ]
        assert [each["Cohort"] for each in shown] == ["Intake 2024", "Intake 2024", "Intake 2024", ""]
        assert {(each["Region"], each["Sector"]) for each in shown} == {("Altai Krai", "Non-profit")}
        assert f"account {staff.id} exported 4 records of alumni" in caplog.text
        caplog.clear()
    assert taken[2] == taken[500] + 1
    only = visitor.open("/people/export/csv?q=bella").get_data(as_text=True)
    assert "Borisova" in only
    assert "Adamova" not in only


def test_two_people_who_edit_lose_nothing(database: Session, sign_in: Callable[..., Visitor]) -> None:
    one = make_entry(database, "Vera", position="teacher", phone="1234567")
    address = f"/people/{one.id}/edit"
    first, second = sign_in(make_programme_staff(database)), sign_in(make_admin(database))
    opened_by_first, opened_by_second = first.visit(address), second.visit(address)

    second.submit(opened_by_second, position="headmistress")
    first.submit(opened_by_first, phone="7654321", skill_names="mediation")

    database.refresh(one)
    assert (one.position, one.phone, one.skill_names) == ("headmistress", "7654321", ["mediation"])

    page = first.submit(opened_by_first, position="director", phone="7654321", skill_names="mediation")
    assert "headmistress" in page.text
    assert "director" in page.text
    database.refresh(one)
    assert one.position == "headmistress"


def test_the_owner_and_the_programme_edit_at_once_and_lose_nothing(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    user = make_alumnus(database, name="Vera")
    one = entry_of(user, database)
    own, staff = sign_in(user), sign_in(make_programme_staff(database))
    opened = own.visit("/profile/directory")

    staff.submit(staff.visit(f"/people/{one.id}/edit"), position="mayor")
    own.submit(opened, form="form[action$='/profile/directory']", organisation_name="Town hall")

    database.refresh(one)
    assert (one.position, one.organisation_name) == ("mayor", "Town hall")


def test_every_change_says_who_made_it(database: Session, sign_in: Callable[..., Visitor]) -> None:
    staff = make_programme_staff(database, name="Anna Staff")
    one = make_entry(database, "Vera")
    visitor = sign_in(staff)

    visitor.submit(visitor.visit(f"/people/{one.id}/edit"), position="teacher")

    page = visitor.visit(f"/people/{one.id}/history")
    assert "Anna Staff" in page.text
    assert "teacher" in page.text


@pytest.mark.parametrize("from_account", [False, True])
def test_erasing_leaves_no_trace_in_record_history_lists_and_account(
    database: Session, *, from_account: bool
) -> None:
    admin = make_admin(database)
    user = make_alumnus(database, name="Erasova Elena", email="erasova@example.org")
    one = entry_of(user, database)
    services.edit(
        one, by=user, phone="+7 900 555-55-55", skill_names=["erasing"], organisation_name="Erasov and sons"
    )
    database.add(
        Upload(
            name="list.csv",
            headings=["name"],
            rows=[[2, ["Erasova Elena"]], [3, ["Other"]]],
            columns=["name"],
            counts={},
        )
    )
    database.flush()

    if from_account:
        accounts.erase_person(user, by=admin)
    else:
        services.erase(one, by=admin)

    database.expire_all()
    assert one.is_erased
    assert user.erased_at is not None
    assert (one.name, one.email, one.phone, one.skill_names, one.user_id) == ("", None, "", [], user.id)
    entries = database.scalars(select(Entry).where(Entry.book_id == one.book_id)).all()
    assert "Erasov" not in repr([entry.parts for entry in entries])
    assert "555-55-55" not in repr([entry.parts for entry in entries])
    assert list(chain.verify(database, book_id=one.book_id)) == []
    assert database.scalars(select(Upload)).one().rows == [[3, ["Other"]]]
    assert database.scalars(select(Consent).where(Consent.alumnus_id == one.id)).all() == []


def test_erasing_somebody_without_an_account_ends_the_open_invitation(database: Session) -> None:
    admin = make_admin(database)
    one = make_entry(database, "Vera", email="vera@example.org")
    invitation, _token = invitations.invite(
        database,
        email="vera@example.org",
        role=UserRole.ALUMNUS,
        by=admin,
        joins={"kind": "alumnus", "id": one.id},
    )

    services.erase(one, by=admin)

    assert invitation.revoked_at is not None


def test_erasure_takes_the_name_typed_once_more(database: Session, sign_in: Callable[..., Visitor]) -> None:
    one = make_entry(database, "Vera Pavlova")
    visitor = sign_in(make_admin(database))

    page = visitor.submit(visitor.visit(f"/people/{one.id}/erase"), confirmation="Vera")
    assert "This is another name" in page.text

    page = visitor.submit(visitor.visit(f"/people/{one.id}/erase"), confirmation="vera  pavlova")
    assert "is erased" in page.text
    assert "Vera" not in visitor.visit("/people").text


def test_the_filter_of_partnerships_by_cohort_goes_on_working(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    cohort = make_cohort(database, "Intake 2020")
    broker = make_alumnus(database)
    services.edit(entry_of(broker, database), by=None, cohort_id=cohort.id)
    make_partnership(database, by=broker, title="Open garden", visibility=Visibility.PROGRAMME)

    page = sign_in(make_programme_staff(database)).visit("/partnerships?cohort=Intake+2020")

    assert "Open garden" in page.text


def test_cohorts_are_counted(database: Session, sign_in: Callable[..., Visitor]) -> None:
    cohort = make_cohort(database, "Intake 2020", year=2020, place="Tomsk")
    for _number in range(2):
        make_entry(database, cohort_id=cohort.id)
    broker = make_alumnus(database)
    services.edit(entry_of(broker, database), by=None, cohort_id=cohort.id)
    make_partnership(database, by=broker)

    staff = make_programme_staff(database)

    assert queries.counts_of_cohorts(database, staff)[cohort.id] == queries.CohortCounts(
        alumni=3, accounts=1, recorded=1
    )
    assert "1 of 3" in sign_in(staff).visit("/people/cohorts").text


def test_the_pages_are_in_order_in_both_languages(database: Session, sign_in: Callable[..., Visitor]) -> None:
    cohort = make_cohort(database, year=2020)
    one = make_entry(
        database,
        entry=Reach.STAFF,
        contacts=Reach.STAFF,
        email="vera@example.org",
        cohort_id=cohort.id,
        skills=["mediation"],
    )
    for language in ("en", "ru"):
        admin = sign_in(make_admin(database), language=language)
        for address in (
            "/people", "/people?q=nobody", f"/people?cohort={cohort.id}&account=no&recorded=yes&sector=business&skill=mediation",
            "/people?cohort=nonsense&account=nonsense&region=nonsense&page=nonsense", "/people/new", f"/people/new?cohort={cohort.id}",
            f"/people/{one.id}", f"/people/{one.id}/edit", f"/people/{one.id}/consent", f"/people/{one.id}/history", f"/people/{one.id}/erase",
            "/people/cohorts", "/people/cohorts/new", f"/people/cohorts/{cohort.id}/edit", "/people/import", "/people/invite",
            f"/people/invite?alumnus={one.id}", "/directory", "/directory?q=nobody",
        ):  # fmt: skip
            admin.visit(address)
        own = sign_in(make_alumnus(database), language=language)
        own.visit("/profile/directory")
        own.visit("/profile")


def test_somebody_from_before_gets_an_entry_when_it_is_opened(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    user = make_user(database, name="Vera")
    accounts._set_roles(database, user, [UserRole.ALUMNUS])
    database.flush()

    page = sign_in(user).visit("/profile/directory")

    assert page.status == 200
    assert entry_of(user, database).name == "Vera"
