"""House rules that a machine can watch: the order of packages, a rule for every address, files that can be read in one go."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.routing import IntegerConverter, PathConverter

from tests import databases
from tracker import paths
from tracker.access import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from werkzeug.routing import Rule

ROOT = paths.PACKAGE.parent
SOURCES = sorted(paths.PACKAGE.rglob("*.py"))
FOREIGN = ("static", "security.")
LONGEST_FILE = 500
LONG_FILES: dict[str, str] = {}
"""Files that may be longer than others, each with its reason."""
TEXT_ARGUMENTS = {
    "token": "a signed link of a letter",
    "region_id": "the ISO 3166-2 code of a region",
    "code": "the code of a step of the checklist, or of a figure of the programme",
    "part": "the name of a part of an entry, or the code of what an expert may see",
    "chapter": "a chapter of the guide, or of the figures of the programme",
    "stage": "the code of a stage of the cycle",
    "kind": "the kind of a file, pdf or docx",
}
"""Arguments of addresses that are no numbers, and what they are."""
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("time", "time"),
}
OWN_CLOCKS = {
    "database.py": "utc_now is the clock of all others",
    "accounts/limits.py": "Flask-Limiter keeps the seconds of the machine",
}
"""Modules that may look at a clock of their own, each with its reason."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application; its database is not asked."""
    return databases.make_app("sqlite://", tmp_path_factory.mktemp("architecture"))


def own_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(FOREIGN)]


def name_of(path: Path) -> str:
    return path.relative_to(paths.PACKAGE).as_posix()


@cache
def read(path: Path) -> ast.Module:
    """A module as Python understands it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def where_of(pieces: Callable[[Path], Iterator[str]]) -> dict[str, list[str]]:
    """What was found in each module, by its name; modules without any are left out."""
    return {name_of(path): found for path in SOURCES if (found := list(pieces(path)))}


# --- packages --------------------------------------------------------------------------------------------------------


def test_packages_import_downward_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_a_file_can_be_read_in_one_go() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}

    assert {name for name, number in lines.items() if number > LONGEST_FILE} <= set(LONG_FILES)


def test_packages_have_nothing_in_their_init() -> None:
    """Importing one module of a package never starts another; the application and the pages of a package gather theirs."""
    gathering = re.compile(
        r'\s*("""[^"]*""")?\s*(from __future__ import annotations)?\s*((from|import) [^\n]*\n|__all__ = \[[^\]]*\]|\s)*',
        re.DOTALL,
    )

    busy = [
        name_of(path)
        for path in SOURCES
        if path.name == "__init__.py"
        and path.parent != paths.PACKAGE
        and not gathering.fullmatch(path.read_text(encoding="utf-8"))
    ]

    assert busy == []


# --- addresses -------------------------------------------------------------------------------------------------------


def test_every_endpoint_carries_a_rule(app: Flask) -> None:
    bare = [endpoint for endpoint, view in app.view_functions.items() if rule_of(endpoint, view) is None]

    assert bare == []


def test_our_own_endpoints_carry_a_rule_of_their_own(app: Flask) -> None:
    """A blanket for a blueprint is for libraries only."""
    bare = sorted(
        {
            rule.endpoint
            for rule in own_rules(app)
            if not hasattr(app.view_functions[rule.endpoint], "access_rule")
        }
    )

    assert bare == []


def test_addresses_are_written_in_small_letters_with_hyphens(app: Flask) -> None:
    parts = {
        (rule.rule, part)
        for rule in own_rules(app)
        for part in rule.rule.strip("/").split("/")
        if part and not part.startswith("<")
    }

    assert sorted(rule for rule, part in parts if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part)) == []


def test_addresses_end_without_a_slash(app: Flask) -> None:
    assert [rule.rule for rule in own_rules(app) if rule.rule != "/" and rule.rule.endswith("/")] == []


def test_a_record_in_an_address_is_a_number(app: Flask) -> None:
    untyped = {
        (rule.rule, name)
        for rule in own_rules(app)
        for name in rule.arguments
        if not isinstance(rule._converters[name], IntegerConverter) and name not in TEXT_ARGUMENTS
    }

    assert sorted(untyped) == []


def test_no_address_takes_a_path(app: Flask) -> None:
    """Files are given out by their number, never by their path."""
    assert [
        rule.rule
        for rule in own_rules(app)
        if any(isinstance(converter, PathConverter) for converter in rule._converters.values())
    ] == []


def test_every_text_in_an_address_is_explained_and_in_use(app: Flask) -> None:
    used = {name for rule in own_rules(app) for name in rule.arguments}

    assert set(TEXT_ARGUMENTS) - used == set()


# --- time ------------------------------------------------------------------------------------------------------------


def clocks_in(path: Path) -> Iterator[str]:
    for node in ast.walk(read(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Name) and (owner.id, node.func.attr) in CLOCKS:
            yield f"line {node.lineno}: {owner.id}.{node.func.attr}()"


def test_there_is_one_clock() -> None:
    """Else a test, or the replay of the demonstration data, cannot set the day."""
    assert {name: found for name, found in where_of(clocks_in).items() if name not in OWN_CLOCKS} == {}


def test_modules_with_a_clock_of_their_own_still_have_it() -> None:
    assert [name for name in OWN_CLOCKS if not list(clocks_in(paths.PACKAGE / name))] == []
    assert [name for name in LONG_FILES if not (paths.PACKAGE / name).exists()] == []


# --- words -----------------------------------------------------------------------------------------------------------


def doors_in(path: Path) -> Iterator[str]:
    doors = {"gettext", "ngettext", "pgettext", "lazy_gettext", "lazy_pgettext", "npgettext"}
    for node in ast.walk(read(path)):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module in {"flask_babel", "gettext"}
            and doors & {alias.name for alias in node.names}
        ):
            yield f"line {node.lineno}: {node.module}"


def test_translation_has_one_door() -> None:
    assert set(where_of(doors_in)) <= {"i18n.py"}


def glued_in(path: Path) -> Iterator[str]:
    doors = {"_", "_l", "_n", "_p", "_lp", "gettext", "ngettext", "pgettext"}
    for node in ast.walk(read(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in doors
            and any(isinstance(argument, (ast.JoinedStr, ast.BinOp)) for argument in node.args[:2])
        ):
            yield f"line {node.lineno}"


def test_sentences_are_whole_and_not_put_together_before_translation() -> None:
    """An f-string or a sum cannot be found in a catalogue."""
    assert where_of(glued_in) == {}


def test_nothing_is_left_to_do_in_comments() -> None:
    unfinished = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")

    assert [name_of(path) for path in SOURCES if unfinished.search(path.read_text(encoding="utf-8"))] == []


def coroutines_in(path: Path) -> Iterator[str]:
    return (node.name for node in ast.walk(read(path)) if isinstance(node, ast.AsyncFunctionDef))


def test_no_function_is_a_coroutine() -> None:
    """``Application.ensure_sync`` does not look."""
    assert where_of(coroutines_in) == {}
