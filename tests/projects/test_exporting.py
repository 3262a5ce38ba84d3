"""A file of the list holds exactly the rows of the list, in its order, and tells each reader no more than the page does."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import MultiDict

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker import portions as reading
from tracker import sheets
from tracker.database import utc_now
from tracker.partners.terms import Sector
from tracker.projects import exporting, filters, rows
from tracker.projects.filters import Filter, Limits
from tracker.projects.services import partners
from tracker.projects.terms import Field, TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]

ADDRESS = "broker-of-all@example.org"
FILTERS = (
    "",
    "state=any",
    "sort=title",
    "sort=stage",
    "sort=alive",
    "region=RU-ALT",
    "region=RU-ALT&region=RU-TOM&sort=title",
    "q=Marathon",
    "visibility=region",
    "life=green",
    "mine=1",
    "field=health",
    "mix=cross_sector",
    "page=2",
)


@pytest.fixture
def people(database: Session) -> dict[str, User | None]:
    return {
        "visitor": None,
        "manager": make_alumnus(database, name="Мария", email=ADDRESS),
        "alumnus": make_alumnus(database),
        "official": make_official(database, "RU-ALT"),
        "staff": make_programme_staff(database),
    }


@pytest.fixture
def several(database: Session, people: dict[str, User | None]) -> list[Partnership]:
    """One for each visibility, in two regions; running, ended and archived; with partners, with and without brokers."""
    made = []
    today = utc_now().date()
    for place, visibility in enumerate((*Visibility, *Visibility)):
        partnership = make_partnership(
            database,
            title=f"=Marathon {place}",
            regions=("RU-ALT", "RU-TOM") if place % 2 else ("RU-TOM",),
            partners=(Sector.GOVERNMENT, Sector.NONPROFIT) if place % 3 else (),
            main_field=Field.HEALTH if place % 2 else None,
            visibility=visibility,
            municipality="Бийск; «центр»",
            ended_on=today if place == 3 else None,
            archived_at=utc_now() if place == 6 else None,
        )
        if place > 1:
            make_member(partnership, people["manager"], TeamRole.BROKER)
        made.append(partnership)
    gone = make_participation(made[4], Sector.BUSINESS)
    partners.partner_left(gone, by=made[4].created_by, reason="moved away", on=today - timedelta(days=3))
    database.flush()
    return made


def table_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def file_of(visitor: Visitor, address: str) -> bytes:
    response = visitor.open(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return response.get_data()


@pytest.mark.parametrize("who", ["visitor", "manager", "alumnus", "official", "staff"])
def test_a_file_says_what_the_rows_of_the_list_say(
    database: Session, people: dict[str, User | None], several: list[Partnership], who: str
) -> None:
    user, today = people[who], utc_now().date()
    for address in FILTERS:
        arguments = MultiDict([tuple(part.split("=")) for part in address.split("&") if part])
        found = filters.parse(arguments)[0].select(user, today)
        shown = rows.rows_of(database, database.execute(rows.select_rows(found)).all(), user, today=today)
        written = written_of(database, found, user, today)

        assert [each["id"] for each in written] == [row.id for row in shown]
        for row, each in zip(shown, written, strict=True):
            assert each["title"] == row.title
            assert each["stage"] == f"{row.stage.number}. {row.stage}"
            assert (each["round"], each["state"]) == (row.round, str(row.state))
            assert each["regions"] == ", ".join(row.region_names)
            assert each["sectors"] == ", ".join(str(sector) for sector in row.sectors)
            assert each["life_sign"] == (str(row.life_sign) if row.life_sign else "")
            assert each["brokers"] == ", ".join(sorted(broker.display_name for broker in row.brokers))
            assert each["addresses"].count("@") == len(row.brokers)


def written_of(database: Session, found: Any, user: User | None, today: date) -> list[dict[str, Any]]:
    return [
        dict(zip(portion, values, strict=True))
        for portion in exporting.portions(database, found, user, today=today, limits=Limits())
        for values in zip(*portion.values(), strict=True)
    ]


@pytest.mark.parametrize("who", ["visitor", "alumnus", "official", "staff"])
def test_who_sees_only_the_public_part_reads_nothing_of_the_inside(
    database: Session, people: dict[str, User | None], several: list[Partnership], who: str
) -> None:
    user, today = people[who], utc_now().date()
    found = Filter(shown=filters.Shown.ANY).select(user, today)
    inside = {
        each.id
        for each in several
        if user is not None
        and (
            (who == "staff" and each.visibility.reaches_programme)
            or (who == "official" and each.visibility.reaches_officials and "RU-ALT" in each.region_codes)
        )
    }

    for each in written_of(database, found, user, today):
        is_inside = each["id"] in inside
        assert (each["alive_on"] is not None) is is_inside
        assert bool(each["visibility"]) is is_inside
        assert is_inside or not (each["brokers"] or each["addresses"] or each["life_sign"])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_both_files_hold_the_list_of_the_address(
    people: dict[str, User | None], several: list[Partnership], sign_in: SignIn, language: str
) -> None:
    visitor = sign_in(people["staff"], language=language)

    table = table_of(file_of(visitor, "/partnerships/export/csv?region=RU-TOM&sort=title"))
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(file_of(visitor, "/partnerships/export/xlsx?region=RU-TOM&sort=title"))
    )
    headings, *lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)

    title, number = {"en": ("Title", "Number"), "ru": ("Название", "Номер")}[language]
    state, states = {
        "en": ("State", {"Active", "Ended"}),
        "ru": ("Состояние", {"Действует", "Завершено"}),
    }[language]
    assert {row[state] for row in table} <= states
    assert [row[title] for row in table] == [
        f"'=Marathon {place}" for place in (1, 2, 3, 5, 7)
    ]  # those of the team alone are not for staff, and one lies in the archive
    assert list(table[0]) == headings
    assert [str(int(line[headings.index(number)])) for line in lines] == [row[number] for row in table]
    assert [line[headings.index(title)] for line in lines] == [row[title][1:] for row in table]
    assert list(table[0].values())[-1].endswith(f"/partnerships/{table[0][number]}")


@pytest.mark.parametrize("who", ["visitor", "manager", "alumnus", "official", "staff"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_never_names_the_address_of_a_broker(
    people: dict[str, User | None],
    several: list[Partnership],
    sign_in: SignIn,
    as_guest: Visitor,
    who: str,
    ending: str,
) -> None:
    visitor = sign_in(people[who]) if people[who] is not None else as_guest
    content = file_of(visitor, f"/partnerships/export/{ending}?state=any")

    if ending == "xlsx":
        lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        content = repr(lines).encode()
    assert b"Marathon" in content
    assert ADDRESS.encode() not in content
    assert ("Мария".encode() in content) is (who in {"manager", "official", "staff"})


def test_the_list_leads_to_its_files_with_its_filter(
    people: dict[str, User | None], several: list[Partnership], sign_in: SignIn
) -> None:
    page = sign_in(people["staff"]).visit("/partnerships?region=RU-TOM&sort=title&page=1")

    links = {str(link["href"]) for link in page.select(".downloads a")}
    assert links == {
        "/partnerships/export/xlsx?region=RU-TOM&sort=title",
        "/partnerships/export/csv?region=RU-TOM&sort=title",
    }


def test_one_statement_reads_the_list_and_names_are_asked_for_portion_by_portion(
    database: Session,
    people: dict[str, User | None],
    several: list[Partnership],
    count_queries: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def statements(at_once: int) -> int:
        monkeypatch.setattr(reading, "AT_ONCE", at_once)
        queries: Statements
        with count_queries() as queries:
            found = Filter(shown=filters.Shown.ANY).select(people["staff"], utc_now().date())
            assert len(written_of(database, found, people["staff"], utc_now().date())) == 6
        return len(queries)

    statements(1000)  # the regions are known from here
    whole, in_twos = statements(1000), statements(2)

    # The reader with roles and regions, the stamp of the regions, the own teams, the list, organisations, people.
    assert whole <= 3 + 5
    assert in_twos <= whole + 2 * 2


def test_the_first_rows_are_sent_before_the_last_are_read(
    database: Session,
    several: list[Partnership],
    people: dict[str, User | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    monkeypatch.setattr(sheets, "AT_ONCE", 2)
    read: list[int] = []
    write = exporting._Writer.write
    monkeypatch.setattr(
        exporting._Writer, "write", lambda self, rows: (read.append(len(rows)), write(self, rows))[1]
    )
    today = utc_now().date()
    found = Filter(shown=filters.Shown.ANY).select(people["staff"], today)
    sheet = exporting.sheet_of(
        lambda: database, found, people["staff"], today=today, limits=Limits(), page="/"
    )
    coming = sheets.csv_portions(sheet)

    assert next(coming).startswith("\ufeff".encode())
    assert not read
    next(coming)
    assert sum(read) < 6
    assert len([*coming]) == 2


def test_a_csv_that_breaks_off_does_not_end_well(
    several: list[Partnership],
    as_guest: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_given: object) -> None:
        raise OSError("The disk is gone")

    monkeypatch.setattr(exporting._Writer, "write", broken)

    with pytest.raises(OSError, match="disk is gone"):
        as_guest.open("/partnerships/export/csv")
    assert "broke off" in caplog.text


def test_an_xlsx_that_cannot_be_made_is_not_sent(
    several: list[Partnership], as_guest: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise OSError("The disk is gone")

    monkeypatch.setattr(exporting._Writer, "write", broken)

    with pytest.raises(OSError, match="disk is gone"):
        as_guest.open("/partnerships/export/xlsx")
