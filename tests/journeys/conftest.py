"""What tests in a browser can ask for.

``live_server``: Tracker with demonstration data, as ``make run`` starts it; ``live_server_postgresql``: the same on PostgreSQL.
``page``: a page of Chromium in which no script may fail, nothing may be fetched from elsewhere and no policy may be broken.
``check_accessibility``: let axe-core look at the page as it is now.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests import live, postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE = Path(__file__).parent.parent / "assets" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SENT_TOO = {"document", "xhr", "fetch"}
"""What may answer with a refusal in a test of refusals; style sheets, scripts and pictures never do."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine, without calls to its maker; root has to do without its sandbox."""
    named = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if named is None:
        pytest.fail(
            "The browser tests need Chromium; make test installs it or says what to do.", pytrace=False
        )
    root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return {**browser_type_launch_args, "executable_path": named, "args": [*QUIET, *root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Pages in English on a desktop, without moving parts; a test sets its own with ``@pytest.mark.browser_context_args``."""
    return {
        "locale": "en-GB",
        "timezone_id": "Europe/Moscow",
        "reduced_motion": "reduce",
        **browser_context_args,
    }


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.LiveServer]:
    """Tracker with demonstration data on SQLite."""
    with live.running(tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture(scope="session")
def live_server_postgresql(
    tmp_path_factory: pytest.TempPathFactory,
    postgresql: postgres.Server,
    worker: str,
) -> Iterator[live.LiveServer]:
    """Tracker with demonstration data on PostgreSQL."""
    url = postgresql.clone("template0", f"live_{worker}")
    with live.running(tmp_path_factory.mktemp("live-postgresql"), database_url=url) as server:
        yield server
    postgresql.drop(f"live_{worker}")


@pytest.fixture(scope="session")
def base_url(live_server: live.LiveServer) -> str:
    """So that ``page.goto("/partnerships")`` is enough."""
    return live_server.url


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that reports what a person would not see: failing scripts, missing files, broken policies."""
    problems: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(f"console: {message.text}")

    def failed(error: Any) -> None:
        problems.append(f"script: {error}")

    def asked(request: Request) -> None:
        if (
            urlsplit(request.url).scheme in {"http", "https", "ws", "wss"}
            and urlsplit(request.url).hostname != "127.0.0.1"
        ):
            problems.append(f"asked elsewhere: {request.url}")

    def answered(response: Response) -> None:
        refused = response.status >= 500 or (
            response.status >= 400 and response.request.resource_type not in SENT_TOO
        )
        if refused:
            problems.append(f"{response.status}: {response.url}")

    page.on("console", console)
    page.on("pageerror", failed)
    page.on("request", asked)
    page.on("response", answered)
    yield page
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker's source."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def check_accessibility(axe: str) -> Callable[[Page], None]:
    """``check_accessibility(page)`` fails with every violation that axe-core finds, and where."""

    def check(page: Page) -> None:
        # Evaluated by the browser's own means: the page's policy lets no foreign script in.
        page.evaluate(axe)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        violations = [described(violation) for violation in found["violations"]]
        assert not violations, f"{page.url}:\n" + "\n".join(violations)

    return check


def described(violation: dict[str, Any]) -> str:
    """A violation in words, with the elements that show it."""
    places = [
        f"    {' '.join(map(str, node['target']))}\n      {node['html'][:160]}"
        for node in violation["nodes"][:5]
    ]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])
