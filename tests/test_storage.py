"""What is let into the store of files, under which name; and that a folder and a bucket keep it alike."""

from __future__ import annotations

import errno
import hashlib
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests import object_store
from tracker import paths, storage, stores
from tracker.errors import ConfigurationError, DomainError
from tracker.stores import Bucket, Folder, Store, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
RTF = b"{\\rtf1\\ansi minutes}"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
HTML = b"<!doctype html><script>alert(1)</script>"
LIMIT = 10_000


def archive(**members: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def office(folder: str) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<w/>"})


def open_document(media_type: str) -> bytes:
    return archive(mimetype=media_type.encode(), **{"content.xml": b"<x/>"})


def keep(folder: Path, name: str, content: bytes) -> storage.Kept:
    return storage.keep(Folder(folder), BytesIO(content), name, limit=LIMIT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("agreement.pdf", PDF),
        ("photo.png", PNG),
        ("photo.JPG", JPEG),
        ("photo.jpeg", JPEG),
        ("photo.gif", GIF),
        ("photo.webp", WEBP),
        ("minutes.rtf", RTF),
        ("minutes.doc", OLD_WORD),
        ("table.xls", OLD_WORD),
        ("minutes.docx", office("word")),
        ("table.xlsx", office("xl")),
        ("slides.pptx", office("ppt")),
        ("minutes.odt", open_document(storage.MEDIA_TYPES[".odt"])),
        ("table.ods", open_document(storage.MEDIA_TYPES[".ods"])),
        ("notes.txt", "Договорились о вывозе".encode()),
        ("notes.txt", "Договорились о вывозе".encode("cp1251")),
        ("table.csv", "школа;кг\n15;640\n".encode("utf-8-sig")),
    ],
)
def test_a_file_that_is_what_it_says_is_kept(tmp_path: Path, name: str, content: bytes) -> None:
    kept = keep(tmp_path, name, content)

    assert (tmp_path / kept.key).read_bytes() == content
    assert (kept.name, kept.size, kept.sha256) == (name, len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("agreement.pdf", EXE),
        ("agreement.pdf", HTML),
        ("photo.png", JPEG),
        ("photo.jpg", PDF),
        ("minutes.doc", office("word")),
        ("minutes.docx", office("xl")),
        ("minutes.docx", archive(any__thing=b"x")),
        ("minutes.docx", b"not an archive"),
        ("minutes.odt", open_document(storage.MEDIA_TYPES[".ods"])),
        ("minutes.odt", archive(any=b"x")),
        ("notes.txt", PNG),
        ("notes.txt", b"text\x00with zero"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        keep(tmp_path, name, content)

    assert refused.value.field == "files"
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    "name", ["virus.exe", "page.html", "picture.svg", "archive.zip", "noending", "", "..", ".pdf.exe"]
)
def test_other_kinds_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DomainError):
        keep(tmp_path, name, PDF)


@pytest.mark.parametrize("content", [b"", b"x" * (LIMIT + 1)])
def test_empty_and_too_large_files_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DomainError):
        keep(tmp_path, "notes.txt", content)


def test_a_file_as_large_as_allowed_is_kept(tmp_path: Path) -> None:
    assert keep(tmp_path, "notes.txt", b"x" * LIMIT).size == LIMIT


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Ольга\\Договор.txt", "Договор.txt"),
        ("two\nlines.txt", "twolines.txt"),
        ("left\u202etxt.exe.txt", "lefttxt.exe.txt"),
        ("д" * 300 + ".txt", "д" * 196 + ".txt"),
    ],
)
def test_a_name_is_only_a_name(tmp_path: Path, given: str, kept: str) -> None:
    assert keep(tmp_path, given, b"x").name == kept


def test_a_file_lies_under_a_key_that_says_nothing_of_its_name(tmp_path: Path) -> None:
    first, second = keep(tmp_path, "notes.txt", b"x"), keep(tmp_path, "notes.txt", b"x")

    assert first.key != second.key
    assert "notes" not in first.key


def test_the_store_is_not_among_what_is_served(tmp_path: Path) -> None:
    assert not (tmp_path / "files").is_relative_to(paths.STATIC)


# --- a folder and a bucket ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def remote() -> Iterator[object_store.ObjectStore]:
    with object_store.running() as running:
        yield running


def bucket(remote: object_store.ObjectStore, **changed: str) -> Store:
    given = {
        "endpoint": remote.endpoint,
        "region": object_store.REGION,
        "access_key": object_store.ACCESS_KEY,
        "secret_key": object_store.SECRET_KEY,
    }
    return stores.opened("s3://files/tracker", **given | changed)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return stores.opened(str(tmp_path))
    return bucket(request.getfixturevalue("remote"))


def test_what_is_put_in_comes_out_as_it_was(store: Store) -> None:
    content = bytes(range(256)) * 80_000  # as large as a file may be

    store.put("ab/cd", content)

    with store.open("ab/cd") as stream:
        assert stream.read(3) == b"\x00\x01\x02"
        assert stream.read() == content[3:]
    assert store.exists("ab/cd")


def test_a_file_that_is_not_there_is_missed(store: Store) -> None:
    assert not store.exists("ab/none")
    with pytest.raises(FileNotFoundError):
        store.open("ab/none")


def test_a_removed_file_is_gone_and_removing_it_again_is_fine(store: Store) -> None:
    store.put("ab/cd", b"x")

    store.remove("ab/cd")
    store.remove("ab/cd")

    assert not store.exists("ab/cd")


def test_a_checked_file_can_be_kept_in_either(store: Store) -> None:
    kept = storage.keep(store, BytesIO(PDF), "agreement.pdf", limit=LIMIT)

    with store.open(kept.key) as stream:
        assert stream.read() == PDF


@pytest.mark.parametrize("key", ["../outside", "/etc/passwd", "a/../../outside"])
def test_no_key_leads_out_of_a_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        Folder(tmp_path / "files").path_of(key)


def test_an_interrupted_write_leaves_no_half_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("pathlib.Path.replace", fail)

    with pytest.raises(StoreUnavailable):
        Folder(tmp_path).put("ab/cd", b"x")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("question", ["open", "exists", "remove"])
def test_a_shared_folder_that_does_not_answer_is_no_missing_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    def fail(*_arguments: object, **_given: object) -> None:
        raise OSError(errno.ESTALE, "the folder went away")

    for name in ("open", "is_file", "unlink"):
        monkeypatch.setattr(f"pathlib.Path.{name}", fail)

    with pytest.raises(StoreUnavailable):
        getattr(Folder(tmp_path), question)("ab/cd")


def test_files_lie_below_the_prefix_of_the_bucket(remote: object_store.ObjectStore) -> None:
    bucket(remote).put("ab/cd", b"x")

    assert remote.objects["files/tracker/ab/cd"] == b"x"


def test_a_store_that_refuses_us_is_unavailable_and_says_so_to_whoever_uploads(
    remote: object_store.ObjectStore,
) -> None:
    wrong = bucket(remote, secret_key="another")

    with pytest.raises(StoreUnavailable):
        wrong.put("ab/refused", b"x")
    with pytest.raises(StoreUnavailable):
        wrong.open("ab/refused")
    with pytest.raises(StoreUnavailable):
        wrong.exists("ab/refused")
    with pytest.raises(StoreUnavailable):
        wrong.remove("ab/refused")
    with pytest.raises(DomainError, match="cannot be kept at the moment"):
        storage.keep(wrong, BytesIO(PDF), "agreement.pdf", limit=LIMIT)
    assert "files/tracker/ab/refused" not in remote.objects


def test_a_bucket_that_is_not_there_takes_nothing(remote: object_store.ObjectStore) -> None:
    elsewhere = stores.opened(
        "s3://none",
        endpoint=remote.endpoint,
        region=object_store.REGION,
        access_key=object_store.ACCESS_KEY,
        secret_key=object_store.SECRET_KEY,
    )

    with pytest.raises(DomainError, match="cannot be kept at the moment"):
        storage.keep(elsewhere, BytesIO(PDF), "agreement.pdf", limit=LIMIT)


def test_the_keys_of_a_bucket_stay_out_of_logs(remote: object_store.ObjectStore) -> None:
    assert "hush hush" not in repr(bucket(remote, secret_key="hush hush"))


def test_a_bucket_needs_a_name_and_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stores.opened("s3://files") == Bucket("files")
    with pytest.raises(ConfigurationError, match="s3://bucket/prefix"):
        stores.opened("s3:///prefix")

    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(ConfigurationError, match=r"pip install tracker\[s3\]"):
        stores.opened("s3://files")
