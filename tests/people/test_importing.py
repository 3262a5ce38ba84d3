"""An import says before what it does, does exactly that, and nothing the second time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import databases
from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.people import entry_of, make_cohort, make_entry
from tests.factories.regions import make_region
from tests.visitor import Visitor
from tracker.accounts.models import User
from tracker.database import utc_now
from tracker.errors import Conflict, WrongState
from tracker.history import chain
from tracker.people import consenting, export, importing, planning, queries, reading, services
from tracker.people.columns import guess
from tracker.people.models import Alumnus, Cohort, Consent, Upload
from tracker.people.planning import Plan
from tracker.people.queries import Filter
from tracker.people.terms import ConsentWay, Fate, Reach
from tracker.sheets import as_csv, as_xlsx

HEADINGS = [
    "Name",
    "E-mail",
    "Phone",
    "Cohort",
    "Sector",
    "Region",
    "Organisation",
    "Position",
    "Skills",
    "Shown in the directory",
    "Contacts shown",
    "Day of consent",
]
QUIET = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def upload_of(session: Session, by: User, *rows: list[str], headings: list[str] | None = None) -> Upload:
    table = reading.Table(headings or HEADINGS, [(number, row) for number, row in enumerate(rows, start=2)])
    return importing.keep(session, table, name="list.csv", by=by)


def row(name: str = "", email: str = "", **more: str) -> list[str]:
    given = {"Name": name, "E-mail": email, **{key.replace("_", " "): value for key, value in more.items()}}
    return [given.get(heading, "") for heading in HEADINGS]


def run(upload: Upload, by: User) -> Plan:
    return importing.run(upload, by=by, seen=importing.plan_of(upload).fingerprint())


def send(visitor: Visitor, content: bytes, name: str) -> TestResponse:
    """Upload a file."""
    data = {"csrf_token": visitor.csrf_token(), "file": (io.BytesIO(content), name)}
    return visitor.open("/people/import", method="POST", data=data)


def fates(plan: Plan) -> list[str]:
    return [each.fate.code for each in plan.rows]


@pytest.fixture
def staff(database: Session) -> User:
    make_region(database, "RU-ALT")
    return make_programme_staff(database)


def test_skills_of_a_list_are_spelt_as_the_first_one_did(database: Session, staff: User) -> None:
    make_entry(database, skills=["Медиация"])
    make_entry(database, skills=["медиация", "Law"])

    run(
        upload_of(database, staff, row("Vera", Skills="МЕДИАЦИЯ, law, Art"), row("Olga", Skills="art")), staff
    )

    made = database.scalars(
        select(Alumnus).where(Alumnus.name.in_(["Vera", "Olga"])).order_by(Alumnus.id)
    ).all()
    assert [each.skill_names for each in made] == [["Медиация", "Law", "Art"], ["Art"]]


def test_what_is_written_in_one_go_is_what_the_record_would_keep(database: Session, staff: User) -> None:
    run(
        upload_of(
            database, staff, row("  Ёлкина,  Анна", Organisation="Дом", Position="учитель", Skills="a, b")
        ),
        staff,
    )

    one = database.scalars(select(Alumnus)).one()
    one.keep_search_key()
    assert not database.is_modified(one)
    assert list(chain.verify(database, book_id=one.book_id)) == []
    entry = database.scalars(queries.history_of(one)).one()
    assert (entry.author_id, entry.subject_id, entry.subject_version) == (staff.id, one.id, one.version)
    assert services.edit(one, by=staff, position="director")
    assert list(chain.verify(database, book_id=one.book_id)) == []


def test_nothing_is_written_before_the_import(database: Session, staff: User) -> None:
    upload = upload_of(database, staff, row("Vera", "vera@example.org", Cohort="Intake 1"))

    plan = importing.plan_of(upload)

    assert fates(plan) == ["new"]
    assert plan.new_cohorts == ["Intake 1"]
    assert database.scalars(select(Alumnus)).all() == []
    assert database.scalars(select(Cohort)).all() == []


def test_rows_become_records_with_all_they_say(database: Session, staff: User) -> None:
    upload = upload_of(
        database,
        staff,
        row(
            "Иванова Анна",
            "ANNA@example.org",
            Phone="+7 900 111-11-11",
            Cohort="Набор 1",
            Sector="НКО",
            Region="Алтайский край",
            Organisation="Дом",
            Position="учитель",
            Skills="медиация; фандрайзинг",
            Shown_in_the_directory="выпускникам",
            Contacts_shown="да",
            Day_of_consent="01.02.2024",
        ),
    )

    run(upload, staff)

    one = database.scalars(select(Alumnus)).one()
    assert (one.name, one.email, one.phone) == ("Иванова Анна", "anna@example.org", "+7 900 111-11-11")
    assert (one.region_code, one.organisation_name, one.position) == ("RU-ALT", "Дом", "учитель")
    assert one.skill_names == ["медиация", "фандрайзинг"]
    assert one.cohort is not None
    assert one.cohort.name == "Набор 1"
    assert (one.entry_reach, one.contact_reach) == (Reach.ALUMNI, Reach.STAFF)
    consents = database.scalars(select(Consent)).all()
    assert {(each.way, each.note, each.given_at.date().isoformat()) for each in consents} == {
        (ConsentWay.FILE, "list.csv", "2024-02-01")
    }
    assert list(chain.verify(database)) == []
    assert one.search_key.startswith("иванова анна")


def test_people_are_known_by_address_then_by_name_and_cohort(database: Session, staff: User) -> None:
    cohort = make_cohort(database, "Intake 1")
    by_address = make_entry(database, "Old Name", email="vera@example.org")
    by_name = make_entry(database, "Petrova Olga", cohort_id=cohort.id)
    upload = upload_of(
        database, staff,
        row("New Name", "vera@example.org"),
        row("ОЛЬГА", ""),
        row("olga PETROVA", "olga@example.org", Cohort="INTAKE 1"),
        row("Petrova Olga", "", Cohort="Intake 2"),
    )  # fmt: skip

    plan = importing.plan_of(upload)

    assert fates(plan) == ["changed", "new", "changed", "new"]
    assert plan.rows[0].known is not None
    assert plan.rows[0].known.id == by_address.id
    assert plan.rows[0].changes == {"name": ("Old Name", "New Name")}
    assert plan.rows[2].known is not None
    assert plan.rows[2].known.id == by_name.id
    assert plan.rows[2].changes == {"email": (None, "olga@example.org")}


def test_every_cell_that_cannot_be_taken_has_a_sentence(database: Session, staff: User) -> None:
    upload = upload_of(
        database, staff,
        row("", "vera@example.org"),
        row("Vera", "no address", Sector="moon", Region="Атлантида", Phone="call me", Shown_in_the_directory="maybe", Day_of_consent="soon"),
        row("Olga", Day_of_consent=(utc_now() + timedelta(days=9)).date().isoformat()),
        row("x" * 201),
    )  # fmt: skip

    plan = importing.plan_of(upload)

    assert [set(each.problems) for each in plan.rows] == [
        {"name"}, {"email", "sector", "region", "phone", "entry", "consented"}, {"consented"}, {"name"},
    ]  # fmt: skip
    assert all(sentence for each in plan.rows for sentence in each.problems.values())


def test_one_person_twice_in_a_file_counts_once(database: Session, staff: User) -> None:
    known = make_entry(database, "Known", email="known@example.org")
    upload = upload_of(
        database, staff,
        row("Vera", "vera@example.org"),
        row("Vera P.", "VERA@example.org"),
        row("Olga", "", Cohort="1"),
        row("olga", "", Cohort="1"),
        row("Olga", "olga@example.org", Cohort="1"),
        row("Known", "known@example.org"),
        row("Known", ""),
        row("Namesake", "a@example.org"),
        row("Namesake", "b@example.org"),
    )  # fmt: skip

    plan = importing.plan_of(upload)

    assert fates(plan) == [
        "new",
        "refused",
        "new",
        "refused",
        "refused",
        "unchanged",
        "refused",
        "new",
        "new",
    ]
    assert "2." in plan.rows[1].problems["email"]
    assert known.name == "Known"


def test_two_namesakes_in_the_records_are_not_guessed_between(database: Session, staff: User) -> None:
    make_entry(database, "Vera", email="a@example.org")
    make_entry(database, "Vera", email="b@example.org")

    plan = importing.plan_of(upload_of(database, staff, row("Vera"), row("Vera", "a@example.org")))

    assert fates(plan) == ["refused", "unchanged"]


def test_empty_cells_change_nothing(database: Session, staff: User) -> None:
    one = make_entry(database, "Vera", email="vera@example.org", phone="1234567", skills=["mediation"])

    run(upload_of(database, staff, row("Vera", "vera@example.org", Position="teacher")), staff)

    database.expire_all()
    assert (one.phone, one.skill_names, one.position) == ("1234567", ["mediation"], "teacher")


def test_a_list_does_not_undo_what_people_decided_themselves(database: Session, staff: User) -> None:
    user = make_alumnus(database, name="Vera", email="vera@example.org")
    one = entry_of(user, database)
    consenting.decide(one, by=user, way=ConsentWay.OWN, entry=Reach.STAFF, contacts=Reach.NOBODY)
    old = row("Vera", "vera@example.org", Shown_in_the_directory="alumni", Day_of_consent="2020-01-01")
    silent = row("Vera", "vera@example.org", Contacts_shown="alumni")

    for given_row in (old, silent):
        plan = importing.plan_of(upload_of(database, staff, given_row))
        assert fates(plan) == ["unchanged"]
        assert plan.rows[0].remarks
    assert (one.entry_reach, one.contact_reach) == (Reach.STAFF, Reach.NOBODY)


def test_a_list_gives_consent_where_nobody_decided_yet(database: Session, staff: User) -> None:
    one = make_entry(database, "Vera", email="vera@example.org")

    run(
        upload_of(
            database,
            staff,
            row("Vera", "vera@example.org", Contacts_shown="staff", Day_of_consent="2024-01-01"),
        ),
        staff,
    )

    database.expire_all()
    assert one.contact_reach is Reach.STAFF


def test_an_import_is_refused_when_the_records_changed_since_the_preview(
    database: Session, staff: User
) -> None:
    make_entry(database, "Vera", email="vera@example.org")
    upload = upload_of(database, staff, row("Vera", "vera@example.org", Position="teacher"))
    seen = importing.plan_of(upload).fingerprint()
    services.edit(database.scalars(select(Alumnus)).one(), by=staff, position="director")

    with pytest.raises(Conflict):
        importing.run(upload, by=staff, seen=seen)

    assert database.scalars(select(Alumnus)).one().position == "director"


def test_a_list_is_imported_once_and_keeps_only_what_was_refused(database: Session, staff: User) -> None:
    upload = upload_of(database, staff, row("Vera"), row("", "olga@example.org"))

    run(upload, staff)

    assert upload.rows == [[3, row("", "olga@example.org")]]
    assert upload.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    with pytest.raises(WrongState):
        run(upload, staff)


def test_refused_rows_can_be_mended_and_imported_again(database: Session, staff: User) -> None:
    upload = upload_of(database, staff, row("Vera", "no address", Position="teacher"))
    run(upload, staff)

    table = reading.read("refused.xlsx", as_xlsx(importing.refused_sheet(upload)))
    mended = [
        [cell.replace("no address", "vera@example.org") for cell in cells] for _number, cells in table.rows
    ]
    again = upload_of(database, staff, *mended, headings=table.headings)

    assert "anna@example.org" in table.rows[0][1][-1]
    assert fates(run(again, staff)) == ["new"]
    assert database.scalars(select(Alumnus)).one().position == "teacher"


def test_somebody_with_an_account_is_tied_to_it(database: Session, staff: User) -> None:
    user = make_programme_staff(database, email="vera@example.org")

    run(upload_of(database, staff, row("Vera", "vera@example.org", Cohort="Intake 1")), staff)

    assert entry_of(user, database).name == "Vera"
    assert user.cohort == "Intake 1"


NAMES = st.sampled_from(["Иванова Анна", "анна иванова", "Pavlova Vera", "Ким Ли", "", "  "])
EMAILS = st.sampled_from(
    ["", "", "a@example.org", "A@EXAMPLE.ORG", "b@example.org", "c@example.org", "wrong"]
)
CELLS = st.builds(
    row,
    NAMES,
    EMAILS,
    Phone=st.sampled_from(["", "+7 900 111-11-11", "none"]),
    Cohort=st.sampled_from(["", "1", "Intake", "INTAKE "]),
    Sector=st.sampled_from(["", "НКО", "business", "moon"]),
    Region=st.sampled_from(["", "Алтайский край", "RU-ALT", "nowhere"]),
    Position=st.sampled_from(["", "teacher", "=1+1"]),
    Skills=st.sampled_from(["", "медиация", "Медиация, law", "law;law"]),
    Shown_in_the_directory=st.sampled_from(["", "staff", "alumni", "nobody"]),
    Contacts_shown=st.sampled_from(["", "alumni", "no"]),
)


@pytest.mark.usefixtures("database_url")
@QUIET
@given(rows=st.lists(CELLS, min_size=1, max_size=8))
def test_the_same_file_twice_changes_nothing_and_an_export_neither(
    app: object, rows: list[list[str]]
) -> None:
    with databases.rolled_back(app) as session:  # type: ignore[arg-type]  # the application
        make_region(session, "RU-ALT")
        by = make_programme_staff(session)
        first = run(upload_of(session, by, *rows), by)
        counts = first.counts()
        assert sum(counts.values()) == len(rows)
        assert session.scalar(select(func.count()).select_from(Alumnus)) == counts[Fate.NEW]

        second = importing.plan_of(upload_of(session, by, *rows))
        assert not second.writes
        assert second.counts()[Fate.UNCHANGED] <= counts[Fate.NEW]

        listed = queries.register(Filter(), by, utc_now())
        content = as_csv(export.sheet_of(lambda: session, listed, by=by), delimiter=";")
        table = reading.read("export.csv", content) if counts[Fate.NEW] else None
        if table is not None:
            third = planning.plan(session, table.rows, guess(table.headings))
            assert not third.writes


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_the_whole_way_on_the_pages(
    database: Session, sign_in: Callable[..., Visitor], staff: User, name: str
) -> None:
    visitor = sign_in(staff)
    written = io.StringIO()
    csv.writer(written).writerows(
        [
            ["ФИО", "Почта", "Странная колонка"],
            ["Иванова Анна", "anna@example.org", "x"],
            ["", "b@example.org", ""],
        ]
    )
    content = written.getvalue().encode()
    if name.endswith("xlsx"):
        table = reading.read("a.csv", content)
        sheet = export.Sheet("t", table.headings, [cells for _number, cells in table.rows])
        content = as_xlsx(sheet)

    page = visitor.visit(send(visitor, content, name).headers["Location"])
    assert "What the import would do" in page.text
    assert "The name is missing." in page.text
    assert database.scalars(select(Alumnus)).all() == []

    columns = visitor.visit(f"{page.address}/columns")
    page = visitor.submit(columns, column_2="position")
    page = visitor.submit(page, form="form[action$='/run']")

    assert "The import is done: 1 record was written." in page.text
    assert database.scalars(select(Alumnus)).one().position == "x"
    refused = visitor.open(f"{page.address}/refused")
    assert refused.status_code == 200
    visitor.submit(page, form="form[action$='/discard']")
    assert visitor.open("/people/import/template").status_code == 200


def test_a_wrong_file_is_answered_beside_the_field(sign_in: Callable[..., Visitor], staff: User) -> None:
    visitor = sign_in(staff)

    assert "Choose a file." in visitor.submit(visitor.visit("/people/import")).text
    assert "This file is empty." in send(visitor, b"", "a.csv").get_data(as_text=True)
    assert "can be read" in send(visitor, b"PK nothing", "a.xlsx").get_data(as_text=True)


def test_many_records_are_written_with_as_many_statements_as_few(
    database: Session, staff: User, count_queries: Callable[[], AbstractContextManager[databases.Statements]]
) -> None:
    def written(people: int) -> int:
        upload = upload_of(
            database,
            staff,
            *(row(f"P {people} {n}", f"p{people}.{n}@a.example", Skills="law") for n in range(people)),
        )
        seen = importing.plan_of(upload).fingerprint()
        with count_queries() as statements:
            importing.run(upload, by=staff, seen=seen)
            return len(statements)

    assert written(40) == written(4)
    book_ids = database.scalars(select(Alumnus.book_id)).all()
    assert len(set(book_ids)) == 44
    assert [broken for book in book_ids for broken in chain.verify(database, book_id=book)] == []
    after = make_entry(database)  # whose numbers the database gives
    assert after.book_id not in book_ids


def test_many_rows_are_checked_with_as_many_queries_as_few(
    database: Session, staff: User, count_queries: Callable[[], AbstractContextManager[databases.Statements]]
) -> None:
    def checked(people: int) -> int:
        upload = upload_of(database, staff, *(somebody(number) for number in range(people)))
        database.expire_all()
        with count_queries() as queries:
            plan = importing.plan_of(upload)
        assert plan.counts()[Fate.NEW] == people
        return len(queries)

    checked(1)  # the regions are read once and remembered

    assert checked(50) == checked(500)


def somebody(number: int) -> list[str]:
    """A row of a list, of which every field has to be understood."""
    return row(
        f"Фамилия{number} Имя",
        f"p{number}@example.org",
        Cohort=f"Набор {number % 7}",
        Sector="НКО",
        Region="Алтайский край",
        Skills="медиация, law",
        Phone="+7 900 111-11-11",
    )
