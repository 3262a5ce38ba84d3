"""What the wheel needs beyond copying: the catalogues of translations in the form that gettext reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(locale: Path) -> list[Path]:
    """Write ``messages.mo`` beside every ``messages.po`` that is newer, and return those written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        # A reader that starts meanwhile finds either the old file or the new one, never half of it.
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)
        written.append(target)
    return written


class Hook(BuildHookInterface[Any]):
    """Compiles the catalogues before anything is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Compile; the compiled files are named as artifacts in pyproject.toml."""
        for path in compile_catalogues(Path(self.root) / "tracker" / "locale"):
            self.app.display_info(f"compiled {path.relative_to(self.root)}")
