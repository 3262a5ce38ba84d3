"""A real installation: the wheel carries all that Tracker needs, and works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = "from tracker import paths; print(paths.TEMPLATES, paths.MIGRATIONS, paths.STATIC, paths.LOCALE, sep='\\n')"
COMMAND = "from tracker.cli import main; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel was unpacked into, as pip does."""
    made = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False, cwd=made)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = made.glob("*.whl")
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, instance: Path, code: str, *arguments: str) -> str:
    """Run Python with nothing of the checkout in reach."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment |= {"PYTHONPATH": str(installed), "TRACKER_INSTANCE": str(instance), "TRACKER_DEMO": "0"}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=instance, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


CORPUS = "mechanisms/evaluation/"
"""What only those need who train the classifiers stays in the checkout."""


def test_templates_migrations_static_files_and_translations_travel_inside(installed: Path) -> None:
    package = installed / "tracker"

    carried = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}

    for folder in ("templates", "migrations"):
        there = {
            f"{folder}/{path.relative_to(ROOT / folder).as_posix()}" for path in (ROOT / folder).rglob("*.*")
        }
        assert {path for path in there if "__pycache__" not in path} <= carried
    sources = {
        path.relative_to(ROOT / "tracker").as_posix()
        for path in (ROOT / "tracker").rglob("*.*")
        if path.is_file()
    }
    wanted = {path for path in sources if "__pycache__" not in path and not path.startswith(CORPUS)}
    assert wanted <= carried
    assert not {path for path in carried if path.startswith(CORPUS)}
    assert "mechanisms/data/mechanisms.model" in carried
    assert "locale/ru/LC_MESSAGES/messages.mo" in carried


def test_nothing_of_the_tests_is_installed(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} == {"tracker"}


def test_an_installation_finds_its_own_files(installed: Path, tmp_path: Path) -> None:
    found = run(installed, tmp_path, ELSEWHERE).split()

    assert [Path(path) for path in found] == [
        installed / "tracker" / name for name in ("templates", "migrations", "static", "locale")
    ]


def test_an_installation_makes_its_database(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, COMMAND, "db", "upgrade")

    assert (tmp_path / "tracker.sqlite").exists()
