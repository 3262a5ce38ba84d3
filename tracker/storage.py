"""What is let into the store of files: each under a random key, its content checked against its name."""

from __future__ import annotations

import hashlib
import secrets
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from tracker.errors import DomainError
from tracker.i18n import _l
from tracker.stores import Store, StoreUnavailable

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
"""What may be stored, by the ending of the name."""

ACCEPT = ",".join(MEDIA_TYPES)
OFFICE_FOLDERS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
OPEN_DOCUMENTS = {".odt", ".ods", ".odp"}
TEXTS = {".txt", ".csv"}
OLD_OFFICE = {".doc", ".xls", ".ppt"}
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
NAME_LENGTH = 200
FIRST_LETTER = 0x20
"""Bytes below are control characters, in every encoding of texts."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the store."""

    key: str
    name: str
    media_type: str
    size: int
    sha256: str


def keep(store: Store, stream: BinaryIO, name: str, *, limit: int) -> Kept:
    """Check a file and put it into the store.

    Raises ``DomainError`` with a sentence for people when it is empty, larger than ``limit`` bytes, of a kind that is not
    accepted, not what its name says, or when the store does not take it.
    """
    name = clean_name(name)
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise DomainError(
            _l("The file is larger than %(limit)s MB.", limit=limit // (1024 * 1024)), field="files"
        )
    if not content:
        raise DomainError(_l("The file is empty."), field="files")
    ending = PurePath(name).suffix.lower()
    if ending not in MEDIA_TYPES:
        raise DomainError(
            _l(
                "Files of the kind “%(ending)s” are not accepted. Use PDF, Word, Excel, a picture or text.",
                ending=ending or name,
            ),
            field="files",
        )
    if not is_what_it_says(content, ending):
        raise DomainError(
            _l("The content of “%(name)s” is not what its name says.", name=name), field="files"
        )
    key = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    try:
        store.put(key, content)
    except StoreUnavailable as problem:
        sentence = _l("Files cannot be kept at the moment, so nothing was. Please try again later.")
        raise DomainError(sentence, field="files") from problem
    return Kept(key, name, MEDIA_TYPES[ending], len(content), hashlib.sha256(content).hexdigest())


def clean_name(name: str) -> str:
    """The last part of a path, without control characters, short enough for every file system."""
    last = PurePath(name.replace("\\", "/")).name
    printable = "".join(character for character in last if character.isprintable()).strip() or "file"
    stem, ending = PurePath(printable).stem, PurePath(printable).suffix
    return stem[: NAME_LENGTH - len(ending)] + ending


def is_what_it_says(content: bytes, ending: str) -> bool:
    """Whether the content is of the kind that the ending of its name promises."""
    if ending in TEXTS:
        return _is_text(content)
    if ending in OFFICE_FOLDERS or ending in OPEN_DOCUMENTS:
        return _is_office(content, ending)
    if ending in OLD_OFFICE:
        return content.startswith(OLE_SIGNATURE)
    import puremagic  # noqa: PLC0415  # its tables are read when the first picture comes

    expected = {".jpeg": {".jpg", ".jpeg"}, ".jpg": {".jpg", ".jpeg"}}.get(ending, {ending})
    try:
        found = {match.extension for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        return False
    return not expected.isdisjoint(found)


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return all(
            byte >= FIRST_LETTER or byte in b"\t\r\n\f" for byte in content
        )  # a Russian text in an older encoding
    return True


def _is_office(content: bytes, ending: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if ending in OPEN_DOCUMENTS:
                return (
                    "mimetype" in names
                    and archive.read("mimetype").decode("ascii", "replace") == MEDIA_TYPES[ending]
                )
    except (zipfile.BadZipFile, KeyError):
        return False
    return "[Content_Types].xml" in names and any(name.startswith(OFFICE_FOLDERS[ending]) for name in names)
