"""The first steps after a clone: what ``make`` offers is what ``bootstrap.py`` does."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, with an environment of its own that is not there yet."""
    monkeypatch.setenv("TRACKER_VENV", str(tmp_path / "venv"))
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def targets_of_make() -> dict[str, str]:
    """The targets of the Makefile with their lines of help."""
    return dict(
        re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_make_delegates_to_targets_that_exist(bootstrap: ModuleType) -> None:
    delegated = re.findall(r"\$\(DO\) ([a-z-]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))

    assert set(delegated) <= set(bootstrap.TARGETS)
    assert {"run", "test", "lint", "strings", "wheel", "lock"} <= set(delegated)


def test_every_target_has_its_line_of_help(bootstrap: ModuleType) -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert phony is not None
    assert set(phony[1].split()) == set(targets_of_make())
    assert all(target.__doc__ for target in bootstrap.TARGETS.values())


def test_an_unknown_target_is_refused_with_the_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "bootstrap.py", "fly"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "Known: help, run" in done.stderr


def test_an_installed_lock_is_not_installed_again(bootstrap: ModuleType) -> None:
    bootstrap.venv_folder().mkdir()
    lock = bootstrap.RUNTIME_LOCK
    assert not bootstrap.is_installed(lock)

    bootstrap.stamp(lock).write_text(bootstrap.checksum(lock), encoding="utf-8")

    assert bootstrap.is_installed(lock)


def test_a_folder_that_holds_something_else_is_left_alone(bootstrap: ModuleType) -> None:
    folder = bootstrap.venv_folder()
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(bootstrap.Refused, match="not a virtual environment"):
        bootstrap.make_venv()

    assert (folder / "letter.txt").exists()


def test_a_browser_that_is_named_but_missing_is_said(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    with pytest.raises(bootstrap.Refused, match="CHROMIUM names /nowhere/chromium"):
        bootstrap.find_chromium()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_library_has_its_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9][^ \n]*==.*$", text, re.MULTILINE)

    assert pinned
    assert all(line.endswith("\\") for line in pinned)
    assert "://" not in text


def test_the_full_lock_holds_the_runtimes_versions() -> None:
    runtime, full = (
        set(
            re.findall(
                r"^([a-z0-9][^ \n]*==[^ \n]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
            )
        )
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert runtime <= full
