"""The texts of the guide: one TOML file for each chapter and language, of the same shape in both.

Texts are written with few marks: an empty line parts paragraphs, ``- `` and ``1. `` begin the items of a list, ``**words**`` are
strong, ``[words](resources#kinds)`` is a link to another place of the guide.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "texts"
STRONG = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(([a-z/]+)(?:#([\w-]+))?\)")
ITEM = re.compile(r"(?:-|\d+\.) ")

Text = dict[str, Any]
"""A chapter's texts; a test proves that both languages hold the same keys, and a missing one fails loudly in a template."""
Address = Callable[[str, str | None], str]
"""What turns ``cycle/start`` and an anchor into an address."""


@cache
def read(language: str, name: str) -> Text:
    """The texts of a chapter, or of the contents (``index``), in a language."""
    with (FOLDER / language / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def rendered(text: str, address: Address) -> Markup:
    """A text as paragraphs and lists; everything but the marks is escaped."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.strip())]
    return Markup("\n").join(_block(block, address) for block in blocks if block)


def _block(block: str, address: Address) -> Markup:
    if not ITEM.match(block):
        return Markup("<p>{}</p>").format(_inline(" ".join(block.split()), address))
    items = re.split(r"\n(?=(?:-|\d+\.) )", block)
    lines = [_inline(" ".join(ITEM.sub("", item, count=1).split()), address) for item in items]
    listed = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    tag = "ul" if block.startswith("-") else "ol"
    return Markup(f"<{tag}>{{}}</{tag}>").format(listed)  # noqa: S704  # one of the two words above


def _inline(line: str, address: Address) -> Markup:
    escaped = str(escape(line))
    linked = LINK.sub(
        lambda found: str(
            Markup('<a href="{}">{}</a>').format(address(found[2], found[3]), Markup(found[1]))  # noqa: S704  # escaped above
        ),
        escaped,
    )
    return Markup(STRONG.sub(r"<strong>\1</strong>", linked))  # noqa: S704  # escaped above, marks aside
