"""Tracker itself, started as a person starts it, for tests in a browser: migrated, filled with demonstration data, served."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from tests.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600
"""Seconds until a server has to answer; filling the database takes most of them on a busy machine."""


@dataclass(frozen=True)
class LiveServer:
    """A running Tracker."""

    url: str
    instance: Path

    def address(self, path: str) -> str:
        """The whole address of a page."""
        return self.url + path


@contextmanager
def running(instance: Path, *, database_url: str = "", **settings: str) -> Iterator[LiveServer]:
    """Serve demonstration data from a folder of its own; ``settings`` are further ``TRACKER_…`` variables in lower case."""
    port = free_port()
    own = {
        "host": "127.0.0.1",
        "port": str(port),
        "instance": str(instance),
        "database_url": database_url,
        "demo": "1",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment |= {f"TRACKER_{name.upper()}": value for name, value in (own | settings).items() if value}
    log = instance / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", "from tracker.cli import main; main()", "run"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(server, f"http://127.0.0.1:{port}/health", log)
        yield LiveServer(f"http://127.0.0.1:{port}", instance)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def copy_of_filled(filled: Path, copied: Path, *, database_url: str = "") -> None:
    """Copy an instance folder with demonstration data, which the first worker that needs one makes."""
    unfinished = filled.with_suffix(".unfinished")
    try:
        unfinished.mkdir()
    except FileExistsError:
        wait_for_folder(filled, unfinished)
    else:
        try:
            with running(unfinished, database_url=database_url):
                pass
        except BaseException:
            shutil.rmtree(unfinished)
            raise
        shutil.copytree(unfinished, filled.with_suffix(".new"))
        filled.with_suffix(".new").rename(filled)
    shutil.copytree(filled, copied, dirs_exist_ok=True)


def wait_for_folder(filled: Path, unfinished: Path) -> None:
    """Return when another worker has made the folder."""
    until = time.monotonic() + PATIENCE
    while not filled.exists():
        if not unfinished.exists() or time.monotonic() > until:
            raise RuntimeError("Another worker could not fill the database; it says why.")
        time.sleep(0.2)


def wait_for(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the server answers; one that stops or stays silent is shown with all that it said."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310  # our own server
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    state = "is silent" if server.poll() is None else f"stopped with {server.returncode}"
    raise RuntimeError(
        f"The server for the browser tests {state}:\n{log.read_text(errors='replace')[-4000:]}"
    )
