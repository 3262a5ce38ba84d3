"""What tests in a browser can ask for.

``live_server``: Tracker with demonstration data, as ``make run`` starts it; ``live_server_postgresql``: the same on PostgreSQL.
``page``: a page of Chromium in which no script may fail, nothing may be fetched from elsewhere and no policy may be broken.
``open_page``, ``sign_in``: more such pages, each in a browser of its own, without an account and as somebody of the demonstration.
``say``: the words of the pages in the language of the test.
``axe``, ``check_accessibility``: let axe-core look at the page as it is now.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

import bootstrap
from tests import databases, live, postgres
from tests.journeys import samples, steps
from tests.journeys.axe import Axe
from tests.journeys.steps import DESKTOP
from tests.journeys.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import ConsoleMessage, Page, Request, Response, ViewportSize
    from pytest_playwright.pytest_playwright import CreateContextCallback

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000
"""Milliseconds until something has to be there, on a busy machine too."""
LOCALES = {"ru": "ru-RU", "en": "en-GB"}
SENT_TOO = {"document", "xhr", "fetch"}
"""What may answer with a refusal in a test of refusals; style sheets, scripts and pictures never do."""


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine, without calls to its maker; root has to do without its sandbox."""
    named = bootstrap.find_chromium()
    if named is None:
        pytest.fail(
            "The browser tests need Chromium; make test installs it or says what to do.", pytrace=False
        )
    root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return {**browser_type_launch_args, "executable_path": named, "args": [*QUIET, *root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Pages without moving parts, in Moscow."""
    return {
        "timezone_id": "Europe/Moscow",
        "reduced_motion": "reduce",
        **browser_context_args,
    }


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[live.LiveServer]:
    """Tracker with demonstration data on SQLite; each worker has its own."""
    instance = tmp_path_factory.mktemp("live")
    live.copy_of_filled(shared / "filled-sqlite", instance)
    with live.running(instance) as server:
        yield server


@pytest.fixture(scope="session")
def live_server_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgresql: postgres.Server, shared: Path, worker: str
) -> Iterator[live.LiveServer]:
    """Tracker with demonstration data on PostgreSQL; each worker has its own."""
    instance = tmp_path_factory.mktemp("live-postgresql")
    filled = shared / "filled-postgresql"
    postgresql.make_once("live_template", lambda url: live.copy_of_filled(filled, instance, database_url=url))
    live.copy_of_filled(filled, instance)
    url = postgresql.clone("live_template", f"live_{worker}")
    with live.running(instance, database_url=url) as server:
        yield server
    postgresql.drop(f"live_{worker}")


@pytest.fixture(scope="session")
def base_url(live_server: live.LiveServer) -> str:
    """So that ``page.goto("/partnerships")`` is enough."""
    return live_server.url


class Watch(list[str]):
    """What a person would not see: failing scripts, missing files, broken policies, requests to elsewhere."""

    def over(self, page: Page) -> Page:
        """Watch a page from now on."""
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.append(f"script: {error}"))
        page.on("request", self.asked)
        page.on("response", self.answered)
        return page

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.append(f"console on {message.location.get('url')}: {message.text}")

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.append(f"asked elsewhere: {request.url}")

    def answered(self, response: Response) -> None:
        is_part = response.request.resource_type not in SENT_TOO
        if response.status >= 500 or (is_part and response.status >= 400):
            self.append(f"{response.status}: {response.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """``watch.over(page)``: what it notes fails the test at its end."""
    notes = Watch()
    yield notes
    assert not notes, "\n".join(notes)


@pytest.fixture
def language() -> str:
    """The language of the pages, unless a test asks for several with ``@in_both_languages``."""
    return "ru"


@pytest.fixture(scope="session")
def speaking_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that is only asked for its words."""
    return databases.make_app("sqlite://", tmp_path_factory.mktemp("words"))


@pytest.fixture
def say(speaking_app: Flask, language: str) -> Words:
    """The words of the pages in the language of this test."""
    return Words(speaking_app, language)


@pytest.fixture
def open_page(new_context: CreateContextCallback, watch: Watch, language: str) -> Callable[..., Page]:
    """``open_page()``: a watched page in a browser of its own, without an account; ``scripts=False`` does without JavaScript."""

    def opened(*, screen: ViewportSize = DESKTOP, scripts: bool = True, **kwargs: Any) -> Page:
        context = new_context(
            locale=LOCALES[language], viewport=screen, java_script_enabled=scripts, **kwargs
        )
        context.set_default_timeout(PATIENCE)
        return watch.over(context.new_page())

    return opened


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One such page."""
    return open_page()


@pytest.fixture
def sign_in(open_page: Callable[..., Page], say: Words) -> Callable[..., Page]:
    """``sign_in("manager")``: a page on which somebody of the demonstration has signed in, reading this test's language."""

    def signed_in(who: str, **kwargs: Any) -> Page:
        page = open_page(**kwargs)
        steps.sign_in(page, say, who)
        return page

    return signed_in


@pytest.fixture(scope="session")
def addresses(live_server: live.LiveServer) -> Callable[[str], str]:
    """``addresses("Marathon")``: the address of the partnership with this title, found without the pages under test."""

    def address_of(title: str) -> str:
        return f"/partnerships/{samples.number_of(live_server, title)}"

    return address_of


@pytest.fixture(scope="session")
def axe() -> Axe:
    """``axe.violations(page)``: what axe-core finds on the page as it is now."""
    return Axe()


@pytest.fixture
def check_accessibility(axe: Axe) -> Callable[[Page], None]:
    """``check_accessibility(page)`` fails with every violation that axe-core finds, and where."""

    def check(page: Page) -> None:
        violations = axe.violations(page)
        assert not violations, f"{page.url}:\n" + "\n".join(violations)

    return check
