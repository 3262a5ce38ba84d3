"""Several machines, each with two processes, over one database, one store of files and one Redis: whichever answers, it is one Tracker."""

from __future__ import annotations

import re
import secrets
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests import object_store, redis_server
from tests.factories.accounts import PASSWORD, make_alumnus
from tests.factories.projects import make_partnership
from tests.test_serving import needs_fork, served
from tracker.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

EMAIL = "olga@example.org"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass
class Cluster:
    """Two machines, and what they share."""

    machines: tuple[str, str]
    files: object_store.ObjectStore
    partnership: int


@dataclass
class Browser:
    """Somebody whom a balancer sends to one machine or the other; cookies do not know of ports."""

    cookies: CookieJar = field(default_factory=CookieJar)

    def ask(self, address: str, content: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """The status and the content of an answer, followed to where it leads."""
        opener = build_opener(HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(Request(address, content, headers), timeout=60) as answer:  # noqa: S310  # our own server
                return answer.status, answer.read()
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read()

    def send(self, form: str, to: str, **values: str) -> tuple[int, bytes]:
        """Fill in a form of one machine and send it to the other."""
        return self.ask(to, urlencode(values | {"csrf_token": self.token(form)}).encode(), Referer=to)

    def upload(self, form: str, to: str, name: str, content: bytes, **values: str) -> tuple[int, bytes]:
        """The same with a file."""
        mark = secrets.token_hex(8)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in (values | {"csrf_token": self.token(form)}).items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        body = b"".join((*parts, head.encode(), content, f"\r\n--{mark}--\r\n".encode()))
        return self.ask(to, body, Referer=to, **{"Content-Type": f"multipart/form-data; boundary={mark}"})

    def token(self, form: str) -> str:
        """What a form brings to prove that it was asked for."""
        found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', self.ask(form)[1])
        assert found, form
        return found[1].decode()


@pytest.fixture
def cluster(own_app: Flask, tmp_path: Path) -> Iterator[Cluster]:
    with own_app.app_context():
        olga = make_alumnus(db.session(), email=EMAIL, password=PASSWORD)
        partnership = make_partnership(db.session(), by=olga).id
        db.session.commit()
        db.session.remove()
        database = db.engine.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        files = stack.enter_context(object_store.running())
        shared = {
            "database_url": database,
            "secret_key": "one for all machines",
            "password_salt": own_app.config["TRACKER_SETTINGS"].password_salt,
            "workers": "2",
            "threads": "2",
            "files": f"s3://{object_store.BUCKET}/tracker",
            "s3_endpoint": files.endpoint,
            "s3_region": object_store.REGION,
            "s3_access_key": object_store.ACCESS_KEY,
            "s3_secret_key": object_store.SECRET_KEY,
            "limiter_storage": stack.enter_context(redis_server.running()).url,
        }
        machines = []
        for name in ("one", "two"):
            folder = tmp_path / name
            folder.mkdir()
            machines.append(stack.enter_context(served(folder, **shared))[1])
        yield Cluster((machines[0], machines[1]), files, partnership)


@needs_fork
def test_it_is_one_tracker_whichever_machine_answers(cluster: Cluster) -> None:
    one, two = cluster.machines
    olga, stranger = Browser(), Browser()
    history = f"/partnerships/{cluster.partnership}/history"

    olga.send(f"{one}/login", f"{two}/login", email=EMAIL, password=PASSWORD)
    status, page = olga.upload(
        f"{one}{history}/new",
        f"{two}{history}/new",
        "agreement.pdf",
        PDF,
        kind="meeting",
        title="Встреча",
        happened_on="2026-01-15",
    )

    assert status == 200
    assert list(cluster.files.objects.values()) == [PDF]
    found = re.search(rf'"({history}/\d+/files/\d+)"'.encode(), page)
    assert found, "the history links the file"
    for machine in cluster.machines * 3:
        assert olga.ask(f"{machine}{found[1].decode()}") == (200, PDF)
        assert stranger.ask(f"{machine}{found[1].decode()}")[1] != PDF


@needs_fork
def test_whoever_guesses_has_no_more_attempts_for_going_from_machine_to_machine(cluster: Cluster) -> None:
    one, two = cluster.machines
    guesser = Browser()

    for _pair in range(5):
        for here, there in ((one, two), (two, one)):
            status, _page = guesser.send(f"{here}/login", f"{there}/login", email=EMAIL, password="wrong")
            assert status == 200

    for machine in cluster.machines:
        status, _page = guesser.send(f"{machine}/login", f"{machine}/login", email=EMAIL, password=PASSWORD)
        assert status == 429


@needs_fork
def test_a_machine_over_a_database_that_can_only_be_read_answers_visitors(
    own_app: Flask, tmp_path: Path
) -> None:
    with own_app.app_context():
        database = db.engine.url
    if database.get_backend_name() == "sqlite":
        pytest.skip("SQLite has no replicas")
    copy = database.update_query_dict({"options": "-c default_transaction_read_only=on"})
    folder = tmp_path / "replica"
    folder.mkdir()

    with served(folder, workers="2", database_url=copy.render_as_string(hide_password=False)) as (_first, at):
        seen = {path: Browser().ask(at + path)[0] for path in ("/", "/partnerships", "/guide", "/login")}

    assert set(seen.values()) == {200}
    assert "Traceback" not in (folder / "server.log").read_text(encoding="utf-8")
