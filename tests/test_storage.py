"""The store of files: what is let in, under which name, and that nothing leads out of it."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tracker import paths, storage
from tracker.errors import DomainError

if TYPE_CHECKING:
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
    return storage.keep(folder, BytesIO(content), name, limit=LIMIT)


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

    assert storage.path_of(tmp_path, kept.key).read_bytes() == content
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


@pytest.mark.parametrize("key", ["../outside", "/etc/passwd", "a/../../outside"])
def test_no_key_leads_out_of_the_store(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        storage.path_of(tmp_path / "files", key)


def test_a_removed_file_is_gone_and_removing_it_again_is_fine(tmp_path: Path) -> None:
    kept = keep(tmp_path, "notes.txt", b"x")

    storage.remove(tmp_path, kept.key)
    storage.remove(tmp_path, kept.key)

    assert not storage.path_of(tmp_path, kept.key).exists()


def test_the_store_is_not_among_what_is_served(tmp_path: Path) -> None:
    assert not (tmp_path / "files").is_relative_to(paths.STATIC)
