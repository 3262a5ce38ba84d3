"""What all tests can ask for.

``database``: a session on SQLite and then on PostgreSQL, rolled back after each test; also what ``db.session`` is meanwhile.
``as_guest``, ``sign_in``: somebody who visits pages, and checks every one of them (see ``tests/visitor.py``).
``count_queries``: how many statements a page takes. ``own_app``: an application on a database with real commits.
"""

from __future__ import annotations

import gc
import zlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests import clock, databases, markup, postgres
from tests.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

DATABASES = ("sqlite", "postgresql")
SERVER = pytest.StashKey[postgres.Server]()
CLOSING = pytest.StashKey[ExitStack]()
clock.keep_the_day()
settings.register_profile("on any machine", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("on any machine")
OPENS_PAGES = {"as_guest", "sign_in"}
PAGES = ("pages.py", "test_endpoints.py", "test_leaks.py")
"""Files whose tests open pages by other means."""
DATABASES_DIFFER = {
    "test_keyset.py": "how a list goes on after a row is said to each database in its own words",
    "test_listing.py": "search and order",
    "test_showing.py": "what is read in a transaction, and what without one",
    "test_exporting.py": "rows are read one portion after the other",
    "test_answers.py": "a search of its own",
    "test_web.py": "numbers beyond what a column holds, and a row that somebody else was faster to write",
}
"""Files whose tests of pages run on both databases all the same, each with its reason."""
NEEDS_BROWSER = {"browser", "context", "page"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=DATABASES, help="run the tests of one database only")
    parser.addoption("--every-page-on-both", action="store_true", help="try each page on both databases, too")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Look for no garbage among the tests and modules, which all stay: a third of collecting, and a part of every test after."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)  # a test makes little that only a collection would free
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what opens a browser, and leave out the databases that were not asked for.

    The data layer is tried on both databases. A page asks it for what it shows, so each test that opens pages runs on one of
    the two, chosen by its name: half of them here, half there. ``--database`` or ``--every-page-on-both`` runs them all.
    """
    wanted = config.getoption("--database")
    share = not (wanted or config.getoption("--every-page-on-both"))
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        if NEEDS_BROWSER.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        database = getattr(getattr(item, "callspec", None), "params", {}).get("database_url")
        runs_on = wanted or (database_of(item) if share and is_of_pages(item) else database)
        (kept if database in {None, runs_on} else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def is_of_pages(item: pytest.Item) -> bool:
    """Whether a test opens pages, and would say the same on both databases."""
    opens_pages = OPENS_PAGES.intersection(getattr(item, "fixturenames", ())) or item.path.name.endswith(
        PAGES
    )
    return bool(opens_pages) and item.path.name not in DATABASES_DIFFER


def database_of(item: pytest.Item) -> str:
    """The database on which a test of pages runs, the same at every run and on every worker."""
    name = item.nodeid.replace("[sqlite", "[").replace("[postgresql", "[")
    return DATABASES[zlib.crc32(name.encode()) % len(DATABASES)]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each worker of pytest-xdist where the server is."""
    server = started_server(node.config)
    node.workerinput["postgresql"] = (server.host, server.port)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server in the process that started it."""
    if CLOSING in config.stash:
        config.stash[CLOSING].close()


def started_server(config: pytest.Config) -> postgres.Server:
    """The PostgreSQL server of this run: the controller's, or our own, started when first needed."""
    if SERVER not in config.stash:
        given = getattr(config, "workerinput", {}).get("postgresql")
        config.stash[SERVER] = postgres.Server(*given) if given else start_server(config)
    return config.stash[SERVER]


def start_server(config: pytest.Config) -> postgres.Server:
    stack = config.stash[CLOSING] = ExitStack()
    try:
        return stack.enter_context(postgres.running())
    except (LookupError, RuntimeError) as problem:
        pytest.exit(str(problem), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.fixture(scope="session")
def postgresql(pytestconfig: pytest.Config) -> postgres.Server:
    """The PostgreSQL server of this run."""
    return started_server(pytestconfig)


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this worker, a part of the names of its databases."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker == "alone" else own.parent


@pytest.fixture(scope="session", autouse=True)
def _found_by_all(shared: Path) -> None:
    """Folders in which the workers of this run leave each other what they have found of the markup of pages, and compiled templates."""
    markup.known.folder = shared / "markup"
    databases.TEMPLATES.folder = shared / "templates"
    for folder in (markup.known.folder, databases.TEMPLATES.folder):
        folder.mkdir(exist_ok=True)


@pytest.fixture(scope="session", params=DATABASES)
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker: str
) -> str:
    """The address of this worker's own database with all tables, on SQLite and on PostgreSQL."""
    instance = tmp_path_factory.mktemp(f"instance-{request.param}")
    if request.param == "sqlite":
        return databases.migrated_sqlite(instance)
    return databases.migrated_postgresql(request.getfixturevalue("postgresql"), instance, f"tracker_{worker}")


@pytest.fixture(scope="session")
def database_server(database_url: str, request: pytest.FixtureRequest) -> postgres.Server | None:
    """The server of the database; SQLite has none."""
    return None if database_url.startswith("sqlite") else request.getfixturevalue("postgresql")


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on this worker's database."""
    app = databases.make_app(database_url, tmp_path_factory.mktemp("instance"))
    yield app
    databases.disconnect(app)


@pytest.fixture
def database(app: Flask) -> Iterator[Session]:
    """A session whose changes nobody else sees and nothing keeps; after each test, what was committed is counted right."""
    with databases.rolled_back(app) as session:
        yield session
        assert databases.miscounted(session) == []


@pytest.fixture
def own_app(database_url: str, database_server: postgres.Server | None, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, for tests of what several connections see."""
    app = databases.make_app(databases.copy_of(database_url, database_server, tmp_path), tmp_path)
    yield app
    databases.disconnect(app)


@pytest.fixture
def as_guest(app: Flask, database: Session) -> Visitor:
    """Somebody without an account, reading English."""
    return Visitor(app, database)


@pytest.fixture
def sign_in(app: Flask, database: Session) -> Callable[..., Visitor]:
    """``sign_in(user)``: somebody signed in; ``language="ru"`` for the Russian pages."""

    def visitor(user: Any, *, language: str = "en") -> Visitor:
        return Visitor(app, database, user=user, language=language)

    return visitor


@pytest.fixture
def count_queries(database: Session) -> Callable[[], AbstractContextManager[databases.Statements]]:
    """``with count_queries() as queries: …`` collects the statements sent meanwhile."""
    return lambda: databases.counted(database)
