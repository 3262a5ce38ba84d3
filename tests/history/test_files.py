"""Files follow the transaction of their rows, in whatever store; commands bring them into another one and prove that all are there."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import object_store
from tests.factories.accounts import make_admin
from tests.factories.projects import make_partnership
from tracker.config import Settings, store_at
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.history import files
from tracker.history.models import StoredFile
from tracker.projects.services import chronicle
from tracker.stores import Folder, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.projects.models import Partnership
    from tracker.stores import Store

CONTENT = "Договорились о вывозе".encode()


@pytest.fixture
def remote() -> Iterator[object_store.ObjectStore]:
    with object_store.running() as running:
        yield running


@pytest.fixture
def bucket(remote: object_store.ObjectStore, tmp_path: Path) -> Store:
    """A bucket, chosen as an installation chooses it."""
    settings = Settings(
        instance=tmp_path,
        secret_key="",
        password_salt="",
        database_url="",
        files="s3://files",
        s3_endpoint=remote.endpoint,
        s3_region=object_store.REGION,
        s3_access_key=object_store.ACCESS_KEY,
        s3_secret_key=object_store.SECRET_KEY,
    )
    return store_at(settings, settings.files)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Folder(tmp_path / "files") if request.param == "folder" else request.getfixturevalue("bucket")


def keep(session: Session, store: Store, name: str = "notes.txt") -> StoredFile:
    return files.keep(session, store, BytesIO(CONTENT), name, by=make_admin(session), limit=10_000)


# --- transactions -----------------------------------------------------------------------------------------------------


def test_a_file_stays_when_its_row_is_committed(database: Session, store: Store) -> None:
    file = keep(database, store)

    database.commit()

    assert store.exists(file.key)


def test_a_file_goes_when_its_row_is_rolled_back(database: Session, store: Store) -> None:
    key = keep(database, store).key

    database.rollback()

    assert not store.exists(key)


def test_a_file_goes_when_a_request_ends_without_a_commit(database: Session, store: Store) -> None:
    key = keep(database, store).key

    database.close()

    assert not store.exists(key)


def test_of_a_savepoint_that_is_rolled_back_nothing_stays(database: Session, store: Store) -> None:
    kept = keep(database, store)
    inner = database.begin_nested()
    lost = keep(database, store).key
    inner.rollback()

    database.commit()

    assert store.exists(kept.key)
    assert not store.exists(lost)


def test_an_erased_file_goes_with_the_commit_and_not_before(database: Session, store: Store) -> None:
    file = keep(database, store)
    database.commit()

    files.erase(store, file)
    with database.begin_nested():
        database.flush()
    assert store.exists(file.key)
    database.commit()

    assert not store.exists(file.key)


def test_a_file_whose_erasure_is_rolled_back_stays(database: Session, store: Store) -> None:
    file = keep(database, store)
    database.commit()

    files.erase(store, file)
    database.rollback()
    database.commit()

    assert store.exists(file.key)
    assert file.name == "notes.txt"


def test_a_store_that_fails_after_the_commit_is_noted_and_disturbs_nobody(
    database: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = Folder(tmp_path)
    file = keep(database, store)
    database.commit()
    files.erase(store, file)

    def refuse(*_arguments: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(Folder, "remove", refuse)
    database.commit()

    assert file.erased_at is not None
    assert f"The file {file.key} could not be removed" in caplog.text


def test_a_refused_file_is_not_recorded(database: Session, store: Store) -> None:
    with pytest.raises(DomainError):
        keep(database, store, "virus.exe")

    assert database.query(StoredFile).count() == 0


# --- pages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


@pytest.fixture
def address(app: Flask, partnership: Partnership, database: Session, store: Store) -> Iterator[str]:
    """The address of a file of the history, in either store."""
    usual, app.extensions["file_store"] = app.extensions["file_store"], store
    entry = chronicle.write_entry(
        partnership,
        chronicle.EntryKind.MEETING,
        by=partnership.created_by,
        happened_on=partnership.created_at.date(),
        title="Встреча",
        stored=[keep(database, store)],
    )
    database.commit()
    yield f"/partnerships/{partnership.id}/history/{entry.id}/files/{entry.attachments[0].id}"
    app.extensions["file_store"] = usual


@pytest.fixture
def broker(partnership: Partnership, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(partnership.created_by)


def test_a_file_comes_through_tracker_from_either_store(address: str, broker: Visitor) -> None:
    with broker.open(address) as answer:
        assert (answer.status_code, answer.data) == (200, CONTENT)
        assert answer.content_length == len(CONTENT)
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_interrupted_download_can_go_on(address: str, broker: Visitor) -> None:
    with broker.open(address, headers={"Range": "bytes=5-"}) as rest:
        assert (rest.status_code, rest.data) == (206, CONTENT[5:])


def test_a_file_that_the_reader_has_is_not_sent_again(address: str, broker: Visitor) -> None:
    with broker.open(address) as first:
        mark = first.headers["ETag"]

    with broker.open(address, headers={"If-None-Match": mark}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_strangers_get_no_file_from_either_store(address: str, as_guest: Visitor) -> None:
    assert as_guest.is_refused(address)


def test_a_store_that_does_not_answer_is_no_error_of_the_reader(
    app: Flask, address: str, broker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(type(app.extensions["file_store"]), "open", refuse)

    assert broker.open(address).status_code == 503


# --- commands -----------------------------------------------------------------------------------------------------------


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["files", *arguments])


@pytest.fixture
def recorded(own_app: Flask) -> Iterator[list[str]]:
    """Keys of two files in the folder of an installation, and of one that was erased."""
    with own_app.app_context():
        session = db.session()
        store = own_app.extensions["file_store"]
        kept = [keep(session, store) for _number in range(3)]
        files.erase(store, kept[-1])
        session.commit()
        keys = [file.key for file in kept]
        db.session.remove()
    return keys


def test_files_are_copied_into_another_store_and_again_without_harm(
    own_app: Flask, recorded: list[str], bucket: Store
) -> None:
    own_app.extensions["file_store"] = bucket

    first, second, checked = run(own_app, "copy"), run(own_app, "copy"), run(own_app, "check")

    assert "Copied: 2; there already: 0." in first.output
    assert "Copied: 0; there already: 2." in second.output
    assert "In order: 2" in checked.output
    assert [bucket.exists(key) for key in recorded] == [True, True, False]


def test_files_can_be_brought_back(own_app: Flask, recorded: list[str], tmp_path: Path) -> None:
    own_app.extensions["file_store"] = Folder(tmp_path / "elsewhere")

    result = run(own_app, "copy", "--from", str(tmp_path / "files"))

    assert "Copied: 2" in result.output
    assert (tmp_path / "elsewhere" / recorded[0]).read_bytes() == CONTENT


def test_a_store_is_not_copied_onto_itself(own_app: Flask, recorded: list[str]) -> None:
    result = run(own_app, "copy")

    assert result.exit_code == 1
    assert "The files lie there already" in result.output
    assert recorded


def test_a_store_that_does_not_answer_ends_a_command_with_a_sentence(
    own_app: Flask, recorded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise StoreUnavailable("the share is gone")

    monkeypatch.setattr(Folder, "open", refuse)

    result = run(own_app, "check")

    assert result.exit_code == 1
    assert "A store of files does not answer: the share is gone" in result.output
    assert recorded


def test_a_damaged_or_missing_file_is_named_and_not_copied(
    own_app: Flask, recorded: list[str], tmp_path: Path
) -> None:
    (tmp_path / "files" / recorded[0]).write_bytes(b"something else")
    (tmp_path / "files" / recorded[1]).unlink()

    checked = run(own_app, "check")
    own_app.extensions["file_store"] = Folder(tmp_path / "elsewhere")
    copied = run(own_app, "copy")

    for result in (checked, copied):
        assert result.exit_code == 1
        assert [key in result.output for key in recorded] == [True, True, False]
    assert not Folder(tmp_path / "elsewhere").exists(recorded[0])


def test_checking_takes_out_what_should_have_gone(
    own_app: Flask, recorded: list[str], tmp_path: Path
) -> None:
    Folder(tmp_path / "files").put(recorded[2], CONTENT)

    result = run(own_app, "check")

    assert "erased and now taken out: 1" in result.output
    assert not Folder(tmp_path / "files").exists(recorded[2])
