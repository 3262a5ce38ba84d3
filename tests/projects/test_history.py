"""The history of a partnership as people read and write it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member, make_partnership
from tests.visitor import Visitor
from tracker.database import at, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history import chain
from tracker.history.models import Attachment, Entry
from tracker.history.terms import EntryKind
from tracker.projects import chronicle, keeping
from tracker.projects.models import Partnership
from tracker.projects.services import chronicle as services
from tracker.projects.services import record
from tracker.projects.terms import TeamRole, Visibility
from tracker.stores import Folder
from tracker.web import PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]

NOW = utc_now()
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database, visibility=Visibility.REGION)


@pytest.fixture
def broker(partnership: Partnership, sign_in: SignIn) -> Visitor:
    return sign_in(partnership.created_by)


def write(partnership: Partnership, title: str = "Встреча с директорами", **details: Any) -> Entry:
    given: dict[str, Any] = {
        "kind": EntryKind.MEETING,
        "happened_on": YESTERDAY,
        "by": partnership.created_by,
        "title": title,
    }
    return services.write_entry(partnership, **(given | details))


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/history"


def latest(partnership: Partnership, session: Session) -> Entry:
    entries = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc())
    return session.scalars(entries).unique().first()  # type: ignore[return-value]  # there is always the first entry


def upload(visitor: Visitor, partnership: Partnership, *files: tuple[bytes, str], **fields: Any) -> Any:
    data = {
        "csrf_token": visitor.csrf_token(),
        "kind": "meeting",
        "title": "Встреча",
        "happened_on": str(YESTERDAY),
        "files": [(BytesIO(content), name) for content, name in files],
        **fields,
    }
    return visitor.open(f"{home(partnership)}/new", method="POST", data=data)


def stored(app: Flask) -> list[Path]:
    folder = app.config["TRACKER_SETTINGS"].instance / "files"
    return [path for path in folder.rglob("*") if path.is_file()]


# --- writing ----------------------------------------------------------------------------------------------------------


def test_an_entry_keeps_the_day_it_happened_apart_from_the_day_it_was_written_down(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    page = broker.submit(
        broker.visit(f"{home(partnership)}/new"),
        kind="decision",
        title="Марафон в мае",
        happened_on=str(YESTERDAY),
        text="Собираем бумагу\n\nво всех школах",
        participants="Все четыре стороны",
        links="marathon.example/plan\nhttps://barnaul.example",
    )

    assert "Written down" in page
    assert "Took part: Все четыре стороны" in page
    assert page.link("marathon.example/plan") == "https://marathon.example/plan"
    entry = latest(partnership, database)
    assert (entry.kind, entry.happened_on) == (EntryKind.DECISION, YESTERDAY)
    assert entry.recorded_at.date() >= TODAY


def test_what_is_wrong_is_said_beside_its_field(partnership: Partnership, broker: Visitor) -> None:
    page = broker.submit(broker.visit(f"{home(partnership)}/new"), title="", links="not a link", text="Текст")

    assert page.texts("#title-error") == ["Please fill this in."]
    assert "not a web address" in page.texts("#links-error")[0]
    assert page.texts("#text") == ["Текст"]


def test_an_entry_brings_life(partnership: Partnership) -> None:
    with at(NOW + timedelta(days=40)):
        write(partnership)

    assert partnership.alive_on == (NOW + timedelta(days=40)).date()


def test_writing_history_does_not_make_the_form_of_another_one_stale(
    database: Session, partnership: Partnership
) -> None:
    before = partnership.version
    with at(NOW + timedelta(days=40)):
        write(partnership)

    database.flush()
    database.refresh(partnership)
    assert partnership.version == before


def test_automatic_kinds_and_days_to_come_are_refused(partnership: Partnership) -> None:
    with pytest.raises(DomainError) as refused:
        write(partnership, kind=EntryKind.STAGE_MOVED)
    assert refused.value.field == "kind"

    with pytest.raises(DomainError) as refused:
        write(partnership, happened_on=TODAY + timedelta(days=2))
    assert refused.value.field == "happened_on"


def test_whoever_lives_east_writes_of_a_day_that_has_not_begun_in_greenwich(partnership: Partnership) -> None:
    with at(NOW.replace(hour=20)):
        entry = write(partnership, happened_on=TODAY + timedelta(days=1))

    assert entry.happened_on == TODAY + timedelta(days=1)


def test_a_correction_stands_beside_the_earlier_entry_which_stays(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    entry = write(partnership, text="Пришли восемь директоров")

    page = broker.submit(
        broker.visit(f"{home(partnership)}/{entry.id}/correct"),
        text="Пришли девять директоров",
        reason="Обсчитались",
    )

    assert "Пришли восемь директоров" in page
    assert "Пришли девять директоров" in page
    assert "Reason: Обсчитались" in page
    correction = latest(partnership, database)
    assert correction.corrects is entry
    assert page.link("There is a correction to this entry") == f"{home(partnership)}/{correction.id}"
    assert page.link("Corrects an earlier entry") == f"{home(partnership)}/{entry.id}"


def test_what_tracker_wrote_is_not_corrected_by_hand(database: Session, partnership: Partnership) -> None:
    first = latest(partnership, database)

    with pytest.raises(WrongState):
        services.correct(first, by=partnership.created_by, reason="x", title="x")


def test_no_address_changes_or_deletes_an_entry(app: Flask) -> None:
    ends = {rule.rule.rsplit("/", 1)[-1] for rule in app.url_map.iter_rules() if "entry_id" in rule.arguments}

    assert ends == {"<int:entry_id>", "correct", "<part>", "<int:attachment_id>"}


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_history_is_filtered_by_kind_writer_and_period(partnership: Partnership, broker: Visitor) -> None:
    write(partnership, "Встреча")
    write(partnership, "Урок", kind=EntryKind.LESSON, happened_on=TODAY - timedelta(days=40))

    def titles(query: str) -> list[str]:
        return broker.visit(f"{home(partnership)}?{query}").texts(".story-title")

    assert titles("kind=lesson") == ["Урок"]
    assert titles("written_by=people") == ["Встреча", "Урок"]
    assert titles(f"since={YESTERDAY}&until={YESTERDAY}") == ["Встреча"]
    assert "No entry fits this choice" in broker.visit(f"{home(partnership)}?kind=problem")


def test_a_filter_that_means_nothing_is_said_and_left_out(partnership: Partnership, broker: Visitor) -> None:
    write(partnership)

    page = broker.visit(f"{home(partnership)}?since=someday&kind=party")

    assert page.texts("#since-error")
    assert "Встреча с директорами" in page


def test_strange_arguments_do_no_harm(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(f"{home(partnership)}?partnership_id=7&_external=1&_scheme=javascript&endpoint=x")

    assert page.link("Print") == f"{home(partnership)}/print"


def test_the_printed_chronicle_tells_it_in_the_order_in_which_it_happened(
    partnership: Partnership, broker: Visitor
) -> None:
    write(partnership, "Второе", happened_on=YESTERDAY)
    write(partnership, "Первое", happened_on=TODAY - timedelta(days=40))

    page = broker.visit(f"{home(partnership)}/print?written_by=people")

    assert page.texts(".story-title") == ["Первое", "Второе"]
    assert not page.select("nav")


def test_an_entry_has_a_lasting_address_on_whichever_page_it_stands(
    partnership: Partnership, broker: Visitor
) -> None:
    old = write(partnership, "Давно", happened_on=TODAY - timedelta(days=400))
    for number in range(PAGE_SIZE):
        write(partnership, f"Встреча {number}")

    response = broker.open(f"{home(partnership)}/{old.id}")

    assert response.headers["Location"] == f"{home(partnership)}?page=2#entry-{old.number}"
    assert "Давно" in broker.visit(f"{home(partnership)}?page=2")


def test_the_number_of_queries_does_not_grow_with_the_entries(
    partnership: Partnership, broker: Visitor, count_queries: Callable[..., Any]
) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            entry = write(partnership)
            services.correct(entry, by=partnership.created_by, reason="x", title="Исправлено")

    fill(1)
    broker.visit(home(partnership))
    keeping.pages.clear()
    with count_queries() as few:
        broker.visit(home(partnership))
    fill(9)
    with count_queries() as many:
        broker.visit(home(partnership))

    assert len(many) == len(few), "\n".join(many)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(partnership: Partnership, sign_in: SignIn, language: str) -> None:
    entry = write(partnership)
    visitor = sign_in(partnership.created_by, language=language)

    for address in ("", "/new", "/print", f"/{entry.id}/correct"):
        visitor.visit(home(partnership) + address)


# --- what the team keeps to itself ------------------------------------------------------------------------------------


@pytest.fixture
def others(database: Session, sign_in: SignIn) -> list[Visitor]:
    """Who sees the inside of the partnership without being in its team."""
    return [sign_in(make_official(database, "RU-ALT")), sign_in(make_programme_staff(database))]


def test_what_the_team_keeps_to_itself_is_in_no_list_no_print_and_no_count(
    partnership: Partnership, broker: Visitor, others: list[Visitor]
) -> None:
    secret = write(partnership, "Спор о деньгах", is_team_only=True)
    correction = services.correct(
        secret, by=partnership.created_by, reason="Уточнение", title="Спор о сроках"
    )

    assert "Спор о деньгах" in broker.visit(home(partnership))
    for other in others:
        for address in (home(partnership), f"{home(partnership)}/print", f"/partnerships/{partnership.id}"):
            assert "Спор" not in other.visit(address)
        assert other.is_refused(f"{home(partnership)}/{secret.id}")
        assert other.is_refused(f"{home(partnership)}/{correction.id}")


def test_pages_are_counted_without_what_the_reader_may_not_see(
    database: Session, partnership: Partnership, others: list[Visitor]
) -> None:
    for number in range(PAGE_SIZE + 1):
        write(partnership, f"Только нам {number}", is_team_only=True)

    assert not others[0].visit(home(partnership)).select(".paging a")
    visible = write(partnership, "Для всех", happened_on=TODAY - timedelta(days=400))
    user = make_programme_staff(database)
    assert chronicle.place_of(database, partnership, user, visible) == 1


def test_a_file_is_given_to_those_who_may_see_its_entry(
    database: Session, partnership: Partnership, others: list[Visitor], as_guest: Visitor, sign_in: SignIn
) -> None:
    broker = sign_in(partnership.created_by)
    upload(broker, partnership, (PDF, "Протокол.pdf"), is_team_only="y")
    entry = latest(partnership, database)
    address = f"{home(partnership)}/{entry.id}/files/{entry.attachments[0].id}"

    with broker.open(address) as response:
        assert (response.status_code, response.data) == (200, PDF)
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    assert all(other.is_refused(address) for other in (*others, as_guest, sign_in(make_alumnus(database))))


def test_a_file_is_not_given_out_under_the_address_of_another_entry_or_partnership(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    upload(broker, partnership, (PDF, "a.pdf"), is_team_only="y")
    secret = latest(partnership, database)
    public = write(partnership)
    foreign = make_partnership(database, by=partnership.created_by)

    assert broker.is_refused(f"{home(partnership)}/{public.id}/files/{secret.attachments[0].id}")
    assert broker.is_refused(f"{home(foreign)}/{secret.id}/files/{secret.attachments[0].id}")
    assert broker.is_refused(f"{home(foreign)}/{public.id}/correct")


# --- files ------------------------------------------------------------------------------------------------------------


def test_several_files_are_kept_and_their_checksums_sealed(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    upload(broker, partnership, (PDF, "Протокол.pdf"), ("Список".encode(), "школы.txt"))

    entry = latest(partnership, database)
    assert [each.file.name for each in entry.attachments] == ["Протокол.pdf", "школы.txt"]
    assert [each["sha256"] for each in entry.part("files")] == [
        each.file.sha256 for each in entry.attachments
    ]
    assert "Протокол.pdf" in broker.visit(home(partnership))


def test_when_one_file_is_refused_none_is_kept(
    app: Flask, database: Session, partnership: Partnership, broker: Visitor
) -> None:
    before, book = len(stored(app)), partnership.book.length

    response = upload(broker, partnership, (PDF, "Протокол.pdf"), (EXE, "virus.pdf"))

    assert "is not what its name says" in response.get_data(as_text=True)
    assert len(stored(app)) == before
    assert partnership.book.length == book
    assert database.scalars(select(Attachment)).unique().all() == []


# --- erasing ----------------------------------------------------------------------------------------------------------


def test_an_administrator_erases_personal_data_and_the_entry_says_so(
    database: Session, partnership: Partnership, sign_in: SignIn
) -> None:
    entry = write(partnership, participants="Геннадий Фролов")
    admin = sign_in(make_admin(database))
    assert "participants" in admin.visit(home(partnership)).texts("details a")

    page = admin.submit(
        admin.visit(f"{home(partnership)}/{entry.id}/erase/participants"), reason="Просьба участника"
    )

    assert "Геннадий Фролов" not in page
    assert "Erased as the law asks for: participants" in page
    assert f"A part of entry {entry.number} was erased" in page
    assert list(chain.verify(database, book_id=partnership.book_id)) == []


def test_an_erased_file_is_gone_from_the_store(
    app: Flask, database: Session, partnership: Partnership, broker: Visitor, sign_in: SignIn
) -> None:
    upload(broker, partnership, (PDF, "Геннадий Фролов.pdf"))
    entry = latest(partnership, database)
    admin = sign_in(make_admin(database))
    before = len(stored(app))

    page = admin.submit(
        admin.visit(f"{home(partnership)}/{entry.id}/erase/files"), reason="Просьба участника"
    )

    assert "This file was erased" in page
    assert "Фролов" not in page
    assert len(stored(app)) == before - 1
    assert admin.open(f"{home(partnership)}/{entry.id}/files/{entry.attachments[0].id}").status_code == 410


def test_the_erasure_of_what_the_team_keeps_to_itself_stays_inside_too(
    database: Session, partnership: Partnership, others: list[Visitor], tmp_path: Path
) -> None:
    entry = write(partnership, "Спор", is_team_only=True)

    services.erase_part(
        entry, "title", by=make_admin(database), reason="Имя в заголовке", store=Folder(tmp_path)
    )

    assert "Имя в заголовке" not in others[0].visit(home(partnership))


def test_only_what_people_wrote_can_be_erased_and_only_by_an_administrator(
    database: Session, partnership: Partnership, broker: Visitor, sign_in: SignIn
) -> None:
    entry = write(partnership)

    assert broker.is_refused(f"{home(partnership)}/{entry.id}/erase/title")
    record.set_visibility(partnership, Visibility.PUBLIC, by=partnership.created_by)
    changed = latest(partnership, database)
    admin = sign_in(make_admin(database))
    assert admin.is_refused(f"{home(partnership)}/{changed.id}/erase/visibility")


# --- who may ----------------------------------------------------------------------------------------------------------


def test_readers_and_strangers_write_nothing(
    database: Session, partnership: Partnership, others: list[Visitor], sign_in: SignIn, as_guest: Visitor
) -> None:
    entry, reader, stranger = write(partnership), make_alumnus(database), make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)

    for visitor in (*others, sign_in(reader), sign_in(stranger), as_guest):
        assert visitor.is_refused(f"{home(partnership)}/new")
        assert visitor.is_refused(f"{home(partnership)}/{entry.id}/correct")
    for visitor in (sign_in(stranger), as_guest):
        assert visitor.is_refused(home(partnership))
        assert visitor.is_refused(f"{home(partnership)}/print")
