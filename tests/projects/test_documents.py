"""Documents and their versions."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_admin, make_official, make_programme_staff
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.errors import DomainError, WrongState
from tracker.history.models import Entry
from tracker.projects.models import Document, Partnership
from tracker.projects.services import documents as services
from tracker.projects.terms import DocumentKind, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database, visibility=Visibility.REGION)


@pytest.fixture
def broker(partnership: Partnership, sign_in: SignIn) -> Visitor:
    return sign_in(partnership.created_by)


@pytest.fixture
def others(database: Session, sign_in: SignIn) -> list[Visitor]:
    return [sign_in(make_official(database, "RU-ALT")), sign_in(make_programme_staff(database))]


def add(partnership: Partnership, title: str = "Положение о марафоне", **details: Any) -> Document:
    given: dict[str, Any] = {
        "kind": DocumentKind.AGREEMENT,
        "by": partnership.created_by,
        "link": "https://marathon.example/rules",
    }
    return services.add_document(partnership, title=title, **(given | details))


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/documents"


def upload(
    visitor: Visitor, address: str, content: bytes = PDF, name: str = "Положение.pdf", **fields: Any
) -> Any:
    data = {"csrf_token": visitor.csrf_token(), "files": (BytesIO(content), name), **fields}
    return visitor.open(address, method="POST", data=data)


def download(visitor: Visitor, version: Any) -> tuple[int, bytes]:
    """What somebody gets as the file of a version."""
    with visitor.open(f"/document-versions/{version.id}/file") as response:
        return response.status_code, response.data


def last_entry(partnership: Partnership, session: Session) -> Entry:
    entries = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc())
    return session.scalars(entries).unique().first()  # type: ignore[return-value]  # there is always the first entry


def test_an_empty_page_says_what_to_keep_here(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert "Keep the agreement" in page
    assert page.texts("main a.btn").count("Add a document") == 1


def test_the_newest_version_is_the_current_one_and_all_stay(
    partnership: Partnership, broker: Visitor
) -> None:
    response = upload(broker, f"{home(partnership)}/new", kind="agreement", title="Положение")
    assert response.status_code == 303
    document = partnership.documents[0]

    page = broker.submit(
        broker.visit(f"/documents/{document.id}/versions/new"),
        link="marathon.example/v2",
        note="Добавлен график вывоза",
    )

    assert "The new version is now the current one" in page
    assert "Current version: 2" in page
    assert "1 earlier version" in page
    assert [version.number for version in document.versions] == [1, 2]
    assert document.current.link == "https://marathon.example/v2"
    assert download(broker, document.versions[0]) == (200, PDF)


def test_a_document_needs_a_file_or_a_link(partnership: Partnership, broker: Visitor) -> None:
    page = broker.submit(broker.visit(f"{home(partnership)}/new"), title="Положение", kind="agreement")

    assert page.texts("#files-error") == ["Choose a file or give a link."]
    with pytest.raises(DomainError):
        add(partnership, link="")


def test_a_refused_file_leaves_nothing_behind(app: Flask, partnership: Partnership, broker: Visitor) -> None:
    folder = app.config["TRACKER_SETTINGS"].instance / "files"
    before = list(folder.rglob("*"))

    response = upload(broker, f"{home(partnership)}/new", b"MZ\x90\x00", kind="agreement", title="Положение")

    assert "is not what its name says" in response.get_data(as_text=True)
    assert list(folder.rglob("*")) == before
    assert partnership.documents == []


def test_title_and_kind_can_be_changed_and_history_says_so(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    document = add(partnership)

    broker.submit(broker.visit(f"/documents/{document.id}/edit"), title="Соглашение", kind="minutes")

    entry = last_entry(partnership, database)
    assert entry.changes["title"] == {"old": "Положение о марафоне", "new": "Соглашение"}
    assert "The document “Положение о марафоне” was changed" in broker.visit(
        f"/partnerships/{partnership.id}/history"
    )


def test_a_document_goes_to_the_archive_and_comes_back(partnership: Partnership, broker: Visitor) -> None:
    document = add(partnership)

    broker.post(f"/documents/{document.id}/archive")
    page = broker.visit(home(partnership))
    assert "1 document in the archive" in page
    with pytest.raises(WrongState):
        services.archive_document(document, by=partnership.created_by)

    page = broker.submit(page, form=f'form[action="/documents/{document.id}/restore"]')
    assert "The document is on the list again" in page
    broker.post(f"/documents/{document.id}/restore")
    assert "on the list already" in broker.visit(home(partnership))


def test_what_the_team_keeps_to_itself_is_seen_by_the_team_only(
    app: Flask, partnership: Partnership, broker: Visitor, others: list[Visitor]
) -> None:
    upload(broker, f"{home(partnership)}/new", kind="agreement", title="Черновик сметы", is_team_only="y")
    document = partnership.documents[0]
    broker.submit(broker.visit(f"/documents/{document.id}/edit"), title="Смета, черновик")
    broker.post(f"/documents/{document.id}/archive")

    assert "Смета, черновик" in broker.visit(home(partnership))
    for other in others:
        for address in (
            home(partnership),
            f"/partnerships/{partnership.id}/history",
            f"/partnerships/{partnership.id}/history/print",
        ):
            page = other.visit(address)
            assert "сметы" not in page
            assert "черновик" not in page
        assert other.is_refused(f"/document-versions/{document.current.id}/file")


def test_strangers_get_no_file(
    database: Session, partnership: Partnership, broker: Visitor, as_guest: Visitor
) -> None:
    upload(broker, f"{home(partnership)}/new", kind="agreement", title="Положение")
    version = partnership.documents[0].current

    assert as_guest.is_refused(f"/document-versions/{version.id}/file")
    assert as_guest.is_refused(home(partnership))


def test_those_who_see_the_inside_read_documents_and_change_nothing(
    partnership: Partnership, broker: Visitor, others: list[Visitor]
) -> None:
    upload(broker, f"{home(partnership)}/new", kind="agreement", title="Положение")
    document = partnership.documents[0]

    for other in others:
        assert "Положение" in other.visit(home(partnership))
        assert download(other, document.current) == (200, PDF)
        assert other.is_refused(f"{home(partnership)}/new")
        assert other.is_refused(f"/documents/{document.id}/edit")
        assert other.is_refused(f"/documents/{document.id}/versions/new")
        assert other.is_refused(f"/documents/{document.id}/archive", method="POST")


def test_the_file_of_a_version_can_be_erased_from_the_history(
    app: Flask, database: Session, partnership: Partnership, broker: Visitor, sign_in: SignIn
) -> None:
    upload(broker, f"{home(partnership)}/new", kind="agreement", title="Список", name="Фролов.pdf")
    entry = last_entry(partnership, database)
    version = partnership.documents[0].current
    admin = sign_in(make_admin(database))

    admin.submit(
        admin.visit(f"/partnerships/{partnership.id}/history/{entry.id}/erase/files"),
        reason="Просьба участника",
    )

    assert "This file was erased" in admin.visit(home(partnership))
    assert download(admin, version)[0] == 410


def test_the_number_of_queries_does_not_grow_with_the_documents(
    partnership: Partnership, broker: Visitor, count_queries: Callable[..., Any]
) -> None:
    add(partnership)
    broker.visit(home(partnership))
    with count_queries() as few:
        broker.visit(home(partnership))
    for number in range(8):
        services.add_version(
            add(partnership, f"Протокол {number}"), by=partnership.created_by, link="https://example.org"
        )
    with count_queries() as many:
        broker.visit(home(partnership))

    assert len(many) == len(few), "\n".join(many)
