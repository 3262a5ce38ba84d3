"""Where files lie: a folder, or a bucket of any store that speaks as S3 does.

A store knows keys and bytes, nothing of names, kinds or people. Which one an installation has, ``TRACKER_FILES`` says.
"""

from __future__ import annotations

import importlib.util
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast
from urllib.parse import urlsplit

from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store

CONNECTING = timedelta(seconds=5)
SILENCE = timedelta(seconds=30)
"""How long a store may say nothing, once there is a connection."""
REPEATING = timedelta(seconds=60)
"""After this a question that failed is not repeated."""
LONGEST = timedelta(hours=1)
"""How long somebody with a slow line may take to read a file."""


class StoreUnavailable(Exception):
    """The store does not answer, or refuses us."""


class Store(Protocol):
    """A place for files under keys. All but ``open`` are the same when they are done twice."""

    def put(self, key: str, content: bytes) -> None:
        """Keep a file; raises ``StoreUnavailable``."""

    def open(self, key: str) -> BinaryIO:
        """The bytes of a file, read as they come; raises ``FileNotFoundError`` where there is none."""

    def exists(self, key: str) -> bool:
        """Whether a file is there."""

    def remove(self, key: str) -> None:
        """Take a file out for good; none there is fine."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, outside of what a web server serves. Several machines may share it."""

    path: Path

    def put(self, key: str, content: bytes) -> None:
        target = self.path_of(key)
        unfinished = target.with_suffix(".new")
        with _problems_of_the_folder():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with unfinished.open("wb") as stream:
                    stream.write(content)
                    stream.flush()
                    os.fsync(
                        stream.fileno()
                    )  # its row may be committed a moment later, and outlive a loss of power
                unfinished.replace(target)
            except OSError:
                unfinished.unlink(missing_ok=True)
                raise

    def open(self, key: str) -> BinaryIO:
        with _problems_of_the_folder():
            return self.path_of(key).open("rb")

    def exists(self, key: str) -> bool:
        with _problems_of_the_folder():
            return self.path_of(key).is_file()

    def remove(self, key: str) -> None:
        with _problems_of_the_folder():
            self.path_of(key).unlink(missing_ok=True)

    def path_of(self, key: str) -> Path:
        """Where a file lies; raises ``ValueError`` for a key that leads out of the folder."""
        target = (self.path / key).resolve()
        if not target.is_relative_to(self.path.resolve()):
            message = "the key leads out of the store"
            raise ValueError(message)
        return target


@contextmanager
def _problems_of_the_folder() -> Iterator[None]:
    """Say of a disk that is full, or a shared folder that is not there, that the store is unavailable."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise StoreUnavailable(str(problem)) from problem


@dataclass(frozen=True)
class Bucket:
    """A bucket of an S3-compatible store, or what lies below a prefix in it.

    Without keys those of the machine are used: the ``AWS_…`` variables, or the role that a cloud gives it.
    """

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = field(default="", repr=False)

    @cached_property
    def _store(self) -> S3Store:
        """The connection, made when it is first needed, so each process has its own."""
        from obstore.store import S3Store  # noqa: PLC0415  # an extra, loaded by those who have it

        given = {
            "endpoint": self.endpoint,
            "region": self.region,
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
        }
        config = {"disable_bulk_delete": True} | {name: text for name, text in given.items() if text}
        return S3Store(
            self.name,
            prefix=self.prefix or None,
            config=cast("S3Config", config),
            client_options={
                "allow_http": self.endpoint.startswith("http://"),
                "connect_timeout": CONNECTING,
                "read_timeout": SILENCE,
                "timeout": LONGEST,
            },
            retry_config={"max_retries": 3, "retry_timeout": REPEATING},
        )

    def put(self, key: str, content: bytes) -> None:
        import obstore  # noqa: PLC0415

        try:
            with _problems_of_the_bucket():
                obstore.put(self._store, key, content, use_multipart=False)  # all of it or nothing
        except FileNotFoundError as problem:  # there is no such bucket
            raise StoreUnavailable(str(problem)) from problem

    def open(self, key: str) -> BinaryIO:
        import obstore  # noqa: PLC0415

        with _problems_of_the_bucket():
            found = obstore.get(self._store, key)
        return cast("BinaryIO", io.BufferedReader(_Stream(iter(found.stream()))))

    def exists(self, key: str) -> bool:
        import obstore  # noqa: PLC0415

        try:
            with _problems_of_the_bucket():
                obstore.head(self._store, key)
        except FileNotFoundError:
            return False
        return True

    def remove(self, key: str) -> None:
        import obstore  # noqa: PLC0415

        with suppress(FileNotFoundError), _problems_of_the_bucket():
            obstore.delete(self._store, key)


@contextmanager
def _problems_of_the_bucket() -> Iterator[None]:
    """Say of a store that does not answer, or refuses us, that it is unavailable."""
    from obstore.exceptions import BaseError  # noqa: PLC0415

    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as problem:
        raise StoreUnavailable(str(problem)) from problem


class _Stream(io.RawIOBase):
    """A file that is read as its parts arrive."""

    def __init__(self, parts: Iterator[Any]) -> None:
        self._parts = parts
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        target = memoryview(buffer)
        while not self._rest:
            with _problems_of_the_bucket():
                part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = memoryview(part)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def opened(
    address: str, *, endpoint: str = "", region: str = "", access_key: str = "", secret_key: str = ""
) -> Store:
    """The store at an address, a folder or ``s3://bucket/prefix``; the rest tells how to reach a bucket.

    Raises ``ConfigurationError`` where the address names no bucket, or the library for buckets is not installed.
    """
    if not address.startswith("s3://"):
        return Folder(Path(address))
    parts = urlsplit(address)
    if not parts.netloc:
        raise ConfigurationError(f"TRACKER_FILES takes a folder or s3://bucket/prefix, not {address!r}.")
    if importlib.util.find_spec("obstore") is None:
        raise ConfigurationError(
            "TRACKER_FILES names a bucket. Its library is missing: pip install tracker[s3]"
        )
    return Bucket(parts.netloc, parts.path.strip("/"), endpoint, region, access_key, secret_key)
